"""The filter language: what users type, compiled to the API's ``filter`` parameter.

The grammar is loaded with the first filter that is typed, not when the application starts.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from vss_tui.filters.clause import NO_FILTER, Clause, Filter, FilterError, IncompleteFilter
from vss_tui.filters.fields import NAMES, Operator

if TYPE_CHECKING:
    from vss_tui.filters.drafting import Draft
    from vss_tui.filters.matching import FilterableImage

__all__ = [
    "NO_FILTER",
    "Clause",
    "Filter",
    "FilterError",
    "IncompleteFilter",
    "Operator",
    "complete",
    "draft",
    "highlights",
    "join",
    "only_folder",
    "parse",
    "predicate",
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
    from vss_tui.filters import parser

    return parser.parse(expression, now)


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
    from vss_tui.filters.drafting import suffix

    missing = suffix(expression)
    return f"{expression}{missing}" if missing else None


def words() -> tuple[str, ...]:
    """Return every beginning of a clause, for a shell to complete (``name~``, ``public=``)."""
    return tuple(
        f"{name.text}{operator}"
        for name in NAMES.values()
        for operator in name.operators
        if not operator.isalpha()
    )


def draft(expression: str, now: datetime, has_matches: Callable[[Filter], bool]) -> "Draft":
    """Tell what is in force of a filter that is being typed.

    What is not finished waits: the complete part is in force, and ``incomplete`` says what is
    missing. Nothing is raised.

    Args:
        expression: What was typed so far.
        now: The present time, with a zone.
        has_matches: Tells whether any loaded row passes a filter. A last word that may still
            become ``and`` or a field waits where it would leave none.
    """
    from vss_tui.filters import drafting

    return drafting.draft(expression, now, has_matches)


def predicate(condition: Filter) -> Callable[["FilterableImage"], bool]:
    """Return a function that tells whether a loaded image passes a filter, ignoring case."""
    from vss_tui.filters import matching

    return matching.predicate(condition)


def highlights(condition: Filter, name: str) -> list[tuple[int, int]]:
    """Return the parts of ``name`` that a filter asks for, as (start, end) in order."""
    from vss_tui.filters import matching

    return matching.highlights(condition, name)


def only_folder(expression: str, path: str, now: datetime) -> str:
    """Return ``expression`` with the clause for the folder of an image's path, or without it.

    Where the expression has the clause already, it is taken away.

    Raises:
        FilterError: This folder cannot be filtered by, or the expression is wrong.
    """
    from vss_tui.filters.drafting import toggle_folder

    return toggle_folder(expression, path, now)
