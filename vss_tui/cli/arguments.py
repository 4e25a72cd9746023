"""How a command line is parsed, and why it is refused."""

import argparse
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

from vss_tui.cli.argtypes import unknown
from vss_tui.cli.commands import BROWSER, COMMANDS, AddOptions, Command, add_common
from vss_tui.cli.exit_status import UsageError
from vss_tui.cli.output import Stdout

_PROGRAM = "vss-tui"
_NEGATIVE_NUMBER = re.compile(r"-\d+|-\d*\.\d+")
_INCLUDED = re.compile("@([A-Z_]+)@")
"""What stands for another file of ``help/``, or for the list of commands."""


def _help_file(name: str) -> str:
    return Path(__file__).with_name("help").joinpath(f"{name}.txt").read_text("utf-8").rstrip("\n")


def _included(name: re.Match[str]) -> str:
    if name[1] != "COMMANDS":
        return _help_file(name[1].lower())
    width = max(map(len, COMMANDS)) + 2
    return "\n".join(f"  {each.ljust(width)}{COMMANDS[each].summary}" for each in COMMANDS)


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30)


class Parser(argparse.ArgumentParser):
    """A parser that raises ``UsageError`` and prints through ``Stdout``.

    The prose of its help page is read from ``help/`` when it is printed.

    Attributes:
        commands: The parsers of the commands below this one, by name.
    """

    def __init__(
        self, prog: str, *, command: Command, parents: Sequence[argparse.ArgumentParser]
    ) -> None:
        super().__init__(
            prog,
            usage=f"{prog} {command.usage}",
            parents=parents,
            formatter_class=_HelpFormatter,
            argument_default=argparse.SUPPRESS,
            allow_abbrev=False,
            add_help=False,
        )
        self.commands: dict[str, Parser] = {}
        self._page = prog.partition(" ")[2] or "main"

    def format_help(self) -> str:
        """Return the help page."""
        page = _INCLUDED.sub(_included, _help_file(self._page))
        self.description, self.epilog = page.split("\n---\n")
        return super().format_help()

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
            raise UsageError(unknown("command", str(value), list(action.choices)))

    def _print_message(self, message: str, _file: object = None) -> None:
        Stdout().write(message)  # argparse itself passes over a failed write


_DEFAULTS: Mapping[str, object] = MappingProxyType(
    {
        "demo": False,
        "endpoint": None,
        "config": None,
        "timeout": None,
        "no_cache": False,
        "filters": (),
        "sorts": (),
        "per_page": None,
        "tab": None,
        "no_mouse": False,
    }
)
"""The values of the options that may stand before a command's name too."""


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Parse a command line.

    Returns:
        ``command`` ("" for the browser), and a value for each of its options.

    Raises:
        UsageError: It cannot be understood.
        SystemExit: It asked for help or the version, which has been printed.
    """
    try:
        # With the parsers of the commands that are named alone: all take as long as the rest.
        return _parse(build_parser([name for name in COMMANDS if name in argv]), argv)
    except UsageError:
        return _parse(build_parser(), argv)


def _parse(parser: Parser, argv: Sequence[str]) -> argparse.Namespace:
    args = argparse.Namespace(command="", **_DEFAULTS)
    try:
        args, extra = parser.parse_known_args(argv, args)
        if args.command == "pick":
            args.words, extra = _words_of(extra), []
        if extra:
            raise _unexpected_argument(extra[0], args.command)
        _refuse_contradictions(args, parser)
    except UsageError as error:
        # argparse may name the word behind a misspelt option, or behind one without its value.
        cause = _misused_option(parser, argv) or error
        cause.command = args.command or ""
        raise cause from None
    if args.command == "help":
        return parse([*filter(None, [args.topic]), "--help"])
    args.command = args.command or ""
    return args


def _refuse_contradictions(args: argparse.Namespace, parser: Parser) -> None:
    parser = parser.commands.get(args.command, parser)
    for dest, default in _DEFAULTS.items():
        if getattr(args, dest) != default and not parser.takes(dest):
            raise UsageError(f"{parser.prog} takes no --{dest.rstrip('s').replace('_', '-')}")
    if args.demo and args.endpoint is not None:
        raise UsageError("--demo and --endpoint cannot be combined: leave one out")


def build_parser(names: Iterable[str] = tuple(COMMANDS)) -> Parser:
    """Build the parser of the command line with the commands of these names."""
    parents: dict[AddOptions, argparse.ArgumentParser] = {}

    def parents_of(command: Command) -> list[argparse.ArgumentParser]:
        adders = (*command.options, add_common)
        for add in adders:
            if add not in parents:
                parents[add] = argparse.ArgumentParser(
                    argument_default=argparse.SUPPRESS, add_help=False
                )
                add(parents[add])
        return [parents[add] for add in adders]

    main = Parser(_PROGRAM, command=BROWSER, parents=parents_of(BROWSER))
    below = main.add_subparsers(
        dest="command", prog=_PROGRAM, parser_class=Parser, help=argparse.SUPPRESS
    )
    for name in names:
        command = COMMANDS[name]
        main.commands[name] = below.add_parser(
            name,
            command=command,
            parents=parents_of(command),  # type: ignore[arg-type] # of any class, in fact
            help=command.summary,
        )
    return main


def complete() -> None:
    """Print the completions that the shell asks for in the environment, and end the process."""
    import os

    from argcomplete import autocomplete
    from argcomplete.completers import SuppressCompleter

    # In a locale without letters beyond ASCII a shell counts their bytes.
    line, point = os.environ.get("COMP_LINE", ""), os.environ.get("COMP_POINT", "0")
    os.environ["COMP_POINT"] = str(min(int(point), len(line)))
    autocomplete(
        build_parser(), always_complete_options=False, default_completer=SuppressCompleter()
    )


def _words_of(extra: Sequence[str]) -> list[str]:
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
            raise _unexpected_argument(word, "pick")
        found.append(word)
    return found


def _unexpected_argument(word: str, command: str) -> UsageError:
    """Return the error of a word that no argument takes."""
    if word.startswith("--"):
        return UsageError(f'unknown option "{word.partition("=")[0]}"')
    if word.startswith("-") and len(word) > 1:
        return UsageError(f'unknown option "{word[:2]}"')
    if command in ("login", "logout"):  # it may be a password
        return UsageError(f"unexpected argument: {command} takes none")
    return UsageError(f'unexpected argument "{word}"; write a value with spaces in quotes')


def _misused_option(main: Parser, argv: Sequence[str]) -> UsageError | None:
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
