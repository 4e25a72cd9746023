"""The environment that Textual finds, and what it says of the terminal.

Textual reads its variables once, when it is imported.
"""

from collections.abc import Callable, Mapping, MutableMapping
from enum import StrEnum

ESCAPE_DELAY = 400
"""Milliseconds after an Esc in which more makes it an arrow key: a slow link splits those."""

ANSI_THEME = "ansi-dark"
"""The theme of Textual that draws with the terminal's own colours."""

_REMOVED = (
    # A log of every event, a password's keys among them; so do the developer's modes.
    "TEXTUAL",
    "TEXTUAL_DEBUG",
    "TEXTUAL_LOG",
    # These press keys, take pictures and print the result on standard output.
    "TEXTUAL_PRESS",
    "TEXTUAL_SCREENSHOT",
    "TEXTUAL_SHOW_RETURN",
    # Ctrl+C and Ctrl+Z are keys with a meaning here.
    "TEXTUAL_ALLOW_SIGNALS",
    # A size exported once is wrong as soon as the window has another one.
    "COLUMNS",
    "LINES",
)


class NoTerminalError(Exception):
    """No screen can be shown; the text is a sentence for the user."""


class ColorDepth(StrEnum):
    """How colours are sent; the values are those of ``TEXTUAL_COLOR_SYSTEM``."""

    STANDARD = "standard"
    PALETTE = "256"
    TRUECOLOR = "truecolor"


def terminfo_colors(term: str) -> int | None:
    """Return the number of colours of a kind of terminal, or None if terminfo does not know it."""
    try:
        import curses
    except ImportError:
        return None
    try:
        curses.setupterm(term, 2)
        return curses.tigetnum("colors")
    except curses.error:
        return None


def color_depth(
    environ: Mapping[str, str], look_up: Callable[[str], int | None] = terminfo_colors
) -> ColorDepth:
    """Return how colours are sent to the terminal that ``environ`` describes.

    A valid ``TEXTUAL_COLOR_SYSTEM`` takes precedence.
    """
    wanted = environ.get("TEXTUAL_COLOR_SYSTEM", "")
    if wanted in set(ColorDepth):
        return ColorDepth(wanted)
    # GNU screen passes COLORTERM of the terminal around it on, but not its colours.
    color_term = "" if environ.get("STY") else environ.get("COLORTERM", "").strip().lower()
    if color_term in {"truecolor", "24bit"}:
        return ColorDepth.TRUECOLOR
    term = environ.get("TERM", "")
    if "256color" in term:
        return ColorDepth.PALETTE
    colors = look_up(term) or 0
    if colors > 256:
        return ColorDepth.TRUECOLOR
    return ColorDepth.PALETTE if colors == 256 else ColorDepth.STANDARD


def wants_ascii(environ: Mapping[str, str]) -> bool:
    """Return whether the locale's encoding is another one than UTF-8, which shows no signs.

    Without any of the variables Python has set LC_CTYPE to a locale of UTF-8 (PEP 538).
    """
    named = (environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next(filter(None, named), "UTF-8")
    return "utf8" not in locale.lower().replace("-", "")


def wants_ansi_theme(
    environ: Mapping[str, str], look_up: Callable[[str], int | None] = terminfo_colors
) -> bool:
    """Return whether to draw with the terminal's own colours: it has 16, or none are wanted."""
    return bool(environ.get("NO_COLOR")) or color_depth(environ, look_up) is ColorDepth.STANDARD


def prepare_environment(environ: MutableMapping[str, str]) -> None:
    """Set up ``environ`` for Textual, before Textual is imported.

    The user's ``ESCDELAY`` and ``TEXTUAL_COLOR_SYSTEM`` stay; what would log keys is removed.
    """
    for name in _REMOVED:
        environ.pop(name, None)
    if not environ.get("NO_COLOR"):
        # Textual counts an empty one, against the convention (no-color.org).
        environ.pop("NO_COLOR", None)
    if not _is_number(environ.get("ESCDELAY", "")):
        environ["ESCDELAY"] = str(ESCAPE_DELAY)
    # Sizes and mouse places in pixels: a report for each pixel is too much for a slow link.
    environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    # A key in the filter is two paints, its own and that of the rows: 8 ms apart, not 17.
    environ.setdefault("TEXTUAL_FPS", "120")
    if wants_ansi_theme(environ):
        # From the start: what takes colours out is chosen by the first theme.
        environ["TEXTUAL_THEME"] = ANSI_THEME
    environ["TEXTUAL_COLOR_SYSTEM"] = color_depth(environ)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
