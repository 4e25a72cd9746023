"""Erasing in place of blanks, which are half of the bytes that a screen takes to draw.

ECH (``CSI n X``) leaves the same cells as n blanks, unless they are underlined, reversed or struck
through. Most terminals fill them with the background's colour (``bce`` of terminfo); GNU screen
does not.
"""

import re
from collections.abc import Iterator, Mapping

_STYLE_OR_BLANKS = re.compile(
    r"\x1b\[(?P<style>[\d;:]*)m"
    # Blanks at the end of a line: what follows begins at a place of its own.
    r"|(?P<rest> {6,})(?=(?:\x1b\[[\d;:]*m)*(?:[\r\n]|\x1b\[\d+;\d+H))"
    r"|(?P<between> {12,})"
)
_OTHER_STRINGS = re.compile(r"\x1b[]PX^_]")
_VISIBLE_ON_BLANKS = {4, 5, 6, 7, 9, 21, 51, 52, 53}
_BACKGROUNDS = {*range(40, 49), *range(100, 108)}


def erases_with_background(environ: Mapping[str, str]) -> bool:
    """Return whether the terminal fills what it erases with the background's colour."""
    return bool(environ.get("TMUX")) or not (
        environ.get("STY") or environ.get("TERM", "").startswith("screen")
    )


def erase_blanks(data: str, *, bce: bool) -> str:
    """Return ``data`` with long runs of blanks erased instead; what it draws is the same.

    Args:
        data: Text and sequences, each style beginning from none, no line wider than the screen.
        bce: Whether the terminal fills what it erases with the background's colour.
    """
    if _OTHER_STRINGS.search(data):
        return data
    erasable = True

    def erase(match: re.Match[str]) -> str:
        nonlocal erasable
        style = match["style"]
        if style is not None:
            erasable = _erasable(style, erasable, bce=bce)
        elif erasable:
            length = len(match[0])
            return f"\x1b[{length}X" if match["rest"] else f"\x1b[{length}X\x1b[{length}C"
        return match[0]

    return _STYLE_OR_BLANKS.sub(erase, data)


def _erasable(style: str, before: bool, *, bce: bool) -> bool:
    """Return whether blanks may be erased from a style on, if they could ``before``."""
    if ":" in style:
        return False
    erasable = before
    for code in _codes(style):
        if code == 0:
            erasable = True
        elif code in _VISIBLE_ON_BLANKS or (code in _BACKGROUNDS and not bce):
            erasable = False
    return erasable


def _codes(style: str) -> Iterator[int]:
    """Yield the codes of a style without the numbers that belong to a colour."""
    numbers = iter([int(number or 0) for number in style.split(";")])
    for number in numbers:
        yield number
        if number in {38, 48, 58}:
            for _ in range(1 if next(numbers, 0) == 5 else 3):
                next(numbers, None)
