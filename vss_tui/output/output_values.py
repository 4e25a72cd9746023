"""Values of the service as text."""

import json
import math


def json_line(value: object) -> str:
    """Write ``value`` as JSON on one line, in ASCII: whole in any locale, harmless in a terminal.

    An infinite number, which JSON has no way to say, becomes ``null``.
    """
    return _json(value, None)


def json_text(value: object) -> str:
    """Write ``value`` as JSON over several lines, else as ``json_line`` does."""
    return _json(value, 2)


def plain(value: object) -> str:
    """Write ``value`` for a cell: text as it is, nothing for ``null``, all else as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json_line(value)


def _json(value: object, indent: int | None) -> str:
    try:
        return json.dumps(value, allow_nan=False, indent=indent)
    except ValueError:
        return json.dumps(_finite(value), indent=indent)


def _finite(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list) else value
