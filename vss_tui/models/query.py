"""The lists of the service, and a query of one: filter, sort, page and page size."""

from enum import StrEnum
from typing import NamedTuple

from vss_tui.filters import NO_FILTER, Filter
from vss_tui.filters.fields import COMMON_NAMES, KIND_OF, NAMES, Field, Kind, field_named, listed
from vss_tui.support.suggestions import closest_match

PAGE_SIZES = (10, 25, 50, 100, 250)
DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 250
"""The service clips ``per_page`` to this (manual, *ISO Images*)."""


class Library(StrEnum):
    """A collection of images; its value is what users type (``vss-tui ls personal``)."""

    PUBLIC = "public"
    PERSONAL = "personal"

    @property
    def resource(self) -> str:
        """The collection's path below the endpoint."""
        return "/v2/iso" if self is Library.PUBLIC else "/v2/user/image/iso"

    @property
    def other(self) -> "Library":
        return Library.PERSONAL if self is Library.PUBLIC else Library.PUBLIC


class SortError(ValueError):
    """A sort expression that cannot be used; its text says why, for the user."""


class SortKey(NamedTuple):
    """One field to sort by."""

    field: Field
    descending: bool = False

    @property
    def parameter(self) -> str:
        """The key as the API's ``sort`` takes it (``name,asc``)."""
        return f"{self.field},{'desc' if self.descending else 'asc'}"

    @classmethod
    def parse(cls, text: str) -> "SortKey":
        """Read ``name``, ``name,desc`` or ``name=desc`` (the form of ``vss-cli``).

        Raises:
            SortError: The field or the direction is unknown.
        """
        name, _, direction = text.strip().lower().replace("=", ",", 1).partition(",")
        name, direction = name.strip(), direction.strip() or "asc"
        field = field_named(name)
        if field is None:
            near = closest_match(name, NAMES)
            hint = f'did you mean "{near}"?' if near else f"use {listed(COMMON_NAMES, 'or')}"
            raise SortError(f'cannot sort by "{name}": {hint}')
        if direction not in ("asc", "desc"):
            raise SortError(f'sort direction "{direction}" is not known; use asc or desc')
        return cls(field, direction == "desc")


class Query(NamedTuple):
    """A query of a list; any change but that of the page returns to page 1."""

    filter: Filter = NO_FILTER
    sort: tuple[SortKey, ...] = ()
    page: int = 1
    per_page: int = DEFAULT_PAGE_SIZE

    @property
    def sort_parameter(self) -> str:
        """The sort as the API takes it, or ""."""
        return ";".join(key.parameter for key in self.sort)

    def filtered(self, new: Filter) -> "Query":
        """Return the query with another filter."""
        return self._replace(filter=new, page=1)

    def sorted_by(self, *keys: SortKey) -> "Query":
        """Return the query with another sort."""
        return self._replace(sort=keys, page=1)

    def with_next_sort(self, field: Field, *, cycle: bool = True) -> "Query":
        """Return the query sorted by ``field``: dates newest first, other fields ascending.

        Args:
            field: The field.
            cycle: Whether a query sorted so gets the other direction, and then no sort.
        """
        first = SortKey(field, descending=KIND_OF[field] is Kind.DATE)
        other = SortKey(field, descending=not first.descending)
        if cycle and self.sort == (first,):
            return self.sorted_by(other)
        if cycle and self.sort == (other,):
            return self.sorted_by()
        return self if self.sort == (first,) else self.sorted_by(first)

    def for_all_pages(self) -> "Query":
        """Return the query in its largest pages, sorted by id where it leaves ties.

        Without a total order a service may repeat or lose rows from page to page.
        """
        by_id = () if any(key.field is Field.ID for key in self.sort) else (SortKey(Field.ID),)
        return self._replace(sort=(*self.sort, *by_id), page=1, per_page=MAX_PAGE_SIZE)

    def with_page(self, page: int) -> "Query":
        """Return the query of page ``page``, at least 1."""
        return self._replace(page=max(1, page))

    def with_page_size(self, per_page: int) -> "Query":
        """Return the query with ``per_page`` images a page, 1 to 250."""
        return self._replace(per_page=min(max(1, per_page), MAX_PAGE_SIZE), page=1)

    def with_next_page_size(self, step: int) -> "Query":
        """Return the query with the next larger (``step`` 1) or smaller (-1) page size."""
        sizes = [size for size in PAGE_SIZES if (size - self.per_page) * step > 0]
        return self.with_page_size(sizes[0 if step > 0 else -1]) if sizes else self
