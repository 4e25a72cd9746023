"""The compiler: from a typed clause to clauses of the service."""

import re
from collections.abc import Sequence
from datetime import datetime

from vss_tui.filters.clause import Clause, FilterError, IncompleteFilter, quoted
from vss_tui.filters.dates import Period, period, whole_date
from vss_tui.filters.fields import (
    BOOLEAN_VALUES,
    KIND_OF,
    MATCHES,
    NAMES,
    OPERATOR_OF,
    Field,
    FieldName,
    Kind,
    Operator,
    listed,
)
from vss_tui.filters.filter_values import Value, items, one_value, refuse_signs, refuse_unsendable
from vss_tui.filters.lexer import ApiForm, Span, Token

_WILDCARD = "%"
_INTEGER = re.compile(r"-?[0-9]+")
_DIGITS = 18
"""Decimal digits that are sure to fit a database's 64-bit integer."""
_NEXT_CLAUSE = re.compile(
    r"((?<=\s)and(?=\s)|&&)\s*([a-z_]+)\s*(?:!?[~=<>]|,|(?:like|in)(?=[\s(]))", re.IGNORECASE
)
"""What an API form's value holds where another clause was meant to follow."""
_JOINER = re.compile(r"((?<=\s)and(?=\s)|&&)", re.IGNORECASE)
_WORDS_BEHIND = re.compile(r"(\S+(?:\s+[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?)\s+(?![0-9]{2}:)(\S+)")
_FROM_NEXT = {Operator.GT: Operator.GE, Operator.LE: Operator.LT}
"""The operators that count from what follows a date, and what they are there."""


def bare_word(word: Value) -> Clause:
    """Compile a word without field and operator: the name, or the path, has it anywhere."""
    about_path = "/" in word.text or (not word.quoted and word.text.startswith("["))
    pattern = re.sub("%{2,}", _WILDCARD, f"%{_pattern(word)}%")
    return Clause(Field.PATH if about_path else Field.NAME, Operator.LIKE, pattern)


def comparison(
    name: FieldName, typed: Span, tokens: Sequence[Token], now: datetime
) -> tuple[Clause, ...]:
    """Compile a field, an operator and its value.

    Args:
        name: The field as typed.
        typed: The operator as typed, one of ``OPERATOR_OF``.
        tokens: The value, without outer spaces.
        now: The present time, with a zone, that ``30d`` counts back from.

    Raises:
        FilterError: The operator does not go with the field, or the value with either.
        IncompleteFilter: There is no value yet.
    """
    operator = OPERATOR_OF[typed.text.lower()]
    _refuse_mismatch(name, operator, typed)
    if not tokens:
        raise typed.incomplete(f"a value is missing after {quoted(typed.text)}")
    if operator is Operator.IN:
        listed_items = [_item(name.field, item, now) for item in items(tokens)]
        return (Clause(name.field, operator, ",".join(listed_items)),)
    value = one_value(tokens)
    if KIND_OF[name.field] is Kind.TEXT:
        return (Clause(name.field, operator, _text(name.text, typed.text, value)),)
    try:
        return _exact_clauses(name.field, operator, value.span, now)
    except IncompleteFilter:
        raise
    except FilterError:
        _refuse_words_behind(name.field, operator, value.span, now)
        raise


def api_form(form: ApiForm) -> Clause:
    """Compile a clause in the API's own form; its value is checked and taken as it stands."""
    _refuse_mismatch(form.name, form.operator, form.typed)
    if not form.value.text:
        raise form.typed.incomplete(f"a value is missing after {quoted(form.typed.text)}")
    is_text = KIND_OF[form.name.field] is Kind.TEXT
    for found in (_NEXT_CLAUSE if is_text else _JOINER).finditer(form.value.text):
        if not is_text or found[2].lower() in NAMES:
            joiner = form.value.part(*found.span(1))
            raise joiner.error('in the API\'s own form this is text: write ";" to begin a clause')
    refuse_unsendable(form.value)
    field = form.name.field
    spans = _api_items(form.value) if form.operator is Operator.IN else [form.value]
    return Clause(field, form.operator, ",".join(_plain(field, span) for span in spans))


def _exact_clauses(
    field: Field, operator: Operator, span: Span, now: datetime
) -> tuple[Clause, ...]:
    match KIND_OF[field]:
        case Kind.DATE:
            return _date_clauses(field, operator, span, period(span, now))
        case Kind.NUMBER:
            return (Clause(field, operator, _number(span)),)
        case _:
            return (Clause(field, operator, _boolean(span)),)


