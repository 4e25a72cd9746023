"""How many colours the terminal shows."""

from collections.abc import Callable, Mapping
from enum import StrEnum


class Depth(StrEnum):
    """How colours are sent; the values are Textual's names (``TEXTUAL_COLOR_SYSTEM``)."""

    STANDARD = "standard"
    PALETTE = "256"
    TRUECOLOR = "truecolor"


def terminfo_colours(term: str) -> int | None:
    """Look up the number of colours of a kind of terminal; None where nothing is known of it."""
    try:
        import curses
    except ImportError:
        return None
    try:
        curses.setupterm(term, 2)
        return curses.tigetnum("colors")
    except curses.error:
        return None


def depth(
    environ: Mapping[str, str], look_up: Callable[[str], int | None] = terminfo_colours
) -> Depth:
    """Tell how colours are sent to the terminal that ``environ`` describes.

    What the user has set in ``TEXTUAL_COLOR_SYSTEM`` comes first.
    """
    wish = environ.get("TEXTUAL_COLOR_SYSTEM", "")
    if wish in set(Depth):
        return Depth(wish)
    # GNU screen hands on what the terminal around it said of itself, but not its colours.
    said = "" if environ.get("STY") else environ.get("COLORTERM", "").strip().lower()
    if said in {"truecolor", "24bit"}:
        return Depth.TRUECOLOR
    term = environ.get("TERM", "")
    if "256color" in term:
        return Depth.PALETTE
    colours = look_up(term) or 0
    if colours > 256:
        return Depth.TRUECOLOR
    return Depth.PALETTE if colours == 256 else Depth.STANDARD


def wants_ansi_theme(
    environ: Mapping[str, str], look_up: Callable[[str], int | None] = terminfo_colours
) -> bool:
    """Tell whether the terminal's own colours are to be used: 16 or fewer, or none are wanted."""
    return bool(environ.get("NO_COLOR")) or depth(environ, look_up) is Depth.STANDARD
