"""Filtering and sorting of the service's lists."""

import operator
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from vss_tui.demo.filtering import TIME_FIELDS, Clause, Order, parse_id, parse_time, parse_truth

Value = int | str | bool | datetime
Test = Callable[[object], bool]
Item = TypeVar("Item")

_COMPARISONS: dict[str, Callable[[Value, Value], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def select(
    items: Iterable[Item],
    clauses: Sequence[Clause],
    order: Sequence[Order],
    *,
    like_ignores_case: bool,
) -> list[Item]:
    """Filter and sort images or sync requests.

    Args:
        items: What to choose from, in the order they keep where ``order`` does not decide.
        clauses: Conditions as ``parse_filter`` gives them; all must hold.
        order: Keys as ``parse_sort`` gives them; the first counts most. Text goes by code points.
        like_ignores_case: Whether ``like`` ignores case. Other operators never do.
    """
    tests = [_test(clause, like_ignores_case) for clause in clauses]
    chosen = [item for item in items if all(test(item) for test in tests)]
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
        return lambda item: get(item) in values
    compare, wanted = _COMPARISONS[name], _convert(field, value)
    return lambda item: compare(get(item), wanted)


def _getter(field: str) -> Callable[[object], Value]:
    get = operator.attrgetter(field)
    if field in TIME_FIELDS:
        return lambda item: get(item).replace(tzinfo=None)
    return get


def _convert(field: str, value: str) -> Value:
    if field == "id":
        return parse_id(value)
    if field == "public":
        return parse_truth(value)
    return parse_time(value) if field in TIME_FIELDS else value


def _like(get: Callable[[object], Value], pattern: str, ignore_case: bool) -> Test:
    fold: Callable[[str], str] = str.casefold if ignore_case else str
    head, *rest = fold(pattern).split("%")

    def test(item: object) -> bool:
        text = fold(str(get(item)))
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