def _refuse_words_behind(field: Field, operator: Operator, span: Span, now: datetime) -> None:
    """Raise where a value would do without the words behind it, as in ``id > 7 ubuntu``."""
    match = _WORDS_BEHIND.match(span.text)
    if match is None:
        return
    try:
        _exact_clauses(field, operator, span.part(*match.span(1)), now)
    except FilterError:
        return
    raise span.part(*match.span(2)).error(f'"and" is missing before {quoted(match[2])}')


def _api_items(value: Span) -> list[Span]:
    spans: list[Span] = []
    begin = value.start
    for item in value.text.split(","):
        span = Span(value.source, begin, begin + len(item))
        begin = span.end + 1
        if item.strip():
            spans.append(span)
        elif span.end == value.end:
            raise span.incomplete('an item is missing after ","')
        else:
            raise span.error('an item is missing before ","')
    return spans


def _plain(field: Field, span: Span) -> str:
    match KIND_OF[field]:
        case Kind.TEXT:
            return span.text
        case Kind.NUMBER:
            return _number(span.stripped())
        case Kind.DATE:
            return whole_date(span.stripped())
        case Kind.BOOLEAN:
            if span.text not in BOOLEAN_VALUES.values():
                raise span.error(f"{quoted(span.text)} is neither true nor false: write one")
            return span.text


def _refuse_mismatch(name: FieldName, operator: Operator, typed: Span) -> None:
    if not name.supports(operator):
        usable = listed(name.operators, "or")
        instead = ", or path" if name.text == "folder" else ""
        raise typed.error(
            f"{quoted(typed.text)} does not go with {name.text}: use {usable}{instead}"
        )


def _item(field: Field, item: Value, now: datetime) -> str:
    match KIND_OF[field]:
        case Kind.NUMBER:
            return _number(item.span)
        case Kind.DATE:
            found = period(item.span, now)
            if not found.is_second:
                raise item.span.error(
                    '"in" takes times to the second: use = for a whole day, month or year'
                )
            return found.value
        case _:
            refuse_signs(item, field)
            return item.text


def _text(name: str, typed: str, value: Value) -> str:
    refuse_signs(value, name)
    if typed == MATCHES:
        pattern = _pattern(value)
        return pattern if _WILDCARD in pattern else f"%{pattern}%"
    if OPERATOR_OF[typed.lower()] is Operator.LIKE:
        _refuse_literal_wildcard(value)
    return value.text


def _pattern(value: Value) -> str:
    _refuse_literal_wildcard(value)
    return value.text if value.quoted else value.text.replace("*", _WILDCARD)


def _refuse_literal_wildcard(value: Value) -> None:
    if value.quoted and (index := value.text.find(_WILDCARD)) >= 0:
        raise value.span.part(index, index + 1).error(
            'a quoted pattern cannot contain "%": leave out the quotes, or use ='
        )


def _number(span: Span) -> str:
    if not _INTEGER.fullmatch(span.text):
        advice = 'use "in" for several' if "," in span.text else "write digits only"
        raise span.error(f"{quoted(span.text)} is not a whole number: {advice}")
    if len(span.text.lstrip("-")) > _DIGITS:
        raise span.error(f"this number is too large: {_DIGITS} digits at most")
    return span.text


def _boolean(span: Span) -> str:
    typed = span.text.lower()
    if typed in BOOLEAN_VALUES:
        return BOOLEAN_VALUES[typed]
    if any(word.startswith(typed) for word in BOOLEAN_VALUES):
        raise span.incomplete("the value is not complete: write yes or no")
    raise span.error(f"{quoted(span.text)} is neither yes nor no: write one")


def _date_clauses(
    field: Field, operator: Operator, span: Span, named: Period
) -> tuple[Clause, ...]:
    if operator is Operator.NE and not named.is_second:
        raise span.error("!= does not work with a date: use < or >")
    if operator is Operator.EQ and not (named.counted_back and named.is_second):
        return (
            Clause(field, Operator.GE, named.value),
            Clause(field, Operator.LT, _following(named, span)),
        )
    if operator in _FROM_NEXT and not named.counted_back:
        return (Clause(field, _FROM_NEXT[operator], _following(named, span)),)
    return (Clause(field, operator, named.value),)


def _following(named: Period, span: Span) -> str:
    try:
        return named.following().value
    except OverflowError:
        raise span.error("date out of range: use >= or <") from None
