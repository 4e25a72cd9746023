"""The filter language: what users type, compiled to the API's ``filter`` parameter.

The grammar is loaded with the first filter that is typed, not when the application starts.
"""

from collections.abc import Sequence
from datetime import datetime

from vss_tui.filters.clause import NO_FILTER, Clause, Filter
from vss_tui.filters.fields import KIND_OF, OPERATORS_FOR, Field, Operator
from vss_tui.filters.filter_error import FilterError, IncompleteFilter

__all__ = [
    "NO_FILTER",
    "Clause",
    "Filter",
    "FilterError",
    "IncompleteFilter",
    "Operator",
    "complete",
    "join",
    "parse",
    "words",
]


def parse(expression: str, now: datetime) -> Filter:
    """Compile what was typed.

    Args:
        expression: The filter as typed; blank for none.
        now: The present time, with a zone: ``30d`` and its like count back from it.

    Raises:
        FilterError: It cannot be sent; the error says why and where.
        IncompleteFilter: It is not finished yet.
    """
    from vss_tui.filters.parser import compiled

    return Filter(expression.strip(), compiled(expression, now))


def join(expressions: Sequence[str], now: datetime) -> Filter:
    """Compile several expressions that must all hold; blank ones count for nothing.

    Each is read by itself, so that an error tells its place in its own expression.

    Raises:
        FilterError: One of them cannot be sent.
    """
    filters = [found for text in expressions if (found := parse(text, now)).clauses]
    clauses = tuple(clause for found in filters for clause in found.clauses)
    return Filter(" ; ".join(found.expression for found in filters), clauses)


def complete(expression: str) -> str | None:
    """Complete the field, operator, keyword or flag at the end of an expression.

    Args:
        expression: What was typed so far.

    Returns:
        The expression as typed with what is missing behind it; None where nothing completes.
    """
    from vss_tui.filters.completion import suffix

    missing = suffix(expression)
    return f"{expression}{missing}" if missing else None


def words() -> tuple[str, ...]:
    """Every beginning of a clause, for a shell to complete (``name~``, ``id>=``, ``public=``)."""
    return tuple(
        f"{field}{operator}"
        for field in Field
        for operator in OPERATORS_FOR[KIND_OF[field]]
        if not operator.isalpha()
    )
