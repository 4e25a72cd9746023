"""Load pages: the cached one at once, then the service's."""

from asyncio import Event, to_thread
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from vss_tui.api.errors import ServiceError
from vss_tui.api.retry import RetryWait
from vss_tui.connection import Connection
from vss_tui.models.query import Library, Query
from vss_tui.page_cache import CachedPage, PageCache

_PAGES_IN_MEMORY = 8
_FRESH_SECONDS = 60.0


class PageLoader:
    """Load the pages of one endpoint for one user.

    Args:
        connection: The connection to the endpoint; opened when the first page is fetched.
        folder: Where pages are cached from run to run; None caches them in memory only.

    Attributes:
        connection: The connection to the endpoint.
    """

    def __init__(self, connection: Connection, folder: Path | None = None) -> None:
        self.connection = connection
        self._folder = folder
        self._warning = ""
        self._arriving: dict[tuple[Library, Query], Event] = {}
        self._pages: OrderedDict[tuple[Library, Query], CachedPage] = OrderedDict()

    def cached(self, library: Library, query: Query) -> CachedPage | None:
        """Return the cached page for ``query``, or None; it counts as shown after this."""
        key = (library, query)
        found = self._pages.get(key)
        if found is not None:
            self._pages[key] = found._replace(prefetched=False)
            return found
        disk = self._disk
        found = disk.get(library, query, self.connection.clock.now()) if disk is not None else None
        if found is not None:
            self._pages[key] = found
        return found

    def is_fresh(self, cached: CachedPage) -> bool:
        """Return whether a page may be shown without asking the service again.

        It may where it was prefetched less than a minute ago and has not been shown since.
        """
        age = (self.connection.clock.now() - cached.fetched).total_seconds()
        return cached.prefetched and 0 <= age < _FRESH_SECONDS

    async def fetch(
        self, library: Library, query: Query, on_wait: Callable[[RetryWait], None] | None = None
    ) -> CachedPage:
        """Fetch the page for ``query`` from the service, and cache it.

        Raises:
            ServiceError: It cannot be fetched; the error says why and what to do.
        """
        arriving = self._arriving.get((library, query))
        if arriving is not None:
            await arriving.wait()
            cached = self.cached(library, query)
            if cached is not None and self.is_fresh(cached):
                return cached
        page = await self.connection.client.images(library, query, on_wait=on_wait)
        return await self._put(library, query, CachedPage(page, self.connection.clock.now()))

    async def prefetch(self, library: Library, query: Query) -> None:
        """Fetch a page that is likely to be wanted next; a failure does not matter yet."""
        key = (library, query)
        if key in self._pages or key in self._arriving:
            return
        self._arriving[key] = Event()
        try:
            page = await self.connection.client.without_retries().images(library, query)
            now = self.connection.clock.now()
            await self._put(library, query, CachedPage(page, now, prefetched=True))
        except ServiceError:
            pass
        finally:
            self._arriving.pop(key).set()

    def invalidate(self, library: Library) -> None:
        """Drop the pages of a library from memory: its images have changed."""
        for key in [key for key in self._pages if key[0] is library]:
            del self._pages[key]

    def pop_warning(self) -> str:
        """Return, once, why pages are not cached on disk any more, or ""."""
        warning, self._warning = self._warning, ""
        return warning

    @property
    def _disk(self) -> PageCache | None:
        """The page cache on disk of the user; None while the user is not known."""
        owner = self.connection.owner
        if self._folder is None or owner is None:
            return None
        return PageCache(self._folder, self.connection.endpoint, owner)

    def file(self, library: Library, query: Query) -> Path | None:
        """Return the place of a cached page on disk; None where it is not cached there."""
        return self._disk.path(library, query) if self._disk is not None else None

    async def _put(self, library: Library, query: Query, cached: CachedPage) -> CachedPage:
        self._pages[library, query] = cached
        self._pages.move_to_end((library, query))
        while len(self._pages) > _PAGES_IN_MEMORY:
            self._pages.popitem(last=False)
        # The next run starts on a first page: no other is worth the writing.
        disk = self._disk if query.page == 1 else None
        if disk is not None:
            try:
                await to_thread(disk.put, library, query, cached)
            except OSError as error:
                # The next page would fare no better.
                self._folder = None
                self._warning = (
                    f"pages are not cached: {error.strerror or error};"
                    " check the cache folder, or start with --no-cache"
                )
        return cached
