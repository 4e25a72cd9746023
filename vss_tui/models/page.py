"""A page of images, and what else the service says of a list."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from vss_tui.models.image import Image, UnreadableImage
from vss_tui.models.query import Library, Query
from vss_tui.support.safe_text import Untrusted

MAX_ROWS = 1000
"""Rows kept of one response; four times what the service may send."""
MAX_ROW = 64 * 1024
"""Characters kept of one row, more or less; those of the service take 400."""
_LARGEST = 10**9
_METHOD = re.compile("[A-Z-]{1,20}")


class MalformedPage(ValueError):
    """A response that is no list of images; its text says what it is instead."""


class Paging(NamedTuple):
    """Where a page stands in its list (``meta.pages`` of a response).

    ``pages`` and ``total`` are None where the service does not say.
    """

    page: int
    per_page: int
    pages: int | None = None
    total: int | None = None
    has_next: bool = False
    has_previous: bool = False

    @classmethod
    def from_json(cls, meta: object, query: Query) -> "Paging":
        """Read ``meta``; what is missing or impossible there is taken from ``query``."""
        meta = meta if isinstance(meta, dict) else {}
        pages_meta = meta.get("pages")
        fields = pages_meta if isinstance(pages_meta, dict) else {}
        total = _number(fields, "total", 0)
        per_page = _number(fields, "per_page", 1) or query.per_page
        pages = _number(fields, "pages", 0)
        if pages is None and total is not None:
            pages = -(-total // per_page)
        pages = None if pages is None else max(1, pages)
        page = _number(fields, "page", 1) or query.page
        if pages is not None:
            page = min(page, max(pages, query.page))
        return cls(
            page=page,
            per_page=per_page,
            pages=pages,
            total=total,
            has_next=page < pages if pages is not None else bool(fields.get("next_url")),
            has_previous=page > 1,
        )

    @property
    def past_end(self) -> bool:
        """Whether the list has become shorter than this page's number."""
        return self.pages is not None and self.page > self.pages


class Page(NamedTuple):
    """One page of a list.

    ``unreadable`` counts the rows that were no images, ``dropped`` those beyond ``MAX_ROWS``,
    ``oversized`` the attributes of rows that did not fit into ``MAX_ROW``; ``user`` is whom the
    service took the request to come from.
    """

    images: tuple[Image, ...]
    paging: Paging
    unreadable: int = 0
    dropped: int = 0
    oversized: int = 0
    user: str = ""

    @classmethod
    def from_json(cls, body: object, query: Query) -> "Page":
        """Read the body of a response to ``query``.

        Raises:
            MalformedPage: The body is no object with a list in ``data``.
        """
        if not isinstance(body, dict):
            raise MalformedPage("not a JSON object")
        rows = body.get("data")
        if not isinstance(rows, list):
            raise MalformedPage("no list of images")
        images: dict[object, Image] = {}
        equal: Counter[object] = Counter()
        unreadable = oversized = 0
        for row in rows[:MAX_ROWS]:
            kept = _shortened(row) if isinstance(row, dict) else row
            oversized += len(row) - len(kept) if kept is not row else 0
            try:
                image = Image.from_json(kept)
            except UnreadableImage:
                unreadable += 1
                continue
            if image.id is None:
                equal[image.key] += 1
                image = replace(image, ordinal=equal[image.key] - 1)
            images.setdefault(image.key, image)
        meta = body.get("meta")
        user = meta.get("user") if isinstance(meta, dict) else None
        return cls(
            images=tuple(images.values()),
            paging=Paging.from_json(meta, query),
            unreadable=unreadable,
            dropped=max(0, len(rows) - MAX_ROWS),
            oversized=oversized,
            user=Untrusted(user) if isinstance(user, str) else "",
        )

    def empty_page(self, number: int) -> "Page":
        """Return the empty page ``number`` behind the end of the list that this page is of."""
        paging = self.paging._replace(page=number, has_next=False, has_previous=True)
        return Page((), paging, user=self.user)

    def to_json(self) -> dict[str, object]:
        """Return the page as a body that ``from_json`` reads back."""
        paging = self.paging
        pages = {
            "page": paging.page,
            "per_page": paging.per_page,
            "pages": paging.pages,
            "total": paging.total,
            "next_url": paging.has_next or None,
        }
        return {
            "data": [image.to_json() for image in self.images],
            "meta": {"pages": pages, "user": self.user},
        }


class Description(NamedTuple):
    """The response to OPTIONS.

    Attributes:
        library: The library.
        methods: Those of the ``Allow`` header that can be methods.
        body: The body's JSON, whose shape is not known; None where it is none.
        text: The body as it came; untrusted.
    """

    library: Library
    methods: tuple[str, ...]
    body: object
    text: str

    @classmethod
    def from_response(cls, library: Library, allow: str, content: bytes) -> "Description":
        """Read a response by its ``Allow`` header and its body, which may be anything."""
        try:
            body: object = json.loads(content)
        except (ValueError, RecursionError):
            body = None
        methods = (word.strip().upper() for word in allow.split(","))
        return cls(
            library=library,
            methods=tuple(str(method) for method in methods if _METHOD.fullmatch(method)),
            body=body,
            text=Untrusted(content.decode("utf-8", "replace")),
        )


def _shortened(row: dict[str, object]) -> dict[str, object]:
    """Return a row without the attributes that do not fit into ``MAX_ROW``."""
    left, kept = MAX_ROW, {}
    for key, value in row.items():
        size = _size(value, left) + len(key)
        if size <= left:
            left -= size
            kept[key] = value
    return row if len(kept) == len(row) else kept


def _size(value: object, limit: int) -> int:
    """Return about how many characters a JSON value has; anything above ``limit`` if more."""
    if isinstance(value, str):
        return len(value)
    size, waiting = 0, [value]
    while waiting and size <= limit:
        item = waiting.pop()
        size += len(item) + 1 if isinstance(item, str) else 1
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            waiting += item.keys()
            waiting += item.values()
    return size


def _number(fields: Mapping[object, object], key: str, least: int) -> int | None:
    value = fields.get(key)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return min(value, _LARGEST) if value >= least else None
