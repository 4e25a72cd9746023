"""Reading the values of a clause from its tokens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from vss_tui.filters.lexer import Span, Token, TokenKind, covering, trimmed

# A lone surrogate cannot be encoded; a control character is never meant.
_UNSENDABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Value:
    """A value as typed.

    Attributes:
        span: The span of its text, without quotes.
        quoted: Whether it is literal.
    """

    span: Span
    quoted: bool

    @property
    def text(self) -> str:
        return self.span.text


def one_value(tokens: Sequence[Token]) -> Value:
    """Read tokens, at least one, as a single value: quoted whole, or not at all.

    Raises:
        FilterError: Part of it is quoted, or it holds what cannot be sent.
    """
    quoted = next((token for token in tokens if token.kind is TokenKind.QUOTED), None)
    if quoted is None:
        return _sendable(Value(covering(tokens), quoted=False))
    if len(tokens) == 1:
        return _sendable(Value(_within_quotes(quoted), quoted=True))
    if quoted is tokens[0]:
        rest = covering(trimmed(tokens[1:]))
        raise rest.error('only "and" or ";" may follow a quoted value')
    raise quoted.span.error("put the whole value in quotes, or none of it")


def words(tokens: Sequence[Token]) -> list[Value]:
    """Read tokens as values that spaces part; raise ``FilterError`` as ``one_value`` does."""
    grouped = groupby(tokens, lambda token: token.kind is TokenKind.SPACE)
    return [one_value(tuple(group)) for is_space, group in grouped if not is_space]


def items(tokens: Sequence[Token]) -> list[Value]:
    """Read tokens, at least one, as values that commas part.

    Raises:
        FilterError: An item is missing, quoted in part, or holds what the service cannot take.
        IncompleteFilter: Nothing follows the last comma.
    """
    found: list[Value] = []
    begin = 0
    commas = [index for index, token in enumerate(tokens) if token.kind is TokenKind.COMMA]
    for comma in commas:
        item = trimmed(tokens[begin:comma])
        if not item:
            raise tokens[comma].span.error('an item is missing before ","')
        found.append(_item(item))
        begin = comma + 1
    last = trimmed(tokens[begin:])
    if not last:
        raise tokens[-1].span.incomplete('an item is missing after ","')
    return [*found, _item(last)]


def refuse_unsendable(span: Span) -> None:
    """Raise ``FilterError`` where a text holds ``;``, a control character or a lone surrogate."""
    if (index := span.text.find(";")) >= 0:
        refused = span.character(index)
        raise refused.error(
            'the service has no way to say ";" inside a value: use ~ with * in its place'
        )
    if match := _UNSENDABLE.search(span.text):
        refused = span.character(match.start())
        raise refused.error(
            f"a value cannot hold the character U+{ord(match[0]):04X}: leave it out"
        )


def _item(tokens: Sequence[Token]) -> Value:
    value = one_value(tokens)
    if (index := value.text.find(",")) >= 0:
        refused = value.span.character(index)
        raise refused.error(
            'the service has no way to say "," inside an item of "in": use = for this value'
        )
    return value


def _within_quotes(token: Token) -> Span:
    return Span(token.span.source, token.span.start + 1, token.span.end - 1)


def _sendable(value: Value) -> Value:
    if not value.text:
        around = Span(value.span.source, value.span.start - 1, value.span.end + 1)
        raise around.error("the value between the quotes is empty: write one")
    refuse_unsendable(value.span)
    return value
