"""Textual's driver for Linux and macOS, hardened for real terminals."""

import asyncio
import os
import signal
import termios
import tty
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum, auto
from types import FrameType
from typing import Any, TextIO, cast

from textual import constants, events
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message

from vss_tui.terminal import clipboard, erase, first_frame
from vss_tui.terminal.input_reader import InputReader
from vss_tui.terminal.screen_lines import ScreenLines
from vss_tui.terminal.terminal_app import TerminalApp
from vss_tui.terminal.tty import in_foreground

_POLL_INTERVAL = 0.2
"""Seconds between two looks at whether a shell has given the terminal back."""
_ALTERNATE_SCREEN, _MAIN_SCREEN = "\x1b[?1049h", "\x1b[?1049l"
_HIDE_CURSOR, _SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"
_NO_WRAP, _WRAP = "\x1b[?7l", "\x1b[?7h"
_PASTE_ON, _PASTE_OFF = "\x1b[?2004h", "\x1b[?2004l"
_MOUSE_ON, _MOUSE_OFF = "\x1b[?1000h\x1b[?1002h\x1b[?1006h", "\x1b[?1000l\x1b[?1002l\x1b[?1006l"
_QUERY_SYNCHRONIZED_OUTPUT, _QUERY_IN_BAND_RESIZE = "\x1b[?2026$p", "\x1b[?2048$p"


class _Owner(Enum):
    """Who uses the terminal."""

    APP = auto()
    SHELL = auto()
    NOBODY = auto()


class TerminalDriver(LinuxDriver):
    """Reads keys and writes the screen; nothing that a terminal sends ends the application.

    What ``App.copy_to_clipboard`` writes goes to the clipboard through tmux or GNU screen where the
    process runs in one of these.
    """

    def __init__(
        self,
        app: TerminalApp[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.app = app
        self._copies: set[asyncio.Task[None]] = set()
        self._bce = erase.erases_with_background(os.environ)
        self._owner = _Owner.NOBODY
        self._reader: InputReader | None = None
        self._retaking = False
        self._round_trip: float | None = None
        self._lines = ScreenLines()
        self._told_size = Size(0, 0)
        self._frame = first_frame.frame
        # Textual's handlers write from inside the signal handler: where one interrupts another
        # write, it waits for itself for ever.
        signal.signal(signal.SIGTSTP, self._on_sigtstp)
        signal.signal(signal.SIGCONT, self._on_sigcont)

    def start_application_mode(self) -> None:
        """Take the terminal over, unless a shell runs us in the background."""
        self._owner = _Owner.APP if self._wait_for_foreground() else _Owner.SHELL
        if self._owner is _Owner.SHELL:
            return
        self._writer_thread = WriterThread(cast("TextIO", self._file))
        self._writer_thread.start()
        # Textual's handler reads the size inside the signal handler: where another signal
        # interrupts that, the older size is reported last, and stays.
        signal.signal(signal.SIGWINCH, self._on_sigwinch)
        self._on_sigwinch(signal.SIGWINCH, None)
        self._set_raw()
        taken_over = self._take_frame()
        self._reader = InputReader(
            self.fileno, self.process_message, self._fail, round_trip=self._round_trip
        )
        self.write(
            ("" if taken_over else _ALTERNATE_SCREEN + _HIDE_CURSOR)
            + _NO_WRAP
            + _PASTE_ON
            + (_MOUSE_ON if self._mouse else "")
            + self._queries()
        )

    def _take_frame(self) -> bool:
        """Return whether the first frame stands on the screen, and go on from there."""
        self._told_size = Size(*self._get_terminal_size())
        self._lines.forget()
        frame, self._frame = self._frame, None
        if frame is None:
            return False
        self.attrs_before = frame.attributes
        if (frame.columns, frame.rows) == self._told_size:
            self._lines.restore(frame.lines)
        return True

    def stop_application_mode(self) -> None:
        """Restore the terminal, where it was taken over."""
        if self._owner is _Owner.APP:
            self._disable_in_band_window_resize()
            self.write(_PASTE_OFF + _WRAP)
            self.disable_input()
            if self.attrs_before is not None:
                with suppress(termios.error):
                    termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            self.write(_MAIN_SCREEN + _SHOW_CURSOR)
        self._owner = _Owner.NOBODY

    def disable_input(self) -> None:
        """Stop reading, and drop what the terminal still sends; a shell's input is left to it."""
        if self._owner is not _Owner.APP or self._reader is None:
            return
        signal.signal(signal.SIGWINCH, signal.SIG_DFL)
        if self._mouse:
            self.write(_MOUSE_OFF)
        reader, self._reader = self._reader, None
        reader.stop()
        if not self._retaking:
            reader.drain(self.write)
        self._round_trip = reader.round_trip

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

    def to_lines(self, rows: Sequence[str]) -> list[str] | None:
        """Return rendered rows as they are sent."""
        lines = ScreenLines()
        moves = "".join(f"\x1b[{number};1H{row}" for number, row in enumerate(rows, 1))
        lines.changed(erase.erase_blanks(f"{moves}\x1b[1;1H", bce=self._bce))
        return lines.whole(len(rows))

    def measure_round_trip(self) -> None:
        """Find out how long the terminal takes to answer, at a time when nothing else is done."""
        if self._reader is not None:
            self._reader.measure_round_trip(self.write)

    def forget_screen(self) -> None:
        """Send every line again with the next paint, whatever stands on the screen."""
        self._lines.forget()

    def process_message(self, message: Message) -> None:
        """Hand a message to the application; after another size nothing of the screen is known."""
        if isinstance(message, events.Resize) and message.size != self._told_size:
            self._told_size = message.size
            self._lines.forget()
        super().process_message(message)

    def _set_raw(self) -> None:
        """Take keys one by one, unchanged and without echo; the terminal makes no signals."""
        try:
            self.attrs_before = termios.tcgetattr(self.fileno)
            attributes = termios.tcgetattr(self.fileno)
            attributes[tty.LFLAG] = self._patch_lflag(attributes[tty.LFLAG])
            attributes[tty.IFLAG] = self._patch_iflag(attributes[tty.IFLAG])
            attributes[tty.CC][termios.VMIN], attributes[tty.CC][termios.VTIME] = 1, 0
            termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)
        except termios.error:
            self.attrs_before = None

    def _queries(self) -> str:
        # Apple's terminal shows a ``p`` for a query of a mode.
        if os.environ.get("TERM_PROGRAM") == "Apple_Terminal":
            return ""
        in_band_resize = _QUERY_IN_BAND_RESIZE if constants.SMOOTH_SCROLL else ""
        return _QUERY_SYNCHRONIZED_OUTPUT + in_band_resize

    def _wait_for_foreground(self) -> bool:
        """Stop, where a shell runs us in the background, until it continues us."""
        if in_foreground():
            return True
        os.kill(os.getpid(), signal.SIGSTOP)
        return False

    def _fail(self, error: Exception) -> None:
        self._loop.call_soon_threadsafe(self.app.fail, error)

    def _write(self, data: str) -> None:
        if self._owner is not _Owner.APP:
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
            # What was typed is for the application, which goes on.
            self._retaking = True
            self.suspend_application_mode()
            self._retaking = False
        self.resume_application_mode()
        self.send_message(self.SignalResume())
        self.app.refresh(layout=True)
