"""Which images a filter lets through, and in which order they come."""

import operator
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from vss_tui.demo.filtering import TIME_FIELDS, Clause, Order, parse_id, parse_time, parse_truth
from vss_tui.demo.images import StoredImage

Value = int | str | bool | datetime
Test = Callable[[StoredImage], bool]

_COMPARISONS: dict[str, Callable[[Value, Value], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def select(
    images: Iterable[StoredImage],
    clauses: Sequence[Clause],
    order: Sequence[Order],
    *,
    like_ignores_case: bool,
) -> list[StoredImage]:
    """Filter and sort images.

    Args:
        images: The images in the order that they keep where ``order`` does not decide.
        clauses: Conditions as ``parse_filter`` gives them; all must hold.
        order: Keys as ``parse_sort`` gives them; the first counts most. Text goes by code points.
        like_ignores_case: Whether ``like`` takes A and a as one. Other operators never do.
    """
    tests = [_test(clause, like_ignores_case) for clause in clauses]
    chosen = [image for image in images if all(test(image) for test in tests)]
    for field, direction in reversed(order):
        chosen.sort(key=operator.attrgetter(field), reverse=direction == "desc")
    return chosen


def _test(clause: Clause, ignore_case: bool) -> Test:
    field, name, value = clause
    get = _getter(field)
    if name == "like":
        return _like(get, value, ignore_case)
    if name == "in":
        values = frozenset(_convert(field, item) for item in value.split(","))
        return lambda image: get(image) in values
    compare, wanted = _COMPARISONS[name], _convert(field, value)
    return lambda image: compare(get(image), wanted)


def _getter(field: str) -> Callable[[StoredImage], Value]:
    get = operator.attrgetter(field)
    if field in TIME_FIELDS:
        return lambda image: get(image).replace(tzinfo=None)
    return get


def _convert(field: str, value: str) -> Value:
    if field == "id":
        return parse_id(value)
    if field == "public":
        return parse_truth(value)
    return parse_time(value) if field in TIME_FIELDS else value


def _like(get: Callable[[StoredImage], Value], pattern: str, ignore_case: bool) -> Test:
    fold: Callable[[str], str] = str.casefold if ignore_case else str
    head, *rest = fold(pattern).split("%")

    def test(image: StoredImage) -> bool:
        text = fold(str(get(image)))
        return _fits(text, head, rest) if rest else text == head

    return test


def _fits(text: str, head: str, rest: Sequence[str]) -> bool:
    *middle, tail = rest
    if not text.startswith(head):
        return False
    position = len(head)
    for part in middle:
        found = text.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    return len(text) - position >= len(tail) and text.endswith(tail)
