"""What is in force while a filter is being typed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from vss_tui.filters.clause import NO_FILTER, Filter
from vss_tui.filters.fields import AND, Field
from vss_tui.filters.filter_error import FilterError, IncompleteFilter, quoted
from vss_tui.filters.parser import compiled


@dataclass(frozen=True, slots=True)
class Draft:
    """A filter that is being typed.

    Attributes:
        filter: The complete part of what was typed; None where ``error`` is not.
        incomplete: What is missing or may still become a clause, in words, or "".
        error: What is wrong with the expression, or None.
    """

    filter: Filter | None
    incomplete: str = ""
    error: FilterError | None = None


def draft(expression: str, now: datetime, leaves_rows: Callable[[Filter], bool]) -> Draft:
    """Return what is in force of ``expression``; see ``vss_tui.filters.draft``."""
    try:
        typed = Filter(expression.strip(), compiled(expression, now))
    except IncompleteFilter as error:
        return Draft(NO_FILTER, error.message)
    except FilterError as error:
        return Draft(None, error=error)
    before, _, last = typed.expression.rpartition(" ")
    if last and _may_become(last) and not leaves_rows(typed):
        return Draft(draft(before, now, leaves_rows).filter, f"{quoted(last)} may go on")
    return Draft(typed)


def _may_become(word: str) -> bool:
    return any(name.startswith(word.lower()) for name in (AND, *Field))
