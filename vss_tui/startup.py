"""The start of the browser: the request that overlaps the import of Textual, and the first paint.

Importing Textual keeps the processor busy for as long as a request takes, so the first request is
sent before it. Drawing costs less than drawing twice, so the first paint waits for the first rows,
and whatever the first rows do not need waits for the first paint.
"""

import asyncio
import gc
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from vss_tui.models.query import Library, Query
from vss_tui.page_loader import PageLoader
from vss_tui.terminal import first_frame

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.timer import Timer

_MAX_WAIT = 0.4
"""Seconds after which the screen is painted without rows."""
_SETTLE_TIME = 0.002
"""Seconds in which sizes and focus settle: each would be a paint of its own before."""


class AppImport:
    """Imports the application, while the page that it opens with is on its way where possible.

    A page that is cached is drawn first, and one that needs a login is not asked for.
    """

    def __init__(self, loader: PageLoader, library: Library, query: Query) -> None:
        self._loader = loader
        self._library = library
        self._query = query
        self._request: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Send the request and import ``vss_tui.app``, on the event loop of the application."""
        if not self._should_request():
            import_module("vss_tui.app")
            return
        self._request = asyncio.create_task(self._loader.prefetch(self._library, self._query))
        # An error comes again with the application's own request, and is reported there.
        self._request.add_done_callback(lambda request: request.cancelled() or request.exception())
        await self._loader.connection.client.transport.wait_until_sent()
        await asyncio.to_thread(import_module, "vss_tui.app")

    def _should_request(self) -> bool:
        if self._loader.connection.tokens.current is None:
            return False
        # With a frame on the screen nobody waits for the paint: the rows are checked meanwhile.
        shown = first_frame.frame is not None
        return shown or self._loader.cached(self._library, self._query) is None


class FrameRecorder:
    """Stores what the next run that is started like this one shows first.

    Args:
        loader: Loads the page of the frame.
        library: Its library.
        query: Its query.
        files: What else decides what is shown; None where there is no place for it.
        interrupted: The exit status of a run that is interrupted before its first paint.
    """

    def __init__(
        self,
        loader: PageLoader,
        library: Library,
        query: Query,
        *,
        files: Iterable[Path | None],
        interrupted: int,
    ) -> None:
        self._files = [file for file in (*files, loader.file(library, query)) if file is not None]
        self._interrupted = interrupted
        self._recorded: tuple[Sequence[str], int] | None = None

    @property
    def recorded(self) -> bool:
        """Whether a frame has been recorded in this run."""
        return self._recorded is not None

    def record(self, lines: Sequence[str], columns: int) -> None:
        """Store the rows of a screen that is so many columns wide."""
        from vss_tui.terminal.frame_store import store

        self._recorded = lines, columns
        if first_frame.launch is not None:
            # The page cache has told of a folder that cannot be written.
            with suppress(OSError):
                store(
                    first_frame.launch,
                    lines,
                    columns,
                    files=self._files,
                    interrupted=self._interrupted,
                )

    def record_again(self) -> None:
        """Store the same for files that have changed since without changing what is shown."""
        if self._recorded is not None:
            self.record(*self._recorded)


class FirstPaint:
    """Holds back what a screen draws until it has rows.

    Attributes:
        painted: Whether the first paint has been.
    """

    def __init__(self, screen: "Screen[None]") -> None:
        self._screen = screen
        self._held = ExitStack()
        self._timeout: Timer | None = None
        self.painted = False
        self._waiting: list[Callable[[], None]] = []

    def hold(self) -> None:
        """Draw nothing until ``paint_soon``, or until that takes too long."""
        self._held.enter_context(self._screen.app.batch_update())
        self._timeout = self._screen.set_timer(_MAX_WAIT, self._paint)

    def paint_soon(self) -> None:
        """Paint: the rows are there."""
        if self._timeout is not None:
            self._screen.set_timer(_SETTLE_TIME, self._paint)

    def after(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` after the first paint; at once where that has been."""
        if self.painted:
            callback()
        else:
            self._waiting.append(callback)

    def _paint(self) -> None:
        if self._timeout is None:
            return
        focused = self._screen.focused
        if focused is not None and not focused.has_focus:
            # The event is on its way to it, and would have it painted once more.
            self._screen.set_timer(_SETTLE_TIME, self._paint)
            return
        self._timeout.stop()
        self._timeout = None
        self._held.close()
        self.painted = True
        # What was drawn meanwhile has been held back, a dialog over the screen included.
        self._screen.app.screen.refresh()
        self._screen.call_after_refresh(self._run_waiting)

    def _run_waiting(self) -> None:
        if not gc.isenabled():
            # What was imported stays, and need not be looked through.
            gc.freeze()
            gc.enable()
        waiting, self._waiting = self._waiting, []
        for callback in waiting:
            callback()
