"""What stands in the lines of the table of images: runs of text, each with its component class."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vss_tui.filters.fields import Field
from vss_tui.models.columns import COLUMNS, GAP, NAME, Column, fit
from vss_tui.models.image import Image
from vss_tui.models.query import SortKey
from vss_tui.support.safe_text import cell, escape, shortened, width
from vss_tui.widgets.bar import wrapped

GUTTER = 2
"""Cells at the left of a row: the sign of the cursor, and that of a new image."""
SCROLLBAR = 2
"""Cells at its right: a blank one, and the scrollbar's."""
_CURSOR, _NEW, _MISSING = "▌", "+", "–"
_THUMB, _TRACK = "█", "│"
_ARROW = 2
"""Cells of the arrow that says how a column is sorted."""
_LONGEST = 400
"""Cells beyond which a value is not measured."""

Run = tuple[str, str]
"""A text, and the component classes that it is drawn with, parted by spaces."""


class Place(NamedTuple):
    """Where a column stands."""

    column: Column
    start: int
    cells: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What is special about a row: the cursor, a new image, and what matches the filter."""

    cursor: bool
    new: bool
    highlight: Callable[[str], list[tuple[int, int]]]


class ColumnLayout:
    """The places of the columns, as wide as the rows of the page need them.

    While a filter is typed rows go and come back: the columns stay where they are.
    """

    def __init__(self) -> None:
        self._measured: frozenset[Image] = frozenset()
        self._several_stores = False
        self._longest: dict[Column, int] = {}

    def measure(self, images: Collection[Image]) -> None:
        """Measure the rows, unless they are some of those that were measured last."""
        if self._measured.issuperset(images):
            return
        self._measured = frozenset(images)
        self._several_stores = len({image.data_store for image in images}) > 1
        for column in COLUMNS:
            values = (width(shortened(column.value(image), _LONGEST)) for image in images)
            self._longest[column] = max(len(column.title), *values)

    def places(self, room: int, sorted_by: Collection[Field]) -> list[Place]:
        """Place the columns that have room; those that are sorted by always have."""
        longest = {
            column: max(cells, len(column.title) + _ARROW) if column.field in sorted_by else cells
            for column, cells in self._longest.items()
            if self._several_stores or column.field in sorted_by or column.title != "store"
        }
        places: list[Place] = []
        start = GUTTER
        for column, cells in fit(longest, room, sorted_by).items():
            places.append(Place(column, start, cells))
            start += cells + GAP
        return places


def header(places: Sequence[Place], sort: Sequence[SortKey]) -> Iterator[Run]:
    """Give the titles, with arrows at those that are sorted by."""
    directions = {key.field: "↓" if key.descending else "↑" for key in sort}
    end = 0
    for column, start, cells in places:
        yield " " * (start - end), ""
        arrow = directions.get(column.field)
        title = f"{column.title.upper()} {arrow}" if arrow else column.title.upper()
        yield _aligned(title, column, cells), f"image-table--{'sorted' if arrow else 'header'}"
        end = start + cells


def row(
    image: Image, places: Sequence[Place], sort: Sequence[SortKey], cells: int, marks: Marks
) -> Iterator[Run]:
    """Give a row of ``cells`` cells; the name and what the list is sorted by stand out."""
    whole = "image-table--cursor" if marks.cursor else ""
    yield _CURSOR if marks.cursor else " ", "image-table--cursor-sign"
    yield _NEW if marks.new else " ", whole or "image-table--new"
    sorted_by = {key.field for key in sort}
    end = GUTTER
    for column, start, wide in places:
        text = _aligned(column.text(image, wide) or _MISSING, column, wide)
        primary = column is NAME or column.right or column.field in sorted_by
        style = whole or ("" if primary else "image-table--secondary")
        yield " " * (start - end), style
        if column is NAME:
            new = "image-table--new" if marks.new else ""
            yield from _marked(text, whole or new, marks.highlight)
        else:
            yield text, style
        end = start + wide
    yield " " * (cells - end), whole


def _marked(
    name: str, style: str, highlight: Callable[[str], list[tuple[int, int]]]
) -> Iterator[Run]:
    end = 0
    for start, stop in highlight(name.rstrip()):
        yield name[end:start], style
        yield name[start:stop], f"{style} image-table--match"
        end = stop
    yield name[end:], style


def scrollbar(y: int, top: int, rows: int, visible: int) -> Iterator[Run]:
    """Give the end of line ``y`` (1 is the first row): blank where all rows are in sight."""
    yield " ", ""
    if rows > visible:
        size = max(1, visible * visible // rows)
        start = top * (visible - size) // (rows - visible)
        yield _THUMB if start < y <= start + size else _TRACK, "image-table--scrollbar"


def note(paragraphs: Sequence[str], line: int, cells: int) -> Iterator[Run]:
    """Give a line of what is said in place of rows, folded; the first paragraph stands out."""
    lines = [
        (text, "" if paragraph is paragraphs[0] else "image-table--secondary")
        for paragraph in paragraphs
        for text in wrapped(escape(paragraph), cells - 2 * GUTTER)
    ]
    if 0 <= line < len(lines):
        yield " " * GUTTER, ""
        yield lines[line]


def _aligned(value: object, column: Column, cells: int) -> str:
    text = cell(value, cells)
    return text.strip().rjust(cells) if column.right else text
