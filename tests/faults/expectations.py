"""What comes of a fault, as the person at the screen sees it; the words are those of README.md."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from tests.app_driver import LARGE, AppDriver, SteppedClock, build_app, connect
from tests.faults.recording import Recording
from vss_tui.api.clock import SYSTEM_CLOCK, Clock
from vss_tui.app import VssApp
from vss_tui.config.settings import Setting
from vss_tui.connection import open_connection
from vss_tui.demo import DemoService
from vss_tui.demo.log import Request
from vss_tui.models.endpoint import Endpoint

PUBLIC, PERSONAL = "/v2/iso", "/v2/user/image/iso"
SIGN_IN, SEND_CODE = "/auth/request-token", "/tf/request-token"
FEW = 12
"""Images that fit on one page, so that nothing is read ahead."""
_LONGEST_PAUSES = 20.0


@asynccontextmanager
async def browsing_at(
    url: str,
    service: DemoService,
    *,
    clock: Clock = SYSTEM_CLOCK,
    ca_file: Path | None = None,
    cache: Path | None = None,
    terminal: Recording | None = None,
    settled: bool = True,
) -> AsyncIterator[AppDriver]:
    """Run the application against an address, with a token of ``service`` in the environment.

    Args:
        url: The address.
        service: Whose token it is.
        clock: The client's clock.
        ca_file: Certificates to trust.
        cache: The folder for kept pages.
        terminal: Keeps what is drawn.
        settled: Whether the first questions are answered before.
    """
    endpoint = Endpoint.parse(url, "lab")
    settings = replace(
        connect({endpoint: None}).settings,
        ca_file=Setting(ca_file, "test"),
    )
    connection = open_connection(settings, environ={"VSS_TOKEN": service.token}, clock=clock)
    app = build_app(connection, cache=cache)
    async with running(app, service, terminal=terminal) as browser:
        if settled:
            await browser.shows(f"of {FEW}")
            await browser.settled()
            browser.asked()
        yield browser


@asynccontextmanager
async def running(
    app: VssApp,
    service: DemoService,
    *,
    size: tuple[int, int] = LARGE,
    terminal: Recording | None = None,
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


async def tells_bad_answer(browser: AppDriver, status: int, media_type: str, *words: str) -> None:
    """BAD: KEEP, after "unexpected answer" with its status and type."""
    await assert_rows_kept(browser, f"unexpected answer ({status}, {media_type})", *words)
    assert "0 of" not in browser.pager


async def at_once() -> None:
    """Do nothing: a try fails by itself."""


async def retries(
    browser: AppDriver,
    clock: SteppedClock,
    asked: Callable[[], Sequence[object]],
    *words: str,
    failing: Callable[[], Awaitable[None]] = at_once,
) -> None:
    """RETRY: press ``r``; three tries with a countdown before the second and third, then KEEP.

    Args:
        browser: Shows rows; whatever it asks for fails.
        clock: The client's clock.
        asked: What was asked for since it was called last.
        words: Say the cause, in every pause and after them.
        failing: Lets the try that has begun fail.
    """
    before = browser.names
    assert before
    asked()
    pauses: list[float] = []
    await browser.press("r")
    for _ in range(2):
        await failing()
        pauses.append(await next_pause(browser, clock))
        assert browser.names == before
        assert all(word in browser.words for word in words)
        clock.advance(pauses[-1])
    await failing()
    await _kept(browser, before, *words)
    assert len(asked()) == 3
    assert sum(pauses) <= _LONGEST_PAUSES


async def stops(
    browser: AppDriver, clock: SteppedClock, asked: Callable[[], Sequence[object]]
) -> None:
    """Esc in a pause of RETRY: KEEP, and there is no other try however long one waits."""
    before = browser.names
    asked()
    await browser.press("r")
    await next_pause(browser, clock)
    await browser.press("escape")
    await _kept(browser, before)
    clock.advance(3600)
    await browser.settled()
    assert len(asked()) == 1


async def says(browser: AppDriver, *texts: str) -> None:
    """Wait until every one of ``texts`` is on the screen, wherever its lines end."""
    await browser.until(lambda: all(text in browser.words for text in texts))


async def next_pause(browser: AppDriver, clock: SteppedClock) -> float:
    """Wait for the countdown to another try, and give the length of the pause."""
    await browser.until(lambda: clock.pauses)
    seconds = clock.pauses[0]
    await says(browser, "trying again in ", "Esc stops")
    # It counts down by this machine's time, and may have gone on meanwhile.
    counted = re.search(r"trying again in (\d+) s", browser.words)
    assert counted
    assert 1 <= int(counted[1]) <= max(1, round(seconds))
    return seconds


async def recovers(browser: AppDriver) -> None:
    """Press ``r`` when the fault is over: the rows come, and nothing speaks of it any more."""
    await browser.press("r")
    await browser.hides("tries again", "asking…", "checking…")
    await browser.settled()
    assert browser.names


async def signs_in(browser: AppDriver, *reasons: str) -> None:
    """LOGIN: the dialog says why; the demo account's password is typed into it."""
    await browser.shows("Sign in to lab", *reasons)
    await browser.type("demo")
    await browser.press("enter")
    await browser.hides("Sign in to lab")
    await browser.settled()


def lists_asked(service: DemoService, path: str = PUBLIC) -> Callable[[], list[Request]]:
    """Tell, each time it is called, which readings of a list came since."""
    read = len(service.log)

    def since() -> list[Request]:
        nonlocal read
        found = [request for request in service.log[read:] if request.matches("GET", path)]
        read = len(service.log)
        return found

    return since


async def _kept(browser: AppDriver, before: list[str], *words: str) -> None:
    await browser.settled()
    await says(browser, "r tries again")
    assert browser.names == before
    assert re.search(r"rows of \d\d:\d\d · r tries again", browser.words)
    for word in words:
        assert word in browser.words
