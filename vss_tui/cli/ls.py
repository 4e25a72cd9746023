"""``vss-tui ls``: a listing for people and scripts."""

import argparse
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from vss_tui import filters
from vss_tui.api.pages import iter_pages
from vss_tui.cli.connecting import connected, waiting_shown
from vss_tui.cli.exit_status import ExitStatus
from vss_tui.cli.output import Progress, Stdout, print_error
from vss_tui.cli.running import run_to_end
from vss_tui.models.page import MAX_ROWS, Page
from vss_tui.models.query import MAX_PAGE_SIZE, Query, SortKey
from vss_tui.output import Output, listing

if TYPE_CHECKING:
    from vss_tui.api.client import Client


def run(args: argparse.Namespace) -> int:
    """Print the page, or all pages, that the command line asks for; give the exit code."""
    return run_to_end(_list(args, _query(args)))


def _query(args: argparse.Namespace) -> Query:
    texts = [text for given in args.sorts or [] for text in given.split(";")]
    query = Query(
        filter=filters.join(args.filters or [], datetime.now(UTC)),
        sort=tuple(SortKey.parse(text) for text in texts),
    )
    if args.all:
        return query.sized(args.per_page or MAX_PAGE_SIZE)
    return query.sized(args.per_page or query.per_page).turned_to(args.page or 1)


class _Count:
    """What was printed, and what was not.

    ``total`` is None where the service does not say how many images there are.
    """

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
    results = Stdout()
    printed = listing(args.output, results.columns)
    count = _Count()
    async with connected(args) as connection:
        with Progress() as progress:
            async with aclosing(_pages(args, query, connection.client, progress)) as pages:
                async for page in pages:
                    count.add(page)
                    progress.show("")
                    results.write(printed.page(page.images))
                    if args.all and not results.terminal:
                        progress.show(str(count))
    results.write(printed.end())
    return _told(args, count)


async def _pages(
    args: argparse.Namespace, query: Query, client: "Client", progress: Progress
) -> AsyncGenerator[Page, None]:
    expand = args.output is not Output.URL
    on_wait = waiting_shown(progress)

    async def ask(number: int) -> Page:
        page = await client.images(
            args.library, query.turned_to(number), expand=expand, on_wait=on_wait
        )
        return page if expand else _references(page)

    if not args.all:
        yield await ask(query.page)
        return
    async with aclosing(iter_pages(ask)) as pages:
        async for page in pages:
            yield page


def _references(page: Page) -> Page:
    """The page without what is no reference though references were asked for."""
    images = tuple(image for image in page.images if image.attributes.get("url"))
    return replace(page, images=images, unreadable=page.unreadable + len(page.images) - len(images))


def _told(args: argparse.Namespace, count: _Count) -> ExitStatus:
    """Say on standard error what the listing lacks; give the exit code."""
    whole = args.all if count.total is None else count.printed >= count.total
    if not whole:
        print_error(str(count))
    elif not count.printed:
        print_error("no images")
    if count.unreadable:
        print_error(f"{count.unreadable} unreadable, left out")
    if count.dropped:
        print_error(
            f"{count.dropped} more came in one answer than the {MAX_ROWS} that are read; left out"
        )
    return ExitStatus.FAILED if args.all and count.dropped else ExitStatus.DONE
