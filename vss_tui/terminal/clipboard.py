"""Copying to the clipboard of the user's terminal, which may be at the other end of a line.

A terminal takes OSC 52. GNU screen passes it on only inside DCS, in short pieces. tmux with its
default settings passes on neither, but ``tmux load-buffer -w`` fills both its buffer and the
clipboard. No terminal ever confirms.
"""

import asyncio
import base64
import binascii
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import Enum, auto

TMUX_TIMEOUT = 2.0

_INHERITED = ("PATH", "HOME", "TERM", "TMUX", "TMUX_TMPDIR", "LANG")
_START = "\x1b]52;c;"
_END = "\x07"
_PIECE = 76
"""Characters that fit into one DCS of any GNU screen, with room to spare."""


class Route(Enum):
    """Through what the clipboard is reached."""

    TERMINAL = auto()
    TMUX = auto()
    SCREEN = auto()


def route(environ: Mapping[str, str]) -> Route:
    """Return what stands between the process and the user's terminal."""
    if environ.get("TMUX"):
        return Route.TMUX
    return Route.SCREEN if environ.get("STY") else Route.TERMINAL


def destination(environ: Mapping[str, str]) -> str:
    """Return where a copied text is sent, in words."""
    return {
        Route.TERMINAL: "the terminal's clipboard",
        Route.TMUX: "tmux",
        Route.SCREEN: "the clipboard behind GNU screen",
    }[route(environ)]


def osc52(text: str) -> str:
    """Return the OSC 52 sequence that copies ``text``."""
    return f"{_START}{base64.b64encode(text.encode()).decode('ascii')}{_END}"


def osc52_text(data: str) -> str | None:
    """Return the text that ``data`` copies, or None if it is not one OSC 52 sequence."""
    if not (data.startswith(_START) and data.endswith(_END)):
        return None
    try:
        return base64.b64decode(data[len(_START) : -len(_END)], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None


def wrap_for_screen(data: str) -> str:
    """Wrap ``data`` so that GNU screen passes it on to the terminal around it."""
    pieces = (data[at : at + _PIECE] for at in range(0, len(data), _PIECE))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)


async def copy(text: str, write: Callable[[str], None], environ: Mapping[str, str]) -> None:
    """Copy ``text`` through ``write`` or tmux; by plain OSC 52 where tmux fails."""
    match route(environ):
        case Route.SCREEN:
            write(wrap_for_screen(osc52(text)))
        case Route.TMUX if await _load_into_tmux(text, environ):
            pass
        case _:
            write(osc52(text))


def child_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what a child process needs of ``environ``: tokens and passwords in it stay here.

    A tmux server keeps the environment of the client that started it.
    """
    return {
        name: value
        for name, value in environ.items()
        if name in _INHERITED or name.startswith("LC_")
    }


async def _load_into_tmux(text: str, environ: Mapping[str, str]) -> bool:
    try:
        process = await asyncio.create_subprocess_exec(
            "tmux",
            *("load-buffer", "-w", "-"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env=child_environment(environ),
        )
    except OSError:
        return False
    try:
        async with asyncio.timeout(TMUX_TIMEOUT):
            await process.communicate(text.encode())
    except TimeoutError:
        return False
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return process.returncode == 0
