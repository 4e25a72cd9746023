"""A filter as the service takes it: clauses that must all hold. And what can be wrong with one."""

from dataclasses import dataclass, field
from typing import NamedTuple

from vss_tui.filters.fields import Field, Operator


class Clause(NamedTuple):
    """One condition: a field, a comparison, and the value to compare with, as it is sent."""

    field: Field
    operator: Operator
    value: str

    @property
    def parameter(self) -> str:
        """The condition as the API takes it (``name,like,%ubuntu%``)."""
        return f"{self.field},{self.operator},{self.value}"


@dataclass(frozen=True, slots=True)
class Filter:
    """What was typed, without outer spaces, and the conditions that it compiles to.

    Filters that compile to the same are equal, in whatever words.
    """

    expression: str = field(compare=False)
    clauses: tuple[Clause, ...]

    @property
    def parameter(self) -> str:
        """The API's ``filter`` parameter; empty where every image passes."""
        return ";".join(clause.parameter for clause in self.clauses)


NO_FILTER = Filter("", ())
"""The filter that every image passes."""

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
