"""Runs of blanks, sent as their number: spelled out they are half of what a screen takes to draw.

A terminal erases a number of cells as well as it writes blanks into them, unless the blanks are
underlined, reversed or struck through. Most fill what they erase with the colour of the background
(``bce`` of terminfo); GNU screen does not.
"""

import re
from collections.abc import Iterator, Mapping

_STYLE_OR_BLANKS = re.compile(
    r"\x1b\[(?P<style>[\d;:]*)m"
    # Blanks at the end of a line: what follows begins at a place of its own.
    r"|(?P<rest> {6,})(?=(?:\x1b\[[\d;:]*m)*(?:\r|\x1b\[\d+;\d+H))"
    r"|(?P<between> {12,})"
)
_OTHER_STRINGS = re.compile(r"\x1b[]PX^_]")
_SHOWN_ON_BLANKS = {4, 5, 6, 7, 9, 21, 51, 52, 53}
_BACKGROUNDS = {*range(40, 49), *range(100, 108)}


def fills_with_colour(environ: Mapping[str, str]) -> bool:
    """Tell whether the terminal gives what it erases the background's colour."""
    return bool(environ.get("TMUX")) or not (
        environ.get("STY") or environ.get("TERM", "").startswith("screen")
    )


def shortened(data: str, *, fills: bool) -> str:
    """Make ``data``, which draws on a screen, shorter; what it draws is the same.

    Args:
        data: Text and sequences, each style beginning from none, no line wider than the screen.
        fills: Whether the terminal gives what it erases the background's colour.
    """
    if _OTHER_STRINGS.search(data):
        return data
    erasable = True

    def short(match: re.Match[str]) -> str:
        nonlocal erasable
        style = match["style"]
        if style is not None:
            erasable = _erasable(style, erasable, fills=fills)
        elif erasable:
            length = len(match[0])
            return f"\x1b[{length}X" if match["rest"] else f"\x1b[{length}X\x1b[{length}C"
        return match[0]

    return _STYLE_OR_BLANKS.sub(short, data)


def _erasable(style: str, before: bool, *, fills: bool) -> bool:
    """Tell whether blanks may be erased from a style on, given whether they were before."""
    if ":" in style:
        return False
    erasable = before
    for code in _codes(style):
        if code == 0:
            erasable = True
        elif code in _SHOWN_ON_BLANKS or (code in _BACKGROUNDS and not fills):
            erasable = False
    return erasable


def _codes(style: str) -> Iterator[int]:
    """The codes of a style without the numbers that belong to a colour."""
    numbers = iter([int(number or 0) for number in style.split(";")])
    for number in numbers:
        yield number
        if number in {38, 48, 58}:
            for _ in range(1 if next(numbers, 0) == 5 else 3):
                next(numbers, None)
