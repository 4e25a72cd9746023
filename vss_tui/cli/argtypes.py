"""Argument types: how the values of options are parsed, and how a shell completes them."""

import argparse
import math
import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar

from vss_tui.cli.exit_status import UsageError

if TYPE_CHECKING:
    from vss_tui.models.query import SortKey

Choice = TypeVar("Choice", bound=StrEnum)

_MAX_DIGITS = 9
"""More digits than any page number or page size of the service has."""
_CLAUSE_START = re.compile(r"(?:;|&&|(?<=\s)and(?=\s))\s*", re.IGNORECASE)
_CLAUSE = re.compile(r"(?P<name>\w+)(?P<space>\s*)(?P<operator>[^\w\s'\"]{1,2}|\w*)(?P<rest>.*)")
_AGES = ("1d", "7d", "30d", "6m", "1y")
"""Dates counted back from now, as the filter language has them."""


def whole_number(option: str) -> Callable[[str], int]:
    """Return the type of a whole number from 1 for ``option``."""

    def parse(text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS and int(text) > 0:
            return int(text)
        raise UsageError(f'{option} takes a whole number from 1, not "{text}"')

    return parse


def seconds(option: str, *, zero: bool = False) -> Callable[[str], float]:
    """Return the type of a number of seconds, above 0 or, with ``zero``, from 0, for ``option``."""

    def parse(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if math.isfinite(number) and (number > 0 or (zero and number == 0)):
            return number
        least = "a number of seconds, 0 or more" if zero else "a number of seconds above 0"
        raise UsageError(f'{option} takes {least}, not "{text}"')

    return parse


def sort_keys(texts: Sequence[str]) -> "tuple[SortKey, ...]":
    """Parse the values of ``-s``, in which several keys are joined with ``;``.

    Raises:
        SortError: A key is wrong.
    """
    from vss_tui.models.query import SortKey

    return tuple(SortKey.parse(key) for text in texts for key in text.split(";"))


def field_names(option: str) -> Callable[[str], tuple[str, ...]]:
    """Return the type of a list of fields for ``option``; they become the names of the API."""

    def parse(text: str) -> tuple[str, ...]:
        words = [word.strip().lower() for word in text.split(",") if word.strip()]
        if not words:
            raise UsageError(f"{option} takes names of fields, such as name,path,updated")
        return tuple(dict.fromkeys(map(field_name, words)))

    return parse


def field_name(word: str) -> str:
    """Return the name of the API for a field's name or title; a folder is a field of its own.

    Raises:
        UsageError: It is unknown.
    """
    from vss_tui.filters.fields import COMMON_NAMES, NAMES
    from vss_tui.output import FOLDER

    if word == FOLDER:
        return FOLDER
    if word not in NAMES:
        raise UsageError(unknown("field", word, list(COMMON_NAMES)))
    return NAMES[word].field.value


def one_of(kind: str, choices: type[Choice]) -> Callable[[str], Choice]:
    """Return the type of one of ``choices``, which error messages call a ``kind``."""

    def parse(text: str) -> Choice:
        try:
            return choices(text)
        except ValueError:
            raise UsageError(unknown(kind, text, list(choices))) from None

    return parse


def unknown(kind: str, word: str, names: list[str]) -> str:
    """Return the message for a word that is not in ``names``, with the closest or all of them."""
    from vss_tui.support.suggestions import closest_match

    meant = closest_match(word, names)
    hint = f': did you mean "{meant}"?' if meant else f"; use one of {', '.join(names)}"
    return f'unknown {kind} "{word}"{hint}'


class Completer(Protocol):
    """What ``argcomplete`` calls for the possible values of an option."""

    def __call__(
        self, *, prefix: str, parsed_args: argparse.Namespace, **_others: object
    ) -> list[str]:
        """Return values; ``argcomplete`` drops those that do not begin with ``prefix``."""


def completed_by(option: argparse.Action, completer: Completer) -> None:
    """Have a shell complete the values of ``option`` by ``completer``."""
    option.completer = completer  # type: ignore[attr-defined]


def complete_files(*, prefix: str, **_others: object) -> list[str]:
    """Return the files whose paths begin with ``prefix``, and folders with a slash behind."""
    import os

    folder, begun = os.path.split(prefix)
    try:
        with os.scandir(os.path.expanduser(folder) or ".") as entries:  # noqa: PTH111
            found = [(entry.name, entry.is_dir()) for entry in entries]
    except OSError:
        return []
    return [
        f"{os.path.join(folder, name)}{'/' if is_folder else ''}"  # noqa: PTH118
        for name, is_folder in sorted(found)
        if name.startswith(begun) and (begun or not name.startswith("."))
    ]


def complete_endpoints(*, parsed_args: argparse.Namespace, **_others: object) -> list[str]:
    """Return the names of the configured endpoints, or none where the settings are broken."""
    import os

    from vss_tui import config

    environ = {name: value for name, value in os.environ.items() if name != "VSS_ENDPOINT"}
    try:
        settings = config.load(environ=environ, config=getattr(parsed_args, "config", None))
    except config.ConfigError:
        return []
    return [endpoint.name for endpoint in settings.endpoints]


def complete_filters(*, prefix: str, **_others: object) -> list[str]:
    """Return how a filter may go on: with a field, an operator or a value."""
    from vss_tui.filters import words

    start = max((found.end() for found in _CLAUSE_START.finditer(prefix)), default=0)
    head, clause = prefix[:start], prefix[start:]
    return [f"{head}{word}" for word in _clause_completions(clause) or words()]


def _clause_completions(text: str) -> list[str]:
    from vss_tui.filters import Operator
    from vss_tui.filters.fields import BOOLEAN_VALUES, KIND_OF, NAMES, Kind

    parts = _CLAUSE.fullmatch(text)
    field = NAMES.get(parts["name"].lower()) if parts else None
    if parts is None or field is None:
        return []
    name, operator = parts["name"] + parts["space"], parts["operator"]
    if text == name and not parts["space"]:
        return []
    if operator == ",":
        return [f"{name},{each}," for each in Operator if field.supports(each)]
    if operator not in field.operators:
        return [f"{name}{each}" for each in field.operators]
    gap = re.match(r"\s*", parts["rest"])[0]  # type: ignore[index]
    kind = KIND_OF[field.field]
    values = {Kind.BOOLEAN: (*BOOLEAN_VALUES,)[:2], Kind.DATE: _AGES}.get(kind, ())
    return [f"{name}{operator}{gap}{value}" for value in values]


def complete_sorts(*, prefix: str, **_others: object) -> list[str]:
    """Return each name of a field, ascending and descending."""
    from vss_tui.filters.fields import NAMES

    head = prefix[: prefix.rfind(";") + 1]
    return [f"{head}{name}{direction}" for name in NAMES for direction in ("", ",desc")]


def complete_fields(*, prefix: str, **_others: object) -> list[str]:
    """Return the fields that may follow those of ``prefix``."""
    from vss_tui.filters.fields import NAMES

    head = prefix[: prefix.rfind(",") + 1]
    used = head.lower().split(",")
    return [f"{head}{name}" for name in NAMES if name not in used]
