"""A program on a pseudo-terminal, seen as its user sees it. Every wait is bounded."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import pyte

from tests.command import pending_bytes

TIMEOUT = 30.0
"""Seconds after which what is waited for is held not to come."""

MOUSE_BUTTONS, MOUSE_DRAGS, MOUSE_SGR = 1000, 1002, 1006
MOUSE = {MOUSE_BUTTONS, MOUSE_DRAGS, 1003, MOUSE_SGR, 1015, 1016}
ALTERNATE_SCREEN, FOCUS, PASTE, CURSOR = 1049, 1004, 2004, 25
MODES_TO_RESET = {*MOUSE, ALTERNATE_SCREEN, FOCUS, PASTE}
"""Modes that a program has to switch off before it ends."""

ROOT = Path(__file__).parent.parent
_MODES = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
_KEYBOARD = re.compile(rb"\x1b\[([<>])\d*u")
_ANSWERS = {b"\x1b[c": b"\x1b[?62;22c", b"\x1b[?2026$p": b"\x1b[?2026;2$y"}
_QUERIES = re.compile(b"|".join(map(re.escape, _ANSWERS)))
_SCREENS = re.compile(r"(\x1b\[\?1049[hl])")
_UNKNOWN_TO_PYTE = re.compile(r"\x1b\[[<>]\d*u|\x1bP.*?\x1b\\", re.DOTALL)
_CUT_SHORT = re.compile(r"\x1b(\[[^@-~]*|P[^\x1b]*\x1b?|\][^\x07\x1b]*)?\Z")


class _Screen(pyte.Screen):
    """A screen that takes a sequence which lost some of its bytes, as terminals do."""

    def cursor_position(
        self, line: int | None = None, column: int | None = None, *_surplus: int
    ) -> None:
        super().cursor_position(line, column)


class TerminalEmulator:
    """A terminal with a program in it, as a context manager that ends the program.

    Args:
        command: The program and its arguments; "python" is this interpreter.
        environ: Its whole environment.
        columns: The width of the terminal.
        rows: Its height.
        folder: Where it runs.
        streams: What standard streams (0, 1, 2) are connected with instead of the terminal.
        controlling: Whether the terminal controls the program (``/dev/tty`` is it).
        ignored: Signals that the program is started to ignore.
        answering: Whether it answers the queries for its attributes and for synchronized output.
    """

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        *,
        columns: int = 80,
        rows: int = 24,
        folder: Path = ROOT,
        streams: Mapping[int, int | IO[bytes]] | None = None,
        controlling: bool = True,
        ignored: Sequence[signal.Signals] = (),
        answering: bool = False,
    ) -> None:
        self._answering = answering
        self._answered = 0
        self.raw = b""
        """Every byte that was written to the terminal."""
        self._master, self._slave = pty.openpty()
        self._main = _Screen(columns, rows)
        self._alternate = _Screen(columns, rows)
        self._screen = self._main
        self._rest = ""
        self.resize(columns, rows)

        def in_child() -> None:
            if controlling:
                fcntl.ioctl(self._slave, termios.TIOCSCTTY, 0)
            for number in ignored:
                signal.signal(number, signal.SIG_IGN)

        found = streams or {}
        program = [sys.executable if command[0] == "python" else command[0], *command[1:]]
        self.process = subprocess.Popen(
            program,
            stdin=found.get(0, self._slave),
            stdout=found.get(1, self._slave),
            stderr=found.get(2, self._slave),
            env=dict(environ),
            cwd=folder,
            start_new_session=True,
            preexec_fn=in_child,  # noqa: PLW1509 - the tests have no other thread
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(TIMEOUT)
        self.hang_up()

    @property
    def lines(self) -> list[str]:
        """The lines that the screen shows, without spaces at their ends."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def lines_used(self) -> list[str]:
        """The lines that the screen shows, down to the last that is not empty."""
        return self.text.rstrip().splitlines()

    @property
    def text(self) -> str:
        """All that the screen shows."""
        return "\n".join(self.lines)

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the cursor."""
        return self._screen.cursor.x, self._screen.cursor.y

    @property
    def cursor_line(self) -> str:
        """The line that the cursor stands on."""
        return self.lines[self.cursor[1]]

    @property
    def underlined(self) -> list[str]:
        """The parts of each line that are underlined, for lines that have one."""
        return self._marked("underscore")

    @property
    def bold(self) -> list[str]:
        """The parts of each line that are bold, for lines that have one."""
        return self._marked("bold")

    def _marked(self, attribute: str) -> list[str]:
        found = []
        for row in range(self._screen.lines):
            cells = self._screen.buffer[row]
            columns = range(self._screen.columns)
            text = "".join(cells[at].data for at in columns if getattr(cells[at], attribute))
            if text.strip():
                found.append(text.strip())
        return found

    @property
    def modes(self) -> set[int]:
        """The private modes that are on."""
        modes = {CURSOR}
        for match in _MODES.finditer(self.raw):
            numbers = {int(number) for number in match[1].split(b";")}
            modes = modes | numbers if match[2] == b"h" else modes - numbers
        return modes

    @property
    def keyboard_depth(self) -> int:
        """How many settings of the kitty keyboard protocol are in force."""
        depth = 0
        for match in _KEYBOARD.finditer(self.raw):
            depth = depth + 1 if match[1] == b">" else max(0, depth - 1)
        return depth

    @property
    def cooked(self) -> bool:
        """Whether the terminal echoes, reads by lines and makes signals of Ctrl+C."""
        wanted = termios.ECHO | termios.ICANON | termios.ISIG
        flags = termios.tcgetattr(self._slave)[3]
        return isinstance(flags, int) and flags & wanted == wanted

    @property
    def problems(self) -> list[str]:
        """What is not as it was before the program; nothing where it has cleaned up."""
        found = [f"mode {mode} is on" for mode in sorted(self.modes & MODES_TO_RESET)]
        if CURSOR not in self.modes:
            found.append("the cursor is hidden")
        if self.keyboard_depth:
            found.append("the keyboard protocol is on")
        if not self.cooked:
            found.append("the line is raw")
        return found

    def send(self, keys: str | bytes) -> None:
        """Type."""
        data = keys.encode() if isinstance(keys, str) else keys
        while data:
            data = data[os.write(self._master, data) :]

    def scribble(self, text: str) -> None:
        """Show what another program writes to the same terminal."""
        pyte.Stream(self._screen).feed(text)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        for screen in (self._main, self._alternate):
            screen.resize(max(1, rows), max(1, columns))
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, size)

    def hang_up(self) -> None:
        """Close the window."""
        for handle in (self._master, self._slave):
            with suppress(OSError):
                os.close(handle)

    def wait_for(self, condition: str | Callable[[], bool], seconds: float = TIMEOUT) -> None:
        """Read until the screen shows a text, or a condition holds."""
        holds = condition if callable(condition) else lambda: condition in self.text
        deadline = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > deadline:
                raise AssertionError(f"did not come: {condition!r}; on the screen:\n{self.text}")
            self._read(0.05)

    def wait_exit(self, seconds: float = TIMEOUT, *, reading: bool = True) -> int:
        """Wait for the program's end, and give its exit code; ``reading`` what it writes or not."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"did not end; on the screen:\n{self.text}")
            if reading:
                self._read(0.02)
            else:
                time.sleep(0.02)
        while reading and self._read(0):
            pass
        return self.process.returncode

    def wait_until_stalled(self) -> None:
        """Read nothing until the program has written all that the line holds."""
        deadline = time.monotonic() + TIMEOUT
        held = -1
        while (holds := pending_bytes(self._master)) > held:
            if time.monotonic() > deadline:
                raise AssertionError("the line never filled up")
            held = holds
            time.sleep(1)

    def drain(self) -> None:
        """Read what the line still holds."""
        while self._read(0.2):
            pass

    def processor_seconds(self) -> float:
        """How long the program has kept a processor busy; 0 where that is not known."""
        try:
            status = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii")
        except FileNotFoundError:
            return 0.0
        user, system = status.rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def settle(self, seconds: float) -> bytes:
        """Read for as long as that, and give what came."""
        before = len(self.raw)
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._read(left)
        return self.raw[before:]

    def _read(self, seconds: float) -> bool:
        try:
            if not select.select([self._master], [], [], seconds)[0]:
                return False
            data = os.read(self._master, 65536)
        except OSError:
            return False
        self.raw += data
        if self._answering:
            self._answer()
        self._show(data.decode("utf-8", "replace"))
        return bool(data)

    def _answer(self) -> None:
        for query in _QUERIES.finditer(self.raw, self._answered):
            self._answered = query.end()
            self.send(_ANSWERS[query[0]])

    def _show(self, text: str) -> None:
        text = self._rest + text
        cut = _CUT_SHORT.search(text)
        self._rest = text[cut.start() :] if cut else ""
        shown = _UNKNOWN_TO_PYTE.sub("", text[: cut.start()] if cut else text)
        for part in _SCREENS.split(shown):
            if part == "\x1b[?1049h":
                self._alternate.reset()
                self._screen = self._alternate
            elif part == "\x1b[?1049l":
                self._screen = self._main
            else:
                pyte.Stream(self._screen).feed(part)


def small_app(environ: Mapping[str, str], *options: str, **how: Any) -> TerminalEmulator:
    """Start the tests' own small application (``tests.terminal_app``) on a terminal."""
    return TerminalEmulator(["python", "-m", "tests.terminal_app", *options], environ, **how)
