"""Assertions for what a fault leads to on the screen, in the words of README.md."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.app_driver import LARGE, AppDriver, FakeClock, build_app, connect
from tests.fake_service import FakeService
from tests.fake_service.received_request import ReceivedRequest
from tests.faults.recording_terminal import RecordingTerminal
from vss_tui.app import VssApp
from vss_tui.config.settings import Setting
from vss_tui.connection import open_connection
from vss_tui.models.endpoint import Endpoint
from vss_tui.support.event_loop import SYSTEM_CLOCK, Clock

PUBLIC, PERSONAL = "/v2/iso", "/v2/user/image/iso"
SIGN_IN, SEND_CODE = "/auth/request-token", "/tf/request-token"
FEW = 12
"""Images that fit on one page, so that nothing is prefetched."""
_LONGEST_PAUSES = 20.0


@asynccontextmanager
async def run_app_at(
    url: str,
    service: FakeService,
    *,
    clock: Clock = SYSTEM_CLOCK,
    ca_file: Path | None = None,
    cache: Path | None = None,
    terminal: RecordingTerminal | None = None,
    wait: bool = True,
) -> AsyncIterator[AppDriver]:
    """Run the application against an address, with a token of ``service`` in the environment.

    Args:
        url: The address.
        service: Whose token it is.
        clock: The client's clock.
        ca_file: Certificates to trust.
        cache: The page cache's folder.
        terminal: Records what is drawn.
        wait: Whether to wait for the first responses.
    """
    endpoint = Endpoint.parse(url, "lab")
    settings = connect({endpoint: None}).settings._replace(
        ca_file=Setting(ca_file, "test"),
    )
    connection = open_connection(settings, environ={"VSS_TOKEN": service.token}, clock=clock)
    app = build_app(connection, cache=cache)
    async with run_app(app, service, terminal=terminal) as browser:
        if wait:
            await browser.wait_for(f"of {FEW}")
            await browser.wait_idle()
            browser.requests()
        yield browser


@asynccontextmanager
async def run_app(
    app: VssApp,
    service: FakeService,
    *,
    size: tuple[int, int] = LARGE,
    terminal: RecordingTerminal | None = None,
) -> AsyncIterator[AppDriver]:
    """Run an application; what it draws goes to ``terminal``, where there is one."""
    if terminal is not None:
        app.driver_class = terminal.driver
    async with app.run_test(size=size, headless=terminal is None) as pilot:
        yield AppDriver(app, pilot, service)


async def assert_rows_kept(browser: AppDriver, *words: str, after: str = "r") -> None:
    """KEEP: press ``after``; the rows stay, marked with their age, and ``words`` say the cause."""
    before = browser.names
    assert before
    await browser.press(after)
    await _kept(browser, before, *words)


async def assert_unexpected_response(
    browser: AppDriver, status: int, media_type: str, *words: str
) -> None:
    """BAD: KEEP, after "unexpected answer" with its status and type."""
    await assert_rows_kept(browser, f"unexpected answer ({status}, {media_type})", *words)
    assert "0 of" not in browser.pager


async def fails_by_itself() -> None:
    """Do nothing: a try fails by itself."""


async def assert_retries(
    browser: AppDriver,
    clock: FakeClock,
    requests: Callable[[], Sequence[object]],
    *words: str,
    failing: Callable[[], Awaitable[None]] = fails_by_itself,
) -> None:
    """RETRY: press ``r``; three tries with a countdown before the second and third, then KEEP.

    Args:
        browser: Shows rows; its requests fail.
        clock: The client's clock.
        requests: Returns the requests since its last call.
        words: The cause, shown in every pause and after them.
        failing: Lets the try under way fail.
    """
    before = browser.names
    assert before
    requests()
    pauses: list[float] = []
    await browser.press("r")
    for _ in range(2):
        await failing()
        pauses.append(await wait_for_countdown(browser, clock))
        assert browser.names == before
        assert all(word in browser.unwrapped for word in words)
        clock.advance(pauses[-1])
    await failing()
    await _kept(browser, before, *words)
    assert len(requests()) == 3
    assert sum(pauses) <= _LONGEST_PAUSES


async def assert_retry_stops(
    browser: AppDriver, clock: FakeClock, requests: Callable[[], Sequence[object]]
) -> None:
    """Esc in a pause of RETRY: KEEP, and there is no other try however long one waits."""
    before = browser.names
    requests()
    await browser.press("r")
    await wait_for_countdown(browser, clock)
    await browser.press("escape")
    await _kept(browser, before)
    clock.advance(3600)
    await browser.wait_idle()
    assert len(requests()) == 1


async def wait_for_countdown(browser: AppDriver, clock: FakeClock) -> float:
    """Wait for the countdown to the next try, and return the length of the pause."""
    await browser.wait_until(lambda: clock.pending)
    seconds = clock.pending[0]
    await browser.wait_for("retrying in ", "Esc stops")
    # The countdown goes by real time.
    counted = re.search(r"retrying in (\d+) s", browser.unwrapped)
    assert counted
    assert 1 <= int(counted[1]) <= max(1, round(seconds))
    return seconds


async def assert_recovers(browser: AppDriver) -> None:
    """Press ``r`` when the fault is over: the rows come, and its message is gone."""
    await browser.press("r")
    await browser.wait_gone("retries", "asking…", "checking…")
    await browser.wait_idle()
    assert browser.names


async def log_in_again(browser: AppDriver, *reasons: str) -> None:
    """LOGIN: the dialog says why; the demo account's password is typed into it."""
    await browser.wait_for("Sign in to lab", *reasons)
    await browser.type("demo")
    await browser.press("enter")
    await browser.wait_gone("Sign in to lab")
    await browser.wait_idle()


def list_requests(service: FakeService, path: str = PUBLIC) -> Callable[[], list[ReceivedRequest]]:
    """Return a function that returns the GETs of a list since its last call."""
    read = len(service.requests)

    def since() -> list[ReceivedRequest]:
        nonlocal read
        found = [request for request in service.requests[read:] if request.matches("GET", path)]
        read = len(service.requests)
        return found

    return since


async def _kept(browser: AppDriver, before: list[str], *words: str) -> None:
    await browser.wait_idle()
    await browser.wait_for("r retries")
    assert browser.names == before
    assert re.search(
        r"still showing the (rows|results) of \d\d:\d\d · r retries", browser.unwrapped
    )
    for word in words:
        assert word in browser.unwrapped
