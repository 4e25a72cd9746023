"""Asks the reader for pages, one question at a time, and tells how it goes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from textual.timer import Timer
from textual.widget import Widget

from vss_tui.api.errors import ServiceError
from vss_tui.api.retry import RetryWait
from vss_tui.messages import Severity, StatusMessage
from vss_tui.models.library import Library
from vss_tui.models.page import Page
from vss_tui.models.query import Query
from vss_tui.page_loader import KnownPage, PageLoader


@dataclass(frozen=True, slots=True)
class Loading:
    """The service is being asked; ``known`` is what is at hand meanwhile."""

    query: Query
    known: KnownPage | None


@dataclass(frozen=True, slots=True)
class Loaded:
    """The service has answered."""

    query: Query
    page: Page
    at: datetime


@dataclass(frozen=True, slots=True)
class Retrying:
    """A try failed; the next one comes in ``seconds``."""

    query: Query
    error: ServiceError
    seconds: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The question stays without an answer."""

    query: Query
    error: ServiceError


LoadState = Loading | Loaded | Retrying | Failed


class PageFetcher:
    """Asks on a pane's behalf; a new question ends the one before.

    Args:
        pane: The widget whose life bounds the asking.
        reader: Reads the pages.
        library: The list that is asked.
        hear: Told how it goes, on the screen's thread.
        after_first_paint: Calls what takes time once the screen has been painted.
    """

    def __init__(
        self,
        pane: Widget,
        reader: PageLoader,
        library: Library,
        hear: Callable[[LoadState], None],
        after_first_paint: Callable[[Callable[[], None]], None],
    ) -> None:
        self._pane = pane
        self._reader = reader
        self._library = library
        self._on_state = hear
        self._ahead: Query | None = None
        self._pausing: Retrying | None = None
        self._countdown: Timer | None = None
        self._after_first_paint = after_first_paint
        self._deferred: Query | None = None

    def ask(self, query: Query, *, again: bool = False) -> None:
        """Ask for a page; ``again``: also where it is at hand and young."""
        self._end_pause()
        known = self._reader.known(self._library, query)
        if query != self._ahead:
            self._pane.workers.cancel_group(self._pane, "ahead")
        if known is not None and known.settled(self._reader.now()) and not again:
            self._pane.workers.cancel_group(self._pane, "listing")
            self._on_state(Loaded(query, known.page, known.fetched))
            return
        self._on_state(Loading(query, known))
        self._deferred = query
        if known is None:
            self._start_deferred()
        else:
            self._after_first_paint(self._start_deferred)

    def _start_deferred(self) -> None:
        query, self._deferred = self._deferred, None
        if query is not None:
            self._start(query)

    def _start(self, query: Query) -> None:
        self._pane.run_worker(self._fetch(query), group="listing", exclusive=True)

    def prefetch(self, query: Query) -> None:
        """Fetch a page that is likely to be wanted next."""
        self._ahead = query
        work = self._reader.prefetch(self._library, query)
        self._pane.run_worker(work, group="ahead", exclusive=True)

    def stop(self) -> bool:
        """Give up waiting for another try; False where nothing waits."""
        pausing = self._pausing
        if pausing is None:
            return False
        self._end_pause()
        self._pane.workers.cancel_group(self._pane, "listing")
        self._on_state(Failed(pausing.query, pausing.error))
        return True

    async def _fetch(self, query: Query) -> None:
        try:
            page = await self._reader.fetch(
                self._library, query, lambda waiting: self._pause(query, waiting)
            )
        except ServiceError as error:
            self._end_pause()
            self._on_state(Failed(query, error))
        else:
            self._end_pause()
            self._on_state(Loaded(query, page, self._reader.now()))
            trouble = self._reader.pop_warning()
            if trouble:
                self._pane.post_message(StatusMessage(trouble, Severity.WARNING))

    def _pause(self, query: Query, waiting: RetryWait) -> None:
        self._end_pause()
        self._pausing = Retrying(query, waiting.error, max(1, round(waiting.seconds)))
        self._on_state(self._pausing)
        self._countdown = self._pane.set_interval(1, self._count_down)

    def _count_down(self) -> None:
        pausing = self._pausing
        if pausing is not None and pausing.seconds > 1:
            self._pausing = Retrying(pausing.query, pausing.error, pausing.seconds - 1)
            self._on_state(self._pausing)

    def _end_pause(self) -> None:
        self._pausing = None
        if self._countdown is not None:
            self._countdown.stop()
            self._countdown = None
