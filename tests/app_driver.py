"""How tests drive the browser: the application, its keys and mouse, and what it shows.

``browsing`` starts the application against the embedded service, in this process, through the real
client. It gives an ``AppDriver``, which presses and clicks as a user does, reads the screen
as plain text, and tells what the service was asked.
"""

import asyncio
import re
import time
import unicodedata
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType

import pytest
from textual import events
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from tests.application import ENDPOINT, build_app, connect
from tests.screen_text import screen_runs, screen_text
from tests.stepped_clock import SteppedClock
from vss_tui.api.clock import SYSTEM_CLOCK, Clock
from vss_tui.app import VssApp
from vss_tui.demo import DemoService
from vss_tui.demo.log import Request
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.image import Image
from vss_tui.models.library import Library
from vss_tui.screens.browser_screen import BrowserScreen
from vss_tui.screens.initial_view import InitialView
from vss_tui.support.safe_text import width
from vss_tui.view_state import ViewState
from vss_tui.widgets.details import DetailsPane
from vss_tui.widgets.image_table import ImageTable

__all__ = [
    "ENDPOINT",
    "LARGE",
    "PATIENCE",
    "SMALL",
    "USUAL",
    "AppDriver",
    "AppExited",
    "SteppedClock",
    "browsing",
    "build_app",
    "connect",
    "question",
    "screen_runs",
    "screen_text",
]

LARGE = (120, 40)
USUAL = (80, 24)
SMALL = (40, 10)
PATIENCE = 20.0
"""Seconds after which a condition that never comes true fails its test."""
_QUIET = 10
"""Turns of the event loop without a message waiting, after which none is expected."""
_TITLE = re.compile(r"\S+( [↑↓])?")


class AppExited(Exception):
    """The application has been left."""


