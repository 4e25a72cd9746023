"""Textual's driver for Linux and macOS, made to last on a real terminal."""

import asyncio
import os
import signal
import termios
from enum import Enum, auto
from types import FrameType
from typing import Any

from textual import events
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size

from vss_tui.terminal import clipboard, erase
from vss_tui.terminal.tty import in_foreground


class _State(Enum):
    """Whose the terminal is."""

    OURS = auto()
    A_SHELLS = auto()
    LEFT = auto()


_LOOK = 0.2
"""Seconds between two looks at whether a shell has given the terminal back."""


class TerminalDriver(LinuxDriver):
    """Reads keys and writes the screen; nothing that a terminal sends ends the application.

    What the application copies (``App.copy_to_clipboard``) takes the way to the clipboard that
    fits what the process runs in.
    """

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.app = app
        self._events = asyncio.get_running_loop()
        self._copies: set[asyncio.Task[None]] = set()
        self._fills = erase.fills_with_colour(os.environ)
        self._state = _State.LEFT
        # In place of the toolkit's handlers, which write from inside the signal handler: where that
        # interrupts another write, it waits for itself for ever.
        signal.signal(signal.SIGTSTP, self._stop_asked)
        signal.signal(signal.SIGCONT, self._continued)

    def start_application_mode(self) -> None:
        """Take the terminal over, unless a shell runs us in the background."""
        self._state = _State.OURS
        self.attrs_before = None
        super().start_application_mode()  # type: ignore[no-untyped-call]
        # In place of the toolkit's handler, which reads the size inside the signal handler: where
        # another signal interrupts that, the older size is told last, and stays.
        signal.signal(signal.SIGWINCH, self._resized)
        if self.attrs_before is None:
            self._state = _State.A_SHELLS

    def stop_application_mode(self) -> None:
        """Leave the terminal as it was, where it was taken over."""
        if self._state is _State.OURS:
            super().stop_application_mode()
        self._state = _State.LEFT

    def disable_input(self) -> None:
        """Read no more; what is typed to a shell that has the terminal is left to it."""
        if self._state is _State.OURS:
            super().disable_input()

    def suspend_application_mode(self) -> None:
        """Give the terminal to a shell for a while."""
        super().suspend_application_mode()
        self._state = _State.A_SHELLS

    def write(self, data: str) -> None:
        """Write to the terminal where it is ours."""
        text = clipboard.text_in(data)
        if text is None:
            self._write(data)
        else:
            self._copy(text)

    def run_input_thread(self) -> None:
        """Read what is typed, until told otherwise.

        Reports of the mouse in the old encoding are no UTF-8, and the toolkit's parser stumbles
        over some sequences: what it stumbled over is thrown away, with what came along, lest the
        rest of a paste be taken for keys.
        """
        while not self.exit_event.is_set():
            try:
                super().run_input_thread()
            except OSError:
                # The terminal has gone, or it is another's: whoever watches it decides.
                self.exit_event.wait(_LOOK)
            except Exception:  # noqa: BLE001 - no bytes may end the application
                self._throw_input_away()

    def _throw_input_away(self) -> None:
        try:
            termios.tcflush(self.fileno, termios.TCIFLUSH)
        except termios.error:
            self.exit_event.wait(_LOOK)

    def _write(self, data: str) -> None:
        if self._state is _State.OURS:
            super().write(erase.shortened(data, fills=self._fills))

    def _copy(self, text: str) -> None:
        copying = self._events.create_task(clipboard.copy(text, self._write, os.environ))
        self._copies.add(copying)
        copying.add_done_callback(self._copies.discard)

    def _stop_asked(self, _number: int, _frame: FrameType | None) -> None:
        self._events.call_soon_threadsafe(self._stop)

    def _continued(self, _number: int, _frame: FrameType | None) -> None:
        self._events.call_soon_threadsafe(self._return)

    def _resized(self, _number: int, _frame: FrameType | None) -> None:
        # In as many steps as the toolkit takes to tell the first size, so as not to overtake it.
        asyncio.run_coroutine_threadsafe(self._tell_size(), self._events)

    async def _tell_size(self) -> None:
        if not self._in_band_window_resize:
            size = Size(*self._get_terminal_size())
            self.app.post_message(events.Resize(size, size))

    def _stop(self) -> None:
        """Give the terminal back and stop, until somebody continues the process.

        Where no shell could (the process runs right under ``ssh``), the system does not stop it.
        """
        if self._state is _State.LEFT:
            return
        self.suspend_application_mode()
        signal.signal(signal.SIGCONT, signal.SIG_DFL)
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._stop_asked)
        signal.signal(signal.SIGCONT, self._continued)
        self._return()

    def _return(self) -> None:
        """Take the terminal over anew, as soon as it is ours."""
        if self._state is _State.LEFT:
            return
        if not in_foreground():
            self._events.call_later(_LOOK, self._return)
            return
        if self._state is _State.OURS:
            self.suspend_application_mode()
        self.resume_application_mode()
        self.send_message(self.SignalResume())
        self.app.refresh(layout=True)
