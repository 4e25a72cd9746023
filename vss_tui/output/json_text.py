"""Values of the service as JSON, and as text for people."""

import json
import math
from collections.abc import Iterator

from vss_tui.support.safe_text import escape

_LINE = json.JSONEncoder(allow_nan=False)
_LINES = json.JSONEncoder(allow_nan=False, indent=2)
_STEP = "  "
_MAX_DEPTH = 20
"""Levels that ``outline`` indents; it writes what lies deeper as JSON on one line."""


def json_line(value: object) -> str:
    """Return ``value`` as JSON on one line, in ASCII: exact in any locale, harmless in a terminal.

    An infinite number, which JSON cannot express, becomes ``null``.
    """
    return _encode(_LINE, value)


def json_text(value: object) -> str:
    """Return ``value`` as JSON over several lines, otherwise as ``json_line`` does."""
    return _encode(_LINES, value)


def cell_text(value: object) -> str:
    """Return ``value`` for a cell: text as it is, nothing for ``null``, anything else as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json_line(value)


def outline(value: object) -> str:
    """Return ``value`` as indented lines, one for each key and plain value, escaped."""
    return "".join(f"{line}\n" for line in _lines(value, 0))


def _encode(encoder: json.JSONEncoder, value: object) -> str:
    try:
        return encoder.encode(value)
    except ValueError:
        return encoder.encode(_finite(value))


def _finite(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list) else value


def _lines(value: object, depth: int) -> Iterator[str]:
    indent = _STEP * depth
    if isinstance(value, dict) and depth < _MAX_DEPTH:
        for name, item in value.items():
            yield from _labelled(f"{indent}{escape(name)}:", item, depth)
    elif isinstance(value, list) and depth < _MAX_DEPTH:
        for item in value:
            yield from _labelled(f"{indent}-", item, depth)
    else:
        text = value if isinstance(value, str) else cell_text(value) or "-"
        yield from (f"{indent}{escape(line)}".rstrip() for line in text.splitlines())


def _labelled(label: str, item: object, depth: int) -> Iterator[str]:
    """Put ``item`` behind its label where it fits on that line, else below it."""
    nested = isinstance(item, dict | list) and item
    if isinstance(item, list) and item and not any(isinstance(part, dict | list) for part in item):
        yield f"{label} {', '.join(escape(cell_text(part)) for part in item)}"
    elif nested or (isinstance(item, str) and "\n" in item):
        yield label
        yield from _lines(item, depth + 1)
    else:
        yield f"{label} {escape(cell_text(item)) or '-'}"