class AppDriver:
    """A running application, as its user and its service see it.

    Attributes:
        app: The application.
        pilot: Presses its keys.
        service: What it talks to.
    """

    def __init__(self, app: VssApp, pilot: Pilot[Image], service: DemoService) -> None:
        self.app = app
        self.pilot = pilot
        self.service = service
        self._read = 0
        self._seen: list[str] | None = None

    # What a person does.

    async def press(self, *keys: str) -> None:
        """Press keys (characters, or Textual's names), each once the one before is taken in."""
        for key in keys:
            self.app.post_message(_key_event(key))
            await self.flush_messages()

    async def type(self, text: str) -> None:
        """Type a text faster than anybody can."""
        await self.press_burst(*text)

    async def press_burst(self, *keys: str) -> None:
        """Press keys, none of which waits until the one before is taken in."""
        for key in keys:
            self.app.post_message(_key_event(key))
        await self.flush_messages()

    async def click(self, text: str, *, times: int = 1) -> None:
        """Click the first place of the screen where ``text`` stands."""
        await self.pilot.click(offset=self.place(text), times=times)
        await self.flush_messages()

    async def wheel(self, text: str, *, down: bool = True) -> None:
        """Turn the wheel one step over ``text``."""
        x, y = self.place(text)
        kind = events.MouseScrollDown if down else events.MouseScrollUp
        self.app.post_message(
            kind(None, x, y, 0, 1, 0, False, False, False, screen_x=x, screen_y=y)
        )
        await self.flush_messages()

    async def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        await self.pilot.resize_terminal(columns, rows)

    async def filter_by(self, expression: str) -> None:
        """Type a filter and press Enter."""
        await self.press("slash", "end", "ctrl+u")
        await self.type(expression)
        await self.press("enter")
        await self.settled()

    async def return_to_list(self) -> None:
        """Close what is open over the lists, and leave the filter; what is in force stays.

        Raises:
            Left: The palette's command to quit was among the keys.
        """
        if not self.app.is_running:
            raise AppExited
        while not isinstance(self.app.screen, BrowserScreen) or isinstance(self.app.focused, Input):
            await self.press("escape")
        await self.settled()

    async def flush_messages(self) -> None:
        """Let every message pass from widget to widget, as far as one leads to the next."""
        await self._drain()
        # What has changed is laid out, which may lead to more.
        await self.pilot.pause(0)
        await self._drain()

    async def _drain(self) -> None:
        pumps = [self.app, *self.app.screen.walk_children(with_self=True)]
        end = time.monotonic() + PATIENCE
        quiet = 0
        while quiet < _QUIET and self.app.is_running:
            await asyncio.sleep(0)
            busy = [pump for pump in pumps if pump.message_queue_size]
            quiet = 0 if busy else quiet + 1
            if time.monotonic() > end:
                pytest.fail(f"it never comes to rest: {busy}; shown:\n{self.text}")

    # What the person sees.

    @property
    def lines(self) -> list[str]:
        """The screen."""
        if self._seen is None:
            self._seen = screen_text(self.app)
            # It is as it was seen until anything else has had its turn.
            asyncio.get_running_loop().call_soon(self._look_away)
        return self._seen

    def _look_away(self) -> None:
        self._seen = None

    @property
    def text(self) -> str:
        """The screen, as one text."""
        return "\n".join(self.lines)

    @property
    def words(self) -> str:
        """The screen without its line ends and runs of blanks, for what may be folded."""
        return " ".join(self.text.split())

    def line(self, part: str) -> str:
        """The first line of the screen that holds ``part``; empty where none does."""
        return next((line for line in self.lines if part in line), "")

    def place(self, text: str) -> tuple[int, int]:
        """Column and row of the first place where ``text`` stands."""
        for row, line in enumerate(self.lines):
            if text in line:
                return width(line[: line.index(text)]), row
        pytest.fail(f"{text!r} is not on the screen:\n{self.text}")

    @property
    def pager(self) -> str:
        """The pager's line; empty where none is shown."""
        return next((line.strip() for line in self.lines if re.match(r"  page \d", line)), "")

    @property
    def rows(self) -> list[str]:
        """The lines of the table, below its header."""
        return self._table()[1]

    def column(self, title: str) -> list[str]:
        """What stands in a column of the table, by its title."""
        header, rows = self._table()
        starts = {found[0].strip(" ↑↓"): found.start() for found in _TITLE.finditer(header)}
        if title not in starts:
            pytest.fail(f"no column {title!r} in {header!r}")
        start = starts[title]
        end = min((other for other in starts.values() if other > start), default=None)
        return [row[start:end].strip() for row in rows]

    @property
    def header(self) -> str:
        """The header of the table."""
        return self._table()[0]

    @property
    def names(self) -> list[str]:
        """The names in the table."""
        return self.column("name")

    @property
    def cursor(self) -> str:
        """The name in the row of the cursor; empty where there is no cursor."""
        rows = zip(self.rows, self.names, strict=True)
        return next((name for row, name in rows if row.startswith(">")), "")

    @property
    def marked(self) -> list[str]:
        """The names in the rows that are marked as new."""
        rows = zip(self.rows, self.names, strict=True)
        return [name for row, name in rows if row[1:2] == "+"]

    @property
    def details(self) -> str:
        """The details pane, without its line ends; empty where it is not shown."""
        place = _place_of(self.app, DetailsPane)
        if place is None:
            return ""
        # What is left of it, or above, is not its own.
        lines = [line[place.x :].strip(" │─") for line in self.lines[place.y : place.bottom]]
        return " ".join(" ".join(lines).split())

    def _table(self) -> tuple[str, list[str]]:
        """The header of the table that is shown, and the lines of its rows."""
        place = _place_of(self.app, ImageTable)
        if place is None:
            return "", []
        lines = (line.partition("│")[0].rstrip() for line in self.lines[place.y : place.bottom])
        header, *rows = lines
        return header, list(takewhile(bool, rows))

    # Waiting for it.

    async def until(self, condition: Callable[[], object], patience: float = PATIENCE) -> None:
        """Wait until ``condition`` holds; fail with the screen where it does not come to that."""
        end = time.monotonic() + patience
        while not condition():
            if time.monotonic() > end:
                pytest.fail(
                    f"waited in vain; asked {self._questions()}; the focus is on"
                    f" {self.app.focused}; shown:\n{self.text}"
                )
            await self.pilot.pause(0.01)

    async def shows(self, *texts: str) -> None:
        """Wait until every one of ``texts`` is on the screen, folded or not."""
        await self.until(lambda: all(text in self.words for text in texts))

    async def hides(self, *texts: str) -> None:
        """Wait until none of ``texts`` is on the screen."""
        await self.until(lambda: not any(text in self.words for text in texts))

    async def settled(self) -> None:
        """Wait until every question has its answer, and the answers are shown."""
        await self.flush_messages()
        await self._answered()
        # The first rows are painted together, and the other tab is asked for after that.
        await self.until(lambda: not self.app._batch_count)
        painted = asyncio.Event()
        self.app.screen.call_after_refresh(painted.set)
        await self.until(painted.is_set)
        await self.flush_messages()
        await self._answered()

    async def _answered(self) -> None:
        def idle() -> bool:
            return all(work.is_finished for work in self.app.workers if work.group != "sync")

        while not idle():
            await self.until(idle)
            await self.flush_messages()

    # What the service was asked.

    def asked(self) -> list[str]:
        """The questions since this was called last, as ``question`` words them."""
        found = self._questions()
        self._read = len(self.service.log)
        return found

    async def expect_requests(self, *questions: str) -> None:
        """Wait until these have been asked since ``asked`` was called last, and no others."""
        await self.until(lambda: len(self._questions()) >= len(questions))
        await self.settled()
        assert self.asked() == list(questions)

    def _questions(self) -> list[str]:
        return [question(request) for request in self.service.log[self._read :]]


