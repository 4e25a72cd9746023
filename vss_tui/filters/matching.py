"""The predicate: clauses evaluated on loaded images, as the service is expected to."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter, eq, ge, gt, le, lt, ne
from types import MappingProxyType
from typing import Any, Protocol

from vss_tui.filters.clause import Clause, Filter
from vss_tui.filters.fields import KIND_OF, Field, Kind, Operator

_COMPARISON: Mapping[Operator, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        Operator.EQ: eq,
        Operator.NE: ne,
        Operator.LT: lt,
        Operator.LE: le,
        Operator.GT: gt,
        Operator.GE: ge,
    }
)
# Some of the service's times hold a weekday's name; a filter's may end with the day or minute.
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](?:[A-Z][a-z]{2} )?(\d\d:\d\d)(:\d\d)?)?\b", re.ASCII)

Spans = list[tuple[int, int]]


class FilterableImage(Protocol):
    """What the predicate reads of an image, with times as the service writes them."""

    @property
    def id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def data_store(self) -> str: ...
    @property
    def public(self) -> bool | None: ...
    @property
    def created_on(self) -> str: ...
    @property
    def updated_on(self) -> str: ...


def predicate(condition: Filter) -> Callable[[FilterableImage], bool]:
    """Return a function that tells whether an image passes a filter.

    Text is compared without regard to case, ``_`` is a letter, and times are those of the
    service's zone. An id, a time or ``public`` that the image lacks passes no clause.
    """
    tests = [_test(clause) for clause in condition.clauses]
    return lambda image: all(test(image) for test in tests)


def highlights(condition: Filter, name: str) -> Spans:
    """Return the parts of ``name`` that a filter asks for, as (start, end) in order.

    Of a clause about the path, what follows its last slash counts.
    """
    text, offsets = _folded(name)
    found = [
        span
        for clause in condition.clauses
        for parts in _wanted_of_name(clause)
        for span in _match(parts, text) or ()
    ]
    merged: Spans = []
    for first, last in sorted((first, last) for first, last in found if first < last):
        start, end = offsets[first], offsets[last - 1] + 1
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _test(clause: Clause) -> Callable[[FilterableImage], bool]:
    get: Callable[[object], object] = attrgetter(clause.field)
    if clause.operator is Operator.LIKE:
        parts = clause.value.casefold().split("%")
        return lambda image: _match(parts, _text(get(image))) is not None
    read = _READ[KIND_OF[clause.field]]
    if clause.operator is Operator.IN:
        values = frozenset(read(item) for item in clause.value.split(",")) - {None}
        return lambda image: read(get(image)) in values
    compare, wanted = _COMPARISON[clause.operator], read(clause.value)

    def test(image: FilterableImage) -> bool:
        value = read(get(image))
        return value is not None and compare(value, wanted)

    return test


def _text(value: object) -> str:
    return str.casefold(value) if isinstance(value, str) else str(value)


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, int | str) else None


def _boolean(value: object) -> bool | None:
    return value == "true" if isinstance(value, str) else value if isinstance(value, bool) else None


def _time(value: object) -> str | None:
    """Return a time in a form that sorts as text (``2024-01-31 13:45:00``), or None."""
    found = _TIME.match(value) if isinstance(value, str) else None
    return f"{found[1]} {found[2] or '00:00'}{found[3] or ':00'}" if found else None


_READ: Mapping[Kind, Callable[[object], object]] = MappingProxyType(
    {Kind.TEXT: _text, Kind.NUMBER: _number, Kind.BOOLEAN: _boolean, Kind.DATE: _time}
)


def _wanted_of_name(clause: Clause) -> Iterator[list[str]]:
    if clause.field not in (Field.NAME, Field.PATH) or clause.operator is Operator.NE:
        return
    for value in clause.value.split(",") if clause.operator is Operator.IN else [clause.value]:
        wanted = value.rpartition("/")[2] if clause.field is Field.PATH else value
        folded = wanted.casefold()
        yield folded.split("%") if clause.operator is Operator.LIKE else [folded]


def _match(parts: Sequence[str], text: str) -> Spans | None:
    """Return where ``text`` has the parts that ``%`` stood between, or None."""
    head, *rest = parts
    if not rest:
        return [(0, len(text))] if text == head else None
    if not text.startswith(head):
        return None
    spans, position = [(0, len(head))], len(head)
    for part in rest[:-1]:
        found = text.find(part, position)
        if found < 0:
            return None
        position = found + len(part)
        spans.append((found, position))
    start = len(text) - len(rest[-1])
    if start < position or not text.endswith(rest[-1]):
        return None
    return [*spans, (start, len(text))]


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """Return ``text`` without its case, and where each of its characters comes from."""
    if text.isascii():
        return str.casefold(text), range(len(text))
    folds = [character.casefold() for character in str.__str__(text)]
    offsets = [index for index, fold in enumerate(folds) for _ in fold]
    return "".join(folds), offsets
