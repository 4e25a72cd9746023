"""The two tabs: what a start asks, and that each tab keeps what is its own."""

import pytest

from tests.app_driver import USUAL, run_browser
from tests.fake_service import FakeService
from tests.fake_service.faults import Barrier, CannedResponse
from vss_tui.demo.demo_service import utc_now
from vss_tui.demo.images import personal_image
from vss_tui.filters.fields import Field
from vss_tui.models.query import Library, Query, SortKey
from vss_tui.screens.initial_view import InitialView

PUBLIC = "public page=1 per_page=50"
PREFETCHED = "public page=2 per_page=50"
PERSONAL = "personal page=1 per_page=50"
FORBIDDEN = CannedResponse.json(403, {"message": "not yours"})


def personal_store(number):
    """A service whose demo account has ``number`` images."""
    service = FakeService()
    service.personal.replace(
        personal_image(1000 + 3 * n, "demo", f"uploads/image-{n:03}.iso", utc_now())
        for n in range(number)
    )
    return service


async def test_a_start_asks_the_first_page_one_ahead_and_the_other_tab_once():
    async with run_browser(wait=False) as browser:
        await browser.wait_until(lambda: len(browser.service.requests) >= 3)
        await browser.wait_idle()
        first, *others = browser.requests()
        assert first == PUBLIC
        assert sorted(others) == sorted([PREFETCHED, PERSONAL])


async def test_nothing_is_asked_before_the_first_rows():
    service, barrier = FakeService(), Barrier()
    service.faults.add("GET", barrier=barrier)
    async with run_browser(service, wait=False) as browser:
        await browser.wait_until(barrier.reached.done)
        await browser.wait_for("Asking the service…", "▐1 Public▌")
        assert browser.requests() == [PUBLIC]
        barrier.release()
        await browser.wait_until(lambda: len(browser.names) > 30)


async def test_the_start_shows_service_user_life_and_totals():
    async with run_browser(size=USUAL) as browser:
        assert " ".join(browser.lines[0].split()) == (
            "vss-tui ▐1 Public 240▌ 2 Personal 7 demo@lab · 24 h left"
        )
        assert browser.lines[-1].split()[:2] == ["/", "filter"]


async def test_the_tab_that_is_not_shown_is_not_read_ahead():
    async with run_browser(personal_store(60), wait=False) as browser:
        await browser.wait_until(lambda: "Personal 60" in browser.text)
        await browser.wait_idle()
        assert sorted(browser.requests()) == sorted([PUBLIC, PREFETCHED, PERSONAL])


async def test_the_tab_is_read_ahead_once_it_is_shown():
    async with run_browser(personal_store(60)) as browser:
        await browser.press("2")
        await browser.expect_requests("personal page=2 per_page=50")
        await browser.press("n")
        await browser.wait_until(lambda: browser.names[0] == "image-050.iso")
        await browser.expect_requests()


async def test_keys_show_a_tab_without_asking():
    async with run_browser() as browser:
        for key, shown, rows in (
            ("1", "▐1 Public 240▌", 35),
            ("2", "▐2 Personal 7▌", 7),
            ("2", "▐2 Personal 7▌", 7),
            ("1", "▐1 Public 240▌", 35),
            ("t", "▐2 Personal 7▌", 7),
            ("t", "▐1 Public 240▌", 35),
        ):
            await browser.press(key)
            assert (key, shown in browser.text, len(browser.names)) == (key, True, rows)
        await browser.expect_requests()


async def test_a_click_shows_a_tab():
    async with run_browser() as browser:
        await browser.click("2 Personal")
        await browser.wait_for("▐2 Personal 7▌", "minix-3.4.0.iso")
        await browser.click("1 Public")
        await browser.wait_for("▐1 Public 240▌")


async def test_a_start_on_the_personal_tab_asks_it_first():
    async with run_browser(initial_view=InitialView(tab=Library.PERSONAL), wait=False) as browser:
        await browser.wait_until(lambda: "Public 240" in browser.text)
        await browser.wait_idle()
        assert browser.requests() == [PERSONAL, PUBLIC]
        assert "minix-3.4.0.iso" in browser.names


