"""Single values of an answer, read with tolerance."""

from vss_tui.support.safe_text import Untrusted

_MOST_DIGITS = 18
_MAX_DEPTH = 20
"""Levels that an outline of the value indents; what lies deeper it writes as JSON, in ASCII."""


def whole_number(value: object) -> int | None:
    """Read a whole number, also one that was sent as text; None where it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value) if len(value) <= _MOST_DIGITS else None
    return None


def untrusted(value: object, depth: int = 0) -> object:
    """Return a JSON value whose texts are ``Untrusted``, to a depth that is shown."""
    if isinstance(value, str):
        return Untrusted(value)
    if depth == _MAX_DEPTH:
        return value
    if isinstance(value, dict):
        return {Untrusted(key): untrusted(item, depth + 1) for key, item in value.items()}
    return [untrusted(item, depth + 1) for item in value] if isinstance(value, list) else value
