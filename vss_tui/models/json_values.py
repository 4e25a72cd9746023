"""Single values of an answer, read with tolerance."""

_MOST_DIGITS = 18


def whole_number(value: object) -> int | None:
    """Read a whole number, also one that was sent as text; None where it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value) if len(value) <= _MOST_DIGITS else None
    return None
