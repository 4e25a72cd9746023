"""Listings: images in, text out, a page at a time, so that only a page is in memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from vss_tui.filters.fields import Field
from vss_tui.models.image import Image
from vss_tui.output.json_text import cell_text, json_line
from vss_tui.output.text_table import Table
from vss_tui.support.safe_text import escape


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


class Listing(Protocol):
    """A listing, written page by page."""

    def page(self, images: Sequence[Image]) -> str:
        """Return the text of the next page."""
        ...

    def end(self) -> str:
        """Return the text behind the last page."""
        ...


def open_listing(output: Output, terminal: int | None = None) -> Listing:
    """Return an empty listing.

    Args:
        output: Its format.
        terminal: The width in cells of the terminal that shows it. Without one nothing is cut,
            and values are exact.
    """
    match output:
        case Output.TABLE:
            return Table(terminal)
        case Output.JSON:
            return JsonArray()
        case Output.NDJSON:
            return Lines(lambda image: json_line(image.attributes))
        case Output.CSV:
            return Csv(cell_text if terminal is None else lambda value: escape(cell_text(value)))
        case _:
            value = VALUES[output]
            return Lines(value if terminal is None else lambda image: escape(value(image)))


VALUES: Mapping[Output, Callable[[Image], str]] = MappingProxyType(
    {
        Output.NAME: lambda image: image.name,
        Output.PATH: lambda image: image.path,
        Output.ID: lambda image: "" if image.id is None else str(image.id),
        Output.URL: lambda image: cell_text(image.attributes.get("url")),
    }
)
"""The values of the outputs of one value a line."""


class Lines:
    """A line for each image."""

    def __init__(self, line: Callable[[Image], str]) -> None:
        self._line = line

    def page(self, images: Sequence[Image]) -> str:
        return "".join(f"{self._line(image)}\n" for image in images)

    def end(self) -> str:
        return ""


class JsonArray:
    """An array with all attributes of an image on each line."""

    def __init__(self) -> None:
        self._opened = False

    def page(self, images: Sequence[Image]) -> str:
        return "".join(self._elements(images))

    def end(self) -> str:
        return "\n]\n" if self._opened else "[]\n"

    def _elements(self, images: Sequence[Image]) -> Iterator[str]:
        for image in images:
            yield ",\n" if self._opened else "[\n"
            self._opened = True
            yield f"  {json_line(image.attributes)}"


class Csv:
    """Comma-separated values of the service's fields, with a header over the first image."""

    def __init__(self, cell: Callable[[object], str]) -> None:
        self._cell = cell
        self._headed = False

    def page(self, images: Sequence[Image]) -> str:
        import csv
        from io import StringIO

        text = StringIO()
        rows = csv.writer(text, lineterminator="\n")
        if images and not self._headed:
            rows.writerow(Field)
            self._headed = True
        rows.writerows(
            [self._cell(image.attributes.get(field)) for field in Field] for image in images
        )
        return text.getvalue()

    def end(self) -> str:
        return ""
