"""The first frame: what the browser shows first, on the terminal before anything is imported.

Most of a start is the import of Textual and httpx. So the screen that a run begins with is
stored as bytes (``frame_store``), under a name made of all that decides what it shows. The next run
that is started in the same way writes those bytes at once; Textual then sends only what differs.

This module comes before all other imports. ``pathlib``, ``hashlib``, ``signal`` and ``re`` cost 3
to 6 ms each, more than all that happens here: it uses the modules underneath them.
"""

import os

from vss_tui import __version__
from vss_tui.support.paths import app_dir

try:
    import _signal  # type: ignore[import-not-found]
    import termios
    from _blake2 import blake2b
except ImportError:  # Windows, or another Python than CPython: no frame is shown
    termios = None  # type: ignore[assignment]

MAGIC = b"vss-tui frame 1"
LARGEST = 64 * 1024
"""Bytes of a frame's file."""
OLDEST = 14 * 24 * 3600
"""Seconds after which a frame is too old to be shown."""

_INPUT, _ERROR = 0, 2
_TAKE = b"\x1b[?1049h\x1b[?25l"
_GIVE_BACK = b"\x18\x1b[0m\x1b[?1049l\x1b[?25h"

_VARIABLES = frozenset(
    {
        "COLORTERM",
        "ESCDELAY",
        "HOME",
        "LANG",
        "LANGUAGE",
        "LOGNAME",
        "NO_COLOR",
        "PYTHONUTF8",
        "STY",
        "TERM",
        "TERM_PROGRAM",
        "TMUX",
        "TZ",
        "USER",
    }
)
_PREFIXES = ("LC_", "TEXTUAL_", "VSS_", "XDG_")
_PASSWORDS = ("_PASS", "_OTP")
"""Ends of names of variables that do not count: what can be guessed is not even hashed."""


class Launch:
    """How this run was started, as far as it decides what is shown first.

    Attributes:
        folder: Where the frames are stored.
        columns: The terminal's width at the start.
        rows: Its height.
    """

    def __init__(self, argv: list[str]) -> None:
        environ = os.environ
        self.folder = frame_folder()
        self.columns, self.rows = os.get_terminal_size(_ERROR)
        self._parts = [__version__, str(os.getuid()), os.getcwd(), *argv]  # noqa: PTH109
        self._parts += [
            f"{name}={environ[name]}"
            for name in sorted(environ)
            if (name in _VARIABLES or name.startswith(_PREFIXES)) and not name.endswith(_PASSWORDS)
        ]

    def path(self, columns: int, rows: int) -> str:
        """Return the path of the frame for a terminal of this size."""
        parts = "\0".join((*self._parts, f"{columns}x{rows}"))
        digest = blake2b(parts.encode("utf-8", "surrogateescape"), digest_size=16)
        return f"{self.folder}/{digest.hexdigest()}"


class Frame:
    """A frame on the terminal.

    Attributes:
        attributes: The attributes of the terminal as they were before.
        columns: The width that it was made for.
        rows: The height that it was made for.
    """

    def __init__(self, launch: Launch, interrupted: int, body: bytes) -> None:
        self.attributes = termios.tcgetattr(_INPUT)
        self.columns, self.rows = launch.columns, launch.rows
        self._interrupted = interrupted
        self._body = body
        self._shown = False

    @property
    def lines(self) -> list[str]:
        """The text of each row."""
        return [line.partition("H")[2] for line in self._body.decode().split("\n")]

    def show(self) -> None:
        """Take the terminal over, and write the frame."""
        for number in (_signal.SIGHUP, _signal.SIGINT, _signal.SIGQUIT, _signal.SIGTERM):
            # One that is ignored (``nohup``) stays so.
            if _signal.getsignal(number) != _signal.SIG_IGN:
                _signal.signal(number, self._end)
        self._shown = True
        _disable_echo(self.attributes)
        _write(_TAKE + self._body)

    def remove(self) -> None:
        """Give the terminal back as it was."""
        if self._shown:
            self._shown = False
            try:
                _write(_GIVE_BACK)
                termios.tcsetattr(_INPUT, termios.TCSANOW, self.attributes)
            except (OSError, termios.error):
                # The terminal was closed: there is nothing to give back.
                return

    def hand_over(self) -> None:
        """Leave the terminal as it is."""
        self._shown = False

    def _end(self, number: int, _frame: object) -> None:
        """Handle a signal between the frame and the first paint; nothing has to be saved then."""
        if self._shown:
            self.remove()
            os._exit(self._interrupted if number == _signal.SIGINT else 128 + number)
        if number == _signal.SIGINT:
            os._exit(self._interrupted)
        _signal.signal(number, _signal.SIG_DFL)
        os.kill(os.getpid(), number)


