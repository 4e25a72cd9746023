"""The user's own clipboard, at the other end of the line: the terminal is asked to fill it.

A terminal takes OSC 52 for it. GNU screen lets that through inside DCS, in short pieces. tmux with
its default settings lets neither through, but its own command fills both its buffer and the
clipboard. No terminal ever confirms.
"""

import asyncio
import base64
import binascii
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import Enum, auto

TMUX_SECONDS = 2.0
"""How long tmux may take."""

_START = "\x1b]52;c;"
_END = "\x07"
_PIECE = 76
"""Characters that fit into one DCS of any GNU screen, with room to spare."""


class Route(Enum):
    """The way to the clipboard."""

    TERMINAL = auto()
    TMUX = auto()
    SCREEN = auto()


def route(environ: Mapping[str, str]) -> Route:
    """Tell which way leads out of what the process runs in."""
    if environ.get("TMUX"):
        return Route.TMUX
    return Route.SCREEN if environ.get("STY") else Route.TERMINAL


def sequence(text: str) -> str:
    """Make the OSC 52 that puts ``text`` on the clipboard."""
    return f"{_START}{base64.b64encode(text.encode()).decode('ascii')}{_END}"


def text_in(data: str) -> str | None:
    """Give the text that ``data`` puts on the clipboard; None where it is no single OSC 52."""
    if not (data.startswith(_START) and data.endswith(_END)):
        return None
    try:
        return base64.b64decode(data[len(_START) : -len(_END)], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None


def through_screen(data: str) -> str:
    """Wrap ``data`` so that GNU screen hands it on to the terminal around it."""
    pieces = (data[at : at + _PIECE] for at in range(0, len(data), _PIECE))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)


async def copy(text: str, write: Callable[[str], None], environ: Mapping[str, str]) -> None:
    """Put ``text`` on the clipboard, by ``write`` or by tmux; plain OSC 52 where tmux fails."""
    match route(environ):
        case Route.SCREEN:
            write(through_screen(sequence(text)))
        case Route.TMUX if await load_into_tmux(text, environ):
            pass
        case _:
            write(sequence(text))


async def load_into_tmux(text: str, environ: Mapping[str, str]) -> bool:
    """Hand ``text`` to tmux, for its buffer and the clipboard; tell whether it took it."""
    try:
        process = await asyncio.create_subprocess_exec(
            "tmux",
            *("load-buffer", "-w", "-"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env=dict(environ),
        )
    except OSError:
        return False
    try:
        async with asyncio.timeout(TMUX_SECONDS):
            await process.communicate(text.encode())
    except TimeoutError:
        return False
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return process.returncode == 0
