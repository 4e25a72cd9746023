"""Reading the values of a clause from its tokens."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vss_tui.filters.clause import quoted
from vss_tui.filters.lexer import Span, Token, TokenKind, by_spaces, covering, trimmed

QUOTE_IT = "or quote the sign"
_SINGLE_AND = 'a single "&": use && or and, or put it in quotes'
_LEAVE_OUT = f"use != to leave out a value, {QUOTE_IT}"
# A lone surrogate cannot be encoded; a control character is never meant.
_UNSENDABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_WORD = re.compile(r"\S+")


class Value(NamedTuple):
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

    @property
    def whole(self) -> Span:
        """The span of its text, with quotes."""
        return self.span.part(-1, len(self.text) + 1) if self.quoted else self.span


def one_value(tokens: Sequence[Token]) -> Value:
    """Read tokens, at least one, as a single value: quoted whole, or not at all.

    Raises:
        FilterError: Part of it is quoted, or it holds what cannot be sent.
        IncompleteFilter: A closing quote is missing.
    """
    for token in tokens:
        if token.kind is TokenKind.UNCLOSED:
            raise token.span.incomplete(f"a closing {token.text[0]} is missing")
    literal = next((token for token in tokens if token.kind is TokenKind.QUOTED), None)
    if literal is None:
        return _sendable(Value(covering(tokens), quoted=False))
    if len(tokens) == 1:
        return _sendable(Value(literal.span.part(1, len(literal.text) - 1), quoted=True))
    if literal is tokens[0] and tokens[1].kind is TokenKind.SPACE:
        rest = covering(trimmed(tokens[1:]))
        raise rest.error('only "and", "&&" or ";" may follow a quoted value')
    raise literal.span.error("put the whole value in quotes, or none of it")


def words(tokens: Sequence[Token]) -> Iterator[Value]:
    """Read tokens as values that spaces part; one that begins with ``[`` takes all that follow."""
    for group in by_spaces(tokens) if tokens else ():
        if group[0].kind is TokenKind.WORD and group[0].text.startswith("["):
            yield _bare_word(tokens[tokens.index(group[0]) :])
            return
        yield _bare_word(group)


def items(tokens: Sequence[Token]) -> list[Value]:
    """Read tokens, at least one, as values that commas part, in parentheses or not.

    Raises:
        FilterError: An item is missing, quoted in part, or holds what the service cannot take.
        IncompleteFilter: Nothing follows the last comma, or a parenthesis is not closed.
    """
    inner = _within_parentheses(tokens)
    found: list[Value] = []
    begin = 0
    commas = [index for index, token in enumerate(inner) if token.kind is TokenKind.COMMA]
    for comma in commas:
        item = trimmed(inner[begin:comma])
        if not item:
            raise inner[comma].span.error('an item is missing before ","')
        found.append(_item(item))
        begin = comma + 1
    last = trimmed(inner[begin:])
    if not last:
        raise inner[-1].span.incomplete('an item is missing after ","')
    return [*found, _item(last)]


def refuse_signs(value: Value, name: str) -> None:
    """Raise ``FilterError`` where unquoted text has a sign of another language of filters.

    The advice is given for the field ``name``.
    """
    if value.quoted:
        return
    depth = value.text.count("(") - value.text.count(")")
    for match in _WORD.finditer(value.text):
        word, span = match[0], value.span.part(*match.span())
        if word[0] in "!-":
            raise span.part(0, 1).error(f'the service has no "{word[0]}": {_LEAVE_OUT}')
        if word[0] == "^":
            begun = quoted(f"{name} ~ {word[1:] or 'ubuntu'}*")
            raise span.part(0, 1).error(f'the service has no "^": write {begun}, {QUOTE_IT}')
        if word[-1] == "$":
            ended = quoted(f"{name} ~ *{word[:-1] or '.iso'}")
            end = span.part(len(word) - 1, len(word))
            raise end.error(f'the service has no "$": write {ended}, {QUOTE_IT}')
        if word[0] == "(" and depth > 0:
            if _at_end(value.span):
                raise span.part(0, 1).incomplete('a closing ")" is missing')
            raise span.part(0, 1).error(
                f"there is no grouping: write one clause after the other, {QUOTE_IT}"
            )


def refuse_unsendable(span: Span) -> None:
    """Raise ``FilterError`` where a text holds ``;``, a control character or a lone surrogate."""
    if (index := span.text.find(";")) >= 0:
        raise span.part(index, index + 1).error(
            'a value cannot contain ";": use ~ with * in its place'
        )
    if match := _UNSENDABLE.search(span.text):
        raise span.part(*match.span()).error(
            f"a value cannot hold the character U+{ord(match[0]):04X}: leave it out"
        )


def _bare_word(tokens: Sequence[Token]) -> Value:
    for token in tokens:
        if token.kind is TokenKind.SYMBOL:
            raise token.span.error(f"unexpected {quoted(token.text)}: put it in quotes")
    value = one_value(tokens)
    if value.text == "&" and not value.quoted:
        if _at_end(value.span):
            raise value.span.incomplete(_SINGLE_AND)
        raise value.span.error(_SINGLE_AND)
    refuse_signs(value, "name")
    return value


def _within_parentheses(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens without a pair of parentheses round them all."""
    if tokens[0].kind is not TokenKind.OPEN:
        return tokens
    depth = 0
    for index, token in enumerate(tokens):
        for offset, sign in enumerate("" if token.kind is TokenKind.QUOTED else token.text, 1):
            depth += (sign == "(") - (sign == ")")
            if depth:
                continue
            if index < len(tokens) - 1 or offset < len(token.text):
                return tokens
            rest = [Token(token.kind, token.span.part(0, offset - 1))] if offset > 1 else []
            inner = trimmed([*tokens[1:index], *rest])
            if not inner:
                raise covering(tokens).error("an item is missing between the parentheses")
            return inner
    raise tokens[0].span.incomplete('a closing ")" is missing')


def _item(tokens: Sequence[Token]) -> Value:
    value = one_value(tokens)
    if (index := value.text.find(",")) >= 0:
        raise value.span.part(index, index + 1).error(
            'an item of "in" cannot contain ",": use = for this value'
        )
    return value


def _sendable(value: Value) -> Value:
    span = value.span
    if not value.text:
        raise span.part(-1, 1).error("the value between the quotes is empty: write one")
    refuse_unsendable(span)
    return value


def _at_end(span: Span) -> bool:
    return not span.source[span.end :].strip()
