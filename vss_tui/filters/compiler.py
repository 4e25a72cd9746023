"""The compiler: from a typed clause to clauses of the service."""

import re
from collections.abc import Sequence
from datetime import datetime

from vss_tui.filters.clause import Clause
from vss_tui.filters.dates import Moment, counted_back_or_written, written
from vss_tui.filters.fields import (
    BOOLEAN_VALUES,
    KIND_OF,
    MATCHES,
    OPERATOR_OF,
    Field,
    Kind,
    Operator,
    operators_in_words,
    supports,
)
from vss_tui.filters.filter_error import quoted
from vss_tui.filters.filter_values import Value, items, one_value, refuse_unsendable, words
from vss_tui.filters.lexer import ApiForm, Span, Token

_WILDCARD = "%"
_INTEGER = re.compile(r"-?[0-9]+")
_DIGITS = 18
"""Decimal digits that are sure to fit a database's 64-bit integer."""


def bare_words(tokens: Sequence[Token]) -> Clause:
    """Compile words without field and operator: the name has them, in this order."""
    parts = [_pattern(word) for word in words(tokens)]
    begin = "" if _WILDCARD in parts[0] else _WILDCARD
    end = "" if _WILDCARD in parts[-1] else _WILDCARD
    pattern = begin + _WILDCARD.join(parts) + end
    return Clause(Field.NAME, Operator.LIKE, re.sub("%{2,}", _WILDCARD, pattern))


def comparison(
    field: Field, typed: Span, tokens: Sequence[Token], now: datetime
) -> tuple[Clause, ...]:
    """Compile a field, an operator and its value.

    Args:
        field: The field.
        typed: The operator as typed, one of ``OPERATOR_OF``.
        tokens: The value, without outer spaces.
        now: The present time, with a zone, that ``30d`` counts back from.

    Raises:
        FilterError: The operator does not go with the field, or the value with either.
        IncompleteFilter: There is no value yet.
    """
    operator = OPERATOR_OF[typed.text.lower()]
    _refuse_mismatch(field, operator, typed)
    if not tokens:
        raise typed.incomplete(f"a value is missing after {quoted(typed.text)}")
    if operator is Operator.IN:
        listed = [_item(field, item, now) for item in items(tokens)]
        return (Clause(field, operator, ",".join(listed)),)
    value = one_value(tokens)
    match KIND_OF[field]:
        case Kind.DATE:
            return _date_clauses(field, operator, value, now)
        case Kind.NUMBER:
            text = _number(value.span)
        case Kind.BOOLEAN:
            text = _boolean(value.span)
        case Kind.TEXT:
            text = _text(typed.text, value)
    return (Clause(field, operator, text),)


def api_form(form: ApiForm) -> Clause:
    """Compile a clause in the API's own form; its value is checked and taken as it stands."""
    _refuse_mismatch(form.field, form.operator, form.typed)
    if not form.value.text:
        raise form.typed.incomplete(f"a value is missing after {quoted(form.typed.text)}")
    refuse_unsendable(form.value)
    spans = _api_items(form.value) if form.operator is Operator.IN else [form.value]
    return Clause(form.field, form.operator, ",".join(_plain(form.field, span) for span in spans))


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
            return written(span.stripped()).value
        case Kind.BOOLEAN:
            if span.text not in BOOLEAN_VALUES.values():
                raise span.error(f"{quoted(span.text)} is neither true nor false: write one")
            return span.text


def _refuse_mismatch(field: Field, operator: Operator, typed: Span) -> None:
    if not supports(field, operator):
        named, usable = quoted(typed.text), operators_in_words(field)
        raise typed.error(f"{named} does not go with {field}: use {usable}")


def _item(field: Field, item: Value, now: datetime) -> str:
    match KIND_OF[field]:
        case Kind.NUMBER:
            return _number(item.span)
        case Kind.DATE:
            moment = counted_back_or_written(item.span, now)
            if moment.length:
                raise item.span.error(
                    '"in" takes times to the second: use >= and < for a whole day'
                )
            return moment.value
        case _:
            return item.text


def _text(typed: str, value: Value) -> str:
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
        raise value.span.character(index).error(
            'the service has no way to say a literal "%" here: leave the quotes out, or use ='
        )


def _number(span: Span) -> str:
    if not _INTEGER.fullmatch(span.text):
        raise span.error(f"{quoted(span.text)} is not a whole number: write digits only")
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
    field: Field, operator: Operator, value: Value, now: datetime
) -> tuple[Clause, ...]:
    moment = counted_back_or_written(value.span, now)
    if not moment.length or operator not in (Operator.EQ, Operator.NE):
        return (Clause(field, operator, moment.value),)
    if operator is Operator.NE:
        raise value.span.error(
            'the service has no way to say "not on that day": use < or >, one at a time'
        )
    return (
        Clause(field, Operator.GE, moment.value),
        Clause(field, Operator.LT, _following(moment, value.span)),
    )


def _following(moment: Moment, span: Span) -> str:
    try:
        return moment.following().value
    except OverflowError:
        raise span.error("there is no day after this one: use >= with it") from None
