"""What the browser opens with."""

from dataclasses import dataclass, field, replace

from vss_tui.filters import NO_FILTER
from vss_tui.models.query import Library, Query


@dataclass(frozen=True, slots=True)
class InitialView:
    """The tab to show first, the query of each tab, and whether to show the details."""

    tab: Library = Library.PUBLIC
    queries: dict[Library, Query] = field(default_factory=dict)
    details: bool = False

    def query(self, library: Library) -> Query:
        """Return the query that a tab starts with."""
        return self.queries.get(library, Query())

    def without_filters(self) -> "InitialView":
        """Return the same view with nothing filtered."""
        queries = {library: query.filtered(NO_FILTER) for library, query in self.queries.items()}
        return replace(self, queries=queries)
