# PYTHON_ARGCOMPLETE_OK
"""The command line."""

import sys

# ``typing`` alone takes 10 ms to import: nothing is imported before the first frame is shown.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

_OPTIONS_WITH_VALUE = frozenset(
    {
        *("--endpoint", "--config", "--timeout", "--tab", "--filter", "-f", "--sort", "-s"),
        *("--per-page", "--output", "-o"),
    }
)
_NEW_OBJECTS = 50_000
"""Allocations between two garbage collections."""


def main(argv: "Sequence[str] | None" = None) -> int:
    """Run the command line.

    Args:
        argv: The arguments, by default those of the process.

    Returns:
        The exit status.
    """
    words = sys.argv[1:] if argv is None else list(argv)
    _exit_at_interrupt(words)
    from vss_tui.terminal import first_frame

    first_frame.show(words)
    import gc

    from vss_tui.cli.running import run_guarded

    # Collecting what was imported again and again, and once more at exit, takes a tenth of the
    # time of a short command. The browser begins with it after its first paint.
    gc.set_threshold(_NEW_OBJECTS)
    gc.disable()
    code = run_guarded(lambda: _run_over_frame(words))
    gc.freeze()
    return code


def _exit_at_interrupt(words: "Sequence[str]") -> None:
    """Let Ctrl+C end the process as it does later, in silence, while nothing is imported yet."""
    import _signal  # type: ignore[import-not-found] # ``signal`` takes 3 ms to import
    import os

    if _signal.getsignal(_signal.SIGINT) is not _signal.default_int_handler:
        return
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    command = _first_argument(words)
    if command in {"", "pick"}:
        status = 130 if command else 0
        _signal.signal(_signal.SIGINT, lambda _number, _frame: os._exit(status))


def _first_argument(words: "Sequence[str]") -> str:
    remaining = iter(words)
    for word in remaining:
        if word in _OPTIONS_WITH_VALUE:
            next(remaining, "")
        elif not word.startswith("-"):
            return word
    return ""


def _run_over_frame(words: "Sequence[str]") -> int:
    from vss_tui.terminal import first_frame

    try:
        return _run(words)
    finally:
        # Before an error is printed, where it never came to the screen.
        first_frame.remove()


def _run(words: "Sequence[str]") -> int:
    import os

    from vss_tui.cli import arguments
    from vss_tui.cli.commands import BROWSER, COMMANDS

    if "_ARGCOMPLETE" in os.environ:
        arguments.complete()
    args = arguments.parse(words)
    command = COMMANDS.get(args.command, BROWSER)
    if command.screen:
        return _run_module(command.module, args)
    import gc

    from vss_tui.cli.exit_status import signals_raised

    gc.enable()
    with signals_raised():
        return _run_module(command.module, args)


def _run_module(module: str, args: "Namespace") -> int:
    from importlib import import_module

    code: int = import_module(module).run(args)
    return code
