"""Failures: what is said, what stays on the screen, and how one goes on."""

import re

import pytest

from tests.app_driver import ENDPOINT, LARGE, SMALL, USUAL, FakeClock, run_browser
from tests.fake_service import FakeService
from tests.fake_service.faults import CannedResponse

PAGE_1 = "public page=1 per_page=50"
DOWN = CannedResponse.json(503, {"message": "maintenance until noon"})
FORBIDDEN = CannedResponse.json(403, {"message": "not for you"})


async def failing(service, answer=DOWN, times=None):
    return service.faults.add("GET", "/v2/iso", answer, times=times)


async def test_a_first_page_that_fails_says_why_in_its_place():
    failures = (
        (FORBIDDEN, ["not allowed", "not for you"]),
        (CannedResponse.json(404, {}), [ENDPOINT.url, "check the endpoint"]),
        (CannedResponse.html(200, "<h1>Welcome</h1>"), ["unexpected answer (200, text/html)"]),
        (CannedResponse.json(200, {"data": None}), ["unexpected answer (200, application/json)"]),
    )
    service = FakeService()
    for answer, _ in failures:
        service.faults.add("GET", "/v2/iso", answer)
    async with run_browser(service) as browser:
        for _, words in failures:
            await browser.wait_for(*words, "r retries.")
            assert "0 of" not in browser.text
            await browser.press("r")
        await browser.wait_until(lambda: len(browser.names) > 30)
        assert "r retries" not in browser.text


@pytest.mark.parametrize("size", [LARGE, USUAL, SMALL])
async def test_rows_stay_after_a_failure_and_are_marked_with_their_age(size):
    async with run_browser(size=size) as browser:
        before = browser.names
        browser.service.faults.add("GET", "/v2/iso", FORBIDDEN)
        await browser.press("r")
        await browser.wait_for("not allowed (403)")
        assert browser.names == before[: len(browser.names)]
        assert len(browser.names) >= len(before) - 3
        assert "page 1 of 5" in browser.pager
        if size is not SMALL:
            assert re.search(r"showing the rows of \d\d:\d\d · r retries", browser.unwrapped)
        browser.requests()
        await browser.press("r")
        await browser.wait_gone("not allowed")
        assert browser.requests()[0] == PAGE_1


async def test_a_page_that_fails_leaves_the_one_before():
    async with run_browser() as browser:
        browser.service.faults.add("GET", "/v2/iso", FORBIDDEN)
        await browser.press("right_curly_bracket")
        await browser.wait_for("not for you")
        assert "page 1 of 5" in browser.pager
        assert len(browser.names) > 25
        await browser.press("r")
        await browser.wait_until(lambda: "page 5 of 5" in browser.pager)


async def test_a_service_that_is_down_is_asked_three_times_with_a_countdown():
    clock = FakeClock()
    async with run_browser(FakeService(now=clock.now), clock=clock) as browser:
        await failing(browser.service)
        await browser.press("r")
        for _ in range(2):
            await browser.wait_until(lambda: clock.pending)
            await browser.wait_for("retrying in", "Esc stops", "maintenance until noon")
            assert browser.requests() == [PAGE_1]
            assert "page 1 of 5" in browser.pager
            clock.advance(clock.pending[0])
        await browser.wait_for("r retries")
        await browser.expect_requests(PAGE_1)
        assert "retrying in" not in browser.unwrapped


async def test_the_countdown_counts_down():
    clock = FakeClock()
    async with run_browser(FakeService(now=clock.now), clock=clock) as browser:
        later = CannedResponse.json(429, {}, {"Retry-After": "90"})
        browser.service.faults.add("GET", "/v2/iso", later)
        await browser.press("r")
        await browser.wait_for("retrying in 90 s")
        await browser.wait_for("retrying in 89 s")
        clock.advance(90)
        await browser.wait_gone("retrying")
        assert "page 1 of 5" in browser.pager


async def test_escape_stops_the_waiting_and_r_asks_again():
    clock = FakeClock()
    async with run_browser(FakeService(now=clock.now), clock=clock) as browser:
        await failing(browser.service)
        await browser.filter_by("")
        await browser.press("r")
        await browser.wait_for("retrying in")
        browser.requests()
        await browser.press("escape")
        await browser.wait_for("maintenance until noon", "r retries")
        await browser.wait_gone("retrying in")
        clock.advance(120)
        await browser.expect_requests()
        browser.service.faults.clear()
        await browser.press("r")
        await browser.wait_gone("r retries")


async def test_escape_stops_the_waiting_before_it_clears_the_filter():
    clock = FakeClock()
    async with run_browser(FakeService(now=clock.now), clock=clock) as browser:
        await browser.filter_by("ubuntu")
        await failing(browser.service)
        await browser.press("r")
        await browser.wait_for("retrying in")
        await browser.press("escape")
        await browser.wait_for("r retries")
        assert browser.filter_text == "ubuntu"


async def test_another_question_ends_the_waiting():
    clock = FakeClock()
    async with run_browser(FakeService(now=clock.now), clock=clock) as browser:
        await failing(browser.service, times=1)
        await browser.press("r")
        await browser.wait_for("retrying in")
        browser.requests()
        await browser.press("n")
        await browser.wait_until(lambda: "page 2 of 5" in browser.pager)
        await browser.wait_gone("retrying in")
        clock.advance(120)
        await browser.wait_idle()
        assert PAGE_1 not in browser.requests()


async def test_a_service_that_comes_back_is_told_by_its_rows():
    clock = FakeClock()
    async with run_browser(FakeService(now=clock.now), clock=clock) as browser:
        await failing(browser.service, times=1)
        browser.service.public.replace(browser.service.public.images[1:])
        await browser.press("r")
        await browser.wait_for("retrying in")
        clock.advance(clock.pending[0])
        await browser.wait_until(lambda: "of 239" in browser.pager)
        await browser.wait_gone("maintenance until noon")


async def test_a_failure_of_one_tab_is_not_shown_on_the_other():
    async with run_browser() as browser:
        browser.service.faults.add("GET", "/v2/iso", FORBIDDEN)
        await browser.press("r")
        await browser.wait_for("not for you")
        await browser.press("2")
        await browser.wait_gone("not for you")
        await browser.press("1")
        await browser.wait_for("not for you")


async def test_a_page_read_ahead_that_fails_is_nobodys_concern_yet():
    service = FakeService()
    service.faults.add(
        "GET", "/v2/iso", DOWN, times=None, when=lambda request: request.params["page"] == "2"
    )
    async with run_browser(service) as browser:
        assert "maintenance" not in browser.text
        assert [each for each in service.requests if each.params.get("page") == "2"] != []
        service.faults.clear()
        await browser.press("n")
        await browser.wait_until(lambda: "page 2 of 5" in browser.pager)


async def test_what_was_found_at_the_start_is_told_once():
    async with run_browser(notices=["config.toml: [red]timeout[/red] is no number"]) as browser:
        await browser.wait_for("▐!▌ config.toml: [red]timeout[/red] is no number")
