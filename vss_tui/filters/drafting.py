"""While a filter is typed: what is in force of it, what completes it, and a folder's clause."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from vss_tui.filters.clause import Clause, Filter, FilterError, IncompleteFilter, quoted
from vss_tui.filters.fields import (
    AND,
    BOOLEAN_VALUES,
    COMMON_NAMES,
    KIND_OF,
    LONGEST,
    NAMES,
    OPERATOR_OF,
    Field,
    Kind,
    Operator,
)
from vss_tui.filters.lexer import QUOTES, Token, TokenKind, by_spaces, covering, split
from vss_tui.filters.parser import REFUSED_WORDS, Part, combined, comparison_begin, parse, parts

_OPEN_ENDS = re.compile(r"[\s,&]+\Z")
_DATE_ORDER = re.compile(r"([a-z_]+\s*[<>])(\s*[0-9][0-9\s:-]*)", re.IGNORECASE)
_PREFIX_OPERATORS = (Operator.EQ, Operator.LIKE, Operator.IN)
_WIDENING_OPERATORS = (Operator.LT, Operator.LE)
_CLOSED = (*QUOTES, ")")

Possible = tuple[Filter, Filter, str]
"""What is complete, what may match in the end, and the text that is not finished."""
_COMPLETED = tuple(dict.fromkeys([*COMMON_NAMES, *NAMES]))
"""The names of fields, the likeliest first."""
_SHORT = 2
"""Letters behind other words that a field's name is worth suggesting for."""


class Draft(NamedTuple):
    """A filter that is being typed.

    Attributes:
        filter: The complete part of what was typed; None where ``error`` is not.
        incomplete: What is missing or may still go on, in words, or "".
        error: What is wrong with the expression, or None.
    """

    filter: Filter | None
    incomplete: str = ""
    error: FilterError | None = None


def draft(expression: str, now: datetime, has_matches: Callable[[Filter], bool]) -> Draft:
    """Return what is in force of ``expression``; see ``vss_tui.filters.draft``."""
    typed = expression.rstrip()
    if sign := _open_end(typed):
        before = draft(_OPEN_ENDS.sub("", typed), now, has_matches)
        missing = f"something is missing after {quoted(sign)}"
        return before if before.error else Draft(before.filter, before.incomplete or missing)
    try:
        found = parts(expression, now)
    except IncompleteFilter as error:
        return Draft(error.complete, error.message)
    except FilterError as error:
        return _without_refused_word(expression, error, now, has_matches)
    whole = Filter(typed.lstrip(), tuple(clause for part in found for clause in part.clauses))
    if not found or has_matches(whole):
        return Draft(whole)
    waiting = chain(_without_pending_words(expression, now), _longer(found, now))
    for complete, possible, text in waiting:
        if has_matches(possible):
            missing = f"no loaded row matches {quoted(text)}: keep typing, or press Enter"
            return Draft(complete, missing)
    return Draft(whole)


def _without_refused_word(
    expression: str, error: FilterError, now: datetime, has_matches: Callable[[Filter], bool]
) -> Draft:
    """Let a last word that is refused wait: "or" may become "oracle"."""
    word = expression[error.start :].lower()
    if word in (AND, *REFUSED_WORDS):
        before = draft(expression[: error.start], now, has_matches)
        if before.error is None:
            return Draft(before.filter, before.incomplete or error.message)
    return Draft(None, error=error)


def _open_end(typed: str) -> str:
    """Return the sign at the end that something must follow, or ""."""
    segment = split(typed)[-1]
    if form := segment.api_form:
        return "," if form.operator is Operator.IN and form.value.text.endswith(",") else ""
    last = segment.tokens[-1] if segment.tokens else None
    if last is None or last.kind not in (TokenKind.COMMA, TokenKind.WORD):
        return ""
    return last.text[-1] if last.text[-1] in ",&" else ""


def _without_pending_words(expression: str, now: datetime) -> Iterator[Possible]:
    """Give the filters without last words that may become ``and`` or a field."""
    rest = expression
    while (start := _pending_start(rest)) is not None:
        rest = expression[:start]
        try:
            before = parse(rest, now)
        except IncompleteFilter as error:
            if split(rest)[-1].tokens:
                return
            before = error.complete
        except FilterError:
            return
        yield before, before, expression[start:].strip()


