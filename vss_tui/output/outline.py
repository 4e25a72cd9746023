"""A JSON value of unknown shape as text that people can read."""

from collections.abc import Iterator

from vss_tui.output.output_values import plain
from vss_tui.support.safe_text import escape

_STEP = "  "
_DEEPEST = 20
"""Levels that are laid out; what lies deeper is written as JSON on one line."""


def outline(value: object) -> str:
    """Lay ``value`` out: a line for each name and each plain value, indented by its depth.

    Every line is safe to show.
    """
    return "".join(f"{line}\n" for line in _lines(value, 0))


def _lines(value: object, depth: int) -> Iterator[str]:
    indent = _STEP * depth
    if isinstance(value, dict) and depth < _DEEPEST:
        for name, item in value.items():
            yield from _named(f"{indent}{escape(name)}:", item, depth)
    elif isinstance(value, list) and depth < _DEEPEST:
        for item in value:
            yield from _named(f"{indent}-", item, depth)
    else:
        text = value if isinstance(value, str) else plain(value) or "-"
        yield from (f"{indent}{escape(line)}".rstrip() for line in text.splitlines())


def _named(head: str, item: object, depth: int) -> Iterator[str]:
    """Write ``item`` behind ``head`` where it fits on that line, else below it."""
    nested = isinstance(item, dict | list) and item
    if isinstance(item, list) and item and not any(isinstance(part, dict | list) for part in item):
        yield f"{head} {', '.join(escape(plain(part)) for part in item)}"
    elif nested or (isinstance(item, str) and "\n" in item):
        yield head
        yield from _lines(item, depth + 1)
    else:
        yield f"{head} {escape(plain(item)) or '-'}"
