"""Reads pages: at once where one is known (kept on disk or fetched ahead), then the service's."""

from asyncio import Event, to_thread
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from vss_tui.api.errors import ServiceError
from vss_tui.api.retry import OnWait, RetryWait
from vss_tui.connection import Connection
from vss_tui.models.description import Description
from vss_tui.models.library import Library
from vss_tui.models.page import Page
from vss_tui.models.query import Query
from vss_tui.models.sync_request import SyncProgress
from vss_tui.page_cache import CachedPage, PageCache

_REMEMBERED_PAGES = 8
_FRESH_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page that is at hand.

    ``unseen`` tells that it was fetched ahead and has not been shown: then, while it is young, the
    service need not be asked again.
    """

    page: Page
    fetched: datetime
    unseen: bool = False

    def settled(self, now: datetime) -> bool:
        """Whether it may be shown without asking the service again."""
        return self.unseen and 0 <= (now - self.fetched).total_seconds() < _FRESH_SECONDS


class PageLoader:
    """Reads the lists of one endpoint for one user.

    Args:
        connection: The connection to the endpoint; opened when the first page is fetched.
        folder: Where pages are kept from run to run; None keeps nothing.

    Attributes:
        connection: The connection to the endpoint.
    """

    def __init__(self, connection: Connection, folder: Path | None = None) -> None:
        self.connection = connection
        self._folder = folder
        self._keeping = True
        self._trouble = ""
        self._coming: dict[tuple[Library, Query], Event] = {}
        self._known: OrderedDict[tuple[Library, Query], KnownPage] = OrderedDict()

    def now(self) -> datetime:
        """The present time, with its zone."""
        return self.connection.clock.now()

    def known(self, library: Library, query: Query) -> KnownPage | None:
        """Return the page that answers ``query`` if it is at hand; it counts as seen then."""
        key = (library, query)
        found = self._known.get(key)
        if found is not None:
            self._known[key] = replace(found, unseen=False)
            return found
        store = self._store
        kept = store.find(library, query, self.now()) if store is not None else None
        if kept is None:
            return None
        self._known[key] = KnownPage(kept.page, kept.fetched)
        return self._known[key]

    async def fetch(
        self, library: Library, query: Query, on_wait: Callable[[RetryWait], None] | None = None
    ) -> Page:
        """Ask the service for the page that answers ``query``, and remember it.

        Raises:
            ServiceError: It cannot be had; the error says why and what to do.
        """
        coming = self._coming.get((library, query))
        if coming is not None:
            await coming.wait()
            known = self._known.get((library, query))
            if known is not None and known.settled(self.now()):
                self._known[library, query] = replace(known, unseen=False)
                return known.page
        page = await self.connection.client.images(library, query, on_wait=on_wait)
        await self._remember(library, query, KnownPage(page, self.now()))
        return page

    async def prefetch(self, library: Library, query: Query) -> None:
        """Fetch a page that is likely to be wanted next; a failure is nobody's concern yet."""
        key = (library, query)
        if key in self._known or key in self._coming:
            return
        self._coming[key] = Event()
        try:
            page = await self.connection.client.without_retries().images(library, query)
            await self._remember(library, query, KnownPage(page, self.now(), unseen=True))
        except ServiceError:
            pass
        finally:
            self._coming.pop(key).set()

    def pop_warning(self) -> str:
        """Return why pages are no longer kept from run to run, for the user; "" once it is told."""
        trouble, self._trouble = self._trouble, ""
        return trouble

    def invalidate(self, library: Library) -> None:
        """Forget what was read of a library, since its images have changed."""
        for key in [key for key in self._known if key[0] is library]:
            del self._known[key]

    async def follow_sync(self, on_wait: OnWait) -> AsyncIterator[SyncProgress]:
        """Submit a sync and follow it to its end.

        Args:
            on_wait: Told of pauses before it is submitted.

        Raises:
            ServiceError: It could not be submitted.
        """
        from vss_tui.api.sync_poller import poll_sync

        async for progress in poll_sync(self.connection.client, on_wait=on_wait):
            yield progress

    async def describe(self, library: Library, on_wait: OnWait) -> Description:
        """Ask the service what it says of a library's resource.

        Raises:
            ServiceError: It cannot be had.
        """
        return await self.connection.client.describe(library, on_wait)

    @property
    def _store(self) -> PageCache | None:
        """The kept pages of whoever is signed in, which nobody need be at the start."""
        owner = self.connection.owner
        return PageCache(self._folder, owner) if self._folder and owner is not None else None

    async def _remember(self, library: Library, query: Query, known: KnownPage) -> None:
        self._known[library, query] = known
        self._known.move_to_end((library, query))
        while len(self._known) > _REMEMBERED_PAGES:
            self._known.popitem(last=False)
        # The next run starts on a first page: no other is worth the writing.
        store = self._store
        if store is not None and query.page == 1 and self._keeping:
            try:
                kept = CachedPage(known.page, known.fetched)
                await to_thread(store.keep, library, query, kept)
            except OSError as error:
                # The next page would fare no better.
                self._keeping = False
                self._trouble = (
                    f"pages are not kept: {error.strerror or error};"
                    " check the cache folder, or start with --no-cache"
                )
