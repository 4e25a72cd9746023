"""The filter while it is typed: loaded rows at every key, the service once typing pauses."""

from typing import Any

import pytest

from tests.app_driver import USUAL, AppDriver, run_browser, screen_runs
from tests.fake_service import FakeOptions, FakeService
from tests.fake_service.faults import Barrier, CannedResponse
from vss_tui.filters.fields import Field
from vss_tui.models.query import Library, Query, SortKey
from vss_tui.panes import library_pane
from vss_tui.screens.initial_view import InitialView

PUBLIC = "/v2/iso"
DOWN = CannedResponse.json(403, {"message": "closed"})


def asked(expression: str) -> str:
    return f"public page=1 per_page=50 filter={expression}"


def first_page(browser: AppDriver) -> list[str]:
    """Return the names of the page that the browser starts with."""
    return [image.name for image in browser.service.public.images[:50]]


def blocked(browser: AppDriver, **where: Any) -> Barrier:
    """Let the service hold its next response back."""
    barrier = Barrier()
    browser.service.faults.add("GET", PUBLIC, barrier=barrier, **where)
    return barrier


@pytest.fixture
def without_debounce(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let typing never rest, however slow the machine is."""
    monkeypatch.setattr(library_pane, "FILTER_DEBOUNCE_SECONDS", 600.0)


async def test_each_key_hides_the_rows_at_hand_that_do_not_match(without_debounce):
    async with run_browser() as browser:
        page = first_page(browser)
        await browser.press("slash")
        for typed in ("ubuntu", " server", " 16"):
            await browser.type(typed)
            words = (browser.filter_text).split()
            matching = [name for name in page if all(word in name for word in words)]
            assert browser.names == matching
            assert browser.pager.startswith(f"{len(matching)} of these 50 · asking…")


async def test_hidden_rows_come_back_when_the_text_widens(without_debounce):
    async with run_browser() as browser:
        before = browser.names
        await browser.press("slash")
        await browser.type("ubuntu")
        some = browser.names
        await browser.type(" 16")
        assert len(browser.names) < len(some)
        await browser.press(*["backspace"] * 3)
        assert browser.names == some
        await browser.press("ctrl+u")
        assert browser.names == before
        await browser.wait_idle()
        await browser.expect_requests()
        assert browser.pager.startswith("row 1 of 240")


async def test_case_does_not_count_for_the_rows_at_hand():
    async with run_browser() as browser:
        blocked(browser)
        await browser.press("slash")
        await browser.type("CENTOS")
        assert browser.names
        assert all("CentOS" in name for name in browser.names)


async def test_the_matching_part_is_highlighted():
    async with run_browser() as browser:
        plain = {run.style for run in screen_runs(browser.app) if "ubuntu" in run.text}
        await browser.press("slash")
        await browser.type("ubuntu")
        marked = [run for run in screen_runs(browser.app) if run.text == "ubuntu" and run.row > 2]
        assert len(marked) >= len(browser.names)
        assert not {run.style for run in marked} & plain


async def test_none_at_hand_is_not_the_services_word():
    async with run_browser() as browser:
        barrier = blocked(browser)
        await browser.press("slash")
        await browser.type("proxmox")
        assert "none of these 50 · asking…" in browser.lines[4]
        assert browser.pager.startswith("none of these 50 · asking…")
        await browser.wait_until(barrier.reached.done)
        assert "No image matches" not in browser.text
        barrier.release()
        await browser.wait_until(lambda: "of these" not in browser.text)
        assert browser.names
        assert all("proxmox" in name for name in browser.names)


async def test_one_request_is_sent_once_typing_rests():
    async with run_browser() as browser:
        await browser.press("slash")
        await browser.type("ubuntu server")
        await browser.expect_requests(asked("name,like,%ubuntu%;name,like,%server%"))


async def test_the_response_replaces_the_rows_with_the_cursor_on_the_first():
    async with run_browser() as browser:
        await browser.press("slash")
        await browser.type("rocky")
        await browser.press("backspace")
        await browser.press("y")
        await browser.wait_until(lambda: "of these" not in browser.text)
        await browser.wait_idle()
        assert browser.cursor == browser.names[0]


async def test_the_response_leaves_the_cursor_on_its_image_where_it_was_moved():
    async with run_browser() as browser:
        barrier = blocked(browser)
        await browser.press("slash")
        await browser.type("ubuntu")
        await browser.press("down", "down")
        held = browser.cursor
        assert held == browser.names[2]
        await browser.wait_until(barrier.reached.done)
        barrier.release()
        await browser.wait_until(lambda: "of these" not in browser.text)
        assert browser.cursor == held
        await browser.type(" server")
        assert browser.cursor == (held if "server" in held else browser.names[0])


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        (["down"], 1),
        (["down", "down", "up"], 1),
        (["pagedown"], None),
        (["ctrl+f"], None),
        (["pagedown", "pageup"], 0),
        (["ctrl+f", "ctrl+b"], 0),
    ],
)
async def test_keys_move_in_the_rows_and_the_filter_keeps_the_focus(keys, row):
    async with run_browser(size=USUAL) as browser:
        await browser.press("slash", *keys)
        page = first_page(browser)
        assert browser.cursor == page[len(browser.rows) - 1 if row is None else row]
        await browser.type("x")
        assert browser.filter_text == "x"


async def test_keys_edit_the_line():
    async with run_browser() as browser:
        await browser.press("slash")
        await browser.type("ubuntu server")
        for key, text in (
            ("ctrl+w", "ubuntu "),
            ("ctrl+a", "ubuntu "),
            ("ctrl+d", "buntu "),
            ("ctrl+e", "buntu "),
            ("backspace", "buntu"),
            ("ctrl+a", "buntu"),
            ("ctrl+k", ""),
        ):
            await browser.press(key)
            assert (key, browser.filter_text) == (key, text)
        await browser.type("abc")
        await browser.press("ctrl+u")
        assert browser.filter_text == ""


async def test_tab_and_right_accept_a_completion_and_tab_does_nothing_else():
    async with run_browser() as browser:
        for key in ("tab", "right"):
            await browser.press("slash")
            await browser.type("pub")
            await browser.wait_until(lambda: "public" in browser.line(" / "))
            await browser.press(key)
            assert browser.filter_text == "public"
            await browser.press("tab", "tab", "shift+tab")
            await browser.type("=y")
            assert browser.filter_text == "public=y"
            await browser.press("escape")


@pytest.mark.parametrize(
    "typed",
    [
        "data_s",
        "crea",
        "id >",
        "ubuntu and",
        "ubuntu &",
        "id in (11, 14",
        '"ubuntu',
        "id in",
        "created",
    ],
)
async def test_what_is_not_finished_hides_no_row_and_is_not_sent(typed):
    complete = "ubuntu" if typed.startswith("ubuntu") else ""
    async with run_browser() as browser:
        expected = [name for name in first_page(browser) if complete in name]
        await browser.press("slash")
        for character in typed:
            await browser.press(character)
            assert browser.names, "typing on brings rows"
        assert [name[:40] for name in browser.names] == [
            name[:40] for name in expected[: len(browser.names)]
        ]
        await browser.wait_debounce()
        requests = browser.requests()
        assert requests == ([asked("name,like,%ubuntu%")] if complete else [])


async def test_enter_takes_a_word_that_might_have_gone_on():
    async with run_browser() as browser:
        await browser.press("slash")
        await browser.type("upda")
        await browser.press("enter")
        await browser.expect_requests(asked("name,like,%upda%"))
        assert browser.filter_text == "upda"


async def test_enter_says_what_is_missing():
    async with run_browser() as browser:
        await browser.press("slash")
        await browser.type("id <")
        await browser.press("enter")
        assert "a value is missing" in browser.lines[-1]
        await browser.expect_requests()
        await browser.type(" 30")
        await browser.press("enter")
        await browser.expect_requests(asked("id,lt,30"))


async def test_what_is_wrong_leaves_the_rows_and_is_not_sent(monkeypatch):
    async with run_browser() as browser:
        with monkeypatch.context() as without_debounce:
            without_debounce.setattr(library_pane, "FILTER_DEBOUNCE_SECONDS", 600.0)
            await browser.press("slash")
            await browser.type("ubuntu")
            some = browser.names
            await browser.type("|")
            assert browser.names == some
            assert "|" in browser.lines[-1]
        await browser.wait_debounce()
        assert browser.requests() == []
        assert "asking" not in browser.text
        await browser.press("backspace")
        await browser.expect_requests(asked("name,like,%ubuntu%"))


async def test_only_enter_writes_history():
    async with run_browser() as browser:
        await browser.press("slash")
        await browser.type("CentOS")
        await browser.expect_requests(asked("name,like,%CentOS%"))
        await browser.press("escape")
        assert not browser.app.view_state.filters
        await browser.filter_by("CentOS 7")
        assert browser.app.view_state.filters == ("CentOS 7",)


async def test_ctrl_r_goes_through_the_filters_used_before():
    async with run_browser() as browser:
        for expression in ("ubuntu", "debian"):
            await browser.filter_by(expression)
        await browser.press("slash", "ctrl+u", "ctrl+r")
        assert browser.filter_text == "debian"
        await browser.press("ctrl+r")
        assert browser.filter_text == "ubuntu"
        await browser.press("alt+down")
        assert browser.filter_text == "debian"
        assert all("debian" in name for name in browser.names)


@pytest.mark.parametrize("by_click", [False, True], ids=["escape", "click"])
async def test_case_135_leaving_takes_back_what_was_typed(by_click):
    sort = (SortKey(Field.NAME),)
    view = InitialView(queries={Library.PUBLIC: Query(page=2, sort=sort)})
    async with run_browser(initial_view=view) as browser:
        await browser.press("j", "j")
        names, cursor = browser.names, browser.cursor
        await browser.press("slash")
        await browser.type("ubuntu")
        await browser.wait_until(lambda: "of these" not in browser.text)
        await browser.type(" nmae = 3")
        browser.requests()
        if by_click:
            await browser.click("none of these")
        else:
            await browser.press("escape")
        await browser.wait_idle()
        assert browser.filter_text == ""
        assert browser.names == names
        assert by_click or browser.cursor == cursor
        assert "page 2 of 5" in browser.pager
        assert "nmae" not in browser.text
        await browser.press("j")
        await browser.expect_requests()


async def test_escape_returns_to_the_filter_in_force():
    async with run_browser() as browser:
        await browser.filter_by("ubuntu")
        names = browser.names
        browser.requests()
        await browser.press("slash")
        await browser.type(" server")
        await browser.press("escape")
        assert browser.filter_text == "ubuntu"
        assert browser.names == names
        await browser.expect_requests()


async def test_escape_before_the_response_asks_for_the_list_before_once_it_is_wanted():
    async with run_browser() as browser:
        barrier = blocked(browser)
        names = browser.names
        await browser.press("slash")
        await browser.type("ubuntu")
        await browser.wait_until(barrier.reached.done)
        await browser.press("escape")
        assert browser.names == names
        barrier.release()
        await browser.wait_idle()
        assert browser.names == names
        assert browser.pager.startswith("row 1 of 240")


async def test_an_older_response_is_not_shown_over_what_is_typed_since():
    async with run_browser() as browser:
        barrier = blocked(browser, when=lambda request: "u%" in request.params.get("filter", ""))
        await browser.press("slash")
        await browser.type("ubuntu")
        await browser.wait_until(barrier.reached.done)
        await browser.press("ctrl+u")
        await browser.type("debian")
        barrier.release()
        for _ in range(5):
            await browser.pilot.pause()
            assert all("debian" in name for name in browser.names)
        await browser.wait_until(lambda: "of these" not in browser.text)
        assert all("debian" in name for name in browser.names)


async def test_a_failure_leaves_the_narrowed_rows_and_typing_back_asks_again():
    async with run_browser() as browser:
        browser.service.faults.add("GET", PUBLIC, DOWN)
        await browser.press("slash")
        await browser.type("ubuntu")
        await browser.wait_for("closed")
        assert all("ubuntu" in name for name in browser.names)
        assert "of these 50" in browser.pager or "closed" in browser.text
        browser.requests()
        await browser.type("x")
        await browser.press("backspace")
        await browser.expect_requests(asked("name,like,%ubuntu%"))
        assert "closed" not in browser.text


async def test_where_the_service_minds_case_the_spelling_seen_is_named():
    service = FakeService(options=FakeOptions(like_ignores_case=False))
    async with run_browser(service) as browser:
        await browser.press("slash")
        await browser.type("centos minimal")
        assert browser.names
        await browser.wait_for(
            "name,like,%centos%;name,like,%minimal% matches nothing;",
            "the service may mind case: try CentOS Minimal",
        )
        assert "No image matches centos minimal" in browser.text


async def test_no_spelling_is_named_where_no_row_at_hand_matched():
    async with run_browser() as browser:
        await browser.press("slash")
        await browser.type("no-such-image")
        await browser.wait_for("No image matches no-such-image")
        assert "may mind case" not in browser.text


async def test_the_palette_over_the_filter_leaves_it_as_it_is():
    async with run_browser() as browser:
        await browser.press("slash")
        await browser.type("ubuntu")
        await browser.press("ctrl+p")
        await browser.wait_until(lambda: len(browser.app.screen_stack) == 3)
        await browser.press("escape")
        await browser.wait_until(lambda: len(browser.app.screen_stack) == 2)
        await browser.type(" server")
        assert browser.filter_text == "ubuntu server"
        assert all("server" in name for name in browser.names)


async def test_where_no_row_of_the_last_answer_matches_those_without_a_filter_count():
    async with run_browser() as browser:
        await browser.press("slash")
        await browser.type("ubuntu")
        await browser.wait_until(lambda: "of these" not in browser.text)
        await browser.press("ctrl+u")
        barrier = blocked(browser)
        await browser.type("linux/centos")
        assert browser.names
        assert all("CentOS" in name for name in browser.names)
        assert "of these 50 · asking…" in browser.pager
        barrier.release()
