"""Cases 103 to 142 that happen in the browser: held keys, turns, a sync, hints and focus."""

import asyncio

from tests.app_driver import run_browser
from tests.faults.expectations import PUBLIC
from vss_tui.demo import DemoService
from vss_tui.demo.faults import Hold


async def held(hold: Hold) -> None:
    """Wait until the service holds a response back."""
    await asyncio.wrap_future(hold.reached)


async def test_case_107_a_held_refresh_key() -> None:
    service, first, second = DemoService(), Hold(), Hold()
    async with run_browser(service) as browser:
        service.faults.add("GET", PUBLIC, hold=first)
        await browser.press("r")
        await held(first)
        service.faults.add("GET", PUBLIC, hold=second)
        await browser.press_burst(*["r", "f5"] * 10)
        assert len(browser.requests()) == 1, "one is under way"
        first.release()
        await held(second)
        await browser.press_burst(*["r"] * 10)
        second.release()
        await browser.wait_idle()
        pages = [request for request in browser.requests() if "page=1 " in request]
        assert len(pages) == 2, "one waits at most"
        assert browser.pager.startswith("page 1 of 5")
