"""Fetch pages for a pane, one query at a time, and report the load state."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from textual.timer import Timer
from textual.widget import Widget

from vss_tui.api.errors import ServiceError
from vss_tui.api.retry import RetryWait
from vss_tui.messages import Severity, StatusMessage
from vss_tui.models.library import Library
from vss_tui.models.query import Query
from vss_tui.page_cache import CachedPage
from vss_tui.page_loader import PageLoader

_FETCH, _PREFETCH = "fetch", "prefetch"
"""Worker groups."""


@dataclass(frozen=True, slots=True)
class Loading:
    """The service is being asked; ``cached`` is what can be shown meanwhile."""

    query: Query
    cached: CachedPage | None


@dataclass(frozen=True, slots=True)
class Loaded:
    """The page is there."""

    query: Query
    cached: CachedPage


@dataclass(frozen=True, slots=True)
class Retrying:
    """An attempt failed; the next one follows in ``seconds``."""

    query: Query
    error: ServiceError
    seconds: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The page cannot be had."""

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
    """

    def __init__(
        self,
        pane: Widget,
        loader: PageLoader,
        library: Library,
        on_state: Callable[[LoadState], None],
        after_first_paint: Callable[[Callable[[], None]], None],
    ) -> None:
        self._pane = pane
        self._loader = loader
        self._library = library
        self._on_state = on_state
        self._prefetching: Query | None = None
        self._retrying: Retrying | None = None
        self._countdown: Timer | None = None
        self._after_first_paint = after_first_paint
        self._deferred: Query | None = None

    def fetch(self, query: Query, *, again: bool = False) -> None:
        """Report the cached page, if any, and fetch the service's.

        Args:
            query: The page to fetch; the one being fetched is cancelled.
            again: Whether to ask the service for a page that is fresh, too.
        """
        self._end_retrying()
        cached = self._loader.cached(self._library, query)
        if query != self._prefetching:
            self._pane.workers.cancel_group(self._pane, _PREFETCH)
        if cached is not None and self._loader.is_fresh(cached) and not again:
            self._pane.workers.cancel_group(self._pane, _FETCH)
            self._on_state(Loaded(query, cached))
            return
        self._on_state(Loading(query, cached))
        self._deferred = query
        if cached is None:
            self._start_deferred()
        else:
            # A cached page is drawn first, and checked after that.
            self._after_first_paint(self._start_deferred)

    def prefetch(self, query: Query) -> None:
        """Fetch a page that is likely to be wanted next."""
        self._prefetching = query
        work = self._loader.prefetch(self._library, query)
        self._pane.run_worker(work, group=_PREFETCH, exclusive=True)

    def stop_retrying(self) -> bool:
        """Give up a retry that waits; return whether one did."""
        retrying = self._retrying
        if retrying is None:
            return False
        self._end_retrying()
        self._pane.workers.cancel_group(self._pane, _FETCH)
        self._on_state(Failed(retrying.query, retrying.error))
        return True

    def _start_deferred(self) -> None:
        query, self._deferred = self._deferred, None
        if query is not None:
            self._pane.run_worker(self._fetch(query), group=_FETCH, exclusive=True)

    async def _fetch(self, query: Query) -> None:
        def wait(waiting: RetryWait) -> None:
            self._end_retrying()
            self._retrying = Retrying(query, waiting.error, max(1, round(waiting.seconds)))
            self._on_state(self._retrying)
            self._countdown = self._pane.set_interval(1, self._count_down)

        try:
            cached = await self._loader.fetch(self._library, query, wait)
        except ServiceError as error:
            self._end_retrying()
            self._on_state(Failed(query, error))
        else:
            self._end_retrying()
            self._on_state(Loaded(query, cached))
            if warning := self._loader.pop_warning():
                self._pane.post_message(StatusMessage(warning, Severity.WARNING))

    def _count_down(self) -> None:
        if self._retrying is not None and self._retrying.seconds > 1:
            self._retrying = replace(self._retrying, seconds=self._retrying.seconds - 1)
            self._on_state(self._retrying)

    def _end_retrying(self) -> None:
        self._retrying = None
        if self._countdown is not None:
            self._countdown.stop()
            self._countdown = None
