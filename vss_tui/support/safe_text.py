"""Text from outside, made safe for a terminal."""

import re
from collections.abc import Callable
from typing import Any

_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
"""Unicode's Default_Ignorable_Code_Point: a terminal draws nothing for these."""
_BLANK = "\u2800\U00016fe4\U0001d159"
"""Printable to Python, and drawn as nothing: an empty braille cell, two fillers."""
_UNSEEN = re.compile(f"[{_IGNORABLE}{_BLANK}]")

_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2934\u2935"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
"""The blocks that hold emoji."""
_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"
_ELEMENT = f"[{_EMOJI}](?:{_EMOJI_STYLE}|[\U0001f3fb-\U0001f3ff])?"
_PARTS = re.compile(
    f"({_ELEMENT}(?:{_JOINER}{_ELEMENT})*|[0-9#*]{_EMOJI_STYLE}\u20e3)|.", re.DOTALL
)
"""An emoji with what it is built with, or any other character."""

_BREAKING = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, line separators, half characters, and what changes the order of other characters."""
_CHARACTERS_PER_CELL = 8
"""More than any writing needs, with all its marks."""
ELLIPSIS = "…"


class Untrusted(str):
    """A text from outside: from a response, a header, a token or a file.

    ``print``, ``str``, ``format`` and f-strings show it escaped, so that it cannot control a
    terminal by accident. Comparing, hashing, searching, JSON and CSV see the exact text; parts of
    it and what it is added to are untrusted too. ``str.join``, ``write`` of a file and Textual's
    widgets take the exact text without asking: give them ``escape(text)``.
    """

    __slots__ = ()

    def __new__(cls, text: str = "") -> "Untrusted":
        """Take the exact text, also of one that is untrusted already."""
        return super().__new__(cls, str.__str__(text))

    @property
    def raw(self) -> str:
        """The exact text as a plain ``str``."""
        return str.__str__(self)

    def __str__(self) -> str:
        return escape(self)

    def __format__(self, spec: str) -> str:
        return format(escape(self), spec)

    def __radd__(self, before: str) -> "Untrusted":
        return Untrusted(str.__add__(before, self))


def _untrusted(value: Any) -> Any:
    if isinstance(value, str):
        return Untrusted(value)
    return type(value)(map(Untrusted, value))


def _untrusted_result(name: str) -> Callable[..., Any]:
    method = getattr(str, name)

    def call(self: Untrusted, *args: Any, **options: Any) -> Any:
        return _untrusted(method(self, *args, **options))

    return call


for _name in (
    *("__add__", "__getitem__", "__mul__", "__rmul__", "capitalize", "casefold", "center"),
    *(
        "expandtabs",
        "join",
        "ljust",
        "lower",
        "lstrip",
        "partition",
        "removeprefix",
        "removesuffix",
    ),
    *("replace", "rjust", "rpartition", "rsplit", "rstrip", "split", "splitlines", "strip"),
    *("swapcase", "title", "translate", "upper", "zfill"),
):
    setattr(Untrusted, _name, _untrusted_result(_name))


def escape(value: object) -> str:
    r"""Return any value as a single line that a terminal takes for text and nothing else.

    What controls a terminal, cannot be seen or is not assigned becomes a visible symbol such as
    ``\u{1b}``; so do blanks other than a space, and all blanks round an ``Untrusted`` text. What
    emoji are built with stays in them.
    """
    text = str.__str__(value) if isinstance(value, str) else str(value)
    if not text.isprintable() or (not text.isascii() and _UNSEEN.search(text)):
        text = _PARTS.sub(_shown, text)
    if isinstance(value, Untrusted) and text.strip(" ") != text:
        inner = text.strip(" ")
        start = text.index(inner) if inner else len(text)
        end = len(text) - len(inner) - start
        text = f"{_symbol(' ') * start}{inner}{_symbol(' ') * end}"
    return text


def clean(value: str) -> str:
    r"""Return ``value`` as a single line that controls no terminal it is pasted into.

    Unlike ``escape``, it keeps what is only invisible, such as the joiners of some scripts: what is
    copied is the value itself, as far as that can be.
    """
    return _BREAKING.sub(lambda found: _symbol(found[0]), str.__str__(value))


def visible(text: str) -> str:
    """Leave out what ``escape`` writes as symbols; line ends, tabs and blanks become spaces."""
    return _PARTS.sub(
        lambda found: found[0] if _shown(found) == found[0] else " " if found[0].isspace() else "",
        str.__str__(text),
    )


def shortened(value: object, limit: int) -> str:
    """Return ``value`` safe to show, in at most ``limit`` characters."""
    text = value if isinstance(value, str) else str(value)
    line = escape(text if len(text) <= limit else text[:limit] + ELLIPSIS)
    return line if len(line) <= limit else f"{line[: limit - 1]}{ELLIPSIS}"


def width(text: str) -> int:
    """Return how many cells of a terminal ``text``, safe to show, takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def fitted(text: str, cells: int) -> str:
    """Cut ``text``, safe to show, with an ellipsis or pad it with spaces to ``cells`` cells."""
    if text.isascii() and len(text) <= cells:
        return text.ljust(cells)
    from rich.cells import cell_len, set_cell_size

    if cell_len(text) <= cells:
        return set_cell_size(text, cells)
    return set_cell_size(text, cells - 1) + ELLIPSIS if cells > 0 else ""


def cell(value: object, cells: int) -> str:
    """Return ``value`` safe to show in exactly ``cells`` cells, whatever its length."""
    return fitted(shortened(value, cells * _CHARACTERS_PER_CELL), cells)


def _shown(found: re.Match[str]) -> str:
    emoji = found[1]
    if emoji and emoji.replace(_JOINER, "").replace(_EMOJI_STYLE, "").isprintable():
        return emoji
    return "".join(
        character
        if character.isprintable() and not _UNSEEN.match(character)
        else _symbol(character)
        for character in found[0]
    )


def _symbol(character: str) -> str:
    return f"\\u{{{ord(character):x}}}"
