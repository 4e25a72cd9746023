"""Fetch pages for a pane, one query at a time, and report the load state."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import NamedTuple

from textual.timer import Timer
from textual.widget import Widget
from textual.worker import Worker

from vss_tui.api.errors import ServiceError
from vss_tui.api.retry import RetryWait
from vss_tui.messages import Severity, StatusMessage
from vss_tui.models.query import Library, Query
from vss_tui.page_cache import CachedPage
from vss_tui.page_loader import PageLoader

_FETCH, _PREFETCH = "fetch", "prefetch"
"""Worker groups."""


class Loading(NamedTuple):
    """The service is being asked; ``cached`` is what can be shown meanwhile."""

    query: Query
    cached: CachedPage | None


class Loaded(NamedTuple):
    """The page is there."""

    query: Query
    cached: CachedPage


class Retrying(NamedTuple):
    """An attempt failed; the next one follows in ``seconds``."""

    query: Query
    error: ServiceError
    seconds: int


class Failed(NamedTuple):
    """The page cannot be fetched."""

    query: Query
    error: ServiceError


LoadState = Loading | Loaded | Retrying | Failed


class PageFetcher:
    """Fetch the page of the latest query; a new query cancels the one before.

    Args:
        pane: The widget that the requests live and die with.
        loader: Loads the pages.
        library: The list that they are of.
        on_state: Called with each load state, on the screen's thread.
        after_first_paint: Calls what it is given once the screen has been painted.

    Attributes:
        fetching: The query whose page is being fetched, or None.
    """

    def __init__(
        self,
        pane: Widget,
        loader: PageLoader,
        library: Library,
        on_state: Callable[[LoadState], None],
        after_first_paint: Callable[[Callable[[], None]], None],
    ) -> None:
        self.fetching: Query | None = None
        self._pane = pane
        self._loader = loader
        self._library = library
        self._on_state = on_state
        self._prefetching: Query | None = None
        self._retrying: Retrying | None = None
        self._countdown: Timer | None = None
        self._after_first_paint = after_first_paint
        self._deferred = False
        self._again = False

    def fetch(self, query: Query, *, again: bool = False) -> None:
        """Report the cached page, if any, and fetch the service's.

        Args:
            query: The page to fetch; the one being fetched is cancelled.
            again: Whether to ask the service for a page that is fresh, too. Of the page that is
                being fetched one more request follows, however often it is asked for (a held key).
        """
        if again and query == self.fetching and self._retrying is None:
            self._again = True
            return
        self.cancel()
        cached = self._loader.cached(self._library, query)
        if query != self._prefetching:
            self._pane.workers.cancel_group(self._pane, _PREFETCH)
        if cached is not None and self._loader.is_fresh(cached) and not again:
            self._on_state(Loaded(query, cached))
            return
        self.fetching, self._deferred = query, True
        self._on_state(Loading(query, cached))
        if cached is None:
            self._start()
        else:
            # A cached page is drawn first, and checked after that.
            self._after_first_paint(self._start)

    def prefetch(self, query: Query) -> None:
        """Fetch a page that is likely to be wanted next."""
        self._prefetching = query
        self._run(partial(self._loader.prefetch, self._library, query), _PREFETCH)

    def stop_retrying(self) -> bool:
        """Give up a retry that waits; return whether one did."""
        retrying = self._retrying
        if retrying is None:
            return False
        self.cancel()
        self._on_state(Failed(retrying.query, retrying.error))
        return True

    def _start(self) -> None:
        if self.fetching is not None and self._deferred:
            self._deferred = False
            self._run(partial(self._fetch, self.fetching), _FETCH)

    def cancel(self) -> None:
        """Stop fetching."""
        self._end_retrying()
        self.fetching, self._again = None, False
        self._pane.workers.cancel_group(self._pane, _FETCH)

    def _end(self, state: Loaded | Failed) -> None:
        """Report how it went, and fetch the page once more where that was asked for meanwhile."""
        self._end_retrying()
        again, self.fetching, self._again = self._again, None, False
        self._on_state(state)
        if again and self.fetching is None:
            self.fetch(state.query, again=True)

    def _run(self, work: Callable[[], Coroutine[None, None, None]], group: str) -> None:
        # As a function: a coroutine whose worker is cancelled before it runs is never awaited.
        _: Worker[None] = self._pane.run_worker(work, group=group, exclusive=True)

    async def _fetch(self, query: Query) -> None:
        def wait(waiting: RetryWait) -> None:
            self._end_retrying()
            self._retrying = Retrying(query, waiting.error, max(1, round(waiting.seconds)))
            self._on_state(self._retrying)
            self._countdown = self._pane.set_interval(1, self._count_down)

        try:
            cached = await self._loader.fetch(self._library, query, wait)
        except ServiceError as error:
            self._end(Failed(query, error))
        else:
            self._end(Loaded(query, cached))
            if warning := self._loader.pop_warning():
                self._pane.post_message(StatusMessage(warning, Severity.WARNING))

    def _count_down(self) -> None:
        if self._retrying is not None and self._retrying.seconds > 1:
            self._retrying = self._retrying._replace(seconds=self._retrying.seconds - 1)
            self._on_state(self._retrying)

    def _end_retrying(self) -> None:
        self._retrying = None
        if self._countdown is not None:
            self._countdown.stop()
            self._countdown = None
