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


async def iter_pages(fetch: Callable[[int], Awaitable[Page]]) -> AsyncGenerator[Page, None]:
    """Yield the pages of a list in their order, each without the images that came before.

    Where the service does not say how many pages there are, it is asked for one after another
    until one brings nothing new.

    Args:
        fetch: Returns the page of a number, from 1.

    Raises:
        PaginationError: The service repeats itself, leaves a page empty, or has page after page.
        ServiceError: A page cannot be had.
    """
    import asyncio

    coming: deque[asyncio.Future[Page]] = deque()
    seen: set[object] = set()
    last = 0
    try:
        for number in range(1, MAX_PAGES + 1):
            if not coming:
                last = number
                coming.append(asyncio.ensure_future(fetch(number)))
            page = await coming.popleft()
            fresh = tuple(image for image in page.images if image.key not in seen)
            seen.update(image.key for image in fresh)
            # Without an id nobody knows whether it is the row of an earlier page: it is counted.
            unknown = sum(image.id is None for image in page.images)
            unknown -= sum(image.id is None for image in fresh)
            yield replace(page, images=fresh, unreadable=page.unreadable + unknown)
            pages = page.paging.pages
            if number >= pages if pages is not None else not fresh:
                return
            if not fresh and not page.unreadable:
                raise PaginationError(
                    f"page {number} of {pages} brought nothing new, so the rest of the list is"
                    " missing; try again, or ask for single pages with --page"
                )
            while last < (pages or 0) and len(coming) < MAX_CONCURRENT:
                last += 1
                coming.append(asyncio.ensure_future(fetch(last)))
        raise PaginationError(f"the list does not end within {MAX_PAGES} pages; try a filter")
    finally:
        for task in coming:
            task.cancel()
        await asyncio.gather(*coming, return_exceptions=True)
