"""Ready-made edits of a list's body, and responses that harm a careless client.

Each edit is a function from a body to a body, for ``Edit``.
"""

import zlib
from collections.abc import Callable, Sequence
from functools import cache

from tests.fake_service.faults import JSON_TYPE, CannedResponse

Change = Callable[[object], object]


def without(*keys: str) -> Change:
    """Leave ``keys`` out of the body; ``meta.pages.total`` goes down into it."""

    def change(body: object) -> object:
        for key in keys:
            *above, last = key.split(".")
            _object_at(body, above).pop(last)
        return body

    return change


def with_value(key: str, value: object) -> Change:
    """Put ``value`` in the place of ``key``; ``meta.pages.total`` goes down into the body."""

    def change(body: object) -> object:
        *above, last = key.split(".")
        _object_at(body, above)[last] = value
        return body

    return change


def with_pages(**values: object) -> Change:
    """Put values in ``meta.pages``: ``with_pages(total=-1, next_url="javascript:x")``."""

    def change(body: object) -> object:
        _object_at(body, ["meta", "pages"]).update(values)
        return body

    return change


def with_rows(rows: Sequence[object]) -> Change:
    """Put ``rows`` in the place of ``data``."""
    return with_value("data", list(rows))


def with_row_values(**values: object) -> Change:
    """Put values in the first row: ``with_row_values(name="a[/]b")``."""

    def change(body: object) -> object:
        _rows(body)[0].update(values)
        return body

    return change


def repeated(times: int = 2) -> Change:
    """Send each row ``times`` times."""

    def change(body: object) -> object:
        return with_rows(_rows(body) * times)(body)

    return change


def chained(*changes: Change) -> Change:
    """Make several changes, one after the other."""

    def change(body: object) -> object:
        for each in changes:
            body = each(body)
        return body

    return change


def redirect(location: str, status: int = 302) -> CannedResponse:
    """Send the client elsewhere."""
    return CannedResponse(status, headers=(("Location", location),))


def deep_json(depth: int = 100_000) -> CannedResponse:
    """Lists within lists, ``depth`` of them."""
    return CannedResponse.text(200, "[" * depth + "]" * depth, JSON_TYPE)


@cache
def gzip_bomb(size: int = 300_000_000) -> CannedResponse:
    """A small body that unpacks to an empty list of about ``size`` bytes, most of them blanks."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    blanks = b" " * 1_000_000
    packed = [packer.compress(b'{"data": [')]
    packed += [packer.compress(blanks) for _ in range(size // len(blanks))]
    packed += [packer.compress(b"]}"), packer.flush()]
    return CannedResponse(
        200, b"".join(packed), (("Content-Type", JSON_TYPE), ("Content-Encoding", "gzip"))
    )


def _rows(body: object) -> list[dict[str, object]]:
    rows = _object_at(body, [])["data"]
    if not isinstance(rows, list):
        raise TypeError("this response is not a list")
    return rows


def _object_at(body: object, keys: Sequence[str]) -> dict[str, object]:
    for key in keys:
        body = _object_at(body, [])[key]
    if not isinstance(body, dict):
        raise TypeError("this response has no such part")
    return body
