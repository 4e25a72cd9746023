"""What the browser opens with."""

from dataclasses import dataclass, field, replace

from vss_tui.filters import NO_FILTER
from vss_tui.models.library import Library
from vss_tui.models.query import Query


@dataclass(frozen=True, slots=True)
class InitialView:
    """The tab that is shown first, each tab's question, and whether the details are shown."""

    tab: Library = Library.PUBLIC
    queries: dict[Library, Query] = field(default_factory=dict)
    details: bool = False

    def query(self, library: Library) -> Query:
        """The question that a tab starts with."""
        return self.queries.get(library, Query())

    def without_filters(self) -> "InitialView":
        """The same with nothing filtered."""
        queries = {library: query.filtered(NO_FILTER) for library, query in self.queries.items()}
        return replace(self, queries=queries)
