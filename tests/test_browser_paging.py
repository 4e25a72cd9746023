"""Turning pages: what is shown, and what the service is asked for it."""

import pytest

from tests.app_driver import LARGE, SMALL, FakeClock, run_browser
from tests.fake_service import FakeService
from tests.fake_service.faults import Barrier
from vss_tui.models.query import Library, Query
from vss_tui.screens.initial_view import InitialView

PAGE_3 = InitialView(queries={Library.PUBLIC: Query(page=3)})
TENS = InitialView(queries={Library.PUBLIC: Query(per_page=10)})
FIRST_NAMES = ["CentOS-6.5-x86_64-bin-DVD1.iso", "ubuntu-14.04-desktop-amd64.iso"]


def page_of(number):
    """Tell requests for a page of the public list."""
    return lambda request: request.params.get("page") == str(number)


async def test_keys_turn_to_pages():
    async with run_browser(initial_view=PAGE_3) as browser:
        for keys, page, asked in (
            ("right_square_bracket", "page 4 of 5", [5]),
            ("n", "page 4 of 5", [5]),
            ("left_square_bracket", "page 2 of 5", [2]),
            ("p", "page 2 of 5", [2]),
            ("right_curly_bracket", "page 5 of 5", [5]),
            ("left_curly_bracket", "page 1 of 5", [1, 2]),
            ("colon 2 enter", "page 2 of 5", [2]),
            ("colon 9 9 enter", "page 5 of 5", [5]),
            ("colon 0 enter", "page 1 of 5", [1, 2]),
            ("colon enter", "page 3 of 5", []),
            ("colon 2 escape", "page 3 of 5", []),
            ("colon x 3 enter", "page 3 of 5", []),
            ("right", "page 4 of 5", [5]),
            ("left", "page 2 of 5", [2]),
            ("G pagedown", "page 4 of 5", [5]),
            ("G space", "page 4 of 5", [5]),
            ("G ctrl+f", "page 4 of 5", [5]),
            ("pagedown", "page 3 of 5", []),
            ("G ctrl+d", "page 3 of 5", []),
        ):
            await browser.press(*keys.split())
            await browser.wait_until(lambda page=page: page in browser.pager)
            await browser.wait_idle()
            questions = [f"public page={number} per_page=50" for number in asked]
            assert (keys, browser.requests()) == (keys, questions)
            # Back to the third page, with nothing at hand but it and the fourth.
            await browser.press("colon", "3", "enter", "r", "g")
            await browser.wait_idle()
            browser.requests()


@pytest.mark.parametrize(
    ("page", "keys"),
    [
        (1, ["left_square_bracket", "p", "left_curly_bracket"]),
        (5, ["right_square_bracket", "n", "right_curly_bracket", "G", "pagedown"]),
    ],
)
async def test_there_is_no_turning_past_an_end(page, keys):
    opening = InitialView(queries={Library.PUBLIC: Query(page=page)})
    async with run_browser(initial_view=opening) as browser:
        for key in keys:
            await browser.press(key)
        await browser.expect_requests()
        assert f"page {page} of 5" in browser.pager


async def test_the_dialog_for_a_page_says_how_many_there_are():
    async with run_browser() as browser:
        await browser.press("colon")
        await browser.wait_for("go to page", "Enter goes to page 1 to 5 · Esc closes")


async def test_the_buttons_turn_the_page():
    async with run_browser() as browser:
        assert "‹" not in browser.pager
        await browser.click("›")
        await browser.wait_until(lambda: "page 2 of 5" in browser.pager)
        await browser.click("‹")
        await browser.wait_until(lambda: "page 1 of 5" in browser.pager)
        await browser.press("right_curly_bracket")
        await browser.wait_until(lambda: "page 5 of 5" in browser.pager)
        assert "›" not in browser.pager


@pytest.mark.parametrize("size", [LARGE, SMALL])
async def test_the_rows_are_those_of_the_page(size):
    async with run_browser(initial_view=TENS, size=size) as browser:
        assert browser.names[:2] == FIRST_NAMES
        await browser.press("n")
        await browser.wait_until(lambda: "page 2 of 24" in browser.pager)
        assert browser.cursor == browser.names[0] == "ubuntu-16.04-server-amd64.iso"


async def test_a_page_read_ahead_is_shown_without_asking():
    async with run_browser() as browser:
        barrier = Barrier()
        browser.service.faults.add("GET", "/v2/iso", barrier=barrier, times=None)
        await browser.press("n")
        await browser.wait_until(lambda: "page 2 of 5" in browser.pager)
        assert browser.names[1] == browser.service.public.images[51].name
        assert "asking" not in browser.pager
        barrier.release()
        await browser.expect_requests("public page=3 per_page=50")


