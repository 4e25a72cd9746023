"""Completion of command lines by the shell, which asks for it through the environment."""

import argparse
import re
from typing import Protocol

_CLAUSE_END = re.compile(r";\s*|\sand\s+", re.IGNORECASE)


class Completer(Protocol):
    """What ``argcomplete`` calls for the possible values of an option."""

    def __call__(self, *, prefix: str, **_others: object) -> list[str]:
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
    """Return the files whose paths begin with ``prefix``."""
    from argcomplete.completers import FilesCompleter

    return list(FilesCompleter()(prefix))


def filters(*, prefix: str, **_others: object) -> list[str]:
    """Return how a filter may go on: with a field and its operators, or with an operator."""
    from vss_tui.filters import Operator, words
    from vss_tui.filters.fields import NAMES

    start = max((found.end() for found in _CLAUSE_END.finditer(prefix)), default=0)
    head, clause = prefix[:start], prefix[start:]
    name = re.split(r"[ ,]", clause, maxsplit=1)[0]
    field = NAMES.get(name.lower())
    if field is None or name == clause:
        return [f"{head}{word}" for word in words()]
    if clause[len(name)] == ",":
        return [f"{head}{name},{each}," for each in Operator if field.supports(each)]
    return [f"{head}{name} {typed}" for typed in field.operators]


def sorts(*, prefix: str, **_others: object) -> list[str]:
    """Return each field, ascending and descending."""
    from vss_tui.filters.fields import Field

    head = prefix[: prefix.rfind(";") + 1]
    return [f"{head}{field}{direction}" for field in Field for direction in ("", ",desc")]


def fields(*, prefix: str, **_others: object) -> list[str]:
    """Return the fields that may follow those of ``prefix``."""
    from vss_tui.filters.fields import Field
    from vss_tui.output import FOLDER

    head = prefix[: prefix.rfind(",") + 1]
    used = head.lower().split(",")
    return [f"{head}{name}" for name in (*Field, FOLDER) if name not in used]
