# PYTHON_ARGCOMPLETE_OK
"""The command line."""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from vss_tui.cli.exit_status import run_guarded

if TYPE_CHECKING:
    from argparse import Namespace

_NEW_OBJECTS = 50_000
"""Allocations between two garbage collections."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: The arguments, by default those of the process.

    Returns:
        The exit status.
    """
    words = sys.argv[1:] if argv is None else list(argv)
    # Collecting what was imported again and again, and once more at exit, takes a tenth of the
    # time of a short command.
    gc.set_threshold(_NEW_OBJECTS)
    code = run_guarded(lambda: _run(words))
    gc.freeze()
    return code


def _run(words: Sequence[str]) -> int:
    from vss_tui.cli import commands

    if "_ARGCOMPLETE" in os.environ:
        from vss_tui.cli import completion

        completion.complete(commands.build_parser())
    args = commands.parse(words)
    command = commands.COMMANDS.get(args.command, commands.BROWSER)
    if command.screen:
        return _run_module(command.module, args)
    from vss_tui.cli.running import signals_raised

    with signals_raised():
        return _run_module(command.module, args)


def _run_module(module: str, args: "Namespace") -> int:
    code: int = import_module(module).run(args)
    return code
