"""Listings: images in, text out, a page at a time.

Of a page nothing is kept but the widths of its columns, so that a listing of any length takes no
more memory than its pages.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from vss_tui.filters.fields import Field
from vss_tui.models.image import Image
from vss_tui.output.output_values import json_line, plain
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
    """A listing that grows page by page."""

    def page(self, images: Sequence[Image]) -> str:
        """The text of a page, to be written behind what came before."""
        ...

    def end(self) -> str:
        """The text behind the last page."""
        ...


def listing(output: Output, terminal: int | None = None) -> Listing:
    """Start a listing.

    Args:
        output: How it is printed.
        terminal: The width in cells of the terminal that shows it. None where none does: then
            nothing is cut, and values stand as the service sent them.
    """
    match output:
        case Output.TABLE:
            return Table(terminal)
        case Output.JSON:
            return JsonArray()
        case Output.NDJSON:
            return Lines(lambda image: json_line(image.attributes))
        case Output.CSV:
            return Csv(plain if terminal is None else lambda value: escape(plain(value)))
        case _:
            value = VALUES[output]
            return Lines(value if terminal is None else lambda image: escape(value(image)))


VALUES: Mapping[Output, Callable[[Image], str]] = MappingProxyType(
    {
        Output.NAME: lambda image: image.name,
        Output.PATH: lambda image: image.path,
        Output.ID: lambda image: "" if image.id is None else str(image.id),
        Output.URL: lambda image: plain(image.attributes.get("url")),
    }
)
"""What the outputs of one value a line print of an image."""


class Lines:
    """One line for each image."""

    def __init__(self, line: Callable[[Image], str]) -> None:
        self._line = line

    def page(self, images: Sequence[Image]) -> str:
        """The lines of a page."""
        return "".join(f"{self._line(image)}\n" for image in images)

    def end(self) -> str:
        """Nothing: the last line is the end."""
        return ""


class JsonArray:
    """One array with an image on each line, all attributes as the service sent them."""

    def __init__(self) -> None:
        self._opened = False

    def page(self, images: Sequence[Image]) -> str:
        """The elements of a page."""
        return "".join(self._elements(images))

    def end(self) -> str:
        """The closing bracket; the whole array where there was no image."""
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
        """The rows of a page."""
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
        """Nothing: the last row is the end."""
        return ""
