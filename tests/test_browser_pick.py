"""``pick``: the filter has the focus, Enter takes an image, Esc cancels."""

from datetime import UTC, datetime

import pytest

from tests.app_driver import SMALL, AppDriver, run_browser
from tests.fake_service.faults import Barrier, CannedResponse
from vss_tui.filters import parse
from vss_tui.models.query import Library, Query
from vss_tui.screens.initial_view import InitialView

PUBLIC = "/v2/iso"


def asked(expression: str, tab: str = "public") -> str:
    return f"{tab} page=1 per_page=50 filter={expression}"


async def left(browser: AppDriver) -> str:
    """Wait until the picker has ended, and return the name that was picked, or ""."""
    await browser.wait_until(lambda: not browser.app.is_running)
    assert browser.app.return_code == 0
    image = browser.app.return_value
    return image.name.raw if image is not None else ""


async def test_every_printable_key_types():
    async with run_browser(picking=True) as browser:
        typed = "qjk?:sdxyYvV 12tnp]["
        await browser.type(typed)
        assert browser.filter_text == typed
        assert browser.app.is_running
    assert browser.service.requests_to("PATCH", "*") == []


async def test_enter_takes_the_row_under_the_cursor():
    async with run_browser(picking=True) as browser:
        await browser.press("down", "enter")
        assert await left(browser) == browser.service.public.images[1].name


async def test_enter_takes_a_row_at_hand_that_matches_without_asking():
    async with run_browser(picking=True) as browser:
        await browser.type("sles")
        await browser.press("backspace", "down", "up")
        cursor = browser.cursor
        await browser.press("enter")
        assert await left(browser) == cursor
        assert "sle" in cursor.lower()
    assert browser.requests() == []


async def test_enter_waits_for_the_response_where_no_row_at_hand_matches():
    async with run_browser(picking=True) as browser:
        barrier = Barrier()
        browser.service.faults.add("GET", PUBLIC, barrier=barrier)
        await browser.press_burst(*"proxmox", "enter")
        await browser.wait_until(barrier.reached.done)
        assert browser.app.is_running
        assert "none of these 50 · asking…" in browser.text
        assert browser.requests() == [asked("name,like,%proxmox%")]
        barrier.release()
        assert (await left(browser)).startswith("proxmox")


async def test_enter_before_the_first_rows_waits_for_those_of_the_filter():
    async with run_browser(picking=True, wait=False) as browser:
        await browser.press_burst(*"proxmox", "enter")
        assert (await left(browser)).startswith("proxmox")


async def test_another_key_calls_off_an_enter_that_waits():
    async with run_browser(picking=True) as browser:
        barrier = Barrier()
        browser.service.faults.add("GET", PUBLIC, barrier=barrier)
        await browser.press_burst(*"proxmox", "enter")
        await browser.wait_until(barrier.reached.done)
        await browser.press(*["backspace"] * 7)
        barrier.release()
        await browser.wait_idle()
        assert browser.app.is_running
        assert browser.filter_text == ""


@pytest.mark.parametrize("response", [None, CannedResponse.json(403, {"message": "closed"})])
async def test_enter_picks_nothing_where_nothing_comes(response):
    async with run_browser(picking=True) as browser:
        if response is not None:
            browser.service.faults.add("GET", PUBLIC, response)
        await browser.press_burst(*"no-such-image", "enter")
        await browser.wait_for("No image matches" if response is None else "closed")
        await browser.wait_idle()
        assert browser.app.is_running
        await browser.press("ctrl+u")
        await browser.wait_until(lambda: browser.names)
        await browser.press("enter")
        assert await left(browser) == browser.service.public.images[0].name


async def test_enter_says_what_is_wrong_and_picks_nothing():
    async with run_browser(picking=True) as browser:
        await browser.type("ubuntu or debian")
        await browser.press("enter")
        assert "or" in browser.lines[-1]
        assert browser.app.is_running


async def test_a_double_click_is_enter_and_a_click_moves():
    async with run_browser(picking=True) as browser:
        name = browser.names[3]
        await browser.click(name)
        assert browser.cursor == name
        await browser.type("u")
        assert browser.filter_text == "u"
        last = browser.names[-1]
        await browser.click(last, times=2)
        assert (await left(browser)).startswith(last.rstrip("…"))


async def test_the_wheel_moves_and_the_filter_keeps_the_focus():
    async with run_browser(picking=True) as browser:
        names = browser.names
        await browser.wheel(names[0])
        assert browser.cursor == names[3]
        await browser.type("u")
        assert browser.filter_text == "u"


