"""Textual's driver for Linux and macOS, hardened for real terminals."""

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
from textual.message import Message

from vss_tui.terminal import clipboard, erase, first_frame
from vss_tui.terminal.screen_lines import ScreenLines
from vss_tui.terminal.tty import in_foreground


class _Owner(Enum):
    """Who uses the terminal."""

    APP = auto()
    SHELL = auto()
    NOBODY = auto()


_ALTERNATE_SCREEN = "\x1b[?1049h"
_POLL_INTERVAL = 0.2
"""Seconds between two looks at whether a shell has given the terminal back."""


class TerminalDriver(LinuxDriver):
    """Reads keys and writes the screen; nothing that a terminal sends ends the application.

    What ``App.copy_to_clipboard`` writes goes to the clipboard through tmux or GNU screen where the
    process runs in one of these.
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
        self._loop = asyncio.get_running_loop()
        self._copies: set[asyncio.Task[None]] = set()
        self._bce = erase.erases_with_background(os.environ)
        self._owner = _Owner.NOBODY
        self._lines = ScreenLines()
        self._told_size = Size(0, 0)
        self._frame = first_frame.frame
        # Textual's handlers write from inside the signal handler: where one interrupts another
        # write, it waits for itself for ever.
        signal.signal(signal.SIGTSTP, self._on_sigtstp)
        signal.signal(signal.SIGCONT, self._on_sigcont)

    def start_application_mode(self) -> None:
        """Take the terminal over, unless a shell runs us in the background."""
        self._owner = _Owner.APP
        self.attrs_before = None
        self._lines.forget()
        frame = self._frame
        self._told_size = Size(*self._get_terminal_size())
        if frame is not None and (frame.columns, frame.rows) == self._told_size:
            self._lines.restore(frame.lines)
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if frame is not None:
            self.attrs_before, self._frame = frame.attributes, None
        # Textual's handler reads the size inside the signal handler: where another signal
        # interrupts that, the older size is reported last, and stays.
        signal.signal(signal.SIGWINCH, self._on_sigwinch)
        if self.attrs_before is None:
            self._owner = _Owner.SHELL

    def stop_application_mode(self) -> None:
        """Restore the terminal, where it was taken over."""
        if self._owner is _Owner.APP:
            super().stop_application_mode()
        self._owner = _Owner.NOBODY

    def disable_input(self) -> None:
        """Stop reading; what is typed to a shell that has the terminal is left to it."""
        if self._owner is _Owner.APP:
            super().disable_input()

    def suspend_application_mode(self) -> None:
        """Give the terminal to a shell."""
        super().suspend_application_mode()
        self._owner = _Owner.SHELL

    def write(self, data: str) -> None:
        """Write to the terminal while the application has it."""
        text = clipboard.osc52_text(data)
        if text is None:
            self._write(data)
        else:
            self._copy(text)

    def forget_screen(self) -> None:
        """Send every line again with the next paint, whatever stands on the screen."""
        self._lines.forget()

    def process_message(self, message: Message) -> None:
        """Hand a message to the application; after another size nothing of the screen is known."""
        if isinstance(message, events.Resize) and message.size != self._told_size:
            self._told_size = message.size
            self._lines.forget()
        super().process_message(message)

    def run_input_thread(self) -> None:
        """Read keys, mouse and pastes until the driver stops.

        Mouse reports in the old encoding are no UTF-8, and Textual's parser raises at some
        sequences: what it was given is dropped, so that the rest of a paste does not become keys.
        """
        while not self.exit_event.is_set():
            try:
                super().run_input_thread()
            except OSError:
                # The terminal was closed, or belongs to a shell: the watching thread decides.
                self.exit_event.wait(_POLL_INTERVAL)
            except Exception:  # noqa: BLE001 - no bytes may end the application
                self._drop_input()

    def _drop_input(self) -> None:
        try:
            termios.tcflush(self.fileno, termios.TCIFLUSH)
        except termios.error:
            self.exit_event.wait(_POLL_INTERVAL)

    def _write(self, data: str) -> None:
        if self._owner is not _Owner.APP:
            return
        if self._frame is not None and data == _ALTERNATE_SCREEN:
            # The first frame stands on it: some terminals clear it when it is asked for again.
            return
        changed = self._lines.changed(erase.erase_blanks(data, bce=self._bce))
        if changed:
            super().write(changed)

    def _copy(self, text: str) -> None:
        task = self._loop.create_task(clipboard.copy(text, self._write, os.environ))
        self._copies.add(task)
        task.add_done_callback(self._copies.discard)

    def _on_sigtstp(self, _number: int, _frame: FrameType | None) -> None:
        self._loop.call_soon_threadsafe(self._stop)

    def _on_sigcont(self, _number: int, _frame: FrameType | None) -> None:
        self._loop.call_soon_threadsafe(self._take_over)

    def _on_sigwinch(self, _number: int, _frame: FrameType | None) -> None:
        self._lines.forget()
        # In as many steps as Textual takes to report the first size, so as not to overtake it.
        asyncio.run_coroutine_threadsafe(self._report_size(), self._loop)

    async def _report_size(self) -> None:
        if not self._in_band_window_resize:
            size = Size(*self._get_terminal_size())
            self.app.post_message(events.Resize(size, size))

    def _stop(self) -> None:
        """Give the terminal back and stop until the process is continued.

        Where no shell could do that (it runs right under ``ssh``), the system does not stop it.
        """
        if self._owner is _Owner.NOBODY:
            return
        self.suspend_application_mode()
        signal.signal(signal.SIGCONT, signal.SIG_DFL)
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._on_sigtstp)
        signal.signal(signal.SIGCONT, self._on_sigcont)
        self._take_over()

    def _take_over(self) -> None:
        """Take the terminal over again, once the process is in the foreground."""
        if self._owner is _Owner.NOBODY:
            return
        if not in_foreground():
            self._loop.call_later(_POLL_INTERVAL, self._take_over)
            return
        if self._owner is _Owner.APP:
            self.suspend_application_mode()
        self.resume_application_mode()
        self.send_message(self.SignalResume())
        self.app.refresh(layout=True)
