"""What a pane shows: the last page, whole or narrowed by a filter that is ahead of it."""

from collections.abc import Callable, Iterator
from functools import partial

from vss_tui import filters
from vss_tui.api.errors import ServiceError
from vss_tui.filters import Clause, Filter
from vss_tui.filters.fields import Field
from vss_tui.keymap import Keymap
from vss_tui.messages import Severity
from vss_tui.models.image import Image
from vss_tui.models.page import Page
from vss_tui.models.query import Library, Query
from vss_tui.page_cache import CachedPage
from vss_tui.panes import notices
from vss_tui.support.safe_text import escape
from vss_tui.widgets.image_table import ImageTable
from vss_tui.widgets.pager import Pager


class PageView:
    """Show pages in the table and the pager.

    A filter that the service has not answered yet hides the rows that do not match it; they come
    back when it lets them through again. Where no row of the last page matches, those of the last
    page without a filter count: ``linux`` asks for names, ``linux/u`` for paths.

    Attributes:
        cached: The page that is shown, or None before the first one.
        query: Its query.
    """

    def __init__(self, library: Library, table: ImageTable, pager: Pager, keymap: Keymap) -> None:
        self.cached: CachedPage | None = None
        self.query: Query | None = None
        self._library = library
        self._table = table
        self._pager = pager
        self._keymap = keymap
        self._unfiltered: tuple[Image, ...] = ()
        self._matching: tuple[Image, ...] | None = None

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self.cached.page if self.cached is not None else None

    @property
    def _images(self) -> tuple[Image, ...]:
        return self.cached.page.images if self.cached is not None else ()

    def has_matches(self, condition: Filter) -> bool:
        """Return whether any loaded row matches a filter."""
        matches = filters.predicate(condition)
        return any(map(matches, self._images)) or any(map(matches, self._unfiltered))

    def show(self, cached: CachedPage, query: Query, note: str = "") -> None:
        """Show a page, the answer to ``query``.

        The cursor stays where the page is the same as before, or where the user has moved it while
        the filter was ahead, as long as its image is there.
        """
        same_page, narrowed = self.query == query, self._matching is not None
        self.cached, self.query, self._matching = cached, query, None
        self._pager.show_notice("")
        self._pager.show_age("")
        images = cached.page.images
        if not query.filter.clauses:
            self._unfiltered = images
        self._table.highlight = _highlight(query.filter)
        if images:
            keep = same_page or (narrowed and self._cursor_stays(images))
            self._table.show_page(images, query.sort, keep_cursor=keep)
        else:
            self._table.show_note(*notices.empty(self._library, query, self._keymap))
        self._pager.show_page(cached.page, note)

    def narrow(self, condition: Filter, *, asking: bool) -> None:
        """Show what matches a filter of the loaded rows."""
        if self.query is None:
            if asking:
                self._table.show_note("Asking the service…")
            self._pager.show_page(None, "asking…" if asking else "")
            return
        if condition.parameter == self.query.filter.parameter:
            if self._matching is not None:
                self._matching = None
                self._show_rows(self._images, condition, self.query)
            self._pager.show_page(self.page, "asking…" if asking else "")
            return
        matches, rows = filters.predicate(condition), self._images
        self._matching = tuple(filter(matches, rows))
        if not self._matching and (found := tuple(filter(matches, self._unfiltered))):
            self._matching, rows = found, self._unfiltered
        note = notices.narrowed(len(self._matching), len(rows), asking=asking)
        if self._matching:
            self._show_rows(self._matching, condition, self.query)
        else:
            self._table.show_note(note)
        self._pager.show_page(None, note)

    def show_retry(self, error: ServiceError, seconds: int) -> None:
        """Show why and when a request is retried."""
        text = notices.retrying(error, seconds, self._keymap)
        self._pager.show_notice(text, Severity.WARNING)

    def show_failure(self, error: ServiceError, query: Query) -> None:
        """Show why the page of ``query`` cannot be fetched, and of when the rows are."""
        if self.cached is None:
            self._table.show_note(*notices.failed(error, self._keymap))
            self._pager.show_notice("")
        else:
            text = notices.still_showing(
                error, self.cached.fetched, self._keymap, current=self.query == query
            )
            self._pager.show_notice(text, Severity.ERROR)
            self._pager.show_age(f"{self.cached.fetched.astimezone():%H:%M}")

    def spelling(self, condition: Filter) -> str:
        """Return how the first row that matches a filter spells what it asks for, or "".

        It is "" too where the row spells it as the filter does.
        """
        image = next(filter(filters.predicate(condition), self._images), None)
        if image is None:
            return ""
        seen = [part for clause in condition.clauses for part in _seen(clause, image)]
        return " ".join(seen) if any(part not in condition.parameter for part in seen) else ""

    def _show_rows(self, images: tuple[Image, ...], condition: Filter, query: Query) -> None:
        self._table.highlight = _highlight(condition)
        keep = self._cursor_stays(images)
        self._table.show_page(images, query.sort, keep_cursor=keep)

    def _cursor_stays(self, images: tuple[Image, ...]) -> bool:
        image = self._table.image
        return (
            self._table.moved
            and image is not None
            and any(other.key == image.key for other in images)
        )


def _highlight(condition: Filter) -> Callable[[str], list[tuple[int, int]]]:
    # Without a filter the module that finds the parts is not imported.
    return partial(filters.highlights, condition) if condition.clauses else lambda _: []


def _seen(clause: Clause, image: Image) -> Iterator[str]:
    """Give the parts of an image's text that a clause asks for."""
    if clause.field in (Field.NAME, Field.PATH, Field.DATA_STORE):
        text = escape(str(getattr(image, clause.field)))
        # The parts of any text are found like those of a name.
        of_name = Filter("", (clause._replace(field=Field.NAME),))
        for start, end in filters.highlights(of_name, text):
            yield text[start:end]