launch: Launch | None = None
"""How this run was started; None where it neither shows nor stores a frame."""
frame: Frame | None = None
"""The frame that was shown; None where there was none."""


def show(argv: list[str]) -> None:
    """Show the frame that belongs to this start, if there is one.

    Args:
        argv: The words of the command line behind the command's name.
    """
    global launch, frame  # noqa: PLW0603 - one process has one terminal, and one start
    if termios is None or os.environ.get("TERM", "dumb") == "dumb":
        return
    try:
        if not (os.isatty(_INPUT) and os.isatty(_ERROR)) or os.tcgetpgrp(_INPUT) != os.getpgrp():
            return
        launch = Launch(argv)
        stored = _stored(launch.path(launch.columns, launch.rows))
        if stored is not None:
            frame = Frame(launch, *stored)
            frame.show()
    except (OSError, ValueError, termios.error):
        # No home, no size, a frame that is none: the start is as it would be without.
        return


def remove() -> None:
    """Give the terminal back, where a frame stands on it and nothing will be painted over it."""
    if frame is not None:
        frame.remove()


def hand_over() -> None:
    """Leave the terminal to whoever draws on it from now on, and restores it."""
    if frame is not None:
        frame.hand_over()


def frame_folder() -> str:
    """Return the folder of the frames.

    Raises:
        FileNotFoundError: The user has no home.
    """
    cache = app_dir("cache")
    if cache is None:
        raise FileNotFoundError
    return f"{cache}/frames"


def stamp(path: str) -> str:
    """Return the state of a file, by which a change of it is seen."""
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return f"- - {path}"
    return f"{status.st_size} {status.st_mtime_ns} {path}"


def _stored(path: str) -> tuple[int, bytes] | None:
    """Read a frame, and the exit code of a run that is interrupted before its first paint.

    None where there is no frame, or one that is not to be trusted or no longer true.
    """
    folder = path.rpartition("/")[0]
    if not (_is_ours(folder) and _is_ours(folder.rpartition("/")[0])):
        return None
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        status = os.fstat(handle)
        if status.st_mode & 0o170077 != 0o100000 or status.st_uid != os.getuid():
            return None
        if not 0 <= _now() - status.st_mtime <= OLDEST:
            return None
        content = os.read(handle, LARGEST + 1)
    finally:
        os.close(handle)
    head, _, body = content.partition(b"\n\n")
    magic, code, *stamps = head.split(b"\n")
    if magic != MAGIC or len(content) > LARGEST or not body:
        return None
    files = (os.fsdecode(line) for line in stamps)
    if any(stamp(line.split(" ", 2)[2]) != line for line in files):
        return None
    return int(code), body


def _now() -> float:
    import time

    return time.time()


def _is_ours(folder: str) -> bool:
    """Tell whether nobody else can have put anything into a folder."""
    status = os.lstat(folder)
    return status.st_mode & 0o170022 == 0o040000 and status.st_uid == os.getuid()


def _disable_echo(attributes: list[object]) -> None:
    """Have keys wait, not shown and as they were typed, until Textual reads them."""
    changed = list(attributes)
    changed[0] = attributes[0] & ~(  # type: ignore[operator]
        termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
    )
    changed[3] = attributes[3] & ~(termios.ECHO | termios.ICANON | termios.IEXTEN)  # type: ignore[operator]
    # Ctrl+C ends the start; Ctrl+Z and Ctrl+\ would leave a shell with the screen taken over.
    controls = list(attributes[6])  # type: ignore[call-overload]
    for index in (termios.VQUIT, termios.VSUSP, getattr(termios, "VDSUSP", termios.VSUSP)):
        controls[index] = os.fpathconf(_INPUT, "PC_VDISABLE").to_bytes(1, "little")
    changed[6] = controls
    termios.tcsetattr(_INPUT, termios.TCSANOW, changed)  # type: ignore[arg-type]


def _write(data: bytes) -> None:
    while data:
        data = data[os.write(_ERROR, data) :]
