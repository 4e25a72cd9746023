"""Where commands write: results to standard output, everything else to standard error."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from types import TracebackType
from typing import Self, TextIO

from vss_tui.cli.exit_status import OutputError, blocking
from vss_tui.support.safe_text import escape, fitted, width

_COLUMNS = 80
"""The width of a terminal that does not report its own."""


class Stdout:
    """Standard output.

    Attributes:
        terminal: Whether it is a terminal: then values are escaped.
        columns: Its width in cells where it is a terminal, else None.
    """

    def __init__(self, stream: TextIO | None = None, errors: str = "backslashreplace") -> None:
        self._stream = stream or sys.stdout
        self.terminal = _is_terminal(self._stream)
        self.columns = _columns(self._stream) if self.terminal else None
        # A lone surrogate, or a letter that the user's locale lacks, must not end the listing.
        if isinstance(self._stream, TextIOWrapper):
            self._stream.reconfigure(errors=errors)

    def write(self, text: str) -> None:
        """Write and flush ``text``, so that a reader sees each page as it comes.

        Raises:
            BrokenPipeError: The reader has gone.
            OutputError: Standard output cannot be written to.
        """
        if self._stream is None:
            raise OutputError("standard output is closed, so there is nowhere to print to")
        with _writing():
            self._stream.write(text)
            self._stream.flush()


def print_error(line: str) -> None:
    """Write an escaped line to standard error, if that can be written to."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(f"{escape(line)}\n")
            sys.stderr.flush()


def flush_stdout() -> None:
    """Flush standard output.

    Raises:
        BrokenPipeError: The reader has gone.
        OutputError: Standard output cannot be written to.
    """
    if sys.stdout is not None:
        with _writing():
            sys.stdout.flush()


def discard_stdout() -> None:
    """Point standard output to nowhere, so that the interpreter's last flush does not fail."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


class Progress:
    """A line on standard error that is redrawn in place, and erased at the end.

    Nothing is drawn where standard error is no terminal.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = _is_terminal(self._stream)
        self._drawn = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.show("")

    def show(self, text: str) -> None:
        """Replace the line by ``text``."""
        if not self._shown or not (text or self._drawn):
            return
        room = max(1, _columns(self._stream) - 1)
        line = escape(text)
        if width(line) > room:
            line = fitted(line, room)
        blank = " " * (self._drawn - width(line))
        with suppress(OSError):
            self._stream.write(f"\r{line}{blank}" if text else f"\r{blank}\r")
            self._stream.flush()
        self._drawn = width(line)


@contextmanager
def _writing() -> Iterator[None]:
    try:
        with blocking():
            yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"cannot write to standard output: {error.strerror}") from error


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


def _columns(stream: TextIO) -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns[:6]) > 0:
        return int(columns[:6])
    try:
        return os.get_terminal_size(stream.fileno()).columns or _COLUMNS
    except (OSError, ValueError):
        return _COLUMNS
