"""Every page of a list, a few of them asked for at a time."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace

from vss_tui.api.errors import ServiceError
from vss_tui.models.page import Page

AHEAD = 4
"""Pages asked for at a time, and so the most that are in memory."""
MOST_PAGES = 4000
"""A million images of 250 a page; a list that is longer is not one of images."""


class PaginationError(ServiceError):
    """The list does not come to its end."""


async def iter_pages(ask: Callable[[int], Awaitable[Page]]) -> AsyncGenerator[Page, None]:
    """Give the pages of a list in their order, each without the images that came before.

    Where the service does not say how many pages there are, it is asked for one after another
    until one brings nothing new.

    Args:
        ask: Reads the page of a number, from 1.

    Raises:
        PaginationError: The service repeats itself, leaves a page empty, or has page after page.
        ServiceError: A page could not be had.
    """
    asked: deque[asyncio.Future[Page]] = deque()
    seen: set[object] = set()
    last_asked = 0
    try:
        for number in range(1, MOST_PAGES + 1):
            if not asked:
                last_asked = number
                asked.append(asyncio.ensure_future(ask(number)))
            page = await asked.popleft()
            fresh = tuple(image for image in page.images if image.key not in seen)
            seen.update(image.key for image in fresh)
            yield replace(page, images=fresh)
            pages = page.paging.pages
            if pages is not None and number >= pages:
                return
            if not fresh and pages is None:
                return
            if not fresh and not page.unreadable:
                raise PaginationError(
                    "the service sends nothing new before the end of its list, so the rest is"
                    " missing; try again, or ask for single pages with --page"
                )
            while last_asked < (pages or 0) and len(asked) < AHEAD:
                last_asked += 1
                asked.append(asyncio.ensure_future(ask(last_asked)))
        raise PaginationError(f"the service's list does not end within {MOST_PAGES} pages")
    finally:
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
