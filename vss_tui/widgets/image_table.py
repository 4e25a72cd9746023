"""The table of images, drawn a line at a time in as few runs of one style as it needs."""

from collections.abc import Callable, Collection, Iterable
from itertools import chain, groupby
from operator import itemgetter
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
from vss_tui.widgets import table_lines
from vss_tui.widgets.bar import drawn_style
from vss_tui.widgets.table_lines import GUTTER, SCROLLBAR, ColumnLayout, Marks, Place, Run

_WHEEL_ROWS = 3


class ImageTable(Widget, can_focus=True):
    """A page of images with a cursor.

    A row's gutter shows ``▌`` at the cursor and ``+`` at a new image, so that neither is told by
    colour alone. Without images the table shows what it was given to say.

    Attributes:
        highlight: Finds the parts of a name that match the filter: (start, end) of each.
        moved: Whether the user has moved the cursor since it was put on the first row.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "image-table--header",
        "image-table--sorted",
        "image-table--cursor",
        "image-table--cursor-sign",
        "image-table--new",
        "image-table--secondary",
        "image-table--match",
        "image-table--scrollbar",
    }
    ALLOW_SELECT = False

    def __init__(self) -> None:
        self._styles: dict[str, Style] = {}
        super().__init__()
        self.highlight: Callable[[str], list[tuple[int, int]]] = lambda _: []
        self.moved = False
        self._images: tuple[Image, ...] = ()
        self._sort: tuple[SortKey, ...] = ()
        self._new: frozenset[object] = frozenset()
        self._note: tuple[str, ...] = ()
        self._cursor = 0
        self._top = 0
        self._layout = ColumnLayout()

    @property
    def image(self) -> Image | None:
        """The image under the cursor; None where there is none."""
        return self._images[self._cursor] if self._images else None

    @property
    def row(self) -> int:
        """The cursor's row on the page, from 0."""
        return self._cursor

    @property
    def at_end(self) -> bool:
        """Whether the cursor stands on the last row."""
        return self._cursor >= len(self._images) - 1

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the row of the cursor begins on the screen."""
        return self.content_region.offset + Offset(0, self._cursor - self._top + 1)

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
        self.moved = self.moved and keep_cursor
        cursor = self._kept_cursor(images) if keep_cursor else 0
        self._images, self._sort, self._note = images, sort, ()
        self._layout.measure(images)
        self._cursor = min(cursor, max(0, len(images) - 1))
        self._top = self._top_for_cursor() if keep_cursor else 0
        self.refresh()
        self.post_message(CursorMoved(self.image))

    def show_note(self, *lines: str) -> None:
        """Say in place of rows why there are none."""
        if lines != self._note:
            self._images, self._note, self.moved = (), lines, False
            self._cursor = self._top = 0
            self.refresh()
            self.post_message(CursorMoved(self.image))

    def show_sort(self, sort: tuple[SortKey, ...]) -> None:
        """Show the order that has been asked for in the header."""
        if sort != self._sort:
            self._sort = sort
            self.refresh()

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

    def move_to(self, image: Image | None) -> None:
        """Move the cursor to an image, if the page has it."""
        for row, other in enumerate(self._images):
            if image is not None and other.key == image.key:
                self._move_to(row)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._top = self._top_for_cursor()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Sort by a header; move to a row; take it at a double click."""
        event.stop()
        if event.y == 0:
            for place in self._places():
                if place.start <= event.x < place.start + place.cells:
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
        row = self._top + y - 1
        places, cells = self._places(), self.size.width
        runs: Iterable[Run]
        if y == 0:
            runs = table_lines.header(places, self._sort)
        elif row < len(self._images):
            marks = self._marks(row)
            runs = chain(
                table_lines.row(self._images[row], places, self._sort, cells - SCROLLBAR, marks),
                table_lines.scrollbar(y, self._top, len(self._images), self._rows_visible),
            )
        else:
            runs = table_lines.note(self._note, y - 2, cells)
        segments = [
            Segment("".join(text for text, _ in run), self._style(style))
            for style, run in groupby(runs, key=itemgetter(1))
        ]
        return Strip(segments).adjust_cell_length(cells, self._style(""))

    def notify_style_update(self) -> None:
        self._styles.clear()
        super().notify_style_update()

    def _style(self, components: str) -> Style:
        # Cached: Textual walks up to the screen for each, which is half the time of a page.
        if components not in self._styles:
            self._styles[components] = drawn_style(self, components)
        return self._styles[components]

    def _marks(self, row: int) -> Marks:
        new = self._images[row].key in self._new
        return Marks(row == self._cursor, new, self.highlight)

    def _places(self) -> list[Place]:
        room = self.size.width - GUTTER - SCROLLBAR
        return self._layout.places(room, {key.field for key in self._sort})

    @property
    def _rows_visible(self) -> int:
        return max(1, self.size.height - 1)

    def _move_to(self, row: int) -> None:
        row = max(0, min(row, len(self._images) - 1))
        if row == self._cursor or not self._images:
            return
        before, self._cursor, self.moved = self._cursor, row, True
        top = self._top_for_cursor()
        if top == self._top:
            cells = self.size.width - SCROLLBAR
            self.refresh(*(Region(0, at - top + 1, cells, 1) for at in (before, row)))
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
