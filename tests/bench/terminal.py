"""A pseudo-terminal that answers queries as real terminals do, and counts what is written to it."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

TIMEOUT = 30.0
"""Seconds after which a wait fails."""
COLUMNS, ROWS = 80, 24

_ANSWERS: tuple[tuple[re.Pattern[bytes], bytes], ...] = (
    # Synchronized output is known and off; sizes are not reported in band.
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),
    (re.compile(rb"\x1b\[\?2048\$p"), b"\x1b[?2048;0$y"),
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[5n"), b"\x1b[0n"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
)


class BenchTerminal:
    """A program on a terminal of 80x24; a context manager that ends the program.

    Nothing is drawn: what is written is kept as it came, so that the reading costs the program as
    little as can be.

    Args:
        command: The program and its arguments.
        environ: Its whole environment.
    """

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self.written = bytearray()
        self.ended = False
        self._answered = 0
        self.started = time.perf_counter()
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            # Set here, where the program has not begun: the other end could be too late.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.execvpe(command[0], list(command), dict(environ))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def press(self, keys: str) -> int:
        """Type, and return the place in ``written`` where the reaction starts."""
        place = len(self.written)
        os.write(self._terminal, keys.encode())
        return place

    def wait_for(self, text: str, start: int = 0) -> float:
        """Read until ``text`` has been written behind ``start``; return the time it was read.

        Raises:
            TimeoutError: It does not come.
        """
        wanted = text.encode()
        deadline = time.perf_counter() + TIMEOUT
        while self.written.find(wanted, start) < 0:
            if self.ended or time.perf_counter() > deadline:
                tail = bytes(self.written[-300:])
                raise TimeoutError(f"{text!r} was not written; the last that was: {tail!r}")
            self._read(0.05)
        return time.perf_counter()

    def rest(self, seconds: float = 0.5) -> None:
        """Read until nothing has been written for as long as that.

        Raises:
            TimeoutError: It writes all the time.
        """
        deadline = time.perf_counter() + TIMEOUT
        while self._read(seconds):
            if time.perf_counter() > deadline:
                raise TimeoutError("the program never stops writing")

    def listen(self, seconds: float) -> int:
        """Read for as long as that, and return the number of bytes that came."""
        before = len(self.written)
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0 and not self.ended:
            self._read(left)
        return len(self.written) - before

    def wait_until_ended(self) -> None:
        """Read until the program has let go of the terminal.

        Raises:
            TimeoutError: It does not.
        """
        deadline = time.perf_counter() + TIMEOUT
        while not self.ended:
            if time.perf_counter() > deadline:
                raise TimeoutError("the program does not end")
            self._read(0.05)

    def close(self) -> None:
        """End the program, by force where it has not ended."""
        if self._terminal < 0:
            return
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._terminal)
        self._terminal = -1

    def _read(self, seconds: float) -> bool:
        """Read what comes within ``seconds``; return whether something did."""
        if self.ended or not select.select([self._terminal], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._terminal, 65536)
        except OSError:  # the way in which Linux reports the end
            data = b""
        self.ended = not data
        self.written += data
        self._answer()
        return bool(data)

    def _answer(self) -> None:
        asked = bytes(self.written[self._answered :])
        answered = 0
        for query, reply in _ANSWERS:
            for match in query.finditer(asked):
                os.write(self._terminal, reply)
                answered = max(answered, match.end())
        # A query may be cut in two by reading: its first bytes are looked at again.
        self._answered = max(self._answered + answered, len(self.written) - 16)
