"""The table of images, drawn a line at a time in as few runs of one style as it needs."""

from collections.abc import Collection
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from vss_tui.messages import Choose, CursorMoved, Move, SortBy
from vss_tui.models.image import Image
from vss_tui.models.query import SortKey
from vss_tui.support.safe_text import cell, escape, fitted
from vss_tui.widgets.columns import GAP, PlacedColumn, placed

_GUTTER = 2
_WHEEL_ROWS = 3
_CURSOR_SIGN = ">"
_NEW_SIGN = "+"


class ImageTable(Widget, can_focus=True):
    """A page of images with a cursor.

    A row's gutter shows ``>`` at the cursor and ``+`` at a new image, so that neither is told by
    colour alone. Without images it shows what it was given to say.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "image-table--header",
        "image-table--cursor",
        "image-table--new",
        "image-table--note",
    }
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._images: tuple[Image, ...] = ()
        self._sort: tuple[SortKey, ...] = ()
        self._new: frozenset[object] = frozenset()
        self._note: tuple[str, ...] = ()
        self._cursor = 0
        self._top = 0

    @property
    def image(self) -> Image | None:
        """The image under the cursor; None where there is none."""
        return self._images[self._cursor] if self._images else None

    @property
    def at_end(self) -> bool:
        """Whether the cursor stands on the last row."""
        return self._cursor >= len(self._images) - 1

    def show_page(
        self, images: tuple[Image, ...], sort: tuple[SortKey, ...], *, keep_cursor: bool
    ) -> None:
        """Show a page.

        Args:
            images: The rows.
            sort: The order in force, for the arrows in the header.
            keep_cursor: Whether the cursor stays on its image, or else on its row; to the first
                row otherwise.

        """
        if (images, sort) == (self._images, self._sort) and keep_cursor and not self._note:
            self._images = images
            return
        cursor = self._kept_cursor(images) if keep_cursor else 0
        self._images, self._sort, self._note = images, sort, ()
        self._cursor = min(cursor, max(0, len(images) - 1))
        self._top = self._top_for_cursor() if keep_cursor else 0
        self.refresh()
        self.post_message(CursorMoved(self.image))

    def show_note(self, *lines: str) -> None:
        """Say something in place of rows: why there are none."""
        if lines != self._note:
            self._images, self._note = (), lines
            self._cursor = self._top = 0
            self.refresh()
            self.post_message(CursorMoved(None))

    def show_sort(self, sort: tuple[SortKey, ...]) -> None:
        """Show the order that has been asked for in the header."""
        if sort != self._sort:
            self._sort = sort
            self._refresh_lines(0)

    def mark_new(self, keys: Collection[object]) -> None:
        """Mark the images with these keys as new."""
        if frozenset(keys) != self._new:
            self._new = frozenset(keys)
            self.refresh()

    def move(self, move: Move) -> None:
        """Move the cursor within the page."""
        screenful = max(1, self._rows_visible - 1)
        half = max(1, self._rows_visible // 2)
        to = {
            Move.UP: self._cursor - 1,
            Move.DOWN: self._cursor + 1,
            Move.PAGE_UP: self._cursor - screenful,
            Move.PAGE_DOWN: self._cursor + screenful,
            Move.HALF_PAGE_UP: self._cursor - half,
            Move.HALF_PAGE_DOWN: self._cursor + half,
            Move.TOP: 0,
            Move.BOTTOM: len(self._images) - 1,
        }[move]
        self._move_to(to)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's cursor belongs: at the beginning of the cursor's row."""
        return self.content_region.offset + Offset(0, 1 + self._cursor - self._top)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._top = self._top_for_cursor()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Sort by a header; move to a row; a double click takes it."""
        event.stop()
        if event.y == 0:
            for place in placed(self.size.width - _GUTTER):
                if place.start <= event.x - _GUTTER < place.start + place.width:
                    self.post_message(SortBy(place.column.field))
            return
        row = self._top + event.y - 1
        if row < len(self._images):
            self._move_to(row)
            if event.chain == 2:
                self.post_message(Choose())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move down a few rows."""
        event.stop()
        self._move_to(self._cursor + _WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move up a few rows."""
        event.stop()
        self._move_to(self._cursor - _WHEEL_ROWS)

    def render_line(self, y: int) -> Strip:
        """Draw the header, a row, or a line of what there is to say."""
        cells = self.size.width
        if y == 0:
            return self._line(self._header(), "image-table--header")
        row = self._top + y - 1
        if row < len(self._images):
            text = self._row_text(row)
            if row == self._cursor:
                return self._line(text, "image-table--cursor")
            if self._images[row].key in self._new:
                return self._line(text, "image-table--new")
            return self._line(text)
        if not self._images and 0 <= y - 2 < len(self._note):
            return self._line(fitted(f"  {escape(self._note[y - 2])}", cells), "image-table--note")
        return self._line(" " * cells)

    def _line(self, text: str, component: str = "") -> Strip:
        style: Style = self.rich_style
        if component:
            style += self.get_component_rich_style(component, partial=True)
        return Strip([Segment(text, style)], self.size.width)

    def _header(self) -> str:
        directions = {key.field: "↓" if key.descending else "↑" for key in self._sort}
        titles: list[str] = []
        for place in placed(self.size.width - _GUTTER):
            arrow = directions.get(place.column.field, "")
            titles.append(fitted(f"{place.column.title} {arrow}".rstrip(), place.width))
        return fitted(" " * _GUTTER + (" " * GAP).join(titles), self.size.width)

    def _row_text(self, row: int) -> str:
        image = self._images[row]
        gutter = _CURSOR_SIGN if row == self._cursor else " "
        gutter += _NEW_SIGN if image.key in self._new else " "
        places: list[PlacedColumn] = placed(self.size.width - _GUTTER)
        cells = (cell(place.column.value(image), place.width) for place in places)
        return fitted(gutter + (" " * GAP).join(cells), self.size.width)

    @property
    def _rows_visible(self) -> int:
        return max(1, self.size.height - 1)

    def _move_to(self, row: int) -> None:
        row = max(0, min(row, len(self._images) - 1))
        if row == self._cursor or not self._images:
            return
        before, self._cursor = self._cursor, row
        top = self._top_for_cursor()
        if top == self._top:
            self._refresh_lines(before - top + 1, row - top + 1)
        else:
            self._top = top
            self.refresh()
        self.post_message(CursorMoved(self.image))

    def _top_for_cursor(self) -> int:
        lowest_top = max(0, self._cursor - self._rows_visible + 1)
        without_blanks = max(0, len(self._images) - self._rows_visible)
        return max(lowest_top, min(self._top, self._cursor, without_blanks))

    def _kept_cursor(self, images: tuple[Image, ...]) -> int:
        present = self.image
        if present is not None:
            for row, image in enumerate(images):
                if image.key == present.key:
                    return row
        return self._cursor

    def _refresh_lines(self, *lines: int) -> None:
        self.refresh(*(Region(0, y, self.size.width, 1) for y in lines))
