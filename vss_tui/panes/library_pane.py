"""The pane of a library: the only place where page loader and widgets meet."""

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.reactive import var

from vss_tui import messages
from vss_tui.api.errors import SetupError
from vss_tui.api.retry import RetryWait
from vss_tui.filters import NO_FILTER, FilterError, parse
from vss_tui.keymap import Keymap
from vss_tui.messages import Move, Severity, StatusMessage, Turn
from vss_tui.models import copy_format
from vss_tui.models.page import Description, Page, Paging
from vss_tui.models.query import Library, Query
from vss_tui.page_cache import CachedPage
from vss_tui.page_loader import PageLoader
from vss_tui.panes import notices
from vss_tui.panes.page_fetcher import Failed, Loaded, Loading, LoadState, PageFetcher, Retrying
from vss_tui.startup import FirstPaint
from vss_tui.widgets.details import DetailsPane
from vss_tui.widgets.filter_bar import FilterBar
from vss_tui.widgets.image_table import ImageTable
from vss_tui.widgets.page_prompt import PagePrompt
from vss_tui.widgets.pager import Pager


class LibraryPane(Vertical):
    """One library: its query, and the page that is shown.

    An intent changes ``current_query``; that is fetched, and the page is shown if it still is the
    current query's.

    Args:
        library: The library.
        loader: Loads the pages.
        query: The query to begin with.
        keymap: The keys in force, for what the pane says.
        first_paint: The first paint of the screen.

    Attributes:
        fetcher: Fetches the pages.
    """

    current_query: var[Query] = var(Query, init=False)

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
        self._loader = loader
        self._keymap = keymap
        self.fetcher = PageFetcher(self, loader, library, self._on_state, first_paint.after)
        self._opened = False
        self._shown: CachedPage | None = None
        self._shown_query: Query | None = None
        self.filter_bar = FilterBar(loader.connection.clock.now)
        self.table = ImageTable()
        self.details = DetailsPane(keymap)
        self.pager = Pager(keymap)
        self._page_prompt = PagePrompt()
        self._total: int | None = None
        self.set_reactive(LibraryPane.current_query, query)

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
        return self._shown.page if self._shown is not None else None

    def open(self) -> None:
        """Fetch the first page, unless that has been done; prefetch the next where it is shown."""
        if not self._opened:
            self._opened = True
            self.fetcher.fetch(self.current_query)
        elif self._shown is not None and self._shown_query == self.current_query:
            self._prefetch(self._shown.page)

    def watch_current_query(self, query: Query) -> None:
        self.filter_bar.show_applied(query.filter)
        self.fetcher.fetch(query)
        self.post_message(messages.ViewChanged())

    def on_filter_by(self, event: messages.FilterBy) -> None:
        if event.filter.parameter != self.current_query.filter.parameter:
            self.current_query = self.current_query.filtered(event.filter)
        elif event.filter != self.current_query.filter:
            # The same images in other words: only the words change.
            page = self.current_query.page
            self.current_query = self.current_query.filtered(event.filter).turned_to(page)

    def on_sort_by(self, event: messages.SortBy) -> None:
        self.current_query = self.current_query.sorted_next(event.field, cycle=event.cycle)

    def on_change_page_size(self, event: messages.ChangePageSize) -> None:
        self.current_query = self.current_query.resized(event.step)

    def on_turn_page(self, event: messages.TurnPage) -> None:
        if self._shown is None:
            return
        paging, current = self._shown.page.paging, self.current_query.page
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
            self.table.focus()
            self.go_to_page(event.number)

    def go_to_page(self, number: int | None) -> None:
        """Turn to a page by its number, at most the last one; None: stay."""
        if number is not None:
            last = self.page.paging.pages if self.page is not None else None
            self.current_query = self.current_query.turned_to(min(number, last or number))

    def on_refresh(self) -> None:
        try:
            # Dates counted back from now are counted anew.
            parsed = parse(
                self.current_query.filter.expression, self._loader.connection.clock.now()
            )
        except FilterError:
            parsed = self.current_query.filter
        if parsed != self.current_query.filter:
            self.current_query = self.current_query.filtered(parsed).turned_to(
                self.current_query.page
            )
        else:
            # What was prefetched is as old as the page that is asked for again.
            self._loader.invalidate(self.library)
            self.fetcher.fetch(self.current_query, again=True)

    def on_escape(self) -> None:
        if not self.fetcher.stop_retrying() and self.current_query.filter.clauses:
            self.filter_bar.stash_draft(self.current_query.filter.expression)
            self.current_query = self.current_query.filtered(NO_FILTER)

    def on_move_cursor(self, event: messages.MoveCursor) -> None:
        if event.move is Move.PAGE_DOWN and self.table.at_end:
            self.post_message(messages.TurnPage(Turn.NEXT))
        else:
            self.table.move(event.move)

    def on_cursor_moved(self, event: messages.CursorMoved) -> None:
        self.pager.show_row(self.table.row)
        if self.details.display:
            self.details.show_image(event.image)

    def on_enter_filter(self) -> None:
        self.filter_bar.enter()

    def on_leave_filter(self) -> None:
        self.table.focus()

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
            ServiceError: It cannot be had.
        """

        def say_wait(wait: RetryWait) -> None:
            self.post_message(StatusMessage(notices.retrying_soon(wait)))

        return await self._loader.connection.client.describe(self.library, say_wait)

    def show_details(self, *, visible: bool) -> None:
        """Show or hide the details."""
        self.details.display = visible
        if visible:
            self.details.show_image(self.table.image)

    def _on_state(self, state: LoadState) -> None:
        if state.query != self.current_query:
            return
        match state:
            case Loading(cached=CachedPage() as cached):
                self._show(cached, state.query)
                self._show_pager("checking…")
            case Loading():
                self.table.show_sort(state.query.sort)
                if self._shown is None:
                    self.table.show_note("Asking the service…")
                self._show_pager("asking…")
            case Loaded() if state.cached.page.paging.past_end:
                self._turn_back(state.cached.page.paging)
            case Loaded():
                page = state.cached.page
                # The service may have clipped the number.
                query = state.query.turned_to(page.paging.page)
                self.set_reactive(LibraryPane.current_query, query)
                self._show(state.cached, query)
                self._prefetch(page)
            case Retrying():
                retrying = notices.retrying(state.error, state.seconds, self._keymap)
                self.pager.show_notice(retrying, Severity.WARNING)
            case Failed():
                self._show_failure(state)

    def _show(self, cached: CachedPage, query: Query) -> None:
        same_page = self._shown_query == query
        self._shown, self._shown_query = cached, query
        self.pager.show_notice("")
        page = cached.page
        if not query.filter.parameter:
            self._total = page.paging.total
        self.filter_bar.show_matches(page.paging.total, self._total, query)
        if page.images:
            self.table.show_page(page.images, query.sort, keep_cursor=same_page)
        else:
            self.table.show_note(*notices.empty(self.library, query, self._keymap))
        self._show_pager("")
        self.post_message(messages.TotalLoaded(self.library, self._total, page.user))

    def _turn_back(self, paging: Paging) -> None:
        """Turn to the last page of a list that has become shorter."""
        # Its cached pages are of the time before.
        self._loader.invalidate(self.library)
        self.current_query = self.current_query.turned_to(paging.pages or 1)

    def _prefetch(self, page: Page) -> None:
        # Of a tab that is not shown, only the total is wanted.
        if self.display and page.paging.has_next and page.images:
            self.fetcher.prefetch(self.current_query.turned_to(self.current_query.page + 1))

    def _show_failure(self, state: Failed) -> None:
        if isinstance(state.error, SetupError):
            self.post_message(messages.CannotConnect(state.error.message))
        if self._shown is None:
            self.table.show_note(*notices.failed(state.error, self._keymap))
            self.pager.show_notice("")
        else:
            current = self._shown_query == self.current_query
            fetched = self._shown.fetched
            text = notices.still_showing(state.error, fetched, self._keymap, current=current)
            self.pager.show_notice(text, Severity.ERROR)
        self._show_pager("")

    def _show_pager(self, note: str) -> None:
        self.pager.show_page(self.page, note)
