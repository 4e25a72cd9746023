"""A table of images in aligned columns."""

from collections.abc import Mapping, Sequence

from vss_tui.filters.fields import Field
from vss_tui.models.columns import COLUMNS, GAP, Column, fit, needed
from vss_tui.models.image import Image
from vss_tui.support.safe_text import escape, fitted, width

FOLDER = "folder"
"""A field of listings that is none of the API."""
_NOTHING = "-"


class Table:
    """Aligned columns under a header, each as wide as the longest value so far.

    Lines never pass the width of a terminal: the first page settles which columns it has room
    for, and longer values are cut. Elsewhere nothing is cut.

    Args:
        terminal: The terminal's width in cells, or None.
        fields: The columns, by names of the API or ``FOLDER``; by default those of the screen.
    """

    def __init__(self, terminal: int | None, fields: Sequence[str] = ()) -> None:
        self._terminal = terminal
        self._chosen = tuple(map(_column, fields))
        self._columns = self._chosen or COLUMNS
        self._longest: dict[Column, int] = {}

    def page(self, images: Sequence[Image]) -> str:
        """Return the rows of a page, with the header over the first."""
        if not images:
            return ""
        first = not self._longest
        for column in self._columns:
            values = (width(escape(column.value(image))) for image in images)
            longest = max(len(column.title), *values)
            self._longest[column] = max(longest, self._longest.get(column, 0))
        if first:
            self._columns = self._visible_columns()
        widths = self._widths(self._columns)
        rows = [{column: column.title.upper() for column in widths}] if first else []
        rows += [
            {column: escape(column.text(image, cells)) for column, cells in widths.items()}
            for image in images
        ]
        return "".join(f"{_line(row, widths)}\n" for row in rows)

    def end(self) -> str:
        """Return nothing: the last row is the end."""
        return ""

    def _visible_columns(self) -> tuple[Column, ...]:
        """Return the columns that there is room for; chosen ones go last of all."""
        widths = self._widths(self._chosen)
        if self._terminal is not None and needed(widths) > self._terminal:
            widths = self._widths(())
        return tuple(widths)

    def _widths(self, keep: Sequence[Column]) -> dict[Column, int]:
        longest = {column: self._longest[column] for column in self._columns}
        if self._terminal is None:
            return longest
        return fit(longest, self._terminal, {column.field for column in keep})


def _column(field: str) -> Column:
    """Return the column of a field, under the field's own name."""
    if field == FOLDER:
        return next(column for column in COLUMNS if column.title == FOLDER)
    if field == Field.PATH:
        return Column(field, Field.PATH, lambda image: image.path, 30, 40, 4)
    if field == Field.PUBLIC:
        return Column(field, Field.PUBLIC, _public, 6, 6, 0)
    column = next(column for column in COLUMNS if column.field == field)
    return column if column.title == field else column._replace(title=field)


def _public(image: Image) -> str:
    return {True: "yes", False: "no", None: ""}[image.public]


def _line(row: Mapping[Column, str], widths: Mapping[Column, int]) -> str:
    cells = (_cell(row[column] or _NOTHING, column, cells) for column, cells in widths.items())
    return (" " * GAP).join(cells).rstrip()


def _cell(text: str, column: Column, cells: int) -> str:
    text = fitted(text, cells)
    return text.strip().rjust(cells) if column.right else text
