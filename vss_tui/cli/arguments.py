"""From a command line to what is asked.

The command's own words are read first, then the rest by the call that they name: only that call's
options are ever set up.
"""

import argparse
import re
from collections.abc import Sequence
from typing import NoReturn

from vss_tui.cli import commands, help_text
from vss_tui.cli.argtypes import unknown
from vss_tui.cli.commands import CALLS
from vss_tui.cli.exit_status import UsageError

_COMMAND = "vss-tui"
_LONG_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")


class _Page(argparse.RawDescriptionHelpFormatter):
    """A help page with room for the options' names beside what they do."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30)


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are errors with one sentence."""

    def error(self, message: str) -> NoReturn:
        """Refuse a command line for the reason that ``argparse`` gives."""
        raise UsageError(message)

    def refuse_unknown_options(self, argv: Sequence[str]) -> None:
        """Refuse long options that there are not, with the one most likely meant."""
        from vss_tui.support.suggestions import closest_match

        names = self.long_options()
        for text in argv:
            word = text.partition("=")[0]
            if text == "--":
                return
            if not _LONG_OPTION.fullmatch(word) or word in {*names, "--token"}:
                continue
            if any(word in _parser_of(name).long_options() for name in ("", *CALLS)):
                raise UsageError(f"{self.prog} takes no {word}")
            meant = closest_match(word, names)
            hint = f': did you mean "{meant}"?' if meant else ""
            raise UsageError(f'unknown option "{word}"{hint}')

    def long_options(self) -> list[str]:
        """Tell the long options that the help page names, each once."""
        return sorted({*_LONG_OPTION.findall(self.format_help())})


class _FirstParser(Parser):
    """The parser of what stands before a call's name; the words behind that are not its own."""

    def refuse_unknown_options(self, argv: Sequence[str]) -> None:
        """Refuse unknown long options before the first word that is no option's value."""
        words = zip(["", *argv], argv, strict=False)
        end = (i for i, pair in enumerate(words) if not any(w.startswith("-") for w in pair))
        super().refuse_unknown_options(argv[: next(end, len(argv))])


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read a command line.

    Returns:
        ``call``, the name of the call ("" for the browser), and a value for each option that it
        takes; see ``vss_tui.cli.commands``.

    Raises:
        UsageError: It makes no sense.
        SystemExit: It asked for help or the version, which has been printed.
    """
    asked = _parsed(_first_parser(), argv, argparse.Namespace())
    name, rest = asked.call or "", asked.rest
    del asked.call, asked.rest
    try:
        parser = _parser_of(name)
        _check_places(asked, parser, name)
        asked = _parsed(parser, rest, asked)
        _check_together(asked)
    except UsageError as error:
        error.call = name
        raise
    asked.call = name
    return asked


def complete_parser() -> argparse.ArgumentParser:
    """Make one parser of everything, for a shell's completion."""
    parser = Parser(_COMMAND, add_help=False)
    commands.add_browser(parser)
    commands.add_common(parser)
    below = parser.add_subparsers(parser_class=Parser)
    for name, call in CALLS.items():
        call_parser = below.add_parser(name, add_help=False, help=help_text.CALLS[name].summary)
        call.add_options(call_parser)
        commands.add_common(call_parser)
    return parser


def _first_parser() -> _FirstParser:
    """Make the parser of the options before the call's name; it sets those given and no others."""
    width = max(map(len, CALLS)) + 2
    listed = "\n".join(f"  {name.ljust(width)}{help_text.CALLS[name].summary}" for name in CALLS)
    parser = _FirstParser(
        _COMMAND,
        usage=f"{_COMMAND} [OPTION]... [CALL ...]",
        description=help_text.MAIN.description.format(calls=listed),
        epilog=help_text.MAIN.epilog,
        formatter_class=_Page,
        argument_default=argparse.SUPPRESS,
        allow_abbrev=False,
        add_help=False,
    )
    parser.add_argument("call", nargs="?", type=_call, default=None, help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    commands.add_browser(parser)
    commands.add_common(parser)
    return parser


def _parser_of(name: str) -> Parser:
    page = help_text.CALLS.get(name, help_text.MAIN)
    parser = Parser(
        f"{_COMMAND} {name}".strip(),
        usage=" ".join(part for part in (_COMMAND, name, page.usage, "[OPTION]...") if part),
        description=page.description,
        epilog=page.epilog,
        formatter_class=_Page,
        allow_abbrev=False,
        add_help=False,
    )
    (CALLS[name] if name else commands.BROWSER).add_options(parser)
    commands.add_common(parser)
    return parser


def _call(word: str) -> str:
    if word not in CALLS:
        raise UsageError(unknown("call", word, list(CALLS)))
    return word


def _parsed(parser: Parser, argv: Sequence[str], known: argparse.Namespace) -> argparse.Namespace:
    try:
        asked, left_over = parser.parse_known_args(argv, known)
    except UsageError:
        # The word behind a misspelt option is no value of it then, and the wrong one to name.
        parser.refuse_unknown_options(argv)
        raise
    if left_over:
        parser.refuse_unknown_options(argv)
        word = left_over[0].partition("=")[0]
        if word.startswith("-"):
            raise UsageError(f'unknown option "{word}"')
        raise UsageError(f'"{word}" is one word too many; write a value with spaces in quotes')
    return asked


def _check_places(given: argparse.Namespace, parser: Parser, name: str) -> None:
    """Refuse options before a call's name that are the browser's and not that call's."""
    takes = vars(parser.parse_args([]))
    for option in vars(given):
        if option not in takes:
            flag = "--" + option.rstrip("s").replace("_", "-")
            raise UsageError(f"vss-tui {name} takes no {flag}")


def _check_together(asked: argparse.Namespace) -> None:
    if asked.demo and asked.endpoint is not None:
        raise UsageError("--demo is a service of its own: leave out --demo or --endpoint")
