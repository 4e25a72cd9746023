"""Which columns a table shows in the width it has."""

from collections.abc import Callable
from dataclasses import dataclass

from vss_tui.filters.fields import Field
from vss_tui.models.image import Image

GAP = 2
"""Blank cells between two columns."""
_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, the field that its header sorts by, and its least width in cells.

    ``share`` is its part of the room that is left, ``rank`` the order in which columns go as the
    terminal narrows: the highest first.
    """

    title: str
    field: Field
    least: int
    share: int
    rank: int
    value: Callable[[Image], str]


@dataclass(frozen=True, slots=True)
class PlacedColumn:
    """A column with the place it has been given, in cells."""

    column: Column
    start: int
    width: int


def _id(image: Image) -> str:
    return _NOTHING if image.id is None else str(image.id)


COLUMNS: tuple[Column, ...] = (
    Column("id", Field.ID, 6, 0, 1, _id),
    Column("name", Field.NAME, 40, 5, 0, lambda image: image.name),
    Column("folder", Field.PATH, 18, 3, 2, lambda image: image.folder or _NOTHING),
    Column("store", Field.DATA_STORE, 14, 0, 5, lambda image: image.data_store or _NOTHING),
    Column("created", Field.CREATED_ON, 16, 0, 4, lambda image: image.created or _NOTHING),
    Column("updated", Field.UPDATED_ON, 16, 0, 3, lambda image: image.updated or _NOTHING),
)


def placed(room: int) -> list[PlacedColumn]:
    """Place as many columns as ``room`` cells hold; the name stays to the last."""
    columns = list(COLUMNS)
    while len(columns) > 1 and _needed(columns) > room:
        columns.remove(max(columns, key=lambda column: column.rank))
    spare = max(0, room - _needed(columns))
    shares = sum(column.share for column in columns)
    result: list[PlacedColumn] = []
    start = 0
    for column in columns:
        cells = min(column.least + (spare * column.share // shares if shares else 0), room - start)
        result.append(PlacedColumn(column, start, cells))
        start += cells + GAP
    return result


def _needed(columns: list[Column]) -> int:
    return sum(column.least for column in columns) + GAP * (len(columns) - 1)
