"""How tests drive the browser: the application, its keys and mouse, and what it shows.

``run_browser`` starts the application against the embedded service, in this process, through the
real client. It yields an ``AppDriver``, which presses keys and clicks as a user does, reads the
screen as plain text, and returns the requests that reached the service.
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
from rich.cells import set_cell_size
from textual import events
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from tests.application import ENDPOINT, build_app, connect
from tests.fake_clock import FakeClock
from tests.fake_service import FakeService
from tests.fake_service.received_request import ReceivedRequest
from tests.screen_text import screen_runs, screen_text
from vss_tui.app import VssApp
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.image import Image
from vss_tui.models.query import Library
from vss_tui.panes.library_pane import FILTER_DEBOUNCE_SECONDS
from vss_tui.screens.browser_screen import BrowserScreen
from vss_tui.screens.initial_view import InitialView
from vss_tui.support.event_loop import SYSTEM_CLOCK, Clock
from vss_tui.support.safe_text import width
from vss_tui.view_state import ViewState
from vss_tui.widgets.details import DetailsPane
from vss_tui.widgets.image_table import ImageTable
from vss_tui.widgets.pager import Pager

__all__ = [
    "ENDPOINT",
    "LARGE",
    "SMALL",
    "TIMEOUT",
    "USUAL",
    "AppDriver",
    "AppExited",
    "FakeClock",
    "build_app",
    "connect",
    "request_line",
    "run_browser",
    "screen_runs",
    "screen_text",
]

LARGE = (120, 40)
USUAL = (80, 24)
SMALL = (40, 10)
TIMEOUT = 20.0
"""Seconds after which a condition that never comes true fails its test."""
_QUIET = 10
"""Turns of the event loop without a message waiting, after which none is expected."""
_COLUMN_TITLE = re.compile(r"(\S+)( [↑↓])?")
_GUTTER, _SCROLLBAR = 2, 2


class AppExited(Exception):
    """The application has ended."""


class AppDriver:
    """Drives a running application, and shows what its user and its service see.

    Attributes:
        app: The application.
        pilot: Presses its keys.
        service: What it talks to.
    """

    def __init__(self, app: VssApp, pilot: Pilot[Image], service: FakeService) -> None:
        self.app = app
        self.pilot = pilot
        self.service = service
        self._requests_read = 0
        self._screen: list[str] | None = None

    # Input.

    async def press(self, *keys: str) -> None:
        """Press keys (characters, or Textual's names), each after the one before was handled."""
        for key in keys:
            self.app.post_message(_key_event(key))
            await self.flush_messages()

    async def type(self, text: str) -> None:
        """Type a text without waiting between its keys."""
        await self.press_burst(*text)

    async def press_burst(self, *keys: str) -> None:
        """Press keys without waiting between them."""
        for key in keys:
            self.app.post_message(_key_event(key))
        await self.flush_messages()

    async def click(self, text: str, *, times: int = 1) -> None:
        """Click the first occurrence of ``text`` on the screen."""
        await self.pilot.click(offset=self.position(text), times=times)
        await self.flush_messages()

    async def wheel(self, text: str, *, down: bool = True) -> None:
        """Turn the wheel one step over ``text``."""
        x, y = self.position(text)
        kind = events.MouseScrollDown if down else events.MouseScrollUp
        self.app.post_message(
            kind(None, x, y, 0, 1, 0, False, False, False, screen_x=x, screen_y=y)
        )
        await self.flush_messages()

    async def resize(self, columns: int, rows: int) -> None:
        """Resize the terminal."""
        await self.pilot.resize_terminal(columns, rows)

    async def filter_by(self, expression: str) -> None:
        """Type a filter and press Enter."""
        await self.press("slash", "end", "ctrl+u")
        await self.type(expression)
        await self.press("enter")
        await self.wait_idle()

    async def return_to_list(self) -> None:
        """Close dialogs and leave the filter; the query stays as it is.

        Raises:
            AppExited: The application has ended, by a key or a command of the palette.
        """
        if not self.app.is_running:
            raise AppExited
        while not isinstance(self.app.screen, BrowserScreen) or isinstance(self.app.focused, Input):
            await self.press("escape")
        await self.wait_idle()

    async def flush_messages(self) -> None:
        """Wait until no widget has a message left, layout included."""
        await self._drain()
        # Layout may post more messages.
        await self.pilot.pause(0)
        await self._drain()

    async def _drain(self) -> None:
        pumps = [self.app, *self.app.screen.walk_children(with_self=True)]
        end = time.monotonic() + TIMEOUT
        quiet = 0
        while quiet < _QUIET and self.app.is_running:
            await asyncio.sleep(0)
            busy = [pump for pump in pumps if pump.message_queue_size]
            quiet = 0 if busy else quiet + 1
            if time.monotonic() > end:
                pytest.fail(f"messages never end: {busy}; on the screen:\n{self.text}")

    # The screen.

    @property
    def lines(self) -> list[str]:
        """The screen."""
        if self._screen is None:
            self._screen = screen_text(self.app)
            # Nothing changes it before the event loop's next turn.
            asyncio.get_running_loop().call_soon(self._clear_screen)
        return self._screen

    def _clear_screen(self) -> None:
        self._screen = None

    @property
    def text(self) -> str:
        """The screen, as one text."""
        return "\n".join(self.lines)

    @property
    def unwrapped(self) -> str:
        """The screen with every run of blanks and line ends as one space, for wrapped text."""
        return " ".join(self.text.split())

    def line(self, part: str) -> str:
        """Return the first line with ``part``, or ""."""
        return next((line for line in self.lines if part in line), "")

    def position(self, text: str) -> tuple[int, int]:
        """Return column and row of the first occurrence of ``text``."""
        for row, line in enumerate(self.lines):
            if text in line:
                return width(line[: line.index(text)]), row
        pytest.fail(f"{text!r} is not on the screen:\n{self.text}")

    @property
    def filter_text(self) -> str:
        """What stands in the line of the filter."""
        screen = self.app.screen_stack[1]
        assert isinstance(screen, BrowserScreen)
        return screen.active.filter_bar.text

    @property
    def footer(self) -> str:
        """The last line: the keys, or what an input says of its text."""
        return self.lines[-1].strip()

    @property
    def pager(self) -> str:
        """The pager's line, or ""."""
        region = _region(self.app, Pager)
        return self.lines[region.bottom - 1].strip() if region is not None else ""

    @property
    def rows(self) -> list[str]:
        """The lines of the table, below its header."""
        return self._table()[1]

    def column(self, title: str) -> list[str]:
        """Return the cells of a column of the table."""
        header, rows = self._table()
        if not rows:
            return []
        starts = {found[1].lower(): found.start() for found in _COLUMN_TITLE.finditer(header)}
        if title not in starts:
            pytest.fail(f"no column {title!r} in {header!r}")
        # Ids end where their title ends.
        start = _GUTTER if title == "id" else starts[title]
        end = min((other for other in starts.values() if other > starts[title]), default=None)
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
        """The name in the cursor's row, or ""."""
        rows = zip(self.rows, self.names, strict=True)
        return next((name for row, name in rows if row.startswith("▌")), "")

    @property
    def new_names(self) -> list[str]:
        """The names in the rows marked as new."""
        rows = zip(self.rows, self.names, strict=True)
        return [name for row, name in rows if row[1:2] == "+"]

    @property
    def details_region(self) -> Region:
        """Where the details pane is."""
        region = _region(self.app, DetailsPane)
        assert region is not None
        return region

    @property
    def details(self) -> str:
        """The details pane without its line ends, or ""."""
        region = _region(self.app, DetailsPane)
        if region is None:
            return ""
        lines = [
            line.removeprefix(set_cell_size(line, region.x)).strip(" │─")
            for line in self.lines[region.y : region.bottom]
        ]
        return " ".join(" ".join(lines).split())

    def _table(self) -> tuple[str, list[str]]:
        """Return the table's header and the lines of its rows."""
        region = _region(self.app, ImageTable)
        if region is None:
            return "", []
        # What is beside the table, and its scrollbar, are none of its rows.
        cells = region.width - _SCROLLBAR
        header, *rows = (
            set_cell_size(line, cells).rstrip() for line in self.lines[region.y : region.bottom]
        )
        return header, list(takewhile(bool, rows))

    # Waiting.

    async def wait_until(
        self,
        condition: Callable[..., object],
        *,
        timeout: float = TIMEOUT,  # noqa: ASYNC109
    ) -> None:
        """Wait until ``condition`` holds; fail with the screen when it does not in time."""
        end = time.monotonic() + timeout
        while not condition():
            if time.monotonic() > end:
                pytest.fail(
                    f"timed out; requests: {self._new_requests()}; focus: {self.app.focused};"
                    f" on the screen:\n{self.text}"
                )
            await self.pilot.pause(0.01)

    async def wait_for(self, *texts: str) -> None:
        """Wait until every one of ``texts`` is on the screen, wrapped or not."""
        await self.wait_until(lambda: all(text in self.unwrapped for text in texts))

    async def wait_debounce(self) -> None:
        """Wait for longer than typing in the filter has to pause for the service to be asked."""
        await self.pilot.pause(FILTER_DEBOUNCE_SECONDS + 0.1)
        await self.wait_idle()

    async def wait_gone(self, *texts: str) -> None:
        """Wait until none of ``texts`` is on the screen."""
        await self.wait_until(lambda: not any(text in self.unwrapped for text in texts))

    async def wait_idle(self) -> None:
        """Wait until every request has its response, and the screen shows it."""
        await self.flush_messages()
        await self._wait_for_workers()
        # The first rows are painted in one batch; the other tab's request follows it.
        await self.wait_until(lambda: not self.app._batch_count)
        painted = asyncio.Event()
        self.app.screen.call_after_refresh(painted.set)
        await self.wait_until(painted.is_set)
        await self.flush_messages()
        await self._wait_for_workers()

    async def _wait_for_workers(self) -> None:
        def idle() -> bool:
            return all(work.is_finished for work in self.app.workers if work.group != "sync")

        while not idle():
            await self.wait_until(idle)
            await self.flush_messages()

    # Requests.

    def requests(self) -> list[str]:
        """Return the requests since the last call, as ``request_line`` writes them."""
        found = self._new_requests()
        self._requests_read = len(self.service.requests)
        return found

    async def expect_requests(self, *expected: str) -> None:
        """Wait for exactly these requests since the last call of ``requests``."""
        await self.wait_until(lambda: len(self._new_requests()) >= len(expected))
        await self.wait_idle()
        assert self.requests() == list(expected)

    def _new_requests(self) -> list[str]:
        return [request_line(request) for request in self.service.requests[self._requests_read :]]


def _region(app: VssApp, kind: type[Widget]) -> Region | None:
    """Return where the topmost visible widget of ``kind`` is, or None."""
    for screen in reversed(app.screen_stack):
        for widget in screen.query(kind):
            if widget.is_on_screen:
                region: Region = widget.region
                return region
    return None


def _key_event(key: str) -> events.Key:
    if len(key) > 1:
        return events.Key(key, None)
    name = key if key.isalnum() else unicodedata.name(key, "").lower()
    return events.Key(name.replace(" ", "_").replace("-", "_"), key)


_LISTS = MappingProxyType({library.resource: str(library) for library in Library})


def request_line(request: ReceivedRequest) -> str:
    """Write a request as ``public page=2 per_page=50 filter=name,like,%a%``, or method and path."""
    name = _LISTS.get(request.path)
    if request.method != "GET" or name is None:
        return f"{request.method} {name or request.path}"
    params = request.params
    assert params.pop("expand") == "1"
    parts = [name, f"page={params.pop('page')}", f"per_page={params.pop('per_page')}"]
    return " ".join([*parts, *(f"{key}={value}" for key, value in params.items())])


@asynccontextmanager
async def run_browser(
    service: FakeService | None = None,
    *,
    size: tuple[int, int] = LARGE,
    clock: Clock = SYSTEM_CLOCK,
    keys: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
    others: Mapping[Endpoint, FakeService] | None = None,
    initial_view: InitialView | None = None,
    view_state: ViewState | None = None,
    cache: Path | None = None,
    notices: Sequence[str] = (),
    picking: bool = False,
    wait: bool = True,
) -> AsyncIterator[AppDriver]:
    """Run the application.

    Args:
        service: The service; one with the embedded catalogue where None.
        size: Columns and rows of the terminal.
        clock: The client's clock.
        keys: The user's own keys.
        environ: The environment's variables, in place of one with a token.
        others: Further endpoints of the user's settings.
        initial_view: What to open with, in place of what ``view_state`` says.
        view_state: The view state of the run before.
        cache: The page cache's folder.
        notices: Messages shown at the start.
        picking: Whether Enter picks.
        wait: Whether to wait for the first responses, and leave them out of ``requests``.
    """
    service = service or FakeService()
    services = {ENDPOINT: service, **(others or {})}
    connection = connect(services, clock=clock, keys=keys, environ=environ)
    app = build_app(
        connection,
        initial_view=initial_view,
        view_state=view_state,
        cache=cache,
        notices=notices,
        picking=picking,
    )
    async with app.run_test(size=size) as pilot:
        browser = AppDriver(app, pilot, service)
        if wait:
            await browser.wait_until(lambda: browser.app.screen_stack and service.requests)
            await browser.wait_idle()
            browser.requests()
        yield browser
