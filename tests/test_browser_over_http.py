"""The browser against a service at the other end of a real connection."""

import pytest

from tests.app_driver import LARGE, AppDriver, build_app, connect
from tests.fake_service import FakeService
from tests.fake_service.faults import Barrier
from tests.fake_service.serving import serve
from vss_tui.demo.sync_service import Arrival, SyncPlan
from vss_tui.models.endpoint import Endpoint


@pytest.fixture
def service():
    return FakeService()


@pytest.fixture
async def browser(service):
    with serve(service) as url:
        endpoint = Endpoint.parse(url, "loopback")
        connection = connect({endpoint: None}, environ={"VSS_TOKEN": service.token})
        app = build_app(connection)
        async with app.run_test(size=LARGE) as pilot:
            browser = AppDriver(app, pilot, service)
            await browser.wait_until(lambda: "Personal 7" in browser.text)
            await browser.wait_idle()
            browser.requests()
            yield browser


async def test_browses_filters_sorts_and_turns_pages(browser):
    assert browser.lines[0].rstrip().endswith("demo@loopback · 24 h left")
    await browser.press("n")
    await browser.expect_requests("public page=3 per_page=50")
    assert "page 2 of 5" in browser.pager
    await browser.press("U")
    await browser.wait_idle()
    browser.requests()
    await browser.filter_by("name ~ CentOS*7* and id < 100")
    rest = "filter=name,like,CentOS%7%;id,lt,100 sort=updated_on,desc"
    assert browser.requests() == [f"public page=1 per_page=50 {rest}"]
    assert browser.names
    assert all(name.startswith("CentOS") for name in browser.names)


async def test_a_page_that_comes_late_is_not_shown_over_a_newer_one(browser):
    slow = Barrier()
    browser.service.faults.add(
        "GET", barrier=slow, when=lambda request: request.params["page"] == "4"
    )
    await browser.press("colon", "4", "enter")
    await browser.wait_until(slow.reached.done)
    await browser.press("right_curly_bracket")
    await browser.wait_until(lambda: "page 5 of 5" in browser.pager)
    newest = browser.names
    slow.release()
    await browser.wait_idle()
    assert browser.names == newest


async def test_a_sync_brings_a_file(browser):
    steps = ((0, "SUBMITTED"), (0.5, "PROCESSED"))
    browser.service.syncs.plans[:] = [SyncPlan((Arrival("uploads/new.iso", 0.2),), steps)]
    await browser.press("2", "s")
    await browser.wait_for("sync done: added new.iso")
    await browser.wait_until(lambda: browser.new_names == ["new.iso"])


async def test_leaving_while_the_service_keeps_one_waiting_takes_no_time(browser):
    barrier = Barrier()
    browser.service.faults.add("GET", barrier=barrier, times=None)
    await browser.press("r")
    await browser.wait_until(barrier.reached.done)
    await browser.press("q")
    await browser.wait_until(lambda: not browser.app.is_running, timeout=1.0)
    barrier.release()
