"""``vss-tui ls``: print a list of images."""

import argparse
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from vss_tui import filters
from vss_tui.api.client import iter_pages
from vss_tui.api.errors import PaginationError
from vss_tui.cli.argtypes import sort_keys
from vss_tui.cli.exit_status import ExitStatus, UsageError
from vss_tui.cli.output import Progress, Stdout, print_error
from vss_tui.cli.running import connected, retry_shown, run_async, run_blocking
from vss_tui.models.page import MAX_ROWS, Page
from vss_tui.models.query import Query
from vss_tui.output import Output, open_listing

if TYPE_CHECKING:
    from vss_tui.api.client import Client


def run(args: argparse.Namespace) -> int:
    """Print a page, or all pages, of a list and return the exit status."""
    if args.page and (args.all or args.limit):
        other = "--all" if args.all else "--limit"
        raise UsageError(f"--page prints one page: leave out --page or {other}", "ls")
    if args.fields and not args.output.has_fields:
        raise UsageError(
            f"--fields is for table, csv, json and ndjson, not for {args.output}", "ls"
        )
    work = _list(args, _query(args))
    # Several pages are asked for at a time; the embedded service answers in an event loop.
    return run_async(work) if args.all or args.limit or args.demo else run_blocking(work)


def _query(args: argparse.Namespace) -> Query:
    query = Query(filters.join(args.filters, datetime.now(UTC)), sort_keys(args.sorts))
    if args.all or args.limit:
        query = query.for_all_pages()
    per_page = args.per_page or min(query.per_page, args.limit or query.per_page)
    return query.with_page_size(per_page).with_page(args.page or 1)


class _Count:
    """How many images were printed and omitted, and the total that the service named last."""

    def __init__(self) -> None:
        self.printed = 0
        self.unreadable = 0
        self.dropped = 0
        self.oversized = 0
        self.total: int | None = None

    def add(self, page: Page) -> None:
        self.printed += len(page.images)
        self.unreadable += page.unreadable
        self.dropped += page.dropped
        self.oversized += page.oversized
        self.total = page.paging.total

    def __str__(self) -> str:
        total = ", total unknown" if self.total is None else f" of {self.total}"
        return f"{self.printed}{total}"


async def _list(args: argparse.Namespace, query: Query) -> int:
    stdout = Stdout()
    listing = open_listing(args.output, stdout.columns, args.fields)
    count = _Count()
    incomplete: PaginationError | None = None
    async with connected(args) as connection:
        with Progress() as progress:
            try:
                async with aclosing(_pages(args, query, connection.client, progress)) as pages:
                    async for page in pages:
                        count.add(page)
                        progress.show("")
                        stdout.write(listing.page(page.images))
                        if not stdout.terminal:
                            progress.show(str(count))
            except PaginationError as error:
                incomplete = error
    stdout.write(listing.end())
    return _status(args, count, incomplete)


async def _pages(
    args: argparse.Namespace, query: Query, client: "Client", progress: Progress
) -> AsyncGenerator[Page, None]:
    expand = args.output is not Output.URL
    on_wait = retry_shown(progress)

    async def fetch(number: int) -> Page:
        page = await client.images(
            args.library, query.with_page(number), expand=expand, on_wait=on_wait
        )
        return page if expand else _references(page)

    if not (args.all or args.limit):
        yield await fetch(query.page)
        return
    async with aclosing(iter_pages(fetch, limit=args.limit)) as pages:
        async for page in pages:
            yield page


def _references(page: Page) -> Page:
    """Return the page without the rows that are no references."""
    images = tuple(image for image in page.images if image.row.get("url"))
    return page._replace(images=images, unreadable=page.unreadable + len(page.images) - len(images))


def _status(
    args: argparse.Namespace, count: _Count, incomplete: PaginationError | None
) -> ExitStatus:
    """Print on standard error what the listing lacks, and return the exit status.

    Raises:
        PaginationError: It was to be complete, and is not.
    """
    several = bool(args.all or args.limit)
    if not count.printed and not count.total:
        print_error("no images")
    elif not incomplete and not (several if count.total is None else count.printed >= count.total):
        print_error(str(count))
    for number, what, why in (
        (count.unreadable, "unreadable row", ""),
        (count.oversized, "oversized value", ""),
        (count.dropped, "row", f": the response exceeded {MAX_ROWS} rows"),
    ):
        if number:
            print_error(f"{number} {what}{'s' if number > 1 else ''} omitted{why}")
    if incomplete is not None:
        raise incomplete
    return ExitStatus.FAILED if several and count.dropped else ExitStatus.DONE
