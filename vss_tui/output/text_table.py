"""A table of images in aligned columns."""

from collections.abc import Mapping, Sequence

from vss_tui.models.columns import COLUMNS, GAP, Column, fit
from vss_tui.models.image import Image
from vss_tui.support.safe_text import escape, fitted, width

_NOTHING = "-"


class Table:
    """Aligned columns under a header, each as wide as the longest value so far.

    Lines never pass the width of a terminal: the first page settles which columns it has room
    for, and longer values are cut. Elsewhere nothing is cut.
    """

    def __init__(self, terminal: int | None) -> None:
        self._terminal = terminal
        self._columns: Sequence[Column] = ()
        self._longest: dict[Column, int] = {}

    def page(self, images: Sequence[Image]) -> str:
        """Return the rows of a page, with the header over the first."""
        if not images:
            return ""
        first = not self._columns
        columns = self._columns or COLUMNS
        for column in columns:
            values = (width(escape(column.value(image))) for image in images)
            longest = max(len(column.title), *values)
            self._longest[column] = max(longest, self._longest.get(column, 0))
        widths = self._widths(columns)
        self._columns = tuple(widths)
        rows = [{column: column.title.upper() for column in widths}] if first else []
        rows += [
            {column: escape(column.text(image, cells)) for column, cells in widths.items()}
            for image in images
        ]
        return "".join(f"{_line(row, widths)}\n" for row in rows)

    def end(self) -> str:
        """Return nothing: the last row is the end."""
        return ""

    def _widths(self, columns: Sequence[Column]) -> dict[Column, int]:
        longest = {column: self._longest[column] for column in columns}
        if self._terminal is None:
            return longest
        keep = {column.field for column in self._columns}
        return fit(longest, self._terminal, keep)


def _line(row: Mapping[Column, str], widths: Mapping[Column, int]) -> str:
    cells = (_cell(row[column] or _NOTHING, column, cells) for column, cells in widths.items())
    return (" " * GAP).join(cells).rstrip()


def _cell(text: str, column: Column, cells: int) -> str:
    text = fitted(text, cells)
    return text.strip().rjust(cells) if column.right else text
