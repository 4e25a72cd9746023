"""The filter language: what people type, compiled to the API's ``filter`` parameter."""

from vss_tui.filters.clause import NO_FILTER, Clause, Filter, Operator
from vss_tui.filters.filter_error import FilterError, IncompleteFilter
from vss_tui.filters.language import complete, join, parse, words

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
