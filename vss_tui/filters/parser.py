"""The parser: what each clause of a typed filter is, and what it compiles to."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from vss_tui.filters.clause import Clause, Filter, IncompleteFilter, quoted
from vss_tui.filters.compiler import api_form, bare_word, comparison
from vss_tui.filters.fields import (
    COMMON_NAMES,
    EXAMPLE_VALUE,
    KIND_OF,
    LONGEST,
    NAMES,
    OPERATOR_OF,
    Field,
    FieldName,
    Operator,
    listed,
    operator_named,
)
from vss_tui.filters.filter_values import QUOTE_IT, words
from vss_tui.filters.lexer import (
    ApiForm,
    Segment,
    Span,
    Token,
    TokenKind,
    covering,
    split,
    stands_alone,
    trimmed,
)
from vss_tui.support.secret import find_jwt
from vss_tui.support.suggestions import closest_match

_USE_IN = 'use "in" for several values'
REFUSED_WORDS = {"or": _USE_IN, "not": "use != to leave out a value"}


class Part(NamedTuple):
    """A part of an expression that compiles by itself, and what it compiles to."""

    span: Span
    clauses: tuple[Clause, ...]


def parse(expression: str, now: datetime) -> Filter:
    """Compile an expression to the filter that it stands for; see ``vss_tui.filters.parse``."""
    clauses = tuple(clause for part in parts(expression, now) for clause in part.clauses)
    return Filter(expression.strip(), clauses)


def parts(expression: str, now: datetime) -> list[Part]:
    """Compile the parts of an expression, none where it is blank.

    Raises:
        FilterError: It cannot be sent.
        IncompleteFilter: It is not finished yet.
    """
    _refuse_whole(expression)
    found: list[Part] = []
    missing: IncompleteFilter | None = None
    before: Span | None = None
    for segment in split(expression):
        try:
            for part in _segment_parts(segment, before, now):
                found.append(part)
        except IncompleteFilter as error:
            # What is wrong further on matters more than what is missing here.
            missing = missing or error
        before = segment.separator
    if missing is not None:
        missing.complete = combined(found)
        raise missing
    return found


def combined(found: Sequence[Part]) -> Filter:
    """Return the filter of some parts; its expression compiles to the same again."""
    expression = ""
    end = 0
    for part in found:
        between = part.span.source[end : part.span.start] if expression else ""
        expression += f"{' ; ' if between.strip() else ' '}{part.span.text}"
        end = part.span.end
    return Filter(expression.strip(), tuple(clause for part in found for clause in part.clauses))


def _refuse_whole(expression: str) -> None:
    if place := find_jwt(expression):
        start, end = place
        masked = f"{expression[:start]}{'•' * (end - start)}{expression[end:]}"
        raise Span(masked, start, end).error(
            "that looks like a token: do not put it where others can read it"
        )
    if len(expression) > LONGEST:
        raise Span(expression, LONGEST, len(expression)).error(
            f"a filter has {LONGEST} characters at most: shorten it"
        )


def _segment_parts(segment: Segment, before: Span | None, now: datetime) -> Iterator[Part]:
    tokens, form = segment.tokens, segment.api_form
    if not tokens and form is None:
        _refuse_missing_clause(before, segment.separator)
        return
    for token in tokens:
        _refuse_unusable(token)
    begin = comparison_begin(tokens)
    bare, compared = trimmed(tokens[:begin]), tokens[begin:]
    if bare:
        _refuse_broken_comparison(bare, followed=bool(compared or form))
        begun = _begun_comparison(bare)
        for word in words(trimmed(bare[: bare.index(begun[0])]) if begun else bare):
            yield Part(word.whole, (bare_word(word),))
        if begun:
            example = _example(NAMES[begun[0].text.lower().rstrip("!")])
            raise begun[-1].span.incomplete(f"the operator is not complete: {example}")
    if compared:
        yield Part(covering(compared), _comparison(compared, form, now))
    if form is not None:
        yield Part(form.span, (api_form(form),))


def _refuse_missing_clause(before: Span | None, behind: Span | None) -> None:
    if behind is not None:
        raise behind.error(f"a clause is missing before {quoted(behind.text)}")
    if before is not None:
        raise before.incomplete(f"a clause is missing after {quoted(before.text)}")


def _refuse_unusable(token: Token) -> None:
    if token.kind is not TokenKind.WORD:
        return
    word = token.text.lower()
    if word in REFUSED_WORDS and stands_alone(token):
        advice = f"{REFUSED_WORDS[word]}, or quote the word"
        raise token.span.error(f'the service has no "{word}": {advice}')
    if (index := word.find("|")) >= 0:
        sign = token.span.part(index, index + 1)
        raise sign.error(f'the service has no "|": {_USE_IN}, {QUOTE_IT}')


def _begun_comparison(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return a field and the first half of ``!=`` at the end of an expression; else nothing."""
    *before, last = tokens
    if not last.text.endswith("!") or last.span.source[last.span.end :].strip():
        return ()
    begun = [*before[-2:], last] if last.text == "!" else [last]
    return begun if begun[0].text.lower().rstrip("!") in NAMES else ()


