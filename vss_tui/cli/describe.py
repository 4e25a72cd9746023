"""``vss-tui describe``: the service's own description of a list."""

import argparse
from typing import TYPE_CHECKING

from vss_tui.cli.commands import ReportFormat
from vss_tui.cli.exit_status import ExitStatus
from vss_tui.cli.output import Progress, Stdout
from vss_tui.cli.running import connected, retry_shown, run_async, run_blocking
from vss_tui.output import json_text, outline
from vss_tui.support.safe_text import escape

if TYPE_CHECKING:
    from vss_tui.models.page import Description


def run(args: argparse.Namespace) -> int:
    """Print the service's description of a list and return the exit status."""
    work = _describe(args)
    return run_async(work) if args.demo else run_blocking(work)


async def _describe(args: argparse.Namespace) -> int:
    async with connected(args) as connection:
        with Progress() as progress:
            description = await connection.client.describe(args.library, retry_shown(progress))
    Stdout().write(_json(description) if args.output is ReportFormat.JSON else _text(description))
    return ExitStatus.DONE


def _json(description: "Description") -> str:
    """Return the response's body, or its text and the methods of its header where it is no JSON."""
    whole = description.body
    if whole is None:
        whole = {"methods": description.methods, "text": description.text}
    return f"{json_text(whole)}\n"


def _text(description: "Description") -> str:
    head = f"{description.library} images: {description.library.resource}\n"
    if description.methods:
        head += f"methods: {', '.join(map(escape, description.methods))}\n"
    body = outline(description.text if description.body is None else description.body)
    return f"{head}\n{body}" if body else head
