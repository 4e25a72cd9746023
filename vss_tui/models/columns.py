"""The columns of a table of images, on the screen and in ``vss-tui ls``, and the room they get."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from vss_tui.filters.fields import Field
from vss_tui.models.image import Image

GAP = 2
"""Blank cells between two columns."""
_DAY, _MINUTE = 10, 16
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
_LEAST = 4
"""Cells that a column keeps where even the last ones have to be cut."""


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        title: What stands above it.
        field: The field that it shows, and that its header sorts by.
        value: What it shows of an image; "" where the service gave none.
        least: The cells without which other columns go.
        preferred: The cells without which columns go that are mere extras.
        drop_order: Its turn to go where the room is too narrow: the least first.
        right: Whether its values are aligned at the right.
        time: Whether its values are times, shown as days where there is no room for the minute.
    """

    title: str
    field: Field
    value: Callable[[Image], str]
    least: int
    preferred: int
    drop_order: int
    right: bool = False
    time: bool = False

    def text(self, image: Image, cells: int) -> str:
        """Return the value for a place of so many cells; longer than those where it must be cut."""
        value = self.value(image)
        return value[:_DAY] if cells < _MINUTE and self.time and _TIME.fullmatch(value) else value


ID = Column(
    "id", Field.ID, lambda image: "" if image.id is None else str(image.id), 20, 20, 5, right=True
)
NAME = Column("name", Field.NAME, lambda image: image.name, 30, 40, 6)
COLUMNS = (
    ID,
    NAME,
    Column("folder", Field.PATH, lambda image: image.folder, 12, 16, 4),
    Column("store", Field.DATA_STORE, lambda image: image.data_store, 10, 10, 1),
    Column("created", Field.CREATED_ON, lambda image: image.created, _DAY, _DAY, 2, time=True),
    Column("updated", Field.UPDATED_ON, lambda image: image.updated, _DAY, _DAY, 3, time=True),
)
_EXTRAS = 2
"""The drop order up to which a column is a mere extra."""


def fit(
    longest: Mapping[Column, int], room: int, keep: Collection[Field] = ()
) -> dict[Column, int]:
    """Choose the columns that have room side by side, and their widths.

    Args:
        longest: The width of each column's longest value or title.
        room: The cells for all of them.
        keep: The fields whose columns never go.
    """
    least = {c: min(cells, c.least) for c, cells in longest.items()}
    preferred: Mapping[Column, int] = {
        column: min(cells, column.preferred) for column, cells in longest.items()
    }
    shown = sorted(longest, key=lambda column: column.drop_order)
    for column in tuple(shown):
        sizes = preferred if column.drop_order <= _EXTRAS else least
        too_narrow = needed({column: sizes[column] for column in shown}) > room
        if too_narrow and column is not NAME and column.field not in keep and len(shown) > 1:
            shown.remove(column)
    widths = {column: least[column] for column in longest if column in shown}
    flexible = [column for column in reversed(shown) if not column.time and not column.right]
    for column in flexible:
        over = max(0, needed(widths) - room)
        widths[column] = max(min(_LEAST, room), widths[column] - over)
    third = (room - needed({**widths, **{column: preferred[column] for column in shown}})) // 3
    for sizes in (
        preferred,
        # What is left goes to the names, but for a third: the longest are far longer than most.
        {column: preferred[column] + third for column in flexible if column is not NAME},
        longest,
    ):
        for column in flexible:
            most = min(
                longest[column], sizes.get(column, 0), widths[column] + room - needed(widths)
            )
            widths[column] = max(widths[column], most)
    # All times to the minute, or none: side by side they are compared.
    times = {column: min(_MINUTE, longest[column]) for column in widths if column.time}
    return widths | times if needed(widths | times) <= room else widths


def needed(widths: Mapping[Column, int]) -> int:
    """Return the cells that columns of these widths take, with the gaps between them."""
    return sum(widths.values()) + GAP * (len(widths) - 1)
