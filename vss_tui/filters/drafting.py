"""What is in force while a filter is being typed."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from vss_tui.filters.clause import Clause, Filter
from vss_tui.filters.fields import AND, KIND_OF, NAMES, Kind, Operator
from vss_tui.filters.filter_error import FilterError, IncompleteFilter, quoted
from vss_tui.filters.lexer import QUOTES, TokenKind, by_spaces, covering, split
from vss_tui.filters.parser import REFUSED_WORDS, Part, combined, parse, parts

_DATE_ORDER = re.compile(r"([a-z_]+\s*[<>])(\s*[0-9][0-9\s:-]*)", re.IGNORECASE)
_GROWS_ON = (Operator.EQ, Operator.LIKE, Operator.IN)
_GROWS_OUT = (Operator.LT, Operator.LE)
_CLOSED = (*QUOTES, ")")

Possible = tuple[Filter, Filter, str]
"""What is complete, what may match in the end, and the text that is not finished."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A filter that is being typed.

    Attributes:
        filter: The complete part of what was typed; None where ``error`` is not.
        incomplete: What is missing or may still go on, in words, or "".
        error: What is wrong with the expression, or None.
    """

    filter: Filter | None
    incomplete: str = ""
    error: FilterError | None = None


def draft(expression: str, now: datetime, leaves_rows: Callable[[Filter], bool]) -> Draft:
    """Return what is in force of ``expression``; see ``vss_tui.filters.draft``."""
    typed = expression.rstrip()
    if sign := _open_end(typed):
        before = draft(typed[:-1], now, leaves_rows)
        missing = f"something is missing after {quoted(sign)}"
        return before if before.error else Draft(before.filter, before.incomplete or missing)
    try:
        found = parts(expression, now)
    except IncompleteFilter as error:
        return Draft(error.complete, error.message)
    except FilterError as error:
        return _without_refused_word(expression, error, now, leaves_rows)
    whole = Filter(typed.lstrip(), tuple(clause for part in found for clause in part.clauses))
    if not found or leaves_rows(whole):
        return Draft(whole)
    waiting = chain(_without_pending_words(expression, now), _longer(found, now))
    for complete, possible, text in waiting:
        if leaves_rows(possible):
            missing = f"no row here matches {quoted(text)}: go on, or press Enter"
            return Draft(complete, missing)
    return Draft(whole)


def _without_refused_word(
    expression: str, error: FilterError, now: datetime, leaves_rows: Callable[[Filter], bool]
) -> Draft:
    """Let a last word that is refused wait: "or" may become "oracle"."""
    word = expression[error.start :].lower()
    if word in (AND, *REFUSED_WORDS):
        before = draft(expression[: error.start], now, leaves_rows)
        if before.error is None:
            return Draft(before.filter, before.incomplete or error.message)
    return Draft(None, error=error)


def _open_end(typed: str) -> str:
    """Return the sign at the end that something must follow, or ""."""
    segment = split(typed)[-1]
    if form := segment.api_form:
        return "," if form.operator is Operator.IN and form.value.text.endswith(",") else ""
    last = segment.tokens[-1] if segment.tokens else None
    if last is None or last.kind not in (TokenKind.COMMA, TokenKind.WORD):
        return ""
    return last.text[-1] if last.text[-1] in ",&" else ""


def _without_pending_words(expression: str, now: datetime) -> Iterator[Possible]:
    """Give the filters without last words that may become ``and`` or a field."""
    rest = expression
    while (start := _pending_start(rest)) is not None:
        rest = expression[:start]
        try:
            before = parse(rest, now)
        except IncompleteFilter as error:
            if split(rest)[-1].tokens:
                return
            before = error.complete
        except FilterError:
            return
        yield before, before, expression[start:].strip()


def _pending_start(typed: str) -> int | None:
    """Return where the last word begins that may become ``and``, or a field with its operator."""
    segment = split(typed)[-1]
    if segment.api_form is not None or not segment.tokens:
        return None
    *before, last = by_spaces(segment.tokens)
    text, start = covering(last).text.lower(), last[0].span.start
    name = NAMES.get(covering(before[-1]).text.lower()) if before else None
    if name and any(operator.startswith(text) for operator in name.operators):
        return before[-1][0].span.start
    if last[0].text.lower() in NAMES and len(last) > 1 and last[1].kind is TokenKind.COMMA:
        begun = "".join(token.text.lower() for token in last[2:])
        return start if any(operator.startswith(begun) for operator in Operator) else None
    if last[-1].span.end < len(typed):
        return start if text in NAMES else None
    return start if any(name.startswith(text) for name in (AND, *NAMES)) else None


def _longer(found: Sequence[Part], now: datetime) -> Iterator[Possible]:
    """Give what the last part may match at most when its value is longer."""
    part, before = found[-1], combined(found[:-1])
    clause, text = part.clauses[-1], part.span.text
    kind = KIND_OF[clause.field]
    clauses: tuple[Clause, ...]
    if kind is Kind.DATE and (match := _DATE_ORDER.fullmatch(text)):
        try:
            clauses = parse(f"{match[1]}={match[2]}", now).clauses
        except FilterError:
            return
    elif kind is Kind.NUMBER and clause.operator in _GROWS_OUT:
        clauses = ()
    elif clause.operator in _GROWS_ON and not text.endswith(_CLOSED):
        value = clause.value.rpartition(",")[2] if clause.operator is Operator.IN else clause.value
        clauses = (Clause(clause.field, Operator.LIKE, f"{value}%"),)
    else:
        return
    yield before, Filter("", (*before.clauses, *clauses)), text
