"""The parser: what each clause of a typed filter is, and what it compiles to."""

from collections.abc import Sequence
from datetime import datetime

from vss_tui.filters.clause import Clause
from vss_tui.filters.compiler import api_form, bare_words, comparison
from vss_tui.filters.fields import (
    EXAMPLE_VALUE,
    KIND_OF,
    LONGEST,
    OPERATOR_OF,
    OPERATORS_FOR,
    Field,
    Operator,
    field_named,
    listed,
    operator_named,
    operators_in_words,
)
from vss_tui.filters.filter_error import quoted
from vss_tui.filters.lexer import Segment, Span, Token, TokenKind, split, trimmed
from vss_tui.support.suggestions import closest_match

_INSTEAD = {
    "or": 'use "in" for one of several values',
    "not": "use != to leave out a value",
}
_NO_WORD = 'the service has no "{word}": {instead}, and quotes to look for the word itself'


def compiled(expression: str, now: datetime) -> tuple[Clause, ...]:
    """Compile an expression to its conditions, none where it is blank.

    Args:
        expression: The filter as typed.
        now: The present time, with a zone: ``30d`` and its like count back from it.

    Raises:
        FilterError: It cannot be sent.
        IncompleteFilter: It is not finished yet.
    """
    if len(expression) > LONGEST:
        excess = Span(expression, LONGEST, len(expression))
        raise excess.error(f"a filter has {LONGEST} characters at most: shorten it")
    clauses: list[Clause] = []
    before: Span | None = None
    for segment in split(expression):
        clauses.extend(_clauses(segment, before, now))
        before = segment.separator
    return tuple(clauses)


def _clauses(segment: Segment, before: Span | None, now: datetime) -> tuple[Clause, ...]:
    if segment.api_form is not None:
        return (api_form(segment.api_form),)
    if segment.tokens:
        return _clause(segment.tokens, now)
    if segment.separator is not None:
        named = quoted(segment.separator.text)
        raise segment.separator.error(f"a clause is missing before {named}")
    if before is not None:
        raise before.incomplete(f"a clause is missing after {quoted(before.text)}")
    return ()


def _clause(tokens: Sequence[Token], now: datetime) -> tuple[Clause, ...]:
    for token in tokens:
        _refuse_unusable(token)
    head, rest = tokens[0], trimmed(tokens[1:])
    if head.kind is TokenKind.WORD and rest and _is_operator(rest[0], head):
        field = _field(head)
        typed, value = _operator(rest[0], field), trimmed(rest[1:])
        _refuse_missing_and(value)
        return comparison(field, typed, value, now)
    if head.kind is TokenKind.WORD:
        _refuse_broken_comparison(head, rest)
    _refuse_operators(tokens)
    return (bare_words(tokens),)


def _refuse_unusable(token: Token) -> None:
    if token.kind is TokenKind.UNCLOSED:
        raise token.span.incomplete(f"a closing {token.text[0]} is missing")
    if token.kind is TokenKind.REFUSED:
        word = token.text.lower()
        raise token.span.error(_NO_WORD.format(word=word, instead=_INSTEAD[word]))


def _is_operator(token: Token, after: Token) -> bool:
    if token.kind is TokenKind.SYMBOL:
        return True
    return _is_operator_word(token) and bool(closest_match(after.text, Field))


def _is_operator_word(token: Token) -> bool:
    return token.kind is TokenKind.WORD and token.text.lower() in OPERATOR_OF


def _field(token: Token) -> Field:
    field = field_named(token.text)
    if field is None:
        meant = closest_match(token.text, Field)
        advice = f'did you mean "{meant}"?' if meant else f"use {listed(Field, 'or')}"
        raise token.span.error(f"unknown field {quoted(token.text)}: {advice}")
    return field


def _operator(token: Token, field: Field) -> Span:
    if token.text.lower() not in OPERATOR_OF:
        usable = operators_in_words(field)
        raise token.span.error(f"unknown operator {quoted(token.text)}: use {usable}")
    return token.span


def _refuse_broken_comparison(head: Token, rest: Sequence[Token]) -> None:
    """Raise where ``head`` can only have been meant as a field, with no operator behind it."""
    if rest and rest[0].kind is TokenKind.COMMA:
        _refuse_broken_api_form(head, rest[0], trimmed(rest[1:]))
        return
    field = field_named(head.text)
    if field is None:
        return
    usable = OPERATORS_FOR[KIND_OF[field]]
    example = f"write {field} {usable[0]} {EXAMPLE_VALUE[KIND_OF[field]]}"
    if not rest:
        raise head.span.incomplete(f"{field} needs an operator and a value: {example}")
    if len(rest) == 1 and any(operator.startswith(rest[0].text.lower()) for operator in usable):
        raise rest[0].span.incomplete(f"the operator is not complete: {example}")
    raise rest[0].span.error(
        f"an operator is missing after {quoted(head.text)}: {example}, "
        "or quote the field's name to look for it"
    )


def _refuse_broken_api_form(head: Token, comma: Token, rest: Sequence[Token]) -> None:
    """Raise where ``field,op,value`` was meant: one of its names is known, the other is not."""
    example = "write it as name,like,Cent%"
    known = field_named(head.text) is not None
    operator = operator_named(rest[0].text) if rest else None
    has_value = len(rest) > 1 and TokenKind.COMMA in (token.kind for token in rest[1:3])
    if not known and operator is not None and has_value:
        _field(head)
    if not known:
        return
    if not rest:
        raise comma.span.incomplete(f"an operator and a value are missing: {example}")
    if len(rest) == 1 and any(name.startswith(rest[0].text.lower()) for name in Operator):
        raise rest[0].span.incomplete(f"the clause is not complete: {example}")
    if operator is not None:
        raise rest[0].span.error(f'"," is missing after {quoted(rest[0].text)}: {example}')
    meant = closest_match(rest[0].text, Operator)
    advice = f'did you mean "{meant}"?' if meant else f"use {listed(Operator, 'or')}"
    raise rest[0].span.error(f"unknown operator {quoted(rest[0].text)}: {advice}")


def _refuse_operators(tokens: Sequence[Token]) -> None:
    """Raise where bare words hold an operator, or begin with ``!``."""
    if tokens[0].kind is TokenKind.SYMBOL:
        raise tokens[0].span.error(f"a field is missing before {quoted(tokens[0].text)}")
    _refuse_missing_and(tokens)
    begins = True
    for token in tokens:
        if token.kind is TokenKind.SYMBOL:
            raise token.span.error(
                f"{quoted(token.text)} cannot stand among bare words: put it in quotes"
            )
        if begins and token.kind is TokenKind.WORD and token.text.startswith("!"):
            raise token.span.character(0).error(
                _NO_WORD.format(word="not", instead=_INSTEAD["not"])
            )
        begins = token.kind is TokenKind.SPACE


def _refuse_missing_and(tokens: Sequence[Token]) -> None:
    """Raise where a field and an operator follow in the middle of other words."""
    for index, token in enumerate(tokens):
        rest = trimmed(tokens[index + 1 : index + 3])
        if index == 0 or not rest or tokens[index - 1].kind is not TokenKind.SPACE:
            continue
        is_operator = rest[0].kind is TokenKind.SYMBOL or _is_operator_word(rest[0])
        if is_operator and field_named(token.text) is not None:
            raise token.span.error(f'"and" is missing before {quoted(token.text)}')
