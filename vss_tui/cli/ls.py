"""``vss-tui ls``: print a list of images."""

import argparse
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from vss_tui import filters
from vss_tui.api.pagination import iter_pages
from vss_tui.cli.argtypes import sort_keys
from vss_tui.cli.exit_status import CliError, ExitStatus, UsageError
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
    return query.sized(per_page).turned_to(args.page or 1)


class _Count:
    """How many images were printed and omitted, and the totals that the service named."""

    def __init__(self) -> None:
        self.printed = 0
        self.unreadable = 0
        self.dropped = 0
        self.totals: list[int] = []

    @property
    def total(self) -> int | None:
        """The total that came last; None where it is unknown."""
        return self.totals[-1] if self.totals else None

    def add(self, page: Page, printed: int) -> None:
        self.printed += printed
        self.unreadable += page.unreadable
        self.dropped += page.dropped
        if page.paging.total is not None and page.paging.total != self.total:
            self.totals.append(page.paging.total)

    def __str__(self) -> str:
        total = ", total unknown" if self.total is None else f" of {self.total}"
        return f"{self.printed}{total}"


async def _list(args: argparse.Namespace, query: Query) -> int:
    stdout = Stdout()
    listing = open_listing(args.output, stdout.columns, args.fields)
    count = _Count()
    async with connected(args) as connection:
        with Progress() as progress:
            async with aclosing(_pages(args, query, connection.client, progress)) as pages:
                async for page in pages:
                    images = page.images[: args.limit and args.limit - count.printed]
                    count.add(page, len(images))
                    progress.show("")
                    stdout.write(listing.page(images))
                    if not stdout.terminal:
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
        page = page if expand else _references(page)
        return _last_at(args.limit, page) if args.limit else page

    if not (args.all or args.limit):
        yield await fetch(query.page)
        return
    async with aclosing(iter_pages(fetch)) as pages:
        async for page in pages:
            yield page


def _last_at(limit: int, page: Page) -> Page:
    """Return the page of a list that ends where there are enough images."""
    enough = -(-limit // page.paging.per_page)
    pages = min(page.paging.pages or enough, enough)
    return replace(page, paging=replace(page.paging, pages=pages))


def _references(page: Page) -> Page:
    """Return the page without the rows that are no references."""
    images = tuple(image for image in page.images if image.row.get("url"))
    return replace(page, images=images, unreadable=page.unreadable + len(page.images) - len(images))


def _status(args: argparse.Namespace, count: _Count) -> ExitStatus:
    """Print on standard error what the listing lacks, and return the exit status.

    Raises:
        CliError: It was to be complete, and is not.
    """
    several = bool(args.all or args.limit)
    problem = _problem(count, args.limit) if several else ""
    if not count.printed and not count.total:
        print_error("no images")
    elif not problem and not (several if count.total is None else count.printed >= count.total):
        print_error(str(count))
    if count.unreadable:
        print_error(f"{count.unreadable} unreadable rows omitted")
    if count.dropped:
        print_error(f"{count.dropped} rows omitted: the response exceeded {MAX_ROWS} rows")
    if problem:
        raise CliError(problem)
    return ExitStatus.FAILED if several and count.dropped else ExitStatus.DONE


def _problem(count: _Count, limit: int | None) -> str:
    """Say why a listing of several pages is not complete; "" where it is."""
    if len(count.totals) > 1:
        before, after = count.totals[:2]
        return (
            f"the list changed while it was read, from {before} images to {after}, so some may be"
            " missing; run it again"
        )
    received = count.printed + count.unreadable + count.dropped
    expected = min(filter(None, (count.total, limit)), default=0)
    return (
        "" if received >= expected else f"only {received} of {expected} images came; run it again"
    )
