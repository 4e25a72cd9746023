"""Taking a typed filter apart: clauses, and the tokens of each.

Nothing here raises: completion splits incomplete text in the same way.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from vss_tui.filters.clause import FilterError, IncompleteFilter
from vss_tui.filters.fields import AND, NAMES, FieldName, Operator, operator_named


class Span(NamedTuple):
    """A part of a typed expression."""

    source: str
    start: int
    end: int

    @property
    def text(self) -> str:
        """What was typed there."""
        return self.source[self.start : self.end]

    def stripped(self) -> "Span":
        """Return the span without its outer spaces."""
        start = self.end - len(self.text.lstrip())
        return Span(self.source, start, start + len(self.text.strip()))

    def part(self, start: int, end: int) -> "Span":
        """Return the span of ``text[start:end]``."""
        return Span(self.source, self.start + start, self.start + end)

    def error(self, message: str) -> FilterError:
        """Return an error that marks this span."""
        return FilterError(message, self.start, self.end, self.source)

    def incomplete(self, message: str) -> IncompleteFilter:
        """Return an error that marks this span as not finished yet."""
        return IncompleteFilter(message, self.start, self.end, self.source)


class TokenKind(StrEnum):
    """The kinds of token; the values name the groups of the token pattern."""

    SPACE = "space"
    QUOTED = "quoted"
    UNCLOSED = "unclosed"
    COMMA = "comma"
    SYMBOL = "symbol"
    OPEN = "open"
    WORD = "word"


class Token(NamedTuple):
    """A token and where it stands."""

    kind: TokenKind
    span: Span

    @property
    def text(self) -> str:
        """What was typed, quotes included."""
        return self.span.text


class ApiForm(NamedTuple):
    """A clause in the API's own form (``name,like,Cent%``).

    ``typed`` is the operator's span; ``value`` is all that follows, to be taken verbatim.
    """

    name: FieldName
    operator: Operator
    span: Span
    typed: Span
    value: Span


class Segment(NamedTuple):
    """What stands between two separators: tokens without outer spaces, and an API form.

    ``separator`` is the ``;``, ``&&`` or ``and`` behind it, None at the end of the expression.
    """

    tokens: tuple[Token, ...]
    api_form: ApiForm | None
    separator: Span | None


_DOUBLE, _SINGLE = '"“”„‟«»', "'‘’‚‛"
QUOTES = f"{_DOUBLE}{_SINGLE}"
# A quote opens only where a word could begin: in the middle of one it is an apostrophe. So does a
# parenthesis; in the middle it is a letter, but behind "in".
_TOKEN = re.compile(
    r"(?P<space>\s+)"
    f"|(?P<quoted>[{_DOUBLE}][^{_DOUBLE}]*[{_DOUBLE}]|[{_SINGLE}][^{_SINGLE}]*[{_SINGLE}])"
    f"|(?P<unclosed>[{_DOUBLE}{_SINGLE}].*)"
    r"|(?P<comma>,)"
    r"|(?P<symbol>!?[~=<>]+)"
    r"|(?P<open>\()"
    r"|(?P<word>in(?=\()|(?:[^\s;,~=<>!&]|!(?![~=<>])|&(?!&))+)",
    re.DOTALL | re.IGNORECASE,
)
_API_FORM = re.compile(r"([a-z_]+)\s*(?:,|=(?![~=<>]))\s*([a-z]+)\s*,", re.IGNORECASE)


def split(expression: str) -> list[Segment]:
    """Split an expression at ``;``, ``&&`` and the word ``and``; at least one segment."""
    segments: list[Segment] = []
    position = 0
    while True:
        segment = _segment(expression, position)
        segments.append(segment)
        if segment.separator is None:
            return segments
        position = segment.separator.end


def trimmed(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return the tokens without outer spaces."""
    first = 1 if tokens and tokens[0].kind is TokenKind.SPACE else 0
    last = -1 if tokens and tokens[-1].kind is TokenKind.SPACE else None
    return tuple(tokens[first:last])


def by_spaces(tokens: Sequence[Token]) -> list[list[Token]]:
    """Group the tokens, which have no outer spaces, by the spaces between them."""
    groups: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind is TokenKind.SPACE:
            groups.append([])
        else:
            groups[-1].append(token)
    return groups


def covering(tokens: Sequence[Token]) -> Span:
    """Return the span from the first of some tokens to the last."""
    first, last = tokens[0].span, tokens[-1].span
    return Span(first.source, first.start, last.end)


def _segment(source: str, position: int) -> Segment:
    tokens: list[Token] = []
    while True:
        if not tokens or tokens[-1].kind is TokenKind.SPACE:
            form = _api_form(source, position)
            if form is not None:
                end = source.find(";", form.value.start)
                separator = Span(source, end, end + 1) if end >= 0 else None
                return Segment(trimmed(tokens), form, separator)
        match = _TOKEN.match(source, position)
        if match is None:
            break
        position = match.end()
        token = Token(TokenKind(str(match.lastgroup)), Span(source, match.start(), position))
        if token.text.lower() == AND and stands_alone(token):
            return Segment(trimmed(tokens), None, token.span)
        tokens.append(token)
    # A semicolon and a double ampersand are all that no token begins with.
    end = position + (1 if source[position : position + 1] == ";" else 2)
    separator = Span(source, position, end) if position < len(source) else None
    return Segment(trimmed(tokens), None, separator)


def _api_form(source: str, position: int) -> ApiForm | None:
    match = _API_FORM.match(source, position)
    if match is None:
        return None
    name, operator = NAMES.get(match[1].lower()), operator_named(match[2])
    if name is None or operator is None:
        return None
    end = source.find(";", match.end())
    whole = Span(source, position, end if end >= 0 else len(source)).stripped()
    typed = Span(source, match.start(2), match.end(2))
    value = Span(source, match.end(), max(whole.end, match.end())).stripped()
    return ApiForm(name, operator, whole, typed, value)


def stands_alone(token: Token) -> bool:
    """Tell whether a word ends with the token."""
    following = token.span.source[token.span.end : token.span.end + 2]
    return following == "&&" or not following or following[0] == ";" or following[0].isspace()