async def test_each_tab_keeps_its_question_its_page_and_its_cursor():
    async with run_browser() as browser:
        await browser.filter_by("iso")
        await browser.press("N")
        await browser.wait_idle()
        await browser.press("n")
        await browser.wait_idle()
        await browser.press("j", "j", "j")
        public = (browser.pager, browser.cursor, browser.header, browser.names)
        assert "page 2 of 5" in browser.pager

        await browser.press("2")
        assert browser.filter_text == ""
        await browser.press("minus", "I", "I")
        await browser.wait_idle()
        await browser.press("j")
        personal = (browser.pager, browser.cursor, browser.header, browser.names)
        assert "25 per page" in browser.pager

        browser.requests()
        await browser.press("1")
        assert (browser.pager, browser.cursor, browser.header, browser.names) == public
        assert browser.filter_text == "iso"
        await browser.press("2")
        assert (browser.pager, browser.cursor, browser.header, browser.names) == personal
        assert browser.filter_text == ""
        assert [each for each in browser.requests() if "page=1 " in each] == []


async def test_the_totals_are_those_of_the_whole_lists():
    async with run_browser() as browser:
        await browser.filter_by("ubuntu")
        await browser.wait_for("▐1 Public 240▌", "2 Personal 7", "38 of 240")


@pytest.mark.parametrize(
    ("library", "words"),
    [
        (Library.PUBLIC, ["The service has no public images.", "r asks again."]),
        (
            Library.PERSONAL,
            [
                "You have no images here yet.",
                "Upload an ISO to https://vskey-stor.eis.utoronto.ca,",
                "then press s to synchronise.",
            ],
        ),
    ],
)
async def test_an_empty_list_says_why_and_what_to_do(library, words):
    service = FakeService(images=0)
    service.personal.replace([])
    async with run_browser(service, initial_view=InitialView(tab=library), size=USUAL) as browser:
        await browser.wait_for(*words)
        assert browser.names == []
        await browser.press("j", "G", "enter", "y", "pagedown", "n")
        await browser.wait_for(*words)


async def test_a_filtered_personal_list_without_a_match_speaks_of_the_filter():
    async with run_browser(initial_view=InitialView(tab=Library.PERSONAL)) as browser:
        await browser.filter_by("nothing like it")
        await browser.wait_for("No image matches nothing like it", "Esc clears the filter.")
        assert "Upload" not in browser.text


async def test_a_tab_that_fails_is_not_asked_again_by_the_other_ones_pages():
    service = FakeService()
    service.faults.add("GET", "/v2/user/image/iso", FORBIDDEN, times=None)
    async with run_browser(service) as browser:
        await browser.press("n")
        await browser.expect_requests("public page=3 per_page=50")
        await browser.press("N")
        await browser.expect_requests(f"{PUBLIC} sort=name,asc", f"{PREFETCHED} sort=name,asc")


async def test_a_tab_that_fails_says_so_when_it_is_shown_and_r_asks_again():
    service = FakeService()
    service.faults.add("GET", "/v2/user/image/iso", FORBIDDEN, times=None)
    async with run_browser(service) as browser:
        await browser.press("2")
        await browser.wait_for("not allowed (403)", "not yours", "r retries")
        service.faults.clear()
        await browser.press("r")
        await browser.wait_until(lambda: "minix-3.4.0.iso" in browser.names)


async def test_a_tab_shown_while_it_is_on_its_way_is_asked_once():
    service, barrier = FakeService(), Barrier()
    service.faults.add("GET", "/v2/user/image/iso", barrier=barrier, times=None)
    async with run_browser(service, wait=False) as browser:
        await browser.wait_until(barrier.reached.done)
        await browser.press("2")
        await browser.wait_for("Asking the service…")
        barrier.release()
        await browser.wait_until(lambda: "minix-3.4.0.iso" in browser.names)
        await browser.wait_idle()
        assert [each for each in browser.requests() if each.startswith("personal")] == [PERSONAL]


async def test_a_sort_is_of_its_tab_alone():
    opening = InitialView(
        queries={Library.PERSONAL: Query(sort=(SortKey(Field.NAME, descending=True),))}
    )
    async with run_browser(initial_view=opening) as browser:
        await browser.press("2")
        await browser.wait_until(lambda: len(browser.names) == 7)
        assert browser.names == sorted(browser.names, reverse=True)
        await browser.press("1")
        assert "↓" not in browser.header
