"""The settings in force, and the service that a call without a screen talks to."""

import argparse
import math
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from vss_tui.cli.output import Progress, print_error

if TYPE_CHECKING:
    from vss_tui.api.retry import RetryWait
    from vss_tui.config import Settings
    from vss_tui.connection import Connection


def settings_for(args: argparse.Namespace, *, mouse: bool | None = None) -> "Settings":
    """Find the settings in force for a command line.

    Args:
        args: What was asked.
        mouse: False where the command line rules the mouse out, else None.

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
    )


@asynccontextmanager
async def connected(args: argparse.Namespace) -> AsyncIterator["Connection"]:
    """Open the service that the command line and the settings name; close it at the end.

    Raises:
        ConfigError: The settings name none that can be used.
    """
    from vss_tui.connection import open_connection

    settings = settings_for(args)
    for warning in settings.warnings:
        print_error(f"vss-tui: {warning}")
    connection = open_connection(settings, demo=args.demo)
    try:
        yield connection
    finally:
        for note in connection.notes:
            print_error(f"vss-tui: {note}")
        await connection.aclose()


def waiting_shown(progress: Progress) -> Callable[["RetryWait"], None]:
    """Make what tells the user of each pause before a request is tried again."""

    def show(waiting: "RetryWait") -> None:
        progress.show(f"{waiting.error.message} (next try in {math.ceil(waiting.seconds)} s)")

    return show
