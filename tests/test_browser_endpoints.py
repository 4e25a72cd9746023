"""Switching to another endpoint of the user's settings."""

import pytest

from tests.app_driver import ENDPOINT, SMALL, run_browser
from tests.fake_service import FakeService
from tests.fake_service.faults import Barrier
from vss_tui.connection import user_stores
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.token import Token

OTHER = Endpoint("other", "https://other.example")


@pytest.fixture
def other():
    """Another service, with a kept token."""
    service = FakeService()
    service.public.replace(service.public.images[100:112])
    user_stores().tokens.store(OTHER, "demo", Token.parse(service.token))
    return service


async def switch(browser):
    await browser.press("e")
    await browser.wait_for("● lab https://vss.example", "other https://other.example")
    await browser.press("down", "enter")


async def test_e_shows_the_endpoints_and_enter_switches(other):
    async with run_browser(others={OTHER: other}) as browser:
        await switch(browser)
        await browser.wait_for("demo@other", "▐1 Public 12▌", "2 Personal 7")
        assert browser.column("id") == [str(image.id) for image in other.public.images]
        assert browser.requests() == []
        assert sorted(request.path for request in other.requests) == [
            "/v2/iso",
            "/v2/user/image/iso",
        ]


async def test_the_way_of_looking_comes_along_and_the_filter_does_not(other):
    async with run_browser(others={OTHER: other}) as browser:
        await browser.press("N", "minus", "d")
        await browser.filter_by("ubuntu")
        await switch(browser)
        await browser.wait_for("▐1 Public 12▌", "path Y ")
        first = other.requests[0].params
        assert (first["sort"], first["per_page"]) == ("name,asc", "25")
        assert "filter" not in first
        assert "NAME ↑" in browser.header


async def test_filters_used_before_come_along(other):
    async with run_browser(others={OTHER: other}) as browser:
        await browser.filter_by("ubuntu")
        await switch(browser)
        await browser.wait_for("▐1 Public 12▌")
        await browser.press("slash", "alt+up")
        assert browser.filter_text == "ubuntu"


async def test_the_present_one_stays_where_none_other_is_chosen(other):
    async with run_browser(others={OTHER: other}) as browser:
        before = browser.names
        for key in ("escape", "q", "enter"):
            await browser.press("e")
            await browser.wait_for("Enter switches")
            await browser.press(key)
            await browser.wait_gone("Enter switches")
        await browser.expect_requests()
        assert browser.names == before
        assert other.requests == []


async def test_an_answer_of_the_endpoint_before_is_dropped(other):
    async with run_browser(others={OTHER: other}) as browser:
        barrier = Barrier()
        browser.service.faults.add("GET", barrier=barrier, times=None)
        await browser.press("r")
        await browser.wait_until(barrier.reached.done)
        await switch(browser)
        await browser.wait_for("▐1 Public 12▌")
        barrier.release()
        await browser.wait_idle()
        assert "▐1 Public 12▌" in browser.text
        assert browser.column("id") == [str(image.id) for image in other.public.images]


async def test_without_another_one_it_says_how_to_add_one():
    async with run_browser() as browser:
        await browser.press("e")
        await browser.wait_for("no other endpoint is configured", "config.toml")
        assert ENDPOINT.name in browser.lines[0]


async def test_the_dialog_fits_the_smallest_terminal(other):
    async with run_browser(others={OTHER: other}, size=SMALL) as browser:
        await browser.press("e")
        await browser.wait_for("● lab", "other")
        await browser.press("j", "enter")
        await browser.wait_for("▐1 Public 12▌")
