"""Completion of command lines by the shell, which asks for it through the environment.

What is imported here is waited for at each Tab.
"""

import argparse
import re
from typing import Protocol

_CLAUSE_START = re.compile(r"(?:;|&&|(?<=\s)and(?=\s))\s*", re.IGNORECASE)
_CLAUSE = re.compile(r"(?P<name>\w+)(?P<space>\s*)(?P<operator>[^\w\s'\"]{1,2}|\w*)(?P<rest>.*)")
_AGES = ("1d", "7d", "30d", "6m", "1y")
"""Dates counted back from now, as the filter language has them."""


class Completer(Protocol):
    """What ``argcomplete`` calls for the possible values of an option."""

    def __call__(
        self, *, prefix: str, parsed_args: argparse.Namespace, **_others: object
    ) -> list[str]:
        """Return values; ``argcomplete`` drops those that do not begin with ``prefix``."""
        ...


def attach(option: argparse.Action, completer: Completer) -> None:
    """Have a shell complete the values of ``option`` by ``completer``."""
    option.completer = completer  # type: ignore[attr-defined]


def complete(parser: argparse.ArgumentParser) -> None:
    """Print the completions that the shell asks for in the environment, and end the process."""
    from argcomplete import autocomplete
    from argcomplete.completers import SuppressCompleter

    autocomplete(parser, always_complete_options=False, default_completer=SuppressCompleter())


def files(*, prefix: str, **_others: object) -> list[str]:
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


def endpoints(*, parsed_args: argparse.Namespace, **_others: object) -> list[str]:
    """Return the names of the configured endpoints, or none where the settings are broken."""
    import os

    from vss_tui import config

    environ = {name: value for name, value in os.environ.items() if name != "VSS_ENDPOINT"}
    try:
        settings = config.load(environ=environ, config=getattr(parsed_args, "config", None))
    except config.ConfigError:
        return []
    return [endpoint.name for endpoint in settings.endpoints]


def filters(*, prefix: str, **_others: object) -> list[str]:
    """Return how a filter may go on: with a field, an operator or a value."""
    from vss_tui.filters import words

    start = max((found.end() for found in _CLAUSE_START.finditer(prefix)), default=0)
    head, clause = prefix[:start], prefix[start:]
    return [f"{head}{word}" for word in _clauses(clause) or words()]


def _clauses(text: str) -> list[str]:
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


def sorts(*, prefix: str, **_others: object) -> list[str]:
    """Return each name of a field, ascending and descending."""
    from vss_tui.filters.fields import NAMES

    head = prefix[: prefix.rfind(";") + 1]
    return [f"{head}{name}{direction}" for name in NAMES for direction in ("", ",desc")]


def fields(*, prefix: str, **_others: object) -> list[str]:
    """Return the fields that may follow those of ``prefix``."""
    from vss_tui.filters.fields import NAMES

    head = prefix[: prefix.rfind(",") + 1]
    used = head.lower().split(",")
    return [f"{head}{name}" for name in NAMES if name not in used]
