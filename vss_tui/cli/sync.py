"""``vss-tui sync``: submit a sync, wait for its end, and print what it added and removed."""

import argparse
from typing import TYPE_CHECKING

from vss_tui.cli.commands import ReportFormat
from vss_tui.cli.exit_status import CliError, ExitStatus
from vss_tui.cli.output import Progress, Stdout, print_error
from vss_tui.cli.running import connected, retry_shown, run_async
from vss_tui.models.sync_request import SyncOutcome, SyncProgress, SyncRequest
from vss_tui.output import json_text
from vss_tui.support.safe_text import escape, shortened

if TYPE_CHECKING:
    from vss_tui.api.client import Client

_MAX_REASON = 200
"""Characters of the service's own words in a message."""
_HOW_TO_LOOK = "vss-tui ls personal shows the images"


def run(args: argparse.Namespace) -> int:
    """Submit a sync, wait for its end, print the result, and return the exit status."""
    return run_async(_sync(args))


async def _sync(args: argparse.Namespace) -> int:
    async with connected(args) as connection:
        progress = await _poll(connection.client, args.wait)
    Stdout().write(_json(progress) if args.output is ReportFormat.JSON else _text(progress))
    return _status(progress)


async def _poll(client: "Client", wait: float) -> SyncProgress:
    """Return the progress at the end of the sync, or of the time to wait."""
    if wait == 0:
        return SyncProgress(await client.submit_sync())
    from vss_tui.api.sync_poller import poll_sync

    progress = SyncProgress(SyncRequest())
    with Progress() as line:
        async for progress in poll_sync(client, limit=wait, on_wait=retry_shown(line)):
            line.show(_line(progress))
    return progress


def _line(progress: SyncProgress) -> str:
    state = progress.request.status or "submitted"
    new = f", {len(progress.added)} new" if progress.added else ""
    trouble = f" ({progress.warning})" if progress.warning else ""
    return f"sync: {state}, {progress.elapsed:.0f} s{new}{trouble}"


def _text(progress: SyncProgress) -> str:
    added = [f"added {escape(image.name)}\n" for image in progress.added]
    removed = [f"removed {escape(image.name)}\n" for image in progress.removed]
    return "".join(added + removed)


def _json(progress: SyncProgress) -> str:
    result = {
        "request": progress.request.id,
        "status": progress.request.status,
        "added": [image.row for image in progress.added],
        "removed": [image.row for image in progress.removed],
    }
    return f"{json_text(result)}\n"


def _status(progress: SyncProgress) -> ExitStatus:
    """Print on standard error how the sync ended, and return the exit status.

    Raises:
        CliError: It failed, or did not end in time.
    """
    request = progress.request
    name = "the sync" if request.id is None else f"the sync (request {request.id})"
    for warning in request.warnings:
        print_error(f"vss-tui: {shortened(warning, _MAX_REASON)}")
    match progress.outcome:
        case SyncOutcome.FAILED:
            reason = "; ".join(request.errors) or request.status
            raise CliError(f"{name} failed: {shortened(reason, _MAX_REASON)}")
        case SyncOutcome.TIMED_OUT:
            state = f" is still {request.status}" if request.status else " has not ended"
            raise CliError(
                f"{name}{state}; it continues on the server: {_HOW_TO_LOOK}", ExitStatus.TIMED_OUT
            )
        case None:
            print_error(f"{name} is submitted; {_HOW_TO_LOOK}")
        case _ if not (progress.added or progress.removed):
            print_error("nothing new: no image was added or removed")
    return ExitStatus.DONE
