"""``vss-tui ls``: print a list of images."""

import argparse
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from vss_tui import filters
from vss_tui.api.pagination import iter_pages
from vss_tui.cli.exit_status import ExitStatus, UsageError
from vss_tui.cli.output import Progress, Stdout, print_error
from vss_tui.cli.running import connected, retry_shown, run_async
from vss_tui.models.page import MAX_ROWS, Page
from vss_tui.models.query import MAX_PAGE_SIZE, Query, SortKey
from vss_tui.output import Output, open_listing

if TYPE_CHECKING:
    from vss_tui.api.client import Client


def run(args: argparse.Namespace) -> int:
    """Print a page, or all pages, of a list and return the exit status."""
    if args.all and args.page:
        raise UsageError("--all prints every page: leave out --all or --page", "ls")
    return run_async(_list(args, _query(args)))


def _query(args: argparse.Namespace) -> Query:
    query = Query(
        filter=filters.join(args.filters, datetime.now(UTC)),
        sort=tuple(SortKey.parse(key) for sort in args.sorts for key in sort.split(";")),
    )
    if args.all:
        return query.sized(args.per_page or MAX_PAGE_SIZE)
    return query.sized(args.per_page or query.per_page).turned_to(args.page or 1)


class _Count:
    """How many images were printed, omitted, and are there in all (None: unknown)."""

    def __init__(self) -> None:
        self.printed = 0
        self.total: int | None = None
        self.unreadable = 0
        self.dropped = 0

    def add(self, page: Page) -> None:
        self.printed += len(page.images)
        self.total = page.paging.total
        self.unreadable += page.unreadable
        self.dropped += page.dropped

    def __str__(self) -> str:
        return (
            f"{self.printed}, total unknown"
            if self.total is None
            else f"{self.printed} of {self.total}"
        )


async def _list(args: argparse.Namespace, query: Query) -> int:
    stdout = Stdout()
    listing = open_listing(args.output, stdout.columns)
    count = _Count()
    async with connected(args) as connection:
        with Progress() as progress:
            async with aclosing(_pages(args, query, connection.client, progress)) as pages:
                async for page in pages:
                    count.add(page)
                    progress.show("")
                    stdout.write(listing.page(page.images))
                    if args.all and not stdout.terminal:
                        progress.show(str(count))
    stdout.write(listing.end())
    return _status(args, count)


async def _pages(
    args: argparse.Namespace, query: Query, client: "Client", progress: Progress
) -> AsyncGenerator[Page, None]:
    expand = args.output is not Output.URL
    on_wait = retry_shown(progress)

    async def fetch(number: int) -> Page:
        page = await client.images(
            args.library, query.turned_to(number), expand=expand, on_wait=on_wait
        )
        return page if expand else _references(page)

    if not args.all:
        yield await fetch(query.page)
        return
    async with aclosing(iter_pages(fetch)) as pages:
        async for page in pages:
            yield page


def _references(page: Page) -> Page:
    """Return the page without the rows that are no references."""
    images = tuple(image for image in page.images if image.attributes.get("url"))
    return replace(page, images=images, unreadable=page.unreadable + len(page.images) - len(images))


def _status(args: argparse.Namespace, count: _Count) -> ExitStatus:
    """Print on standard error what the listing lacks, and return the exit status."""
    complete = args.all if count.total is None else count.printed >= count.total
    if not complete:
        print_error(str(count))
    elif not count.printed:
        print_error("no images")
    if count.unreadable:
        print_error(f"{count.unreadable} unreadable rows omitted")
    if count.dropped:
        print_error(f"{count.dropped} rows omitted: the response exceeded {MAX_ROWS} rows")
    return ExitStatus.FAILED if args.all and count.dropped else ExitStatus.DONE
