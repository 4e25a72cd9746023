"""Completing a filter while it is typed."""

from collections.abc import Iterable, Sequence

from vss_tui.filters.fields import (
    AND,
    BOOLEAN_VALUES,
    COMMON_NAMES,
    LONGEST,
    NAMES,
    OPERATOR_OF,
    Field,
    Operator,
)
from vss_tui.filters.lexer import Token, TokenKind, by_spaces, covering, split
from vss_tui.filters.parser import REFUSED_WORDS, comparison_begin

_COMPLETED = tuple(dict.fromkeys([*COMMON_NAMES, *NAMES]))
"""The names of fields, the likeliest first."""
_SHORT = 2
"""Letters behind other words that a field's name is worth suggesting for."""


def suffix(expression: str) -> str:
    """Return what completes an expression, to go behind it, or ""."""
    if len(expression) > LONGEST:
        return ""
    segment = split(expression)[-1]
    tokens = segment.tokens
    if not tokens or segment.api_form or any(_is_refused(token) for token in tokens):
        return ""
    begin = comparison_begin(tokens)
    if begin < len(tokens):
        return _suffix_in_comparison(tokens[begin:], expression)
    return _suffix_of_bare(tokens, expression)


def _is_refused(token: Token) -> bool:
    return token.kind is TokenKind.UNCLOSED or token.text.lower() in REFUSED_WORDS


def _suffix_in_comparison(tokens: Sequence[Token], expression: str) -> str:
    name, operator, *value = [token for token in tokens if token.kind is not TokenKind.SPACE]
    last = tokens[-1]
    typing = last.kind is TokenKind.WORD and last.span.end == len(expression)
    if OPERATOR_OF.get(operator.text.lower()) is Operator.IN and value:
        opened = value[0].kind is TokenKind.OPEN and ")" not in "".join(map(_text, value))
        if opened:
            return ")" if last.kind in (TokenKind.WORD, TokenKind.QUOTED) else ""
    if not typing or not value:
        return ""
    if len(value) == 1 and NAMES.get(name.text.lower(), NAMES["id"]).field is Field.PUBLIC:
        return _suffix_of(last.text, BOOLEAN_VALUES)
    before = tokens[-2].kind is TokenKind.SPACE and len(value) > 1
    follows_item = value[-2].kind is not TokenKind.COMMA if before else False
    return _suffix_of(last.text, (AND,)) if follows_item else ""


def _suffix_of_bare(tokens: Sequence[Token], expression: str) -> str:
    words = by_spaces(tokens)
    last = words[-1]
    if last[-1].span.end < len(expression):
        name = NAMES.get(covering(last).text.lower())
        return name.operators[0] if name else ""
    match [token.kind for token in last]:
        case [TokenKind.WORD]:
            return _suffix_of_word(last[0].text, words[:-1])
        case [TokenKind.WORD, TokenKind.COMMA, *rest] if len(rest) < 2:
            name = NAMES.get(last[0].text.lower())
            begun = last[2].text if rest else ""
            operators = [f"{each}," for each in Operator if name and name.supports(each)]
            return _suffix_of(begun, operators)
        case _:
            return ""


def _suffix_of_word(begun: str, before: Sequence[Sequence[Token]]) -> str:
    if not before:
        return _suffix_of(begun, _COMPLETED)
    name = NAMES.get(covering(before[-1]).text.lower())
    if name and (found := _suffix_of(begun, name.operators)):
        return found
    if name and len(before) == 1 and name.text in set(Field):
        return ""
    fields = _COMPLETED if len(begun) >= _SHORT else ()
    return "&" if begun == "&" else _suffix_of(begun, (AND, *fields))


def _suffix_of(begun: str, names: Iterable[str]) -> str:
    typed = begun.lower()
    found = [name for name in names if name.startswith(typed)]
    return "" if typed in found or not found else found[0][len(typed) :]


def _text(token: Token) -> str:
    return "" if token.kind is TokenKind.QUOTED else token.text
