"""The ``filter`` and ``sort`` parameters of the service's lists.

It is written from the contract alone and shares nothing with ``vss_tui.filters``, so that tests can
compare the two.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

FIELDS = ("id", "name", "path", "data_store", "public", "created_on", "updated_on")
OPERATORS = ("eq", "ne", "lt", "le", "gt", "ge", "like", "in")
DIRECTIONS = ("asc", "desc")

_TIME_FIELDS = frozenset({"created_on", "updated_on"})
_NOT_TEXT = _TIME_FIELDS | {"id", "public"}
_TIME_FORMS = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")
_LARGEST_ID = 2**63 - 1

Clause = tuple[str, str, str]
"""Field, operator and value of one condition, as they were sent."""
Order = tuple[str, str]
"""Field and direction (``asc`` or ``desc``) of one key to sort by."""


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


class ParameterError(ValueError):
    """A query parameter that the service refuses with 400; its text is the answer's message."""


def parse_filter(parameter: str, fields: Sequence[str] = FIELDS) -> list[Clause]:
    """Read the ``filter`` parameter: ``field,op,value`` clauses joined with ``;``.

    The empty string counts as absent; a value of ``in`` keeps its commas.

    Raises:
        ParameterError: A clause has not three parts, its field or operator is unknown, or its
            value cannot be compared with the field.
    """
    return [_parse_clause(text, fields) for text in parameter.split(";")] if parameter else []


def parse_sort(parameter: str, fields: Sequence[str] = FIELDS) -> list[Order]:
    """Read the ``sort`` parameter: ``field,asc`` or ``field,desc`` keys joined with ``;``.

    Raises:
        ParameterError: A key has not two parts, or its field or direction is unknown.
    """
    return [_parse_order(text, fields) for text in parameter.split(";")] if parameter else []


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


def _parse_time(value: str) -> datetime:
    """Read ``2024-01-31``, with ``HH:MM`` or ``HH:MM:SS`` after it, in the service's own zone.

    Raises:
        ParameterError: The value has none of these forms.
    """
    for form in _TIME_FORMS:
        try:
            return datetime.strptime(value, form)
        except ValueError:
            continue
    raise ParameterError(f"invalid value for a time: {value}")


def _parse_id(value: str) -> int:
    """Read an id.

    Raises:
        ParameterError: The value is not a whole number of at most 64 bits.
    """
    digits = value.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) < 20 and int(digits) <= _LARGEST_ID:
        return int(value)
    raise ParameterError(f"invalid value for id: {value}")


def _parse_truth(value: str) -> bool:
    """Read ``true`` or ``false``.

    Raises:
        ParameterError: The value is neither.
    """
    if value not in ("true", "false"):
        raise ParameterError(f"invalid value for public: {value}")
    return value == "true"


def _parse_clause(text: str, fields: Sequence[str]) -> Clause:
    parts = text.split(",", 2)
    if len(parts) != 3:
        raise ParameterError(f"malformed filter: {text}")
    field, operator, value = parts
    if field not in fields:
        raise ParameterError(f"unknown field: {field}")
    if operator not in OPERATORS:
        raise ParameterError(f"unknown operator: {operator}")
    if not value:
        raise ParameterError(f"missing value: {text}")
    if operator == "like" and field in _NOT_TEXT:
        raise ParameterError(f"operator like does not apply to {field}")
    if field == "public" and operator not in ("eq", "ne", "in"):
        raise ParameterError(f"operator {operator} does not apply to public")
    for item in value.split(",") if operator == "in" else [value]:
        _check_value(field, item)
    return field, operator, value


def _check_value(field: str, value: str) -> None:
    if not value:
        raise ParameterError(f"missing value for {field}")
    if field == "id":
        _parse_id(value)
    elif field == "public":
        _parse_truth(value)
    elif field in _TIME_FIELDS:
        _parse_time(value)


def _parse_order(text: str, fields: Sequence[str]) -> Order:
    field, comma, direction = text.partition(",")
    if not comma:
        raise ParameterError(f"malformed sort: {text}")
    if field not in fields:
        raise ParameterError(f"unknown field: {field}")
    if direction not in DIRECTIONS:
        raise ParameterError(f"unknown direction: {direction}")
    return field, direction


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
    if field in _TIME_FIELDS:
        return lambda item: get(item).replace(tzinfo=None)
    return get


def _convert(field: str, value: str) -> Value:
    if field == "id":
        return _parse_id(value)
    if field == "public":
        return _parse_truth(value)
    return _parse_time(value) if field in _TIME_FIELDS else value


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