def _pending_start(typed: str) -> int | None:
    """Return where the last word begins that may become ``and``, or a field with its operator."""
    segment = split(typed)[-1]
    if segment.api_form is not None or not segment.tokens:
        return None
    *before, last = by_spaces(segment.tokens)
    text, start = covering(last).text.lower(), last[0].span.start
    name = NAMES.get(covering(before[-1]).text.lower()) if before else None
    if name and any(operator.startswith(text) for operator in name.operators):
        return before[-1][0].span.start
    if last[0].text.lower() in NAMES and len(last) > 1 and last[1].kind is TokenKind.COMMA:
        begun = "".join(token.text.lower() for token in last[2:])
        return start if any(operator.startswith(begun) for operator in Operator) else None
    if last[-1].span.end < len(typed):
        return start if text in NAMES else None
    return start if any(name.startswith(text) for name in (AND, *NAMES)) else None


def _longer(found: Sequence[Part], now: datetime) -> Iterator[Possible]:
    """Give what the last part may match at most when its value is longer."""
    part, before = found[-1], combined(found[:-1])
    clause, text = part.clauses[-1], part.span.text
    kind = KIND_OF[clause.field]
    clauses: tuple[Clause, ...]
    if kind is Kind.DATE and (match := _DATE_ORDER.fullmatch(text)):
        if match[2].strip().isdecimal():
            # The unit of a time counted back from now may follow.
            yield before, before, text
            return
        try:
            clauses = parse(f"{match[1]}={match[2]}", now).clauses
        except FilterError:
            return
    elif text.endswith(_CLOSED):
        return
    elif (kind is Kind.NUMBER and clause.operator in _WIDENING_OPERATORS) or _begins_api_form(
        clause
    ):
        clauses = ()
    elif clause.operator in _PREFIX_OPERATORS:
        value = clause.value.rpartition(",")[2] if clause.operator is Operator.IN else clause.value
        clauses = (Clause(clause.field, Operator.LIKE, f"{value}%"),)
    else:
        return
    yield before, Filter("", (*before.clauses, *clauses)), text


def _begins_api_form(clause: Clause) -> bool:
    """Tell whether a clause may become one of ``vss-cli``, as ``name=lik`` does."""
    value = clause.value.lower()
    return clause.operator is Operator.EQ and any(each.startswith(value) for each in Operator)


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


def toggle_folder(expression: str, path: str, now: datetime) -> str:
    """Add the clause for the folder of ``path``, or take it away where it is there.

    It replaces that of a folder above.

    Raises:
        FilterError: The path has no folder, or one that cannot be filtered by.
    """
    folder = _folder(path, expression)
    found = parts(expression, now)
    others = [part for part in found if not _is_above(folder, part.clauses)]
    before = combined(others) if len(others) < len(found) else combined(found)
    clause = Clause(Field.PATH, Operator.LIKE, f"{folder}%")
    if any(part.clauses == (clause,) for part in found):
        return before.expression
    reason = FilterError("cannot filter by this folder", 0, 0, expression)
    # A folder may hold what the language reads as its own, as "Salt and Pepper" does; an API form
    # before it takes "and" for text.
    for typed in (f"path like {clause.value}", clause.parameter):
        for joiner in (" and ", " ; ") if others else ("",):
            candidate = f"{before.expression}{joiner}{typed}"
            try:
                if parse(candidate, now).clauses == (*before.clauses, clause):
                    return candidate
            except FilterError as error:
                reason = error
    raise reason


def _is_above(folder: str, clauses: Sequence[Clause]) -> bool:
    """Tell whether clauses ask for a folder or one above it, and for nothing else."""
    clause = clauses[0]
    above = clause.value.removesuffix("%")
    is_folder = clause.field is Field.PATH and clause.operator is Operator.LIKE
    is_folder = is_folder and above != clause.value and above.endswith(("/", "] "))
    return len(clauses) == 1 and is_folder and folder.startswith(above)


def _folder(path: str, expression: str) -> str:
    # The path is untrusted: joined into a text as it is, it would be escaped.
    plain = str.__str__(path)
    folder = plain[: plain.rfind("/") + 1] or "".join(plain.partition("] ")[:2])
    if folder in ("", plain):
        raise FilterError("this image's path names no folder", 0, 0, expression)
    for sign in ";%":
        if sign in folder:
            message = f"cannot filter by this folder: its path contains {quoted(sign)}"
            raise FilterError(message, 0, 0, expression)
    return folder
