# PYTHON_ARGCOMPLETE_OK
"""The command line: what was asked, who does it, and how it ends."""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from vss_tui.cli.exit_status import guarded

if TYPE_CHECKING:
    from argparse import Namespace

_NEW_OBJECTS = 50_000
"""Objects that may come into being before the collector looks for garbage among them."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        argv: The words behind the command's name; those of the process where None.

    Returns:
        The exit code.
    """
    words = sys.argv[1:] if argv is None else list(argv)
    # What is imported stays: to look it through for garbage again and again, and once more at the
    # end, would take a tenth of the time of a short call.
    gc.set_threshold(_NEW_OBJECTS)
    code = guarded(lambda: _run(words))
    gc.freeze()
    return code


def _run(words: Sequence[str]) -> int:
    from vss_tui.cli import arguments, completion
    from vss_tui.cli.commands import BROWSER, CALLS

    if "_ARGCOMPLETE" in os.environ:
        completion.answer(arguments.complete_parser())
    args = arguments.parse(words)
    call = CALLS.get(args.call, BROWSER)
    if call.screen:
        return _done_by(call.module, args)
    from vss_tui.cli.running import ended_by

    with ended_by("SIGTERM", "SIGHUP"):
        return _done_by(call.module, args)


def _done_by(module: str, args: "Namespace") -> int:
    code: int = import_module(module).run(args)
    return code
