"""The service's reading of its ``filter`` and ``sort`` parameters.

It is written from the contract alone and shares nothing with ``vss_tui.filters``, so that tests can
compare the two.
"""

from collections.abc import Sequence
from datetime import datetime

FIELDS = ("id", "name", "path", "data_store", "public", "created_on", "updated_on")
OPERATORS = ("eq", "ne", "lt", "le", "gt", "ge", "like", "in")
DIRECTIONS = ("asc", "desc")

TIME_FIELDS = frozenset({"created_on", "updated_on"})
_NOT_TEXT = TIME_FIELDS | {"id", "public"}
_TIME_FORMS = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")
_LARGEST_ID = 2**63 - 1

Clause = tuple[str, str, str]
"""Field, operator and value of one condition, as they were sent."""
Order = tuple[str, str]
"""Field and direction (``asc`` or ``desc``) of one key to sort by."""


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


def parse_time(value: str) -> datetime:
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


def parse_id(value: str) -> int:
    """Read an id.

    Raises:
        ParameterError: The value is not a whole number of at most 64 bits.
    """
    digits = value.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) < 20 and int(digits) <= _LARGEST_ID:
        return int(value)
    raise ParameterError(f"invalid value for id: {value}")


def parse_truth(value: str) -> bool:
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
        parse_id(value)
    elif field == "public":
        parse_truth(value)
    elif field in TIME_FIELDS:
        parse_time(value)


def _parse_order(text: str, fields: Sequence[str]) -> Order:
    field, comma, direction = text.partition(",")
    if not comma:
        raise ParameterError(f"malformed sort: {text}")
    if field not in fields:
        raise ParameterError(f"unknown field: {field}")
    if direction not in DIRECTIONS:
        raise ParameterError(f"unknown direction: {direction}")
    return field, direction
