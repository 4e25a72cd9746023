"""The user's terminal, whatever the standard streams are connected to."""

import os
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import Any

from vss_tui.terminal import first_frame
from vss_tui.terminal.environment import NoTerminalError

_INPUT, _OUTPUT, _ERROR = 0, 1, 2
_CONTROLLING_TERMINAL = "/dev/tty"

_WRITE_ATTEMPTS, _WRITE_PAUSE = 25, 0.01
"""How often, and after how many seconds, a blocked line is tried again."""

RESET = (
    "\x18"  # ends a sequence that was cut short
    "\x1b[?2026l"  # drawing is no longer held back
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # no mouse reports
    "\x1b[?1004l\x1b[?2004l\x1b[?2048l"  # nor of focus, pasting and size
    "\x1b[<u"  # keys are sent as ever
    "\x1b[0m\x1b[?7h"  # plain text, lines wrap
    "\x1b[?1049l\x1b[?25h"  # the screen of before, with a cursor
)
"""Ends every mode that the screen sets."""


class Terminal:
    """The terminal on the standard streams, with the attributes to restore.

    Raises:
        NoTerminalError: It was closed.
    """

    def __init__(self) -> None:
        try:
            self._attributes: list[Any] = (
                termios.tcgetattr(_INPUT)
                if first_frame.frame is None
                else first_frame.frame.attributes
            )
        except termios.error as error:
            raise NoTerminalError("the screen needs a terminal, and this one was closed") from error
        self._output = os.dup(_ERROR)

    def fileno(self) -> int:
        """Return the descriptor that it is read from."""
        return _INPUT

    def gone(self) -> bool:
        """Return whether it was closed."""
        try:
            termios.tcgetattr(_INPUT)
        except termios.error:
            return True
        return False

    def restore(self) -> None:
        """Restore attributes and modes, from any thread and at once.

        Output that waits on a blocked line is dropped, since it would never be shown. A terminal
        that a shell has taken back is left alone.
        """
        if not in_foreground():
            return
        with suppress(termios.error):
            termios.tcsetattr(_INPUT, termios.TCSANOW, self._attributes)
        with suppress(OSError, termios.error), ExitStack() as stack:
            try:
                terminal = stack.enter_context(_opened(_own_name(), os.O_NONBLOCK))
            except OSError:
                # After ``su`` the device is another user's.
                terminal = stack.enter_context(_nonblocking(self._output))
            _write_at_once(terminal, RESET.encode("ascii"))

    def close(self) -> None:
        """Close what ``restore`` may need."""
        os.close(self._output)

    def abandon(self) -> None:
        """Restore it though other threads may still draw on it; end the process after this."""
        _silence(_OUTPUT, _ERROR)
        self.restore()


def in_foreground() -> bool:
    """Return whether the terminal is ours, and not a shell's that runs us in the background."""
    try:
        return os.tcgetpgrp(_INPUT) == os.getpgrp()
    except OSError:
        return True


@contextmanager
def attached_to_tty(environ: Mapping[str, str]) -> Iterator[Terminal]:
    """Connect standard input, output and error with the terminal, and restore them afterwards.

    Standard output too, so that nothing of the screen gets where results go, and since Textual asks
    it for the size.

    Raises:
        NoTerminalError: There is no terminal, or one without a screen.
    """
    if environ.get("TERM") == "dumb":
        raise NoTerminalError("this terminal has no screen to draw on (TERM=dumb): use vss-tui ls")
    if sys.__stdin__ is None or sys.__stderr__ is None:
        raise NoTerminalError("the screen needs a terminal: standard input or error is closed")
    with ExitStack() as stack:
        _flush()
        if not (os.isatty(_INPUT) and os.isatty(_ERROR)):
            terminal = stack.enter_context(_controlling_terminal())
            for stream in (_INPUT, _ERROR):
                if not os.isatty(stream):
                    stack.enter_context(_replaced(stream, terminal))
        stack.enter_context(_replaced(_OUTPUT, _ERROR))
        stack.callback(_flush)
        yield stack.enter_context(closing(Terminal()))


@contextmanager
def _controlling_terminal() -> Iterator[int]:
    try:
        terminal = os.open(_CONTROLLING_TERMINAL, os.O_RDWR)
    except OSError as error:
        raise NoTerminalError(
            "the screen needs a terminal and there is none: use vss-tui ls, or log in with ssh -t"
        ) from error
    try:
        yield terminal
    finally:
        os.close(terminal)


@contextmanager
def _replaced(stream: int, by: int) -> Iterator[None]:
    """Make ``stream`` a copy of ``by``; one that was closed is closed again."""
    try:
        before = os.dup(stream)
    except OSError:
        os.dup2(by, stream)
        try:
            yield
        finally:
            os.close(stream)
        return
    os.dup2(by, stream)
    try:
        yield
    finally:
        os.dup2(before, stream)
        os.close(before)


@contextmanager
def _opened(name: str, flags: int) -> Iterator[int]:
    terminal = os.open(name, os.O_RDWR | os.O_NOCTTY | flags)
    try:
        yield terminal
    finally:
        os.close(terminal)


@contextmanager
def _nonblocking(terminal: int) -> Iterator[int]:
    """Set the descriptor, which other processes may share, so that writing does not wait."""
    os.set_blocking(terminal, False)
    try:
        yield terminal
    finally:
        os.set_blocking(terminal, True)


def _write_at_once(terminal: int, data: bytes) -> None:
    for _ in range(_WRITE_ATTEMPTS):
        try:
            data = data[os.write(terminal, data) :]
        except BlockingIOError:
            termios.tcflush(terminal, termios.TCIOFLUSH)
            # A write of another thread may hold the line: a change of flow wakes it.
            termios.tcflow(terminal, termios.TCOOFF)
            termios.tcflow(terminal, termios.TCOON)
            time.sleep(_WRITE_PAUSE)
        if not data:
            return


def _silence(*streams: int) -> None:
    """Drop whatever else is written to these streams."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in streams:
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _own_name() -> str:
    """Return the terminal's name; in a container only the general one may exist."""
    try:
        return os.ttyname(_INPUT)
    except OSError:
        return _CONTROLLING_TERMINAL


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.flush()
