"""The commands: where each runs, the options it takes, and how a command line is parsed."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from vss_tui import __version__
from vss_tui.cli import argtypes, completion
from vss_tui.cli.argtypes import Parser, misused_option, unexpected_argument
from vss_tui.cli.exit_status import UsageError
from vss_tui.cli.help_text import HELP, MAIN_HELP
from vss_tui.models.library import Library
from vss_tui.output import Output

PROGRAM = "vss-tui"
SHELLS = ("bash", "zsh", "fish")
DEFAULT_WAIT = 600.0
"""Seconds that ``sync`` waits by default."""


class PickFormat(StrEnum):
    """How ``pick`` prints an image."""

    NAME = "name"
    PATH = "path"
    ID = "id"
    JSON = "json"


class ReportFormat(StrEnum):
    """How ``sync``, ``describe`` and ``config`` print their results."""

    TEXT = "text"
    JSON = "json"


class _Append(argparse.Action):
    """Append to one list for the whole line.

    ``argparse`` gives a command a namespace of its own, in which "append" begins a new list.
    """

    def __call__(
        self,
        _parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        value: object,
        _option: str | None = None,
    ) -> None:
        self.const.append(value)
        setattr(namespace, self.dest, self.const)


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
    parser = build_parser()
    args = argparse.Namespace(command="", **_DEFAULTS)
    try:
        args, extra = parser.parse_known_args(argv, args)
        if args.command == "pick":
            args.words, extra = argtypes.words_of(extra), []
        if extra:
            raise unexpected_argument(extra[0], args.command)
        _refuse_contradictions(args, parser)
    except UsageError as error:
        # argparse may name the word behind a misspelt option, or behind one without its value.
        cause = misused_option(parser, argv) or error
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
        raise UsageError("--demo is a service of its own: leave out --demo or --endpoint")


AddOptions = Callable[[argparse.ArgumentParser], None]


class Command(NamedTuple):
    """A command: the module whose ``run(args)`` runs it, its options, and if it has a screen."""

    module: str
    options: Sequence[AddOptions] = ()
    screen: bool = False


def build_parser() -> Parser:
    """Build the parser of the whole command line."""
    parents: dict[AddOptions, argparse.ArgumentParser] = {}

    def parents_of(command: Command) -> list[argparse.ArgumentParser]:
        adders = (*command.options, _add_common)
        for add in adders:
            if add not in parents:
                parents[add] = argparse.ArgumentParser(
                    argument_default=argparse.SUPPRESS, add_help=False
                )
                add(parents[add])
        return [parents[add] for add in adders]

    width = max(map(len, COMMANDS)) + 2
    listed = "".join(f"  {name.ljust(width)}{HELP[name].summary}\n" for name in COMMANDS)
    overview = MAIN_HELP._replace(description=MAIN_HELP.description.format(commands=listed))
    main = Parser(PROGRAM, page=overview, parents=parents_of(BROWSER))
    below = main.add_subparsers(
        dest="command", prog=PROGRAM, parser_class=Parser, help=argparse.SUPPRESS
    )
    for name, command in COMMANDS.items():
        page = HELP[name]
        main.commands[name] = below.add_parser(
            name,
            page=page,
            parents=parents_of(command),  # type: ignore[arg-type] # of any class, in fact
            help=page.summary,
        )
    return main


def _add_common(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("options of every command")
    group.add_argument(
        "--demo", action="store_true", help="use the embedded service: no account, no network"
    )
    endpoint = group.add_argument("--endpoint", metavar="NAME|URL", help="the service to use")
    completion.attach(endpoint, completion.endpoints)
    config = group.add_argument(
        "--config", type=Path, metavar="FILE", help="read settings from FILE, not config.toml"
    )
    completion.attach(config, completion.files)
    group.add_argument(
        "--timeout",
        type=argtypes.seconds("--timeout"),
        metavar="SECONDS",
        help="time limit of one request",
    )
    group.add_argument(
        "--no-cache", action="store_true", help="neither read nor write the page cache"
    )
    group.add_argument("--token", nargs="?", const="", type=_refuse_token, help=argparse.SUPPRESS)
    group.add_argument(
        "--version",
        action="version",
        version=f"{PROGRAM} {__version__}",
        help="print the version and exit",
    )
    group.add_argument("-h", "--help", action="help", help="print this help and exit")


def _refuse_token(_text: str) -> str:
    raise UsageError(
        "there is no --token, since every user of a machine can read its command lines:"
        " set VSS_TOKEN, or run vss-tui login"
    )


def _add_query(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("which images")
    filters = group.add_argument(
        "-f",
        "--filter",
        action=_Append,
        const=[],
        dest="filters",
        metavar="EXPR",
        help="only images that match EXPR; may be repeated",
    )
    sorts = group.add_argument(
        "-s",
        "--sort",
        action=_Append,
        const=[],
        dest="sorts",
        metavar="SORT",
        help="sort by FIELD or FIELD,desc; may be repeated",
    )
    group.add_argument(
        "--per-page",
        type=argtypes.whole_number("--per-page"),
        metavar="N",
        help="images per page, at most 250 (default 50)",
    )
    completion.attach(filters, completion.filters)
    completion.attach(sorts, completion.sorts)


def _add_browser(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("options of the browser")
    group.add_argument(
        "--tab",
        type=argtypes.one_of("tab", Library),
        choices=list(Library),
        metavar="TAB",
        help="the tab to open: public or personal",
    )
    group.add_argument(
        "--no-mouse", action="store_true", help="leave the mouse to the terminal's own selection"
    )


def _add_select_one(parser: argparse.ArgumentParser) -> None:
    parser.add_argument_group("options of the browser").add_argument(
        "-1",
        "--select-1",
        dest="select_one",
        action="store_true",
        default=False,
        help="do not open it where a single image matches",
    )


def _add_into(parser: argparse.ArgumentParser) -> None:
    # What the key of ``vss-tui init`` calls.
    parser.add_argument("--into", choices=SHELLS, default=None, help=argparse.SUPPRESS)


def _add_shell(parser: argparse.ArgumentParser) -> None:
    parser.add_argument_group("which shell").add_argument(
        "shell",
        nargs="?",
        choices=SHELLS,
        default=None,
        metavar="bash|zsh|fish",
        help="the shell that evaluates the script",
    )
    group = parser.add_argument_group("the key")
    group.add_argument(
        "--key",
        default=None,
        metavar="KEY",
        help="the key that opens the picker, such as alt-o or ctrl-o (default alt-i)",
    )
    group.add_argument(
        "--no-key", action="store_true", default=False, help="completion alone, without the key"
    )


def _add_library(parser: argparse.ArgumentParser) -> None:
    parser.add_argument_group("which list").add_argument(
        "library",
        nargs="?",
        type=argtypes.one_of("list", Library),
        choices=list(Library),
        default=Library.PUBLIC,
        metavar="public|personal",
        help="the public images (the default), or your own",
    )


def _add_page(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("which pages")
    group.add_argument(
        "--page",
        type=argtypes.whole_number("--page"),
        default=None,
        metavar="N",
        help="the page to print, from 1",
    )
    group.add_argument("--all", action="store_true", default=False, help="print every page")
    group.add_argument(
        "--limit",
        type=argtypes.whole_number("--limit"),
        default=None,
        metavar="N",
        help="stop after N images",
    )


def _add_topic(parser: argparse.ArgumentParser) -> None:
    parser.add_argument_group("which help").add_argument(
        "topic",
        nargs="?",
        choices=list(COMMANDS),
        default=None,
        metavar="COMMAND",
        help="a command; without one the help of vss-tui itself",
    )


def _add_fields(parser: argparse.ArgumentParser) -> None:
    fields = parser.add_argument_group("output").add_argument(
        "--fields",
        type=argtypes.field_names("--fields"),
        default=(),
        metavar="FIELD,...",
        help="what to print of an image, in this order (table, csv, json, ndjson)",
    )
    completion.attach(fields, completion.fields)


def _add_wait(parser: argparse.ArgumentParser) -> None:
    parser.add_argument_group("waiting").add_argument(
        "--wait",
        type=argtypes.seconds("--wait", zero=True),
        default=DEFAULT_WAIT,
        metavar="SECONDS",
        help="how long to wait for the end (default 600; 0: do not wait)",
    )


def _add_output(
    choices: type[argtypes.Choice], default: argtypes.Choice, help_text: str
) -> AddOptions:
    def add(parser: argparse.ArgumentParser) -> None:
        parser.add_argument_group("output").add_argument(
            "-o",
            "--output",
            type=argtypes.one_of("output", choices),
            choices=list(choices),
            default=default,
            metavar="OUTPUT",
            help=help_text,
        )

    return add


_add_report = _add_output(ReportFormat, ReportFormat.TEXT, "text (the default) or json")

BROWSER = Command("vss_tui.cli.browser", (_add_query, _add_browser), screen=True)
"""What runs where no command is named."""

COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "pick": Command(
            "vss_tui.cli.browser",
            (
                _add_output(
                    PickFormat, PickFormat.NAME, "what to print: name (the default), path, id, json"
                ),
                _add_query,
                _add_browser,
                _add_select_one,
                _add_into,
            ),
            screen=True,
        ),
        "ls": Command(
            "vss_tui.cli.ls",
            (
                _add_library,
                _add_query,
                _add_page,
                _add_output(
                    Output,
                    Output.TABLE,
                    "table (the default), json, ndjson, csv, name, path, id, url",
                ),
                _add_fields,
            ),
        ),
        "sync": Command("vss_tui.cli.sync", (_add_wait, _add_report)),
        "describe": Command("vss_tui.cli.describe", (_add_library, _add_report)),
        "login": Command("vss_tui.cli.login"),
        "logout": Command("vss_tui.cli.login"),
        "config": Command("vss_tui.cli.config", (_add_report,)),
        "init": Command("vss_tui.cli.init", (_add_shell,)),
        "help": Command("", (_add_topic,)),
    }
)
