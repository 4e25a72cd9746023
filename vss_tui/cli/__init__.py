# PYTHON_ARGCOMPLETE_OK
"""The command line."""

import sys

# ``typing`` alone takes 10 ms to import: nothing is imported before the first frame is shown.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

_NEW_OBJECTS = 50_000
"""Allocations between two garbage collections."""


def main(argv: "Sequence[str] | None" = None) -> int:
    """Run the command line.

    Args:
        argv: The arguments, by default those of the process.

    Returns:
        The exit status.
    """
    from vss_tui.terminal import first_frame

    words = sys.argv[1:] if argv is None else list(argv)
    first_frame.show(words)
    import gc

    from vss_tui.cli.exit_status import run_guarded

    # Collecting what was imported again and again, and once more at exit, takes a tenth of the
    # time of a short command.
    gc.set_threshold(_NEW_OBJECTS)
    code = run_guarded(lambda: _run_over_frame(words))
    gc.freeze()
    return code


def _run_over_frame(words: "Sequence[str]") -> int:
    from vss_tui.terminal import first_frame

    try:
        return _run(words)
    finally:
        # Before an error is printed, where it never came to the screen.
        first_frame.remove()


def _run(words: "Sequence[str]") -> int:
    import os

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
    from importlib import import_module

    code: int = import_module(module).run(args)
    return code
