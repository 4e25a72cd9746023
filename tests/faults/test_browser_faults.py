"""Cases 103 to 142 that happen in the browser: held keys, turns, a sync, hints and focus."""

import asyncio

from tests.app_driver import run_browser
from tests.fake_service import FakeService
from tests.fake_service.faults import Barrier
from tests.faults.expectations import PUBLIC


async def held(barrier: Barrier) -> None:
    """Wait until the service holds a response back."""
    await asyncio.wrap_future(barrier.reached)


async def test_case_107_a_held_refresh_key() -> None:
    service, first, second = FakeService(), Barrier(), Barrier()
    async with run_browser(service) as browser:
        service.faults.add("GET", PUBLIC, barrier=first)
        await browser.press("r")
        await held(first)
        service.faults.add("GET", PUBLIC, barrier=second)
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
