"""What lasts from run to run: how the lists are looked at, filters used, and pages kept."""

import re

import pytest

from tests.app_driver import FakeClock, run_browser
from tests.fake_service import FakeService
from tests.fake_service.faults import Barrier, CannedResponse
from vss_tui.filters.fields import Field
from vss_tui.models.query import Library, SortKey
from vss_tui.view_state import ViewState, ViewStateFile

PAGE = "public page=1 per_page=50"


@pytest.fixture
def memory(tmp_path):
    return ViewStateFile(tmp_path / "state")


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


async def test_each_way_of_looking_is_remembered():
    name_down, by_id = SortKey(Field.NAME, descending=True), SortKey(Field.ID)
    async with run_browser() as browser:
        expected: dict[str, object] = {"filters": (), "sort": {}}
        changes: tuple[tuple[str, dict[str, object]], ...] = (
            ("n j", {}),
            ("2", {"tab": Library.PERSONAL}),
            ("1", {"tab": Library.PUBLIC}),
            ("minus", {"per_page": 25}),
            ("d", {"details": True}),
            ("N N", {"sort": {Library.PUBLIC: (name_down,)}}),
            ("2", {"tab": Library.PERSONAL}),
            ("I", {"sort": {Library.PUBLIC: (name_down,), Library.PERSONAL: (by_id,)}}),
            ("slash i s o enter", {"filters": ("iso",)}),
            ("d", {"details": False}),
        )
        for keys, change in changes:
            await browser.press(*keys.split())
            await browser.wait_idle()
            found = browser.app.view_state
            sort = {library: order for library, order in found.sort.items() if order}
            expected.update(change)
            shown = {name: getattr(found, name) for name in expected} | {"sort": sort}
            assert (keys, shown) == (keys, expected)


async def test_the_next_run_looks_as_the_last_one_did(memory):
    async with run_browser(view_state=memory.load()) as browser:
        await browser.press("2", "d", "minus", "N")
        await browser.wait_idle()
        await browser.filter_by("iso")
        before = (browser.header, browser.names, browser.details)
        memory.save(browser.app.view_state)
    async with run_browser(view_state=memory.load(), wait=False) as browser:
        await browser.wait_until(lambda: (browser.header, browser.names, browser.details) == before)
        assert browser.requests()[0] == "personal page=1 per_page=25 sort=name,asc"
        assert "25 per page" in browser.pager
        assert browser.filter_text == "", "a filter is not kept in force"
        await browser.press("slash", "alt+up")
        assert browser.filter_text == "iso"


async def test_a_chosen_theme_is_remembered(memory):
    async with run_browser(view_state=memory.load()) as browser:
        browser.app.theme = "nord"
        await browser.press("j")
    memory.save(browser.app.view_state)
    async with run_browser(view_state=memory.load()) as browser:
        assert browser.app.theme == "nord"


async def test_a_theme_that_nobody_knows_is_left_out():
    async with run_browser(view_state=ViewState(theme="no such theme")) as browser:
        assert browser.names


async def test_a_page_kept_from_the_last_run_is_shown_at_once_and_checked(cache):
    service = FakeService()
    async with run_browser(service, cache=cache) as browser:
        kept = browser.names
    service.public.replace(service.public.images[1:])
    barrier = Barrier()
    service.faults.add("GET", "/v2/iso", barrier=barrier)
    async with run_browser(service, cache=cache, wait=False) as browser:
        browser.requests()
        await browser.wait_until(barrier.reached.done)
        assert browser.names == kept
        assert "checking…" in browser.pager
        await browser.press("j", "d")
        await browser.wait_until(lambda: "Linux/Ubuntu/ubuntu-14" in browser.details)
        barrier.release()
        await browser.wait_until(lambda: "of 239" in browser.pager)
        assert browser.names == [name for name in browser.names if name != kept[0]]
        assert browser.cursor == "ubuntu-14.04-desktop-amd64.iso"
        assert "checking" not in browser.pager


async def test_a_kept_page_stays_where_the_service_cannot_be_had_and_tells_its_age(cache):
    clock = FakeClock()
    service = FakeService(now=clock.now)
    async with run_browser(service, clock=clock, cache=cache) as browser:
        kept = browser.names
    service.faults.add("GET", "*", CannedResponse.json(403, {"message": "closed"}), times=None)
    async with run_browser(service, clock=clock, cache=cache) as browser:
        await browser.wait_for("closed", "r retries")
        assert re.search(r"rows (are )?of \d\d:\d\d", browser.unwrapped)
        assert browser.names == kept[: len(browser.names)]


async def test_pages_are_kept_for_their_user_alone(cache):
    service = FakeService()
    async with run_browser(service, cache=cache):
        pass
    barrier = Barrier()
    service.faults.add("GET", "/v2/iso", barrier=barrier)
    environ = {"VSS_TOKEN": service.issue_token("demo-mfa")}
    async with run_browser(service, cache=cache, environ=environ, wait=False) as browser:
        await browser.wait_until(barrier.reached.done)
        await browser.wait_for("Asking the service…")
        assert browser.names == []
        barrier.release()
        await browser.wait_until(lambda: browser.names)


async def test_without_a_cache_nothing_is_kept(cache):
    async with run_browser() as browser:
        assert browser.names
    assert not cache.exists()


async def test_a_cache_that_cannot_be_written_is_told_once_and_does_no_harm(cache):
    cache.write_bytes(b"a file in its place")
    async with run_browser(cache=cache) as browser:
        assert len(browser.names) > 30
        await browser.wait_for("pages are not cached: ", "--no-cache")
        await browser.press("y", "r")
        await browser.wait_idle()
        assert "pages are not cached" not in browser.text
        await browser.press("n")
        await browser.wait_until(lambda: "page 2 of 5" in browser.pager)
