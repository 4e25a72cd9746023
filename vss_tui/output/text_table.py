"""A table of images in aligned columns."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from vss_tui.models.image import Image
from vss_tui.support.safe_text import escape, fitted, width

_GAP = "  "
_NOTHING = "-"


class Column(NamedTuple):
    """A column of the table.

    ``wants`` is the most cells that it asks for before other columns have to go, ``goes`` its
    turn to go where a terminal is too narrow: the least first.
    """

    title: str
    value: Callable[[Image], str]
    wants: int
    goes: int


_NAME = Column("NAME", lambda image: image.name, wants=40, goes=6)
_COLUMNS = (
    Column("ID", lambda image: "" if image.id is None else str(image.id), wants=12, goes=5),
    _NAME,
    Column("FOLDER", lambda image: image.folder, wants=18, goes=4),
    Column("STORE", lambda image: image.data_store, wants=16, goes=1),
    Column("CREATED", lambda image: image.created, wants=16, goes=2),
    Column("UPDATED", lambda image: image.updated, wants=16, goes=3),
)


class Table:
    """Aligned columns under a header, each as wide as the longest value so far.

    Lines never pass the width of a terminal: the first page settles which columns it has room
    for, and longer values are cut. Elsewhere nothing is cut.
    """

    def __init__(self, terminal: int | None) -> None:
        self._terminal = terminal
        self._columns: tuple[Column, ...] = ()
        self._longest: dict[Column, int] = {}

    def page(self, images: Sequence[Image]) -> str:
        """The rows of a page, with the header over the first."""
        if not images:
            return ""
        first = not self._columns
        columns = self._columns or _COLUMNS
        rows = [{column: column.title for column in columns}] if first else []
        rows += [
            {column: escape(column.value(image)) or _NOTHING for column in columns}
            for image in images
        ]
        for column in columns:
            longest = max(width(row[column]) for row in rows)
            self._longest[column] = max(longest, self._longest.get(column, 0))
        if first:
            self._columns = _kept(self._longest, self._terminal)
        widths = _widths({c: self._longest[c] for c in self._columns}, self._terminal)
        return "".join(f"{_line(row, widths)}\n" for row in rows)

    def end(self) -> str:
        """Nothing: the last row is the end."""
        return ""


def _kept(longest: Mapping[Column, int], terminal: int | None) -> tuple[Column, ...]:
    """Choose the columns that ``terminal`` cells have room for."""
    asked = {column: min(cells, column.wants) for column, cells in longest.items()}
    while terminal is not None and _needed(asked) > terminal and len(asked) > 1:
        del asked[min(asked, key=lambda column: column.goes)]
    return tuple(asked)


def _widths(longest: Mapping[Column, int], terminal: int | None) -> dict[Column, int]:
    """Share ``terminal`` cells out: what is left beside the modest wishes goes to the long ones."""
    if terminal is None:
        return dict(longest)
    widths = {column: min(cells, column.wants) for column, cells in longest.items()}
    spare = terminal - _needed(widths)
    widths[_NAME] = max(1, widths[_NAME] + min(spare, 0))
    for column in sorted(widths, key=lambda column: column.goes, reverse=True):
        more = min(longest[column] - widths[column], max(spare, 0))
        widths[column] += more
        spare -= more
    return widths


def _needed(widths: Mapping[Column, int]) -> int:
    return sum(widths.values()) + len(_GAP) * (len(widths) - 1)


def _line(row: Mapping[Column, str], widths: Mapping[Column, int]) -> str:
    return _GAP.join(fitted(row[column], cells) for column, cells in widths.items()).rstrip()
