"""Completion of command lines by the shell, which asks for it through the environment."""

import argparse
import re
from typing import Protocol

_CLAUSE_END = re.compile(r";\s*|\sand\s+", re.IGNORECASE)


class Completer(Protocol):
    """What ``argcomplete`` calls for the possible values of an option."""

    def __call__(self, *, prefix: str, **_others: object) -> list[str]:
        """Tell values; those that do not begin with ``prefix`` are dropped."""
        ...


def attach(option: argparse.Action, completer: Completer) -> None:
    """Have ``completer`` tell the values of ``option``."""
    option.completer = completer  # type: ignore[attr-defined]


def answer(parser: argparse.ArgumentParser) -> None:
    """Answer the shell that asks what may come next, and end the process."""
    from argcomplete import autocomplete
    from argcomplete.completers import SuppressCompleter

    autocomplete(parser, always_complete_options=False, default_completer=SuppressCompleter())


def files(*, prefix: str, **_others: object) -> list[str]:
    """Tell the files whose paths begin with ``prefix``."""
    from argcomplete.completers import FilesCompleter

    return list(FilesCompleter()(prefix))


def filters(*, prefix: str, **_others: object) -> list[str]:
    """Tell how a filter may go on: by a field with its operators, or by an operator."""
    from vss_tui.filters import Operator, words
    from vss_tui.filters.fields import KIND_OF, OPERATORS_FOR, field_named, supports

    start = max((found.end() for found in _CLAUSE_END.finditer(prefix)), default=0)
    head, clause = prefix[:start], prefix[start:]
    name = re.split(r"[ ,]", clause, maxsplit=1)[0]
    field = field_named(name)
    if field is None or name == clause:
        return [f"{head}{word}" for word in words()]
    if clause[len(name)] == ",":
        return [f"{head}{name},{op}," for op in Operator if supports(field, op)]
    return [f"{head}{name} {typed}" for typed in OPERATORS_FOR[KIND_OF[field]]]


def sorts(*, prefix: str, **_others: object) -> list[str]:
    """Tell the orders that there are: each field, upwards and downwards."""
    from vss_tui.filters.fields import Field

    head = prefix[: prefix.rfind(";") + 1]
    return [f"{head}{field}{direction}" for field in Field for direction in ("", ",desc")]
