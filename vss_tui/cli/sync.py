"""``vss-tui sync``: submit a synchronisation, follow it, and say what came and what went."""

import argparse
from typing import TYPE_CHECKING

from vss_tui.cli.commands import ReportFormat
from vss_tui.cli.connecting import connected, waiting_shown
from vss_tui.cli.exit_status import CliError, ExitStatus
from vss_tui.cli.output import Progress, Stdout, print_error
from vss_tui.cli.running import run_to_end
from vss_tui.models.sync_request import SyncOutcome, SyncProgress, SyncRequest
from vss_tui.output import json_text
from vss_tui.support.safe_text import escape, shortened

if TYPE_CHECKING:
    from vss_tui.api.client import Client

_LONGEST_REASON = 200
"""Characters of the service's own words that a sentence holds."""
_LOOK = "vss-tui ls personal shows what has come"


def run(args: argparse.Namespace) -> int:
    """Submit a sync, wait for it as asked, and print the result; give the exit code."""
    return run_to_end(_sync(args))


async def _sync(args: argparse.Namespace) -> int:
    results = Stdout()
    async with connected(args) as connection:
        progress = await _followed(connection.client, args.wait)
    results.write(_json(progress) if args.output is ReportFormat.JSON else _text(progress))
    return _told(progress)


async def _followed(client: "Client", wait: float) -> SyncProgress:
    """Give what is known of the sync when it has ended, or when the waiting has."""
    if wait == 0:
        return SyncProgress(await client.submit_sync())
    from vss_tui.api.sync_poller import poll_sync

    progress = SyncProgress(SyncRequest())
    with Progress() as line:
        async for progress in poll_sync(client, limit=wait, on_wait=waiting_shown(line)):
            line.show(_status(progress))
    return progress


def _status(progress: SyncProgress) -> str:
    state = progress.request.status or "submitted"
    come = f", {len(progress.added)} new" if progress.added else ""
    trouble = f" ({progress.trouble})" if progress.trouble else ""
    return f"sync: {state}, {progress.elapsed:.0f} s{come}{trouble}"


def _text(progress: SyncProgress) -> str:
    came = [f"added {escape(image.name)}\n" for image in progress.added]
    went = [f"removed {escape(image.name)}\n" for image in progress.removed]
    return "".join(came + went)


def _json(progress: SyncProgress) -> str:
    result = {
        "request": progress.request.id,
        "status": progress.request.status,
        "added": [image.attributes for image in progress.added],
        "removed": [image.attributes for image in progress.removed],
    }
    return f"{json_text(result)}\n"


def _told(progress: SyncProgress) -> ExitStatus:
    """Say on standard error how it ended, where the result does not; give the exit code.

    Raises:
        Failure: It failed, or did not end in time.
    """
    request = progress.request
    named = "the sync" if request.id is None else f"the sync (request {request.id})"
    for warning in request.warnings:
        print_error(f"vss-tui: {shortened(warning, _LONGEST_REASON)}")
    match progress.ending:
        case SyncOutcome.FAILED:
            reason = "; ".join(request.errors) or request.status
            raise CliError(f"{named} failed: {shortened(reason, _LONGEST_REASON)}")
        case SyncOutcome.TIMED_OUT:
            state = f" is still {request.status}" if request.status else " has not ended"
            raise CliError(f"{named}{state}; it goes on by itself: {_LOOK}", ExitStatus.TIMED_OUT)
        case None:
            print_error(f"{named} is submitted; {_LOOK}")
        case _ if not (progress.added or progress.removed):
            print_error("nothing new: no image has come or gone")
    return ExitStatus.DONE