@pytest.mark.parametrize("under_way", ["nothing", "typing", "request", "retry", "enter"])
async def test_escape_cancels_whatever_is_under_way(under_way):
    async with run_browser(picking=True) as browser:
        barrier = Barrier()
        if under_way in ("request", "enter"):
            browser.service.faults.add("GET", PUBLIC, barrier=barrier, times=None)
        elif under_way == "retry":
            down = CannedResponse.json(503, {"message": "maintenance"})
            browser.service.faults.add("GET", PUBLIC, down, times=None)
        if under_way != "nothing":
            await browser.type("proxmox")
        if under_way == "enter":
            await browser.press("enter")
        if under_way in ("request", "enter"):
            await browser.wait_until(barrier.reached.done)
        elif under_way == "retry":
            await browser.wait_for("maintenance", "retrying in")
        await browser.press("escape")
        assert await left(browser) == ""
        barrier.release()


async def test_escape_closes_a_dialog_and_no_more():
    async with run_browser(picking=True) as browser:
        await browser.type("ubuntu")
        await browser.press("ctrl+p")
        await browser.wait_until(lambda: len(browser.app.screen_stack) == 3)
        await browser.press("escape")
        await browser.wait_until(lambda: len(browser.app.screen_stack) == 2)
        await browser.type(" server")
        assert browser.filter_text == "ubuntu server"


async def test_tab_takes_the_filter_along():
    async with run_browser(picking=True) as browser:
        await browser.type("xv6")
        await browser.press("tab")
        await browser.wait_until(lambda: "2 Personal 7" in browser.text)
        assert browser.filter_text == "xv6"
        await browser.wait_until(lambda: browser.names == ["xv6-lab-2024.iso"])
        await browser.press("ctrl+u")
        await browser.type("minix")
        await browser.press("tab")
        assert browser.filter_text == "minix"
        await browser.press("tab", "enter")
        assert await left(browser) == "minix-3.4.0.iso"


async def test_tab_takes_along_what_is_not_finished():
    async with run_browser(picking=True) as browser:
        await browser.type("xv6 and")
        await browser.press("tab")
        await browser.wait_until(lambda: browser.names == ["xv6-lab-2024.iso"])
        assert browser.filter_text == "xv6 and"


async def test_the_words_are_the_filter_to_start_with():
    condition = parse("ubuntu server", datetime.now(UTC))
    view = InitialView(queries={Library.PUBLIC: Query(condition)})
    async with run_browser(picking=True, initial_view=view) as browser:
        assert browser.filter_text == "ubuntu server"
        await browser.type(" 24")
        assert browser.filter_text == "ubuntu server 24"
        assert all("24" in name for name in browser.names)


async def test_the_rest_is_in_the_palette():
    async with run_browser(picking=True) as browser:
        await browser.type("ubuntu")
        await browser.wait_debounce()
        browser.requests()
        await browser.press("ctrl+p")
        await browser.wait_until(lambda: len(browser.app.screen_stack) == 3)
        await browser.type("time of update")
        await browser.wait_for("Sort by time of update")
        await browser.press("enter")
        await browser.wait_until(lambda: "UPDATED ↓" in browser.header)
        assert browser.requests()[0].endswith("filter=name,like,%ubuntu% sort=updated_on,desc")
        assert browser.filter_text == "ubuntu"
        await browser.type("x")
        assert browser.filter_text == "ubuntux"


async def test_it_cannot_be_suspended_and_says_why():
    async with run_browser(picking=True) as browser:
        await browser.press("ctrl+z")
        await browser.wait_for("pick cannot suspend")


async def test_ctrl_c_cancels():
    async with run_browser(picking=True) as browser:
        await browser.type("ubuntu")
        await browser.press("ctrl+c")
        assert await left(browser) == ""


async def test_it_works_in_the_smallest_terminal():
    async with run_browser(picking=True, size=SMALL) as browser:
        await browser.type("minimal")
        assert browser.names
        await browser.press("down", "enter")
        assert "inimal" in await left(browser)


async def test_its_history_is_that_of_the_browser():
    async with run_browser(picking=True) as browser:
        await browser.type("ubuntu")
        await browser.press("enter")
        await left(browser)
    assert browser.app.view_state.filters == ("ubuntu",)


async def test_an_enter_that_found_nothing_picks_nothing_later():
    async with run_browser(picking=True) as browser:
        await browser.press_burst(*"no-such-image", "enter")
        await browser.wait_for("No image matches")
        await browser.press("enter", "f5")
        await browser.wait_idle()
        assert browser.app.is_running


async def test_a_page_by_its_number_leaves_the_filter_as_it_is():
    async with run_browser(picking=True) as browser:
        await browser.type("iso")
        await browser.wait_debounce()
        await browser.press("ctrl+p")
        await browser.wait_until(lambda: len(browser.app.screen_stack) == 3)
        await browser.type("page by its number")
        await browser.wait_for("Go to a page by its number")
        await browser.press("enter")
        await browser.wait_for("go to page")
        await browser.press("2", "enter")
        await browser.wait_until(lambda: "page 2 of" in browser.pager)
        assert browser.filter_text == "iso"
        await browser.type("x")
        assert browser.filter_text == "isox"
