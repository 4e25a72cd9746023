"""All pages of a list, a few of them asked for at a time."""

from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace

from vss_tui.api.errors import PaginationError
from vss_tui.models.page import Page

MAX_CONCURRENT = 4
"""Pages that are asked for at a time, and so the most that are in memory."""
MAX_PAGES = 4000
"""A million images of 250 a page; a list that is longer is not one of images."""


async def iter_pages(
    fetch: Callable[[int], Awaitable[Page]], *, limit: int | None = None
) -> AsyncGenerator[Page, None]:
    """Yield the pages of a list in their order, each without the images that came before.

    Where the service does not say how many pages there are, it is asked for one after another
    until one brings nothing new.

    Args:
        fetch: Returns the page of a number, from 1.
        limit: How many images are wanted at most.

    Raises:
        PaginationError: The pages that were yielded are not the whole list, or may not be: its
            total changed meanwhile, fewer images came, or there is page after page.
        ServiceError: A page cannot be had.
    """
    import asyncio

    coming: deque[asyncio.Future[Page]] = deque()
    seen: set[object] = set()
    totals: list[int] = []
    last = omitted = 0
    try:
        for number in range(1, MAX_PAGES + 1):
            if not coming:
                last = number
                coming.append(asyncio.ensure_future(fetch(number)))
            page = await coming.popleft()
            wanted = None if limit is None else limit - len(seen)
            fresh = tuple(image for image in page.images if image.key not in seen)[:wanted]
            seen.update(image.key for image in fresh)
            omitted += page.unreadable + page.dropped
            if page.paging.total is not None and page.paging.total not in totals:
                totals.append(page.paging.total)
            yield replace(page, images=fresh)
            pages = page.paging.pages
            if len(seen) == limit or (number >= pages if pages is not None else not fresh):
                break
            if not fresh and not page.unreadable:
                raise PaginationError(
                    f"page {number} of {pages} brought nothing new, so the rest of the list is"
                    " missing; try again, or ask for single pages with --page"
                )
            end = pages or 0
            if limit is not None:
                end = min(end, -(-limit // page.paging.per_page))
            while last < end and len(coming) < MAX_CONCURRENT:
                last += 1
                coming.append(asyncio.ensure_future(fetch(last)))
        else:
            raise PaginationError(f"the list does not end within {MAX_PAGES} pages; try a filter")
    finally:
        for task in coming:
            task.cancel()
        await asyncio.gather(*coming, return_exceptions=True)
    _check_complete(totals, len(seen) + omitted, limit)


def _check_complete(totals: list[int], received: int, limit: int | None) -> None:
    if len(totals) > 1:
        raise PaginationError(
            f"the list changed while it was read, from {totals[0]} images to {totals[1]}, so some"
            " may be missing; try again"
        )
    expected = min(total for total in (*totals, limit) if total is not None) if totals else 0
    if received < expected:
        raise PaginationError(f"only {received} of {expected} images came; try again")