def comparison_begin(tokens: Sequence[Token]) -> int:
    """Return where a field with an operator stands, or the end."""
    return next((index for index in range(len(tokens)) if _is_field(tokens, index)), len(tokens))


def _is_field(tokens: Sequence[Token], index: int, names: Iterable[str] = ()) -> bool:
    """Tell whether a token is a word, meant as a field: an operator follows.

    With ``names``, only these are meant as one.
    """
    token, rest = tokens[index], trimmed(tokens[index + 1 : index + 3])
    begins = index == 0 or tokens[index - 1].kind is TokenKind.SPACE
    if not begins or token.kind is not TokenKind.WORD or not rest:
        return False
    if names and token.text.lower() not in names:
        return False
    if rest[0].kind is TokenKind.SYMBOL:
        return True
    is_operator = rest[0].kind is TokenKind.WORD and rest[0].text.lower() in OPERATOR_OF
    return is_operator and bool(names or _is_near_name(token.text))


def _comparison(tokens: Sequence[Token], form: ApiForm | None, now: datetime) -> tuple[Clause, ...]:
    name = _field_name(tokens[0])
    typed, *value = trimmed(tokens[1:])
    if typed.text.lower() not in OPERATOR_OF:
        usable = listed(name.operators, "or")
        raise typed.span.error(f"unknown operator {quoted(typed.text)}: use {usable}")
    for index in range(1, len(value)):
        if _is_field(value, index, NAMES):
            raise value[index].span.error(f'"and" is missing before {quoted(value[index].text)}')
    if form is not None:
        begin = form.span.part(0, len(form.name.text))
        raise begin.error(f'"and" is missing before {quoted(begin.text)}')
    return comparison(name, typed.span, trimmed(value), now)


def _field_name(token: Token) -> FieldName:
    name = NAMES.get(token.text.lower())
    if name is None:
        meant = closest_match(token.text, NAMES)
        advice = f'did you mean "{meant}"?' if meant else f"use {listed(COMMON_NAMES, 'or')}"
        raise token.span.error(f"unknown field {quoted(token.text)}: {advice}")
    return name


def _is_near_name(word: str) -> bool:
    return word.lower() in NAMES or bool(closest_match(word, NAMES))


def _refuse_broken_comparison(tokens: Sequence[Token], *, followed: bool) -> None:
    """Raise where the first word can only have been meant as a field, with no operator behind."""
    head, rest = tokens[0], trimmed(tokens[1:])
    if head.kind is TokenKind.SYMBOL:
        raise head.span.error(f"a field is missing before {quoted(head.text)}")
    if head.kind is not TokenKind.WORD:
        return
    if rest and rest[0].kind is TokenKind.COMMA:
        _refuse_broken_api_form(head, rest[0], trimmed(rest[1:]))
        return
    if head.text.lower() not in set(Field):
        return
    name = NAMES[head.text.lower()]
    example = _example(name)
    if not rest and not followed:
        raise head.span.incomplete(f"{name.text} needs an operator and a value: {example}")
    if len(rest) == 1 and any(each.startswith(rest[0].text.lower()) for each in name.operators):
        raise rest[0].span.incomplete(f"the operator is not complete: {example}")
    place = rest[0] if rest else head
    raise place.span.error(
        f"an operator is missing after {quoted(head.text)}: {example}, or quote the word"
    )


def _example(name: FieldName) -> str:
    return f"write {name.text} {name.operators[0]} {EXAMPLE_VALUE[KIND_OF[name.field]]}"


def _refuse_broken_api_form(head: Token, comma: Token, rest: Sequence[Token]) -> None:
    """Raise where ``field,op,value`` was meant: one of its names is known, the other is not."""
    example = "write it as name,like,Cent%"
    operator = operator_named(rest[0].text) if rest else None
    has_value = len(rest) > 1 and TokenKind.COMMA in (token.kind for token in rest[1:3])
    if operator is not None and has_value:
        _field_name(head)
    if head.text.lower() not in (NAMES if has_value else set(Field)):
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
