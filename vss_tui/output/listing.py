"""Listings: images in, text out, a page at a time, so that only a page is in memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from vss_tui.filters.fields import Field
from vss_tui.models.image import Image
from vss_tui.output.json_text import cell_text, json_line
from vss_tui.output.text_table import FOLDER, Table
from vss_tui.support.safe_text import clean, escape


class Output(StrEnum):
    """A way to print a listing."""

    TABLE = "table"
    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"
    NAME = "name"
    PATH = "path"
    ID = "id"
    URL = "url"

    @property
    def has_fields(self) -> bool:
        """Whether fields can be chosen for it."""
        return self not in _VALUES


class Listing(Protocol):
    """A listing, written page by page."""

    def page(self, images: Sequence[Image]) -> str:
        """Return the text of the next page."""
        ...

    def end(self) -> str:
        """Return the text behind the last page."""
        ...


def open_listing(
    output: Output, terminal: int | None = None, fields: Sequence[str] = ()
) -> Listing:
    """Return an empty listing.

    Args:
        output: Its format.
        terminal: The width in cells of the terminal that shows it. Without one nothing is cut,
            and JSON and CSV have the exact values.
        fields: What is printed of an image, in this order, by names of the API or ``FOLDER``;
            by default everything that the format has room for.
    """
    match output:
        case Output.TABLE:
            return Table(terminal, fields)
        case Output.JSON:
            return JsonArray(fields)
        case Output.NDJSON:
            return Lines(lambda image: json_line(_selected(image, fields)))
        case Output.CSV:
            return Csv(fields or tuple(Field), on_terminal=terminal is not None)
        case _:
            return Lines(lambda image: value_line(image, output, on_terminal=terminal is not None))


_VALUES: Mapping[str, Callable[[Image], str]] = MappingProxyType(
    {
        Output.NAME: lambda image: image.name,
        Output.PATH: lambda image: image.path,
        Output.ID: lambda image: "" if image.id is None else str(image.id),
        Output.URL: lambda image: cell_text(image.row.get("url")),
    }
)


def value_line(image: Image, output: str, *, on_terminal: bool) -> str:
    """Return what an output of one value a line prints of an image, as one clean line.

    What is only invisible stays in a pipe, where the value may be compared or passed on.
    """
    value = _VALUES[output](image)
    return escape(value) if on_terminal else clean(value)


class Lines:
    """A line for each image."""

    def __init__(self, line: Callable[[Image], str]) -> None:
        self._line = line

    def page(self, images: Sequence[Image]) -> str:
        return "".join(f"{self._line(image)}\n" for image in images)

    def end(self) -> str:
        return ""


class JsonArray:
    """An array with an image on each line."""

    def __init__(self, fields: Sequence[str]) -> None:
        self._fields = fields
        self._opened = False

    def page(self, images: Sequence[Image]) -> str:
        return "".join(self._elements(images))

    def end(self) -> str:
        return "\n]\n" if self._opened else "[]\n"

    def _elements(self, images: Sequence[Image]) -> Iterator[str]:
        for image in images:
            yield ",\n" if self._opened else "[\n"
            self._opened = True
            yield f"  {json_line(_selected(image, self._fields))}"


class Csv:
    """Comma-separated values under a header."""

    def __init__(self, fields: Sequence[str], *, on_terminal: bool) -> None:
        self._fields = fields
        self._on_terminal = on_terminal
        self._header = [fields]

    def page(self, images: Sequence[Image]) -> str:
        rows, self._header = [*self._header, *map(self._row, images)], []
        return "".join(_csv_lines(rows))

    def end(self) -> str:
        return ""

    def _row(self, image: Image) -> list[str]:
        cells = (cell_text(_value(image, field)) for field in self._fields)
        return [escape(cell) if self._on_terminal else cell for cell in cells]


class _Rows(list[str]):
    """A file for ``csv.writer``, which writes each row at once."""

    write = list.append


def _csv_lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write rows, ended by a newline alone.

    Before Python 3.11.9 and 3.12.3 only what is in the line terminator is quoted, not every CR.
    """
    import csv

    written = _Rows()
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return (f"{row[:-2]}\n" for row in written)


def _selected(image: Image, fields: Sequence[str]) -> Mapping[str, object]:
    return {field: _value(image, field) for field in fields} if fields else image.row


def _value(image: Image, field: str) -> object:
    return image.folder if field == FOLDER else image.row.get(field)
