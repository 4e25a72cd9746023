"""An application that keeps the error that ended it, and handles its keys one at a time."""

import asyncio
import sys
from collections import deque
from typing import Any, TypeVar, cast

from rich.console import Console, RenderableType
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Offset
from textual.widgets import Input

Result = TypeVar("Result")

_QUIET_TURNS = 4
"""Turns of the event loop without a message, after which a key has been handled."""
_MAX_TURNS, _MAX_SECONDS = 100, 0.1
"""Limits of one key: both have to pass, since a turn takes long on a busy machine."""


class TypeAhead:
    """Hold keys and pastes back until ``start``, and then until those before them are handled.

    A key bubbles from widget to widget up to its binding, and the message that this posts goes the
    same way before the focus moves or a dialog opens. By then Textual has given the next key to the
    widget of before. Over a slow link keys come together: of ``/sles`` all but the first would be
    commands, one of them the sync.
    """

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._started = False
        self._held: deque[events.Event] = deque()
        self._next: events.Event | None = None
        self._releasing: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether a key is being handled."""
        return self._releasing is not None

    def start(self) -> None:
        """Let keys through, in order, from those on that came before the screen was there."""
        self._started = True
        if self._held and self._releasing is None:
            self._releasing = asyncio.create_task(self._release_in_turn())

    def holds(self, event: events.Event) -> bool:
        """Return whether to ignore an event that the application gets: it is posted again later."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            return False
        if event is self._next:
            self._next = None
            return False
        if self._releasing is not None or not self._started:
            self._held.append(event)
            return True
        self._releasing = asyncio.create_task(self._release_in_turn())
        return False

    async def _release_in_turn(self) -> None:
        await self._handled()
        while self._held:
            self._next = self._held.popleft()
            self._app.post_message(self._next)
            await self._handled()
        self._releasing = None

    async def _handled(self) -> None:
        loop = asyncio.get_running_loop()
        latest = loop.time() + _MAX_SECONDS
        turns = quiet = 0
        while quiet < _QUIET_TURNS and (turns < _MAX_TURNS or loop.time() < latest):
            await asyncio.sleep(0)
            turns += 1
            quiet = 0 if self._messages_pending() else quiet + 1

    def _messages_pending(self) -> bool:
        return self._app.message_queue_size > 0 or any(
            node.message_queue_size
            for screen in self._app.screen_stack
            for node in screen.walk_children(with_self=True)
        )


class TerminalApp(App[Result]):
    """An application that keeps an unexpected error, in place of Textual's own report of it.

    That report shows the variables of every function, and with them passwords and tokens.

    Args:
        driver_class: Reads and writes the terminal; Textual's own by default.

    Attributes:
        crash: The unexpected error that ended the run, or None.
    """

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver_class)
        self.crash: BaseException | None = None
        # Textual prints its report with it.
        self.error_console = Console(quiet=True)

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's cursor stands, hidden: screen readers and braille follow it."""
        focused = self.focused
        if focused is None:
            return Offset()
        offset: Offset = getattr(focused, "cursor_screen_offset", focused.region.offset)
        if isinstance(focused, Input) and focused.cursor_at_end:
            # Textual 8.2 counts one cell too many there.
            return offset - Offset(1, 0)
        return offset

    @cursor_position.setter
    def cursor_position(self, _offset: Offset) -> None:
        """Ignore what Textual's inputs set: the widget with the focus is asked at each paint."""

    def fail(self, error: Exception) -> None:
        """End the run because of an error in another thread."""
        self._keep(error)
        self.exit(return_code=1)

    def bell(self) -> None:
        """Ring the bell, as Textual does when an error is about to end the run."""
        if self.return_code:
            self._keep(sys.exception())
        super().bell()

    def lines(self) -> list[str] | None:
        """Return the text of each row as a paint would send it; None with Textual's driver."""
        to_lines = getattr(self._driver, "to_lines", None)
        if to_lines is None:
            return None
        # Nothing public renders a screen without painting it.
        strips = self.screen._compositor.render_strips()  # noqa: SLF001
        return cast("list[str] | None", to_lines([strip.render(self.console) for strip in strips]))

    def repaint(self) -> None:
        """Send every line again, whatever something else has written on the screen."""
        forget_screen = getattr(self._driver, "forget_screen", None)
        if forget_screen is not None:
            forget_screen()
        self.refresh(layout=True)

    def measure_round_trip(self) -> None:
        """Find out how far away the terminal is, which decides what is done on leaving."""
        measure = getattr(self._driver, "measure_round_trip", None)
        if measure is not None:
            measure()

    def panic(self, *renderables: RenderableType) -> None:
        """End the run; Textual passes an error that can draw itself."""
        self._keep(next((each for each in renderables if isinstance(each, BaseException)), None))
        self._keep(sys.exception())
        super().panic(*renderables)

    def _keep(self, error: BaseException | None) -> None:
        self.crash = self.crash or error
