"""Completing a filter while it is typed."""

from collections.abc import Iterable, Sequence

from vss_tui.filters.fields import (
    AND,
    BOOLEAN_VALUES,
    KIND_OF,
    LONGEST,
    OPERATOR_OF,
    OPERATORS_FOR,
    Field,
    Operator,
    field_named,
    supports,
)
from vss_tui.filters.lexer import Token, TokenKind, split

_NEVER_COMPLETE = (TokenKind.UNCLOSED, TokenKind.REFUSED)


def suffix(expression: str) -> str:
    """Return what completes an expression, to go behind it, or ""."""
    if len(expression) > LONGEST:
        return ""
    tokens = [token for token in split(expression)[-1].tokens if token.kind is not TokenKind.SPACE]
    if not tokens or any(token.kind in _NEVER_COMPLETE for token in tokens):
        return ""
    last = tokens[-1]
    if last.kind is TokenKind.WORD and last.span.end == len(expression):
        return _suffix_of(last.text.lower(), _names_after(tokens[:-1], last))
    return _suffix_of("", _names_expected(tokens))


def _suffix_of(begun: str, names: Iterable[str]) -> str:
    return next(
        (name[len(begun) :] for name in names if name.startswith(begun) and name != begun), ""
    )


def _names_after(before: Sequence[Token], typed: Token) -> Iterable[str]:
    """Return the names that ``typed`` may begin, the likeliest first."""
    if not before:
        return Field
    if expected := _names_expected(before):
        return expected
    opens_value = before[-1].kind in (TokenKind.SYMBOL, TokenKind.COMMA)
    follows_space = before[-1].span.end < typed.span.start
    return (
        (AND,) if follows_space and not opens_value and not _ends_in_operator_word(before) else ()
    )


def _names_expected(tokens: Sequence[Token]) -> Sequence[str]:
    """Return the names of which one must follow these tokens; none where any text may."""
    field = field_named(tokens[0].text)
    if field is None:
        return ()
    match [token.kind for token in tokens[1:]]:
        case []:
            return OPERATORS_FOR[KIND_OF[field]]
        case [TokenKind.COMMA]:
            return [f"{operator}," for operator in Operator if supports(field, operator)]
        case [TokenKind.SYMBOL] if field is Field.PUBLIC:
            return list(BOOLEAN_VALUES)
        case _:
            return ()


def _ends_in_operator_word(tokens: Sequence[Token]) -> bool:
    return len(tokens) == 2 and tokens[1].text.lower() in OPERATOR_OF