def _place_of(app: VssApp, kind: type[Widget]) -> Region | None:
    """Where the topmost widget of a kind is shown; None where none is."""
    for screen in reversed(app.screen_stack):
        for widget in screen.query(kind):
            if widget.is_on_screen:
                return widget.region
    return None


def _key_event(key: str) -> events.Key:
    if len(key) > 1:
        return events.Key(key, None)
    name = key if key.isalnum() else unicodedata.name(key, "").lower()
    return events.Key(name.replace(" ", "_").replace("-", "_"), key)


_LISTS = MappingProxyType({library.resource: str(library) for library in Library})


def question(request: Request) -> str:
    """Word a request: ``public page=2 per_page=50 filter=name,like,%a%``, or method and path."""
    name = _LISTS.get(request.path)
    if request.method != "GET" or name is None:
        return f"{request.method} {name or request.path}"
    params = request.params
    assert params.pop("expand") == "1"
    parts = [name, f"page={params.pop('page')}", f"per_page={params.pop('per_page')}"]
    return " ".join([*parts, *(f"{key}={value}" for key, value in params.items())])


@asynccontextmanager
async def browsing(
    service: DemoService | None = None,
    *,
    size: tuple[int, int] = LARGE,
    clock: Clock = SYSTEM_CLOCK,
    keys: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
    others: Mapping[Endpoint, DemoService] | None = None,
    opening: InitialView | None = None,
    remembered: ViewState | None = None,
    cache: Path | None = None,
    notices: Sequence[str] = (),
    picking: bool = False,
    settled: bool = True,
) -> AsyncIterator[AppDriver]:
    """Run the application.

    Args:
        service: The service; one with the embedded catalogue where None.
        size: Columns and rows of the terminal.
        clock: The client's clock.
        keys: The user's own keys.
        environ: The environment's variables, in place of one with a token.
        others: Further endpoints of the user's settings.
        opening: What to open with, in place of what ``remembered`` says.
        remembered: What was remembered of the run before.
        cache: The folder for kept pages.
        notices: What is to be told at the start.
        picking: Whether Enter picks.
        settled: Whether the first questions are answered, and forgotten by ``asked``, before.
    """
    service = service or DemoService()
    services = {ENDPOINT: service, **(others or {})}
    connection = connect(services, clock=clock, keys=keys, environ=environ)
    app = build_app(
        connection,
        opening=opening,
        remembered=remembered,
        cache=cache,
        notices=notices,
        picking=picking,
    )
    async with app.run_test(size=size) as pilot:
        browser = AppDriver(app, pilot, service)
        if settled:
            await browser.until(lambda: browser.app.screen_stack and service.log)
            await browser.settled()
            browser.asked()
        yield browser
