"""The pane of a library: the only place where page loader and widgets meet."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.timer import Timer

from vss_tui import filters, messages
from vss_tui.api.errors import SetupError
from vss_tui.api.retry import RetryWait
from vss_tui.filters import NO_FILTER, Filter, FilterError
from vss_tui.keymap import Keymap
from vss_tui.messages import Move, Severity, StatusMessage, Turn
from vss_tui.models import copy_format
from vss_tui.models.image import Image
from vss_tui.models.page import Description, Page
from vss_tui.models.query import Library, Query
from vss_tui.page_cache import CachedPage
from vss_tui.page_loader import PageLoader
from vss_tui.panes import notices
from vss_tui.panes.page_fetcher import Failed, Loaded, Loading, LoadState, PageFetcher, Retrying
from vss_tui.panes.page_view import PageView
from vss_tui.startup import FirstPaint
from vss_tui.widgets.details import DetailsPane
from vss_tui.widgets.filter_bar import FilterBar
from vss_tui.widgets.image_table import ImageTable
from vss_tui.widgets.page_prompt import PagePrompt
from vss_tui.widgets.pager import Pager

FILTER_DEBOUNCE_SECONDS = 0.3
"""Seconds without a key in the filter, after which the service is asked."""


class FilterEntry(NamedTuple):
    """How the pane was when the filter was entered, for the way back.

    Attributes:
        query: The query that was wanted.
        cached: The page that was shown, if any.
        shown: The query of that page.
        image: The image under the cursor.
    """

    query: Query
    cached: CachedPage | None
    shown: Query | None
    image: Image | None


class LibraryPane(Vertical):
    """One library: its query, and the page that is shown.

    An intent changes ``current_query``; that is fetched, and the page is shown if it still is the
    one that is wanted. While a filter is typed it is ahead of ``current_query``: it narrows the
    loaded rows, and becomes the query once typing pauses.

    Args:
        library: The library.
        loader: Loads the pages.
        query: The query to begin with.
        keymap: The keys in force, for what the pane says.
        first_paint: The first paint of the screen.

    Attributes:
        current_query: The query that was asked last, or is asked first.
        fetcher: Fetches the pages.
    """

    def __init__(
        self,
        library: Library,
        loader: PageLoader,
        query: Query,
        keymap: Keymap,
        first_paint: FirstPaint,
    ) -> None:
        super().__init__(id=library)
        self.library = library
        self.current_query = query
        self.fetcher = PageFetcher(self, loader, library, self._on_state, first_paint.after)
        self.filter_bar = FilterBar(loader.connection.clock.now, picking=keymap.picking)
        self.table = ImageTable()
        # Where the filter keeps the focus, a click must not take it away.
        self.table.can_focus = not keymap.picking
        self.details = DetailsPane(keymap)
        self.pager = Pager(keymap)
        self._loader = loader
        self._keymap = keymap
        self._view = PageView(library, self.table, self.pager, keymap)
        self._page_prompt = PagePrompt()
        self._total: int | None = None
        self._opened = False
        self._condition = query.filter
        self._entry: FilterEntry | None = None
        self._turns: list[Turn] = []
        self._picks_first = False
        self._debounce: Timer | None = None

    def compose(self) -> ComposeResult:
        yield self.filter_bar
        yield self._page_prompt
        with Container(classes="body"):
            yield self.table
            yield self.details
        yield self.pager

    def on_mount(self) -> None:
        self.filter_bar.show_applied(self.current_query.filter)

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self._view.page

    def open(self) -> None:
        """Fetch the first page, unless that has been done; prefetch the next where it is shown."""
        if not self._opened:
            self._opened = True
            self.fetcher.fetch(self.current_query)
        elif self.page is not None and self._view.query == self.current_query:
            self._prefetch(self.page)

    # The filter.

    def focus_list(self) -> None:
        """Give the focus to what takes the keys: the table, or in a picker the filter."""
        if self._keymap.picking:
            self.filter_bar.enter()
        else:
            self.table.focus()

    def type_filter(self, text: str) -> None:
        """Filter by a text, as if it had been typed."""
        if text != self.filter_bar.text:
            self.filter_bar.set_text(text)
            self._draft(text, delay=0.0)

    def on_enter_filter(self) -> None:
        self.filter_bar.enter()

    def on_descendant_focus(self) -> None:
        if self._entry is None and self.filter_bar.has_focus_within:
            view = self._view
            self._entry = FilterEntry(self._wanted, view.cached, view.query, self.table.image)
            # The grammar takes 10 ms to import: not at the first key.
            self.call_after_refresh(filters.draft, "", self._now(), view.has_matches)
            self.call_after_refresh(filters.predicate, NO_FILTER)

    def on_descendant_blur(self) -> None:
        # By a click elsewhere.
        if not self._keymap.picking:
            self._restore_before_filter()

    def on_leave_filter(self) -> None:
        if not self._keymap.picking:
            self._restore_before_filter()
            self.table.focus()

    def on_type_filter(self, event: messages.TypeFilter) -> None:
        self._picks_first = False
        self._draft(event.text, delay=FILTER_DEBOUNCE_SECONDS)

    def on_submit_filter(self, event: messages.SubmitFilter) -> None:
        if self._keymap.picking:
            self._pick(event.filter)
            return
        self._entry = None
        self.filter_bar.show_applied(event.filter)
        self.table.focus()
        self._filter_by(event.filter)
        # The same images may be asked for in other words.
        self.current_query = self.current_query._replace(filter=event.filter)

    def _draft(self, text: str, delay: float) -> None:
        """Filter by what is complete of a text, and say what is not."""
        draft = filters.draft(text, self._now(), self._view.has_matches)
        self.filter_bar.show_draft(draft)
        if draft.filter is not None:
            self._filter_by(draft.filter, delay)
        else:
            self._stop_debounce()
            self._narrow()

    def _pick(self, condition: Filter) -> None:
        """Pick the row under the cursor where it matches; else the first one of the response."""
        self._condition = condition
        self._narrow()
        if self.table.image is not None:
            self.post_message(messages.Picked(self.table.image))
        else:
            self._filter_by(condition)
            self._picks_first = self.fetcher.fetching is not None

    # Other intents.

    def on_escape(self) -> None:
        if not self.fetcher.stop_retrying() and self._condition.clauses:
            self.filter_bar.stash_draft(self._condition.expression)
            self.apply_filter(NO_FILTER)

    def on_only_folder(self) -> None:
        if self.table.image is None:
            return
        try:
            path = self.table.image.path
            text = filters.only_folder(self._condition.expression, path, self._now())
            self.apply_filter(filters.parse(text, self._now()))
        except FilterError as error:
            self.post_message(StatusMessage(error.message, Severity.WARNING))

    def apply_filter(self, condition: Filter) -> None:
        """Filter by something else than what has been typed."""
        self.filter_bar.show_applied(condition)
        self._filter_by(condition)

    def on_sort_by(self, event: messages.SortBy) -> None:
        self._go_to(self._wanted.with_next_sort(event.field, cycle=event.cycle))

    def on_change_page_size(self, event: messages.ChangePageSize) -> None:
        self._go_to(self._wanted.with_next_page_size(event.step))

    def on_turn_page(self, event: messages.TurnPage) -> None:
        if self.page is None or self._view.query is None:
            return
        if self._view.query.with_page(1) != self._wanted.with_page(1):
            # Of the list that is on its way.
            self._turns.append(event.turn)
            return
        paging, current = self.page.paging, self.current_query.page
        # While a page is on its way the pager still speaks of the one before.
        more = current < paging.pages if paging.pages is not None else paging.has_next
        match event.turn:
            case Turn.NEXT if more:
                self.go_to_page(current + 1)
            case Turn.PREVIOUS if current > 1:
                self.go_to_page(current - 1)
            case Turn.FIRST:
                self.go_to_page(1)
            case Turn.LAST if paging.pages is not None:
                self.go_to_page(paging.pages)

    def prompt_for_page(self) -> None:
        """Ask for a page's number on the filter's line."""
        if self.page is not None:
            self.add_class("-prompting")
            self._page_prompt.open(self.page.paging.pages)

    def on_go_to_page(self, event: messages.GoToPage) -> None:
        if self.has_class("-prompting"):
            self.remove_class("-prompting")
            self.focus_list()
            self.go_to_page(event.number)

    def go_to_page(self, number: int | None) -> None:
        """Turn to a page by its number, at most the last one; None: stay."""
        if number is not None:
            last = self.page.paging.pages if self.page is not None else None
            self._go_to(self._wanted.with_page(min(number, last or number)))

    def on_refresh(self) -> None:
        query = self._wanted
        with suppress(FilterError):
            # Dates counted back from now are counted anew.
            parsed = filters.parse(query.filter.expression, self._now())
            query = query._replace(filter=parsed)
        if query == self.current_query:
            # What was prefetched is as old as the page that is asked for again.
            self._loader.invalidate(self.library)
        self._request(query, again=True)

    def on_move_cursor(self, event: messages.MoveCursor) -> None:
        if event.move is Move.PAGE_DOWN and self.table.at_end:
            self.post_message(messages.TurnPage(Turn.NEXT))
        else:
            self.table.move(event.move)

    def on_cursor_moved(self, event: messages.CursorMoved) -> None:
        self.pager.show_row(self.table.row)
        if self.details.display:
            self.details.show_image(event.image)

    def on_choose(self) -> None:
        if self.table.image is not None:
            self.post_message(messages.Picked(self.table.image))

    def on_copy(self, event: messages.Copy) -> None:
        if self.table.image is None:
            return
        try:
            text = copy_format.text(self.table.image, event.what)
        except copy_format.NothingToCopy as error:
            self.post_message(StatusMessage(str(error), Severity.WARNING))
        else:
            self.post_message(messages.CopyToClipboard(text))

    async def describe(self) -> Description:
        """Return what the service says of the library's resource.

        Raises:
            ServiceError: It cannot be fetched.
        """

        def say_wait(wait: RetryWait) -> None:
            self.post_message(StatusMessage(notices.retrying_soon(wait)))

        return await self._loader.connection.client.describe(self.library, say_wait)

    def show_details(self, *, visible: bool) -> None:
        """Show or hide the details."""
        self.details.display = visible
        if visible:
            self.details.show_image(self.table.image)

    # The query, and what comes of it.

    @property
    def _wanted(self) -> Query:
        """The query of what has been typed so far, which may not have been asked yet."""
        if self._condition == self.current_query.filter:
            return self.current_query
        return self.current_query.filtered(self._condition)

    def _now(self) -> datetime:
        return self._loader.connection.clock.now()

    def _go_to(self, query: Query) -> None:
        if query != self._wanted:
            self._turns.clear()
            self._request(query)

    def _request(self, query: Query, *, again: bool = False) -> None:
        """Make a query the current one, and fetch its page."""
        self._opened = True
        self._stop_debounce()
        self.current_query, self._condition = query, query.filter
        self.post_message(messages.ViewChanged())
        self.fetcher.fetch(query, again=again)

    def _filter_by(self, condition: Filter, delay: float = 0.0) -> None:
        """Narrow the loaded rows, and ask for the images that a filter matches.

        Args:
            condition: The filter.
            delay: Seconds before the service is asked.
        """
        self._stop_debounce()
        self._condition = condition
        wanted = self._wanted
        if self._view.query == wanted:
            if self.fetcher.fetching != wanted:
                self.fetcher.cancel()
            self.current_query = wanted
        elif self.fetcher.fetching != wanted:
            if delay:
                self._debounce = self.set_timer(delay, partial(self._request, wanted))
            else:
                self._request(wanted)
        self._narrow()

    def _narrow(self) -> None:
        asking = self._debounce is not None or self.fetcher.fetching == self._wanted
        self._view.narrow(self._condition, asking=asking)

    def _stop_debounce(self) -> None:
        if self._debounce is not None:
            self._debounce.stop()
            self._debounce = None

    def _restore_before_filter(self) -> None:
        """Return to the list of before the filter was entered."""
        entry, self._entry = self._entry, None
        if entry is None:
            return
        before, current = entry.query, self.current_query
        if (before.sort, before.per_page) != (current.sort, current.per_page):
            before = current.filtered(before.filter)
        self.filter_bar.show_applied(before.filter)
        if entry.cached is not None and self._view.query != before == entry.shown:
            self._view.show(entry.cached, before)
            self.table.move_to(entry.image)
        self.current_query = before
        self._filter_by(before.filter)

    def _on_state(self, state: LoadState) -> None:
        if state.query != self._wanted:
            return
        match state:
            case Loading(cached=CachedPage() as cached):
                self._show(cached, state.query, notices.CHECKING)
            case Loading():
                self.table.show_sort(state.query.sort)
                self._narrow()
            case Loaded() if state.cached.page.paging.past_end:
                # The cached pages are of the time before.
                self._loader.invalidate(self.library)
                self._request(state.query.with_page(state.cached.page.paging.pages or 1))
            case Loaded():
                self._show_loaded(state.cached, state.query)
            case Retrying():
                self._view.show_retry(state.error, state.seconds)
            case Failed():
                self._turns.clear()
                self._picks_first = False
                if isinstance(state.error, SetupError):
                    self.post_message(messages.CannotConnect(state.error.message))
                self._view.show_failure(state.error, state.query)
                self.post_message(StatusMessage(state.error.message, Severity.ERROR, shown=False))
                self._narrow()

    def _show_loaded(self, cached: CachedPage, query: Query) -> None:
        page, condition = cached.page, query.filter
        spelling = "" if page.images else self._view.spelling(condition)
        # The service may have clipped the number of the page.
        self.current_query = query.with_page(page.paging.page)
        self._show(cached, self.current_query)
        if spelling:
            text = notices.no_match(condition.parameter, spelling)
            self.post_message(StatusMessage(text, Severity.WARNING))
        if self._picks_first and page.images:
            self.post_message(messages.Picked(page.images[0]))
        self._picks_first = False
        self.post_message(messages.PageLoaded(self.library, query))
        turns, self._turns = self._turns, []
        for turn in turns:
            self.on_turn_page(messages.TurnPage(turn))
        if not turns:
            self._prefetch(page)

    @contextmanager
    def shown_as_cached(self) -> Iterator[None]:
        """Show within it what the next run shows of the page before it is checked."""
        self.pager.show_page(self.page, notices.CHECKING)
        yield
        self.pager.show_page(self.page, "")

    def _show(self, cached: CachedPage, query: Query, note: str = "") -> None:
        self._view.show(cached, query, note)
        paging = cached.page.paging
        if not query.filter.parameter:
            self._total = paging.total
        self.filter_bar.show_matches(paging.total, self._total, query)
        self.post_message(messages.TotalLoaded(self.library, self._total, cached.page.user))

    def _prefetch(self, page: Page) -> None:
        # Of a tab that is not shown, only the total is wanted.
        if self.display and page.paging.has_next and page.images:
            self.fetcher.prefetch(self.current_query.with_page(self.current_query.page + 1))
