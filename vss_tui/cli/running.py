"""Running a command: what it needs, and how it is ended."""

import argparse
import math
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from vss_tui.cli.exit_status import (
    CliError,
    EndedBySignal,
    ExitStatus,
    OutputError,
    UsageError,
    cli_error,
    end_by_signal,
    handled_in,
)
from vss_tui.cli.output import Progress, discard_stdout, flush_stdout, print_error

if TYPE_CHECKING:
    from vss_tui.api.retry import RetryWait
    from vss_tui.config import Settings
    from vss_tui.connection import Connection

Result = TypeVar("Result")

_CLEANUP_TIMEOUT = 1.0
"""Seconds that interrupted tasks may take to clean up."""


def run_guarded(command: Callable[[], int]) -> int:
    """Run a command and return its exit status; an error becomes one sentence on standard error.

    A closed pipe behind standard output (``vss-tui ls | head -1``) is no failure.
    """
    try:
        status = _status_of(command)
        flush_stdout()
    except EndedBySignal as end:
        end_by_signal(end.number)
    except KeyboardInterrupt:
        return ExitStatus.CANCELLED
    except BrokenPipeError:
        discard_stdout()
        return ExitStatus.DONE
    except Exception as error:  # noqa: BLE001 - the last resort: no command ends in a traceback
        failure = cli_error(error)
        if isinstance(error, OutputError):
            discard_stdout()
        _print(failure)
        return failure.status
    return status


def _status_of(command: Callable[[], int]) -> int:
    try:
        return command()
    except EndedBySignal:
        raise
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else ExitStatus.DONE


def _print(failure: CliError) -> None:
    print_error(f"vss-tui: {failure.message}")
    for line in failure.details:
        print_error(line)
    if isinstance(failure, UsageError):
        print_error(
            f"try: vss-tui {failure.command} --help" if failure.command else "try: vss-tui --help"
        )


def settings_for(
    args: argparse.Namespace, *, mouse: bool | None = None, raising: bool = True
) -> "Settings":
    """Load the settings in force for a command line.

    Args:
        args: The parsed command line.
        mouse: False where the command line turns the mouse off, else None.
        raising: Whether an endpoint is needed; else ``Settings.error`` says why there is none.

    Raises:
        ConfigError: They cannot be used.
    """
    from vss_tui import config

    return config.load(
        endpoint=args.endpoint,
        config=args.config,
        timeout=args.timeout,
        mouse=mouse,
        demo=args.demo,
        environ=os.environ,
        raising=raising,
    )


@asynccontextmanager
async def connected(
    args: argparse.Namespace, *, sends_secrets: bool = True
) -> AsyncIterator["Connection"]:
    """Connect to the endpoint of the command line and the settings, and disconnect at the end.

    Args:
        args: The parsed command line.
        sends_secrets: Whether anything is sent. Where nothing is, an endpoint that a settings file
            should have named, and did not, is no obstacle.

    Raises:
        ConfigError: The settings cannot be used.
    """
    from vss_tui.connection import open_connection

    settings = settings_for(args, raising=False)
    if settings.error is not None and (sends_secrets or not settings.error.in_file):
        raise settings.error
    for warning in settings.warnings:
        print_error(f"vss-tui: {warning}")
    connection = open_connection(settings, demo=args.demo)
    try:
        yield connection
    finally:
        for note in connection.notes:
            print_error(f"vss-tui: {note}")
        await connection.aclose()


def retry_shown(progress: Progress) -> Callable[["RetryWait"], None]:
    """Return a callback that shows each pause before a retry."""

    def show(wait: "RetryWait") -> None:
        progress.show(f"{wait.error.message} (next try in {math.ceil(wait.seconds)} s)")

    return show


def run_blocking(work: Coroutine[object, object, Result]) -> Result:
    """Run work that makes one request at a time, without an event loop, whose import takes 11 ms.

    A signal ends the process.
    """
    from vss_tui.support import event_loop

    try:
        return event_loop.run_without(work)
    except EndedBySignal as end:
        end_by_signal(end.number)


def run_async(work: Coroutine[object, object, Result]) -> Result:
    """Run asynchronous work and return its result.

    A signal ends the process, without closing the loop, which would wait for a look-up of a host
    name: that runs in a thread that nothing can stop.
    """
    import asyncio

    with asyncio.Runner() as runner, handled_in(runner.get_loop()):
        try:
            return runner.run(work)
        except EndedBySignal as end:
            try:
                runner.run(_clean_up())
            finally:
                end_by_signal(end.number)


async def _clean_up() -> None:
    import asyncio

    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=_CLEANUP_TIMEOUT)
