"""What lasts from run to run: page size, order, details pane, theme, tab, and filters used."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from vss_tui.models.library import Library
from vss_tui.models.query import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, SortError, SortKey
from vss_tui.support.private_files import read_private, write_private

_MAX_FILTERS = 200
_MAX_FILTER_LENGTH = 1000
_MAX_BYTES = 4 * 1024 * 1024
"""More than the longest filters take, each character of them written as an escape."""


@dataclass(frozen=True, slots=True)
class ViewState:
    """What the browser remembers."""

    tab: Library = Library.PUBLIC
    per_page: int = DEFAULT_PAGE_SIZE
    sort: dict[Library, tuple[SortKey, ...]] = field(default_factory=dict)
    details: bool = False
    theme: str = ""
    filters: tuple[str, ...] = ()

    def with_filter(self, expression: str) -> "ViewState":
        """Return the same state with the filter used last."""
        if not expression.strip() or len(expression) > _MAX_FILTER_LENGTH:
            return self
        others = tuple(old for old in self.filters if old != expression)
        return replace(self, filters=(*others, expression)[-_MAX_FILTERS:])


class ViewStateFile:
    """Keeps what is remembered in a file of the user state folder.

    Args:
        folder: That folder; made when the file is written.

    Attributes:
        trouble: Why the file that was there could not be used, as a sentence for the user, or "".
    """

    def __init__(self, folder: Path) -> None:
        self.trouble = ""
        self._path = folder / "browser.json"
        self._aside = folder / "browser.json.unused"

    def load(self) -> ViewState:
        """Read what was remembered; what cannot be used is left out."""
        self.trouble = ""
        try:
            data = read_private(self._path, _MAX_BYTES)
            found = json.loads(data) if data is not None else {}
        except NotADirectoryError:  # so there is no such file
            return ViewState()
        except OSError as error:
            return self._without(error.strerror or str(error))
        except (ValueError, RecursionError):
            return self._without("it is damaged")
        return _from_json(found) if isinstance(found, dict) else self._without("it is damaged")

    def save(self, remembered: ViewState) -> None:
        """Write what to remember; filters that another instance used meanwhile are kept.

        A file that cannot be used is not overwritten, but set aside.

        Raises:
            OSError: It cannot be written.
        """
        merged = self.load().filters
        if self.trouble:
            with suppress(FileNotFoundError):  # another instance was faster
                self._path.replace(self._aside)
        for expression in remembered.filters:
            merged = (*(old for old in merged if old != expression), expression)
        content = {
            "tab": remembered.tab,
            "per_page": remembered.per_page,
            "sort": {
                library: [key.parameter for key in keys]
                for library, keys in remembered.sort.items()
            },
            "details": remembered.details,
            "theme": remembered.theme,
            "filters": merged[-_MAX_FILTERS:],
        }
        write_private(self._path, json.dumps(content, indent=1).encode("ascii"))

    def _without(self, reason: str) -> ViewState:
        self.trouble = (
            f"what was remembered is not used: {reason}; it will be kept as {self._aside.name}"
        )
        return ViewState()


def _from_json(found: dict[str, object]) -> ViewState:
    default = ViewState()
    tab, per_page, theme = found.get("tab"), found.get("per_page"), found.get("theme")
    # JSON's true is an int to Python.
    fitting = type(per_page) is int and 1 <= per_page <= MAX_PAGE_SIZE
    sort = found.get("sort")
    return ViewState(
        tab=Library(tab) if isinstance(tab, str) and tab in list(Library) else default.tab,
        per_page=per_page if isinstance(per_page, int) and fitting else default.per_page,
        sort=_sort_from_json(sort if isinstance(sort, dict) else {}),
        details=found.get("details") is True,
        theme=theme if isinstance(theme, str) else "",
        filters=_filters_from_json(found.get("filters")),
    )


def _sort_from_json(found: dict[str, object]) -> dict[Library, tuple[SortKey, ...]]:
    sort: dict[Library, tuple[SortKey, ...]] = {}
    for library in Library:
        keys = found.get(library)
        if not isinstance(keys, list):
            continue
        try:
            sort[library] = tuple(SortKey.parse(str(key)) for key in keys)
        except SortError:
            continue
    return sort


def _filters_from_json(found: object) -> tuple[str, ...]:
    filters: Sequence[object] = found if isinstance(found, list) else ()
    return tuple(item for item in filters if isinstance(item, str))[-_MAX_FILTERS:]
