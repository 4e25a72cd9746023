"""``vss-tui describe``: what the service itself says of a list."""

import argparse
from typing import TYPE_CHECKING

from vss_tui.cli.commands import ReportFormat
from vss_tui.cli.connecting import connected, waiting_shown
from vss_tui.cli.exit_status import ExitStatus
from vss_tui.cli.output import Progress, Stdout
from vss_tui.cli.running import run_to_end
from vss_tui.output import json_text, outline

if TYPE_CHECKING:
    from vss_tui.api.description import Description


def run(args: argparse.Namespace) -> int:
    """Print the service's description of a list; give the exit code."""
    return run_to_end(_describe(args))


async def _describe(args: argparse.Namespace) -> int:
    async with connected(args) as connection:
        with Progress() as progress:
            described = await connection.client.describe(args.library, waiting_shown(progress))
    Stdout().write(_json(described) if args.output is ReportFormat.JSON else _text(described))
    return ExitStatus.DONE


def _json(described: "Description") -> str:
    """The answer's body; where it is no JSON, its text and the methods of its header."""
    whole = described.body
    if whole is None:
        whole = {"methods": described.methods, "text": described.text}
    return f"{json_text(whole)}\n"


def _text(described: "Description") -> str:
    head = f"{described.library} images: {described.library.resource}\n"
    if described.methods:
        head += f"methods: {', '.join(described.methods)}\n"
    body = outline(described.text if described.body is None else described.body)
    return f"{head}\n{body}" if body else head
