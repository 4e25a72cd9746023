"""What the service said, made safe to show: the one way from a value to the screen."""

import unicodedata
from collections.abc import Iterator

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that change the order in which others are shown."""
_CHARACTERS_PER_CELL = 8
"""More than any writing needs, with all its marks."""
ELLIPSIS = "…"


def escape(value: object) -> str:
    r"""Make any value a single line that a terminal takes for text and nothing else.

    Control and format characters, lone surrogates and line separators become visible symbols such
    as ``\u{1b}``. The joiner that emoji are built with stays between two of them.
    """
    text = value if isinstance(value, str) else str(value)
    if text.isascii() and text.isprintable():
        return text
    return "".join(symbol for _, symbol in _symbols(text))


def clean(value: str) -> str:
    r"""Make ``value`` a single line that controls no terminal it is pasted into.

    Unlike ``escape``, it keeps what is only invisible, such as the joiners of some scripts: what is
    copied is the value itself, as far as that can be.
    """
    return "".join(
        character if unicodedata.category(character) == "Cf" and character not in _BIDI else symbol
        for character, symbol in _symbols(value)
    )


def visible(text: str) -> str:
    """Leave out what ``escape`` writes as symbols; line ends and tabs become spaces."""
    return "".join(
        character if symbol == character else " " if character.isspace() else ""
        for character, symbol in _symbols(text)
    )


def shortened(value: object, limit: int) -> str:
    """Make ``value`` safe to show, in at most ``limit`` characters."""
    text = value if isinstance(value, str) else str(value)
    line = escape(text[: limit + 1])
    return line if len(line) <= limit else f"{line[: limit - 1]}{ELLIPSIS}"


def width(text: str) -> int:
    """Tell how many cells of a terminal ``text``, safe to show, takes."""
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
    """Make ``value`` safe to show in exactly ``cells`` cells, whatever its length."""
    return fitted(shortened(value, cells * _CHARACTERS_PER_CELL), cells)


def _symbols(text: str) -> Iterator[tuple[str, str]]:
    """Give each character of ``text``, and what is shown for it."""
    for before, character, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        joins = character == _JOINER and _is_emoji(before) and _is_emoji(after)
        if not joins and unicodedata.category(character) in _HIDDEN_CATEGORIES:
            yield character, f"\\u{{{ord(character):x}}}"
        else:
            yield character, character


def _is_emoji(character: str) -> bool:
    return character == _EMOJI_STYLE or (
        character > "\u2000" and unicodedata.category(character) in ("So", "Sk")
    )
