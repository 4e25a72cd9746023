"""Every page of a list, a few of them asked for at a time."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace

from vss_tui.catalog.page import Page

AHEAD = 4
"""Pages asked for at a time, and so the most that are in memory."""


class RepeatedPage(Exception):
    """The service sends the same images again before its list has ended."""


async def every_page(ask: Callable[[int], Awaitable[Page]]) -> AsyncGenerator[Page, None]:
    """Give the pages of a list in their order, each without the images that came before.

    Where the service does not say how many pages there are, it is asked for one after another
    until one brings nothing new.

    Args:
        ask: Reads the page of a number, from 1.

    Raises:
        RepeatedPage: A page brings nothing new though more is to come.
        ServiceError: A page could not be had.
    """
    asked: deque[asyncio.Task[Page]] = deque()
    seen: set[object] = set()
    number = 1
    page = await ask(number)
    try:
        while fresh := tuple(image for image in page.images if image.key not in seen):
            seen.update(image.key for image in fresh)
            yield replace(page, images=fresh)
            last = page.paging.pages or (number if asked else number + 1)
            while number < last and len(asked) < AHEAD:
                number += 1
                asked.append(asyncio.ensure_future(ask(number)))
            if not asked:
                return
            page = await asked.popleft()
        if page.images and len(seen) < (page.paging.total or 0):
            raise RepeatedPage
    finally:
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
