"""Taking a typed filter apart: clauses, and the tokens of each.

Nothing here raises: completion splits incomplete text in the same way.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from vss_tui.filters.fields import AND, REFUSED_WORDS, Field, Operator, field_named, operator_named
from vss_tui.filters.filter_error import FilterError, IncompleteFilter


@dataclass(frozen=True, slots=True)
class Span:
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

    def character(self, index: int) -> "Span":
        """Return the span of the one character at ``index`` of the text."""
        return Span(self.source, self.start + index, self.start + index + 1)

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
    WORD = "word"
    REFUSED = "refused"
    """An unquoted word for what the service cannot do (``or``, ``not``)."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token and where it stands."""

    kind: TokenKind
    span: Span

    @property
    def text(self) -> str:
        """What was typed, quotes included."""
        return self.span.text


@dataclass(frozen=True, slots=True)
class ApiForm:
    """A clause in the API's own form (``name,like,Cent%``).

    ``typed`` is the operator's span; ``value`` is all that follows, to be taken verbatim.
    """

    field: Field
    operator: Operator
    typed: Span
    value: Span


@dataclass(frozen=True, slots=True)
class Segment:
    """A clause as typed: its tokens without outer spaces, or its API form.

    ``separator`` is the ``;`` or ``and`` behind it, None at the end of the expression.
    """

    tokens: tuple[Token, ...]
    separator: Span | None
    api_form: ApiForm | None = None


# A quote opens only where a word could begin: in the middle of one it is an apostrophe.
_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<quoted>\"[^\"]*\"|'[^']*')"
    r"|(?P<unclosed>[\"'].*)"
    r"|(?P<comma>,)"
    r"|(?P<symbol>!?[~=<>]+)"
    r"|(?P<word>(?:[^\s;,~=<>!]|!(?![~=<>]))+)",
    re.DOTALL,
)
_API_FORM = re.compile(r"\s*([a-z_]+)\s*(?:,|=(?![~=<>]))\s*([a-z]+)\s*,", re.IGNORECASE)


def split(expression: str) -> list[Segment]:
    """Split an expression at ``;`` and the word ``and``, outside quotes; at least one segment."""
    segments: list[Segment] = []
    position = 0
    while True:
        segment = _api_segment(expression, position) or _token_segment(expression, position)
        segments.append(segment)
        if segment.separator is None:
            return segments
        position = segment.separator.end


def trimmed(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return the tokens without outer spaces."""
    first = 1 if tokens and tokens[0].kind is TokenKind.SPACE else 0
    last = -1 if tokens and tokens[-1].kind is TokenKind.SPACE else None
    return tuple(tokens[first:last])


def covering(tokens: Sequence[Token]) -> Span:
    """Return the span from the first of some tokens to the last."""
    first, last = tokens[0].span, tokens[-1].span
    return Span(first.source, first.start, last.end)


def _api_segment(source: str, position: int) -> Segment | None:
    match = _API_FORM.match(source, position)
    if match is None:
        return None
    field, operator = field_named(match[1]), operator_named(match[2])
    if field is None or operator is None:
        return None
    end = source.find(";", match.end())
    separator = Span(source, end, end + 1) if end >= 0 else None
    value = Span(source, match.end(), separator.start if separator else len(source)).stripped()
    typed = Span(source, match.start(2), match.end(2))
    return Segment((), separator, ApiForm(field, operator, typed, value))


def _token_segment(source: str, position: int) -> Segment:
    tokens: list[Token] = []
    while match := _TOKEN.match(source, position):
        position = match.end()
        token = Token(TokenKind(str(match.lastgroup)), Span(source, match.start(), position))
        word = token.text.lower()
        if word == AND and _stands_alone(token):
            return Segment(trimmed(tokens), token.span)
        if word in REFUSED_WORDS and _stands_alone(token):
            token = Token(TokenKind.REFUSED, token.span)
        tokens.append(token)
    # A semicolon is all that no token begins with.
    separator = Span(source, position, position + 1) if position < len(source) else None
    return Segment(trimmed(tokens), separator)


def _stands_alone(token: Token) -> bool:
    following = token.span.source[token.span.end : token.span.end + 1]
    return not following or following == ";" or following.isspace()
