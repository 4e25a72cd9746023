"""The errors of a typed filter."""

from vss_tui.filters.clause import NO_FILTER, Filter

_SHOWN = 40


class FilterError(ValueError):
    """A filter that cannot be sent; its text says why, in one sentence for the user.

    Attributes:
        message: The sentence.
        start: Offset in ``expression`` of the first character to mark.
        end: Offset behind the last character to mark; never less than ``start``.
        expression: What was typed, whole, but for a token.
    """

    def __init__(self, message: str, start: int, end: int, expression: str) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.expression = expression


class IncompleteFilter(FilterError):
    """A filter that is not wrong but not finished either: more typing may complete it.

    Attributes:
        complete: What is complete of it.
    """

    complete: Filter = NO_FILTER


def quoted(typed: str) -> str:
    """Quote ``typed`` for a message: shortened, and with what cannot be printed made visible."""
    short = typed if len(typed) <= _SHOWN else f"{typed[: _SHOWN - 1]}…"
    visible = (c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in short)
    return f'"{"".join(visible)}"'
