"""The commands: what each does, where it runs, and the options it takes."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from vss_tui import __version__
from vss_tui.cli import argtypes
from vss_tui.cli.exit_status import UsageError
from vss_tui.models.query import Library
from vss_tui.output import Output

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


class Shell(StrEnum):
    """A shell that ``init`` has completion and a key for."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


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


AddOptions = Callable[[argparse.ArgumentParser], None]


class Command(NamedTuple):
    """A command.

    Attributes:
        summary: Its line in the list of commands.
        module: The module whose ``run(args)`` runs it.
        options: What adds its options.
        usage: What follows its name.
        screen: Whether it opens a screen.
    """

    summary: str
    module: str
    options: Sequence[AddOptions] = ()
    usage: str = "[OPTION]..."
    screen: bool = False


def add_common(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("options of every command")
    group.add_argument(
        "--demo", action="store_true", help="use the embedded service: no account, no network"
    )
    endpoint = group.add_argument("--endpoint", metavar="NAME|URL", help="the service to use")
    argtypes.completed_by(endpoint, argtypes.complete_endpoints)
    config = group.add_argument(
        "--config", type=Path, metavar="FILE", help="read settings from FILE, not config.toml"
    )
    argtypes.completed_by(config, argtypes.complete_files)
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
        version=f"vss-tui {__version__}",
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
    argtypes.completed_by(filters, argtypes.complete_filters)
    argtypes.completed_by(sorts, argtypes.complete_sorts)


def _add_browser(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("options of the browser")
    group.add_argument(
        "--tab",
        type=argtypes.one_of("tab", Library),
        choices=list(Library),
        metavar="TAB",
        help="the tab to open: public or personal",
    )
    group.add_argument("--no-mouse", action="store_true", help="disable mouse support")


def _add_select_one(parser: argparse.ArgumentParser) -> None:
    parser.add_argument_group("options of the browser").add_argument(
        "-1",
        "--select-1",
        dest="select_one",
        action="store_true",
        default=False,
        help="print a single match without opening the browser",
    )


def _add_into(parser: argparse.ArgumentParser) -> None:
    # What the key of ``vss-tui init`` calls.
    parser.add_argument(
        "--into",
        type=argtypes.one_of("shell", Shell),
        choices=list(Shell),
        default=None,
        help=argparse.SUPPRESS,
    )


def _add_shell(parser: argparse.ArgumentParser) -> None:
    parser.add_argument_group("which shell").add_argument(
        "shell",
        nargs="?",
        type=argtypes.one_of("shell", Shell),
        choices=list(Shell),
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
    argtypes.completed_by(fields, argtypes.complete_fields)


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

_LIBRARY_USAGE = "[public|personal] [OPTION]..."

BROWSER = Command(
    "",
    "vss_tui.cli.browser",
    (_add_query, _add_browser),
    "[OPTION]... [COMMAND ...]",
    screen=True,
)
"""What runs where no command is named."""

COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "pick": Command(
            "open the browser and print the image that you choose",
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
            "[WORD]... [OPTION]...",
            screen=True,
        ),
        "ls": Command(
            "print a list of images",
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
            _LIBRARY_USAGE,
        ),
        "sync": Command(
            "synchronise your personal images and print what changed",
            "vss_tui.cli.sync",
            (_add_wait, _add_report),
        ),
        "describe": Command(
            "show the service's own description of a list",
            "vss_tui.cli.describe",
            (_add_library, _add_report),
            _LIBRARY_USAGE,
        ),
        "login": Command("sign in and store the token", "vss_tui.cli.login"),
        "logout": Command("delete the stored token", "vss_tui.cli.login"),
        "config": Command(
            "show the settings in force and where each came from",
            "vss_tui.cli.config",
            (_add_report,),
        ),
        "init": Command(
            "print completion and a key for bash, zsh or fish",
            "vss_tui.cli.init",
            (_add_shell,),
            "bash|zsh|fish [OPTION]...",
        ),
        "help": Command(
            "print the help of vss-tui, or of a command", "", (_add_topic,), "[COMMAND]"
        ),
    }
)
