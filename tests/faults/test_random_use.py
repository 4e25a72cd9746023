"""Whatever is pressed, on whatever terminal: nothing breaks, and what is shown is true."""

import os
import random
import re
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.app_driver import USUAL, AppDriver, AppExited, FakeClock, run_browser
from tests.fake_service import FakeService
from tests.faults.expectations import PUBLIC
from tests.faults.random_use import (
    Model,
    Question,
    Step,
    anything,
    check_accepted,
    sequences,
    translated,
)
from vss_tui.panes import library_pane
from vss_tui.screens.browser_screen import BrowserScreen
from vss_tui.support.safe_text import width

SIZES = int(os.environ.get("RANDOM_SIZES", "50"))
SEQUENCES = int(os.environ.get("RANDOM_SEQUENCES", "20"))
"""How many are tried; more by these variables."""
KEYS = 200
"""About how many of them one sequence has."""
BURSTS = st.lists(anything, min_size=1, max_size=12)
BURST_COUNT = KEYS * 2 // 13
_LOOK_EVERY = 7
"""Steps between two looks at the screen, which take longer than the keys."""

HINT = "vss-tui needs a terminal of 40x10 or more"
AT_ONCE = 5
"""Sizes that one application goes through."""


# Any size.

sizes = st.tuples(st.integers(1, 300), st.integers(1, 100))


@settings(max_examples=max(1, SIZES // AT_ONCE))
@given(
    sizes=st.lists(sizes, min_size=AT_ONCE, max_size=AT_ONCE), keys=st.lists(anything, max_size=5)
)
@example(sizes=[(1, 1), (39, 10), (40, 9), (40, 10), (300, 100)], keys=["d"])
async def test_any_size(sizes: list[tuple[int, int]], keys: list[str]) -> None:
    async with run_browser(size=sizes[0]) as browser:
        for size in sizes:
            await browser.resize(*size)
            await browser.flush_messages()
            check_fits(browser, *size)
        with suppress(AppExited):
            await browser.press_burst(*keys)
            await browser.resize(*USUAL)
            await browser.return_to_list()
            check_fits(browser, *USUAL)


def check_fits(browser: AppDriver, columns: int, rows: int) -> None:
    """Nothing is too wide; the cursor and the pager are shown, or why they are not."""
    assert len(browser.lines) == rows
    assert max(map(width, browser.lines)) <= columns
    if columns >= 40 and rows >= 10:
        assert browser.cursor
        assert re.match(r"row \d+ of|no images", browser.pager)
        assert HINT not in browser.unwrapped
    else:
        assert browser.unwrapped.startswith("vss-tui"[:columns])


# Any sequence of keys, one step at a time: the model says what is shown.


@settings(max_examples=SEQUENCES)
@given(steps=sequences(KEYS))
async def test_any_sequence_of_steps(steps: list[Step]) -> None:
    clock = FakeClock()
    service = FakeService(now=clock.now)
    model = Model(service, clock.now())
    with pytest.MonkeyPatch.context() as patch:
        # A filter applies on Enter: how long a machine takes to type it is not in the model.
        patch.setattr(library_pane, "FILTER_DEBOUNCE_SECONDS", 3600.0)
        async with run_browser(service, size=USUAL, clock=clock) as browser:
            for number, step in enumerate(steps, start=1):
                if {"pagedown", "space", "ctrl+f"} & set(step.keys):
                    model.at_end = is_at_end(browser, model)
                step.effect(model)
                await browser.press_burst(*step.keys)
                await browser.wait_idle()
                if number % _LOOK_EVERY == 0 or number == len(steps):
                    check_shows(browser, model)
            check_accepted(service, service.requests)
            await browser.press("q")
    assert browser.app.return_code == 0


def is_at_end(browser: AppDriver, model: Model) -> bool:
    """Whether the cursor stands in the last row of the page."""
    rows = zip(browser.rows, browser.column("id"), strict=True)
    cursor = next((id_ for row, id_ in rows if row.startswith("▌")), None)
    return cursor == (model.rows[-1] if model.rows else None)


def check_shows(browser: AppDriver, model: Model) -> None:
    """The screen shows the answer to the model's question, and that has been asked."""
    number, tab = ("1", "Public") if model.shown == PUBLIC else ("2", "Personal")
    assert f"▐{number} {tab} {model.whole}▌" in browser.text
    assert model.fits(browser.pager), browser.pager
    check_rows(browser, model.rows)
    assert (translated(browser.filter_text, model.now) or "") == model.question.filter
    asked = [request.params for request in browser.service.requests_to("GET", model.shown)]
    assert model.question.parameters in asked


def check_rows(browser: AppDriver, expected: list[str]) -> None:
    """The rows are these, or as many of them as there is room for."""
    shown = browser.column("id")
    if not expected:
        assert shown == []
        return
    first = expected.index(shown[0])
    assert shown == expected[first : first + len(shown)]
    assert browser.cursor


# Any keys at all, faster than they can be seen to, and a service that answers in any order.


@settings(max_examples=SEQUENCES)
@given(
    keys=st.lists(BURSTS, min_size=BURST_COUNT, max_size=BURST_COUNT),
    seed=st.integers(0, 2**16),
)
async def test_any_keys_in_a_hurry(keys: list[list[str]], seed: int) -> None:
    service, dice = FakeService(), random.Random(seed)
    for delay in (0.002, 0.01, 0.03):
        service.faults.add("GET", "*", delay=delay, when=lambda _: dice.random() < 0.2, times=None)
    async with run_browser(service, size=USUAL) as browser:
        with suppress(AppExited):
            for together in keys:
                await browser.press_burst(*together)
            await browser.return_to_list()
            check_shows_last_answer(browser)
            await browser.press("q")
        check_accepted(service, service.requests)
    assert browser.app.return_code == 0


def check_shows_last_answer(browser: AppDriver) -> None:
    """The screen shows what the service's catalogue has for the query that is in force."""
    screen = browser.app.screen
    assert isinstance(screen, BrowserScreen)
    query = screen.active.current_query
    model = Model(browser.service, browser.service.now(), screen.active.library.resource)
    model.tabs[model.shown] = Question(
        query.filter.parameter, query.sort_parameter, query.page, query.per_page
    )
    asked = [request.params for request in browser.service.requests_to("GET", model.shown)]
    assert model.question.parameters in asked
    assert model.fits(browser.pager), browser.pager
    check_rows(browser, model.rows)
