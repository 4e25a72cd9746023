"""The parser of command lines, the types of its arguments, and why it refuses them."""

import argparse
import math
import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NoReturn, TypeVar

from vss_tui.cli.exit_status import UsageError
from vss_tui.cli.help_text import Help
from vss_tui.cli.output import Stdout

if TYPE_CHECKING:
    from vss_tui.models.query import SortKey

Choice = TypeVar("Choice", bound=StrEnum)

_MAX_DIGITS = 9
"""More digits than any page number or page size of the service has."""
_NEGATIVE_NUMBER = re.compile(r"-\d+|-\d*\.\d+")


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30)


class Parser(argparse.ArgumentParser):
    """A parser that raises ``UsageError`` and prints through ``Stdout``.

    Attributes:
        commands: The parsers of the commands below this one, by name.
    """

    def __init__(
        self, prog: str, *, page: Help, parents: Sequence[argparse.ArgumentParser]
    ) -> None:
        super().__init__(
            prog,
            usage=f"{prog} {page.usage}",
            description=page.description,
            epilog=page.epilog,
            parents=parents,
            formatter_class=_HelpFormatter,
            argument_default=argparse.SUPPRESS,
            allow_abbrev=False,
            add_help=False,
        )
        self.commands: dict[str, Parser] = {}

    def error(self, message: str) -> NoReturn:
        """Refuse a command line for the reason that ``argparse`` gives."""
        raise UsageError(message)

    def option(self, name: str) -> argparse.Action | None:
        """Return the option of this name, or None."""
        return self._option_string_actions.get(name)

    def option_names(self) -> list[str]:
        """Return the names of the options, without those that the help leaves out."""
        known = self._option_string_actions.items()
        return [name for name, option in known if option.help != argparse.SUPPRESS]

    def takes(self, dest: str) -> bool:
        """Tell whether an argument is stored as ``dest``."""
        return any(action.dest == dest for action in self._actions)

    def reads_as_option(self, word: str) -> bool:
        """Tell whether ``argparse`` takes ``word`` for an option, or several, and for no value."""
        if len(word) < 2 or not word.startswith("-"):
            return False
        if _NEGATIVE_NUMBER.fullmatch(word):
            return bool(self._has_negative_number_optionals)
        return " " not in word or self.option(word[:2]) is not None

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is not None and value not in action.choices:
            kind = "shell" if action.dest in ("shell", "into") else "command"
            raise UsageError(unknown(kind, str(value), list(action.choices)))

    def _print_message(self, message: str, _file: object = None) -> None:
        Stdout().write(message)  # argparse itself passes over a failed write


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


def words_of(extra: Sequence[str]) -> list[str]:
    """Return the words among what no option takes.

    Raises:
        UsageError: There is an unknown option among them.
    """
    words = iter(extra)
    found: list[str] = []
    for word in words:
        if word == "--":
            return [*found, *words]
        if word.startswith("-") and len(word) > 1:
            raise unexpected_argument(word, "pick")
        found.append(word)
    return found


def unexpected_argument(word: str, command: str) -> UsageError:
    """Return the error of a word that no argument takes."""
    if word.startswith("--"):
        return UsageError(f'unknown option "{word.partition("=")[0]}"')
    if word.startswith("-") and len(word) > 1:
        return UsageError(f'unknown option "{word[:2]}"')
    if command in ("login", "logout"):  # it may be a password
        return UsageError(f"unexpected argument: {command} takes none")
    return UsageError(f'unexpected argument "{word}"; write a value with spaces in quotes')


def misused_option(main: Parser, argv: Sequence[str]) -> UsageError | None:
    """Find the first unknown long option, or option without a value that reads as one."""
    parser = main
    words = iter(argv)
    for word in words:
        name = word.partition("=")[0]
        option = parser.option(name)
        if word == "--" or (parser is main and word[:1] != "-" and word not in main.commands):
            return None
        if parser is main and word in main.commands:
            parser = main.commands[word]
        elif option is None and name.startswith("--"):
            return _unknown_option(main, parser, name)
        elif option is not None and option.nargs is None and word == name:
            value = next(words, None)
            if value is None:
                return UsageError(f"{'/'.join(option.option_strings)} needs a value")
            if parser.reads_as_option(value):
                return _option_as_value(name, option, value)
    return None


def _unknown_option(main: Parser, parser: Parser, name: str) -> UsageError:
    from vss_tui.support.suggestions import closest_match

    if any(each.option(name) for each in (main, *main.commands.values())):
        return UsageError(f"{parser.prog} takes no {name}")
    names = [each[2:] for each in parser.option_names() if each.startswith("--")]
    meant = closest_match(name[2:], names)
    hint = f': did you mean "--{meant}"?' if meant else ""
    return UsageError(f'unknown option "{name}"{hint}')


def _option_as_value(name: str, option: argparse.Action, value: str) -> UsageError:
    """Say how to write a value that begins with ``-``."""
    import shlex

    literal = shlex.quote(f'"{value}"')  # what the filter language does not read as a sign
    longest = shlex.quote(f"{option.option_strings[-1]}={value}")
    written = f"{name} {literal}" if option.dest == "filters" else longest
    return UsageError(
        f'{name} needs a value, and "{value}" reads as an option; as its value write {written}'
    )
