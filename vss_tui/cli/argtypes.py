"""What the values of options may be; each error says it in one sentence."""

import math
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from vss_tui.cli.exit_status import UsageError

Choice = TypeVar("Choice", bound=StrEnum)

_MOST_DIGITS = 9
"""More digits than any page number or page size of the service has."""


def whole_number(option: str) -> Callable[[str], int]:
    """Make a reader of a whole number from 1, for ``option``."""

    def read(text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and int(text) > 0:
            return int(text)
        raise UsageError(f'{option} takes a whole number from 1, not "{text}"')

    return read


def seconds(option: str, *, zero: bool = False) -> Callable[[str], float]:
    """Make a reader of seconds, more than 0 (or 0 too, where ``zero``), for ``option``."""

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if math.isfinite(number) and (number > 0 or (zero and number == 0)):
            return number
        least = "a number of seconds, 0 or more" if zero else "a number of seconds above 0"
        raise UsageError(f'{option} takes {least}, not "{text}"')

    return read


def one_of(kind: str, choices: type[Choice]) -> Callable[[str], Choice]:
    """Make a reader of one of ``choices``; ``kind`` says what they are (``output``)."""

    def read(text: str) -> Choice:
        try:
            return choices(text)
        except ValueError:
            raise UsageError(unknown(kind, text, list(choices))) from None

    return read


def unknown(kind: str, word: str, names: list[str]) -> str:
    """Say that ``word`` is no ``kind``, with the name most likely meant or all that there are."""
    from vss_tui.support.suggestions import closest_match

    meant = closest_match(word, names)
    hint = f': did you mean "{meant}"?' if meant else f"; use one of {', '.join(names)}"
    return f'unknown {kind} "{word}"{hint}'
