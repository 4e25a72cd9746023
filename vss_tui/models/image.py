"""An ISO image, as the service describes it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from vss_tui.support.safe_text import Untrusted

# The service writes times in two ways: with the weekday's name between day and hour, and without.
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](?:[A-Z][a-z]{2} )?(\d\d:\d\d)(?::\d\d)?\b", re.ASCII)
# A listing of 20,000 images makes 120,000 of these: the class itself takes twice as long.
_untrusted: Callable[[str], Untrusted] = partial(str.__new__, Untrusted)
_NOTHING = Untrusted()
_MOST_DIGITS = 18
_MAX_DEPTH = 20
"""Levels that an outline of the value indents; what lies deeper it writes as JSON, in ASCII."""


class UnreadableImage(ValueError):
    """A row that cannot be shown as an image: neither an object with a name nor a URL."""


@dataclass(frozen=True, slots=True)
class Image:
    """One image, its texts untrusted.

    Fields whose value has an unexpected type are empty here. ``row`` is exactly what the service
    sent, for JSON and CSV. ``ordinal`` counts the rows before this one on the page that have no id
    either, and the same path or name.
    """

    id: int | None
    name: Untrusted
    path: Untrusted = _NOTHING
    data_store: Untrusted = _NOTHING
    public: bool | None = None
    created_on: Untrusted = _NOTHING
    updated_on: Untrusted = _NOTHING
    row: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)
    ordinal: int = 0

    @classmethod
    def from_json(cls, row: object) -> "Image":
        """Read an element of a list's ``data``: an object, or a URL where not expanded.

        Raises:
            UnreadableImage: The row is neither, or has no name.
        """
        if isinstance(row, str) and row:
            return cls._from_reference(row)
        if not isinstance(row, dict) or not _text(row.get("name")):
            raise UnreadableImage
        public = row.get("public")
        return cls(
            id=whole_number(row.get("id")),
            name=_text(row.get("name")),
            path=_text(row.get("path")),
            data_store=_text(row.get("data_store")),
            public=public if isinstance(public, bool) else None,
            created_on=_text(row.get("created_on")),
            updated_on=_text(row.get("updated_on")),
            row=row,
        )

    @classmethod
    def _from_reference(cls, url: str) -> "Image":
        last = url.rstrip("/").rpartition("/")[2]
        number = int(last) if last.isascii() and last.isdigit() and len(last) < 19 else None
        return cls(id=number, name=_untrusted(url), row={"url": url})

    def to_json(self) -> object:
        """Return what ``from_json`` read."""
        return dict(self.row) if "name" in self.row else self.name

    @property
    def attributes(self) -> Mapping[str, object]:
        """Every key and value that the service sent, the texts among them untrusted."""
        return {_untrusted(key): untrusted(value) for key, value in self.row.items()}

    @property
    def key(self) -> object:
        """What tells this image from others: its id, else its path or name, and its ordinal."""
        return self.id if self.id is not None else (self.path or self.name, self.ordinal)

    @property
    def folder(self) -> Untrusted:
        """The path within the store, without store and file name (``Linux/Ubuntu``)."""
        store, bracket, rest = self.path.partition("]")
        inside = rest if bracket and store.startswith("[") else self.path
        return inside.rpartition("/")[0].strip()

    @property
    def created(self) -> Untrusted:
        """The time of creation, to the minute (``2017-11-17 13:51``)."""
        return short_time(self.created_on)

    @property
    def updated(self) -> Untrusted:
        """The time of the last update, to the minute."""
        return short_time(self.updated_on)


def whole_number(value: object) -> int | None:
    """Read a whole number, also one that was sent as text; None where it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value) if len(value) <= _MOST_DIGITS else None
    return None


def untrusted(value: object, depth: int = 0) -> object:
    """Return a JSON value whose texts are ``Untrusted``, to a depth that is shown."""
    if isinstance(value, str):
        return Untrusted(value)
    if depth == _MAX_DEPTH:
        return value
    if isinstance(value, dict):
        return {Untrusted(key): untrusted(item, depth + 1) for key, item in value.items()}
    return [untrusted(item, depth + 1) for item in value] if isinstance(value, list) else value


def short_time(text: Untrusted) -> Untrusted:
    """Shorten a time of the service to the minute (``2017-11-17 13:51``).

    What is not in one of the service's forms comes back as it is.
    """
    found = _TIME.match(text)
    return _untrusted(f"{found[1]} {found[2]}") if found else text


def _text(value: object) -> Untrusted:
    if isinstance(value, str):
        return _untrusted(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _untrusted(str(value))
    return _NOTHING
