"""Random keys for a long time, at a service that is slow and fails now and then.

Ten minutes of it, each: ``pytest tests/faults/test_soak.py --soak 600``.
"""

import asyncio
import random
import statistics
import time
from contextlib import suppress

import pytest

from tests.app_driver import USUAL, AppExited, run_browser
from tests.bench.measures import resident_kilobytes
from tests.command import INSTALLED
from tests.fake_clock import START, FakeClock
from tests.fake_service import FakeService
from tests.fake_service.faults import CannedResponse
from tests.fake_service.serving import serve
from tests.faults.random_use import ANYTHING
from tests.terminal_emulator import TerminalEmulator

FAILING = 0.05
LONGEST_DELAY = 0.3
FAILURES = (
    CannedResponse.json(500, {"error": "out of order"}),
    CannedResponse.html(502, "<h1>Bad Gateway</h1>"),
    CannedResponse.json(503, {"error": "down"}, {"Retry-After": "1"}),
    CannedResponse.json(429, {"error": "too many"}, {"Retry-After": "1"}),
    CannedResponse.json(200, {"data": 7}),
    CannedResponse.text(200, '{"data": [', "application/json"),
)
TYPED = [*"12tjkgGnp][}{:+-NPCUIsrdyYivVe?/abi7%*=~<>;, ", "\r", "\x7f", "\t"]
SEQUENCES = ["\x1b", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[5~", "\x1b[6~", "\x10", "\x0c"]
"""Esc, arrows, PgUp, PgDn, the palette's key, and that for painting anew."""
SAMPLE_SECONDS = 0.5
FLAT = 1.15
"""How much the memory may rise once the first quarter of the time is over."""


@pytest.fixture
def seconds(request: pytest.FixtureRequest) -> float:
    return float(request.config.getoption("--soak"))


@pytest.fixture
def dice() -> random.Random:
    return random.Random(20260302)


def add_random_fault(service: FakeService, dice: random.Random) -> None:
    """Have a service answer late, and 5 % of the times not as it should."""
    each = FAILING / len(FAILURES)
    for failure in FAILURES:
        service.faults.add(effect=failure, when=lambda _: dice.random() < each, times=None)
    for delay in (LONGEST_DELAY, LONGEST_DELAY / 3, LONGEST_DELAY / 10):
        service.faults.add(delay=delay, when=lambda _: dice.random() < 0.3, times=None)


def test_memory_stays_flat(
    dice: random.Random, seconds: float, clean_environment: dict[str, str]
) -> None:
    service = FakeService()
    end = time.monotonic() + seconds
    with serve(service) as url:
        environ = {**clean_environment, "VSS_ENDPOINT": url, "VSS_TOKEN": service.token}
        # The keys may find the palette's command to quit: then another run goes on.
        while time.monotonic() < end:
            service.faults.clear()
            memory = soaked(service, dice, end, environ)
            quarter = len(memory) // 4
            if quarter:
                warm, last = memory[quarter : 2 * quarter], memory[-quarter:]
                assert statistics.median(last) <= FLAT * statistics.median(warm)


def soaked(
    service: FakeService, dice: random.Random, end: float, environ: dict[str, str]
) -> list[int]:
    """Press keys until the end, or until one of them quits; give the memory in use over time."""
    memory: list[int] = []
    with TerminalEmulator([INSTALLED], environ) as terminal:
        terminal.wait_for("page 1 of")
        opening = terminal.raw
        add_random_fault(service, dice)
        while time.monotonic() < end and terminal.process.poll() is None:
            memory += filter(None, [resident_kilobytes(terminal.process.pid)])
            # Of what was written since, nothing is needed.
            terminal.raw = opening
            press_for(SAMPLE_SECONDS, terminal, dice)
        terminal.send("\x03")
        assert terminal.wait_exit() == 0, terminal.text
        assert terminal.problems == []
    return memory


def press_for(seconds: float, terminal: TerminalEmulator, dice: random.Random) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        keys = [*dice.choices(TYPED, k=dice.randint(1, 6)), dice.choice(SEQUENCES)]
        terminal.send("".join(keys))
        terminal.settle(dice.uniform(0, 0.1))


async def test_no_task_is_left_behind(dice: random.Random, seconds: float) -> None:
    clock = FakeClock(START, auto_advance=True)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        service = FakeService(now=clock.now)
        async with run_browser(service, size=USUAL, clock=clock) as browser:
            before = asyncio.all_tasks()
            add_random_fault(service, dice)
            with suppress(AppExited):
                while time.monotonic() < end and browser.app.is_running:
                    await browser.press_burst(*dice.choices(ANYTHING, k=dice.randint(1, 12)))
                    await asyncio.sleep(dice.uniform(0, 0.1))
                await browser.return_to_list()
                service.faults.clear()
                await browser.wait_until(lambda before=before: not new_tasks(before))
                await browser.press("q")
        assert browser.app.return_code == 0


def new_tasks(before: set[asyncio.Task[object]]) -> list[asyncio.Task[object]]:
    """Those that were not there before; scroll bars are made, for good, where one is needed."""
    return [task for task in asyncio.all_tasks() - before if "ScrollBar" not in task.get_name()]
