"""The calls of the command: where each is done, and the options that it takes."""

import argparse
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from vss_tui import __version__
from vss_tui.cli import completion
from vss_tui.cli.argtypes import Choice, one_of, seconds, whole_number
from vss_tui.cli.exit_status import UsageError
from vss_tui.models.library import Library
from vss_tui.output import Output

DEFAULT_WAIT = 600.0
"""Seconds that ``sync`` waits unless told otherwise."""


class PickFormat(StrEnum):
    """How ``pick`` prints an image."""

    NAME = "name"
    PATH = "path"
    ID = "id"
    JSON = "json"


class ReportFormat(StrEnum):
    """How ``sync`` and ``describe`` print what came."""

    TEXT = "text"
    JSON = "json"


class Command(NamedTuple):
    """A call: the module whose ``run(args)`` does it, its options, and whether it has a screen."""

    module: str
    add_options: Callable[[argparse.ArgumentParser], None]
    screen: bool = False


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add the options that every call takes."""
    group = parser.add_argument_group("options of every call")
    group.add_argument(
        "--demo", action="store_true", help="use the embedded service: no account, no network"
    )
    group.add_argument("--endpoint", metavar="NAME|URL", help="the service to use")
    config = group.add_argument(
        "--config", type=Path, metavar="FILE", help="read settings from FILE, not config.toml"
    )
    completion.attach(config, completion.files)
    group.add_argument(
        "--timeout",
        type=seconds("--timeout"),
        metavar="SECONDS",
        help="how long one request may take",
    )
    group.add_argument(
        "--no-cache", action="store_true", help="neither use nor keep pages of earlier runs"
    )
    group.add_argument("--token", nargs="?", const="", type=_refuse_token, help=argparse.SUPPRESS)
    group.add_argument(
        "--version",
        action="version",
        version=f"vss-tui {__version__}",
        help="print the version and end",
    )
    group.add_argument("-h", "--help", action="help", help="print this page and end")


def add_browser(parser: argparse.ArgumentParser) -> None:
    """Add the options of the browser, which ``pick`` takes too."""
    _add_question(parser)
    group = parser.add_argument_group("options of the browser")
    group.add_argument(
        "--tab",
        type=one_of("tab", Library),
        choices=list(Library),
        metavar="TAB",
        help="the tab to open: public or personal",
    )
    group.add_argument(
        "--no-mouse", action="store_true", help="leave the mouse to the terminal's own selection"
    )


def _add_pick(parser: argparse.ArgumentParser) -> None:
    _add_output(
        parser, PickFormat, PickFormat.NAME, "what to print: name (the default), path, id or json"
    )
    add_browser(parser)


def _add_ls(parser: argparse.ArgumentParser) -> None:
    _add_library(parser)
    _add_question(parser)
    which = parser.add_argument_group("which page").add_mutually_exclusive_group()
    which.add_argument(
        "--page", type=whole_number("--page"), metavar="N", help="the page to print, from 1"
    )
    which.add_argument("--all", action="store_true", help="print every page")
    _add_output(
        parser, Output, Output.TABLE, "table (the default), json, ndjson, csv, name, path, id, url"
    )


def _add_sync(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--wait",
        type=seconds("--wait", zero=True),
        default=DEFAULT_WAIT,
        metavar="SECONDS",
        help="how long to wait for its end (600 unless told; 0: not at all)",
    )
    _add_output(parser, ReportFormat, ReportFormat.TEXT, "text (the default) or json")


def _add_describe(parser: argparse.ArgumentParser) -> None:
    _add_library(parser)
    _add_output(parser, ReportFormat, ReportFormat.TEXT, "text (the default) or json")


def _add_config(parser: argparse.ArgumentParser) -> None:
    _add_output(parser, ReportFormat, ReportFormat.TEXT, "text (the default) or json")


def _add_nothing(_parser: argparse.ArgumentParser) -> None:
    pass


BROWSER = Command("vss_tui.cli.browser", add_browser, screen=True)
"""What runs where no call is named."""

CALLS: Mapping[str, Command] = MappingProxyType(
    {
        "pick": Command("vss_tui.cli.browser", _add_pick, screen=True),
        "ls": Command("vss_tui.cli.ls", _add_ls),
        "sync": Command("vss_tui.cli.sync", _add_sync),
        "describe": Command("vss_tui.cli.describe", _add_describe),
        "login": Command("vss_tui.cli.login", _add_nothing),
        "logout": Command("vss_tui.cli.login", _add_nothing),
        "config": Command("vss_tui.cli.config", _add_config),
    }
)


def _add_library(parser: argparse.ArgumentParser) -> None:
    parser.add_argument_group("which list").add_argument(
        "library",
        nargs="?",
        type=one_of("list", Library),
        choices=list(Library),
        default=Library.PUBLIC,
        metavar="public|personal",
        help="which images: the public ones (the default), or your own",
    )


def _add_question(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("which images")
    filters = group.add_argument(
        "-f",
        "--filter",
        action="append",
        dest="filters",
        metavar="EXPR",
        help="only images that EXPR lets through; may be given several times",
    )
    sorts = group.add_argument(
        "-s",
        "--sort",
        action="append",
        dest="sorts",
        metavar="SORT",
        help="the order: FIELD, or FIELD,desc; may be given several times",
    )
    group.add_argument(
        "--per-page",
        type=whole_number("--per-page"),
        metavar="N",
        help="images on a page, at most 250 (50 unless told)",
    )
    completion.attach(filters, completion.filters)
    completion.attach(sorts, completion.sorts)


def _add_output(
    parser: argparse.ArgumentParser, choices: type[Choice], default: Choice, help_text: str
) -> None:
    parser.add_argument(
        "-o",
        "--output",
        type=one_of("output", choices),
        choices=list(choices),
        default=default,
        metavar="OUTPUT",
        help=help_text,
    )


def _refuse_token(_text: str) -> str:
    raise UsageError(
        "there is no --token, since every user of a machine can read its command lines: "
        "set VSS_TOKEN, or run vss-tui login"
    )