async def test_a_page_read_ahead_a_while_ago_is_checked():
    clock = FakeClock()
    service = FakeService(now=clock.now)
    async with run_browser(service, clock=clock) as browser:
        clock.advance(61)
        await browser.press("n")
        await browser.wait_until(lambda: "page 2 of 5" in browser.pager)
        await browser.expect_requests("public page=2 per_page=50", "public page=3 per_page=50")


async def test_going_back_shows_the_page_at_once_and_checks_it():
    async with run_browser() as browser:
        await browser.press("n")
        await browser.expect_requests("public page=3 per_page=50")
        barrier = Barrier()
        browser.service.faults.add("GET", "/v2/iso", barrier=barrier)
        await browser.press("p")
        await browser.wait_until(lambda: "row 1 of 240 · page 1 of 5" in browser.pager)
        assert browser.names[:2] == FIRST_NAMES
        assert "checking…" in browser.pager
        barrier.release()
        await browser.wait_until(lambda: "checking" not in browser.pager)
        await browser.expect_requests("public page=1 per_page=50")


async def test_a_checked_page_shows_what_changed_meanwhile():
    async with run_browser() as browser:
        await browser.press("n")
        await browser.wait_idle()
        browser.service.public.replace(browser.service.public.images[1:])
        await browser.press("p")
        await browser.wait_until(lambda: browser.names[0] == "ubuntu-14.04-desktop-amd64.iso")
        assert "of 239" in browser.pager


async def test_rows_stay_while_others_are_on_their_way():
    async with run_browser() as browser:
        barrier = Barrier()
        browser.service.faults.add("GET", "/v2/iso", barrier=barrier)
        await browser.press("right_curly_bracket")
        await browser.wait_until(lambda: "asking…" in browser.pager)
        assert browser.names[:2] == FIRST_NAMES
        assert browser.pager.startswith("row 1 of 240 · page 1 of 5")
        barrier.release()
        await browser.wait_until(lambda: "page 5 of 5" in browser.pager)
        assert browser.names[:2] != FIRST_NAMES


async def test_an_older_answer_is_never_shown_over_a_newer_one():
    async with run_browser() as browser:
        slow = Barrier()
        browser.service.faults.add("GET", "/v2/iso", barrier=slow, when=page_of(4))
        await browser.press("colon", "4", "enter")
        await browser.wait_until(slow.reached.done)
        await browser.press("right_curly_bracket")
        await browser.wait_until(lambda: "page 5 of 5" in browser.pager)
        newest = browser.names
        slow.release()
        await browser.wait_idle()
        assert "page 5 of 5" in browser.pager
        assert browser.names == newest


async def test_pressing_ahead_of_the_service_counts():
    async with run_browser() as browser:
        barrier = Barrier()
        browser.service.faults.add("GET", "/v2/iso", barrier=barrier, times=None)
        await browser.press("n", "n", "n")
        await browser.wait_until(lambda: "asking…" in browser.pager)
        barrier.release()
        await browser.wait_until(lambda: "page 4 of 5" in browser.pager)


async def test_plus_and_minus_change_the_page_size_between_two_ends():
    opening = InitialView(queries={Library.PUBLIC: Query(page=2)})
    async with run_browser(initial_view=opening) as browser:
        for key, size in (
            ("plus", 100),
            ("plus", 250),
            ("plus", 250),
            ("minus", 100),
            ("minus", 50),
            ("minus", 25),
            ("minus", 10),
            ("minus", 10),
        ):
            before = browser.pager
            await browser.press(key)
            await browser.wait_until(lambda size=size: f"{size} per page" in browser.pager)
            await browser.wait_idle()
            assert " · page 1 of " in browser.pager
            asked = browser.requests()[:1]
            unchanged = f"{size} per page" in before
            assert asked == ([] if unchanged else [f"public page=1 per_page={size}"])


async def test_a_shorter_list_lands_on_its_last_page():
    async with run_browser(initial_view=PAGE_3) as browser:
        browser.service.public.replace(browser.service.public.images[:70])
        await browser.press("right_curly_bracket")
        await browser.wait_until(lambda: "row 51 of 70 · ‹ page 2 of 2" in browser.pager)
        await browser.expect_requests("public page=5 per_page=50", "public page=2 per_page=50")
        await browser.press("p")
        await browser.wait_until(lambda: "page 1 of 2" in browser.pager)
