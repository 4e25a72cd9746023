"""A library's pane: the only place where the reader and the widgets meet."""

from collections.abc import Mapping
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.reactive import var
from textual.widgets import Static

from vss_tui import messages
from vss_tui.api.errors import SetupError
from vss_tui.api.retry import RetryWait
from vss_tui.filters import NO_FILTER, FilterError, parse
from vss_tui.messages import Move, Turn
from vss_tui.models import copy_format
from vss_tui.models.description import Description
from vss_tui.models.library import Library
from vss_tui.models.page import Page, Paging
from vss_tui.models.query import Query
from vss_tui.page_loader import KnownPage, PageLoader
from vss_tui.panes import notices
from vss_tui.panes.page_fetcher import Failed, Loaded, Loading, LoadState, PageFetcher, Retrying
from vss_tui.startup import FirstPaint
from vss_tui.support.safe_text import escape
from vss_tui.widgets.details import DetailsPane
from vss_tui.widgets.filter_bar import FilterBar
from vss_tui.widgets.image_table import ImageTable
from vss_tui.widgets.pager import Pager


class LibraryPane(Vertical):
    """One library: its question, and the page that answers it.

    An intent changes ``listing``, the question; a changed question is asked; the answer is shown
    if it is still the answer to the present question.

    Attributes:
        asking: Asks for the pages.
    """

    listing: var[Query] = var(Query, init=False)

    def __init__(
        self,
        library: Library,
        reader: PageLoader,
        query: Query,
        remapped: Mapping[str, str],
        first_paint: FirstPaint,
    ) -> None:
        super().__init__(id=library)
        self.library = library
        self._reader = reader
        self.asking = PageFetcher(self, reader, library, self._on_state, first_paint.after)
        self._opened = False
        self._page: Page | None = None
        self._answered: Query | None = None
        self._at: datetime | None = None
        self.filter_bar = FilterBar(reader.now)
        self.table = ImageTable()
        self.details = DetailsPane()
        self._notice = Static(markup=False, classes="notice")
        self._pager = Pager(remapped)
        self.set_reactive(LibraryPane.listing, query)

    def compose(self) -> ComposeResult:
        """Lay out the filter bar, the table with the details, and the pager."""
        yield self.filter_bar
        with Container(classes="body"):
            yield self.table
            yield self.details
        yield self._notice
        yield self._pager

    def on_mount(self) -> None:
        """Show the question that the pane starts with."""
        self.filter_bar.show_in_force(self.listing.filter)

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self._page

    def open(self) -> None:
        """Ask the present question, unless it has been asked already; read on where it is shown."""
        if not self._opened:
            self._opened = True
            self.asking.ask(self.listing)
        elif self._page is not None and self._answered == self.listing:
            self._prefetch(self._page)

    def watch_listing(self, query: Query) -> None:
        """Ask a changed question."""
        self.filter_bar.show_in_force(query.filter)
        self.asking.ask(query)
        self.post_message(messages.ViewChanged())

    def on_filter_by(self, event: messages.FilterBy) -> None:
        """Ask for the images that the filter lets through."""
        if event.filter.parameter != self.listing.filter.parameter:
            self.listing = self.listing.filtered(event.filter)
        elif event.filter != self.listing.filter:
            # The same images in other words: only the words change.
            self.listing = self.listing.filtered(event.filter).turned_to(self.listing.page)

    def on_sort_by(self, event: messages.SortBy) -> None:
        """Ask for another order."""
        self.listing = self.listing.sort_cycled(event.field)

    def on_change_page_size(self, event: messages.ChangePageSize) -> None:
        """Ask for more or fewer images a page."""
        self.listing = self.listing.resized(event.step)

    def on_turn_page(self, event: messages.TurnPage) -> None:
        """Ask for the next, previous, first or last page, where the list has one."""
        if self._page is None:
            return
        paging, present = self._page.paging, self.listing.page
        # While a page is on its way the pager still speaks of the one before.
        more = present < paging.pages if paging.pages is not None else paging.has_next
        match event.turn:
            case Turn.NEXT if more:
                self.listing = self.listing.turned_to(present + 1)
            case Turn.PREVIOUS if present > 1:
                self.listing = self.listing.turned_to(present - 1)
            case Turn.FIRST:
                self.listing = self.listing.turned_to(1)
            case Turn.LAST if paging.pages is not None:
                self.listing = self.listing.turned_to(paging.pages)

    def on_refresh(self) -> None:
        """Ask again; dates counted back from now are counted anew."""
        try:
            anew = parse(self.listing.filter.expression, self._reader.now())
        except FilterError:
            anew = self.listing.filter
        if anew != self.listing.filter:
            self.listing = self.listing.filtered(anew).turned_to(self.listing.page)
        else:
            # What was read ahead is as old as the page that is asked for again.
            self._reader.invalidate(self.library)
            self.asking.ask(self.listing, again=True)

    def on_escape(self) -> None:
        """Stop waiting for another try, or else clear the filter."""
        if not self.asking.stop() and self.listing.filter.clauses:
            self.filter_bar.keep_draft(self.listing.filter.expression)
            self.listing = self.listing.filtered(NO_FILTER)

    def on_move_cursor(self, event: messages.MoveCursor) -> None:
        """Move the cursor; below the last row, a screen down turns the page."""
        if event.move is Move.PAGE_DOWN and self.table.at_end:
            self.post_message(messages.TurnPage(Turn.NEXT))
        else:
            # The toolkit draws a widget anew that is given the focus, even where it has it.
            if not self.table.has_focus:
                self.table.focus()
            self.table.move(event.move)

    def on_cursor_moved(self, event: messages.CursorMoved) -> None:
        """Show the details of the image under the cursor."""
        if self.details.display:
            self.details.show_image(event.image)

    def on_enter_filter(self) -> None:
        """Put the cursor into the filter bar."""
        self.filter_bar.enter()

    def on_leave_filter(self) -> None:
        """Return to the table."""
        self.table.focus()

    def on_choose(self) -> None:
        """Take the image under the cursor."""
        if self.table.image is not None:
            self.post_message(messages.Picked(self.table.image))

    def on_copy(self, event: messages.Copy) -> None:
        """Copy what was asked for of the image under the cursor."""
        if self.table.image is not None:
            try:
                self.post_message(
                    messages.CopyToClipboard(copy_format.text(self.table.image, event.what))
                )
            except copy_format.NothingToCopy as error:
                self.post_message(messages.StatusMessage(str(error), messages.Severity.WARNING))

    def turn_to(self, page: int | None) -> None:
        """Ask for a page by its number, at most the last; None: stay."""
        if page is not None:
            last = self._page.paging.pages if self._page else None
            self.listing = self.listing.turned_to(min(page, last) if last else page)

    async def describe(self) -> Description:
        """Ask the service what it says of the library's resource.

        Raises:
            ServiceError: It cannot be had.
        """

        def say_pause(waiting: RetryWait) -> None:
            self.post_message(messages.StatusMessage(notices.retrying_soon(waiting)))

        return await self._reader.describe(self.library, say_pause)

    def show_details(self, *, visible: bool) -> None:
        """Show or hide the details pane."""
        self.details.display = visible
        if visible:
            self.details.show_image(self.table.image)

    def _on_state(self, news: LoadState) -> None:
        if news.query != self.listing:
            return
        match news:
            case Loading(known=KnownPage() as known):
                self._show(known.page, news.query, known.fetched)
                self._show_pager("checking…")
            case Loading():
                self.table.show_sort(news.query.sort)
                if self._page is None:
                    self.table.show_note("Asking the service…")
                self._show_pager("asking…")
            case Loaded() if news.page.paging.past_end:
                self._turn_back(news.page.paging)
            case Loaded():
                self._show(news.page, news.query, news.at)
                self._prefetch(news.page)
            case Retrying():
                self._say(notices.retrying(news.error, news.seconds))
            case Failed():
                self._show_failure(news)

    def _show(self, page: Page, query: Query, at: datetime) -> None:
        same_page = self._answered == query
        self._page, self._answered, self._at = page, query, at
        self._say("")
        if page.images:
            self.table.show_page(page.images, query.sort, keep_cursor=same_page)
        else:
            self.table.show_note(*notices.why_empty(self.library, query))
        self._show_pager("")
        self.post_message(messages.TotalLoaded(self.library, page.paging.total, page.user))

    def _turn_back(self, paging: Paging) -> None:
        """Turn to the last page of a list that has become shorter."""
        # What is at hand of its pages is of the time before.
        self._reader.invalidate(self.library)
        self.listing = self.listing.turned_to(paging.pages or 1)

    def _prefetch(self, page: Page) -> None:
        # Of a tab that is not shown, only the total is wanted.
        if self.display and page.paging.has_next and page.images:
            self.asking.prefetch(self.listing.turned_to(self.listing.page + 1))

    def _show_failure(self, news: Failed) -> None:
        if isinstance(news.error, SetupError):
            self.post_message(messages.CannotConnect(news.error.message))
        if self._page is None or self._at is None:
            self.table.show_note(*notices.why_failed(news.error))
            self._say("")
        else:
            self._say(notices.rows_kept(news.error, self._at, same=self._answered == self.listing))
        self._show_pager("")

    def _show_pager(self, note: str) -> None:
        self._pager.show_page(self._page, self._answered or self.listing, note)

    def _say(self, text: str) -> None:
        self._notice.display = bool(text)
        self._notice.update(escape(text))
