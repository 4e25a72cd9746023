"""What lasts from run to run: page size, order, details pane, theme, tab, and filters used."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from vss_tui.models.query import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, Library, SortError, SortKey
from vss_tui.support.private_files import read_private, write_private
from vss_tui.support.secret import find_jwt

_MAX_FILTERS = 200
_MAX_FILTER_LENGTH = 1000
_MAX_BYTES = 4 * 1024 * 1024
"""More than the longest filters take, each character of them written as an escape."""


@dataclass(frozen=True, slots=True)
class ViewState:
    """How the user looks at the lists; ``filters`` are those used before, the latest last."""

    tab: Library = Library.PUBLIC
    per_page: int = DEFAULT_PAGE_SIZE
    sort: dict[Library, tuple[SortKey, ...]] = field(default_factory=dict)
    details: bool = False
    theme: str = ""
    filters: tuple[str, ...] = ()

    def with_filter(self, expression: str) -> "ViewState":
        """Return the same with ``expression`` as the filter used last."""
        if not expression.strip() or len(expression) > _MAX_FILTER_LENGTH or find_jwt(expression):
            return self
        return replace(self, filters=_merged(self.filters, (expression,)))


class ViewStateFile:
    """Keeps the view state in files of the user state folder, each written only when it changes.

    The filters have a file of their own, since they change more often than the rest: from the
    state of ``browser.json`` a stored first frame tells whether it still shows what will be shown.
    A ``browser.json`` of 0.1.0 holds both; it is read, and parted when it is next written.

    Args:
        folder: That folder, made when a file is written; None reads and writes nothing.

    Attributes:
        warning: Why a file that was there could not be used, as a sentence for the user, or "".
    """

    def __init__(self, folder: Path | None) -> None:
        self.warning = ""
        self._folder = folder

    @property
    def path(self) -> Path | None:
        """The file of all but the filters; None where nothing is stored."""
        return self._folder / "browser.json" if self._folder is not None else None

    def load(self) -> ViewState:
        """Read the view state; what cannot be used of it is left out."""
        if self._folder is None:
            return ViewState()
        view, history = _files(self._folder)
        self.warning = view.problem or history.problem
        return replace(_from_json(view), filters=_filters(view, history))

    def save(self, state: ViewState) -> None:
        """Write what has changed; filters that another instance used meanwhile stay.

        A file that cannot be used is not overwritten, but set aside.

        Raises:
            OSError: It cannot be written.
        """
        if self._folder is None:
            return
        view, history = _files(self._folder)
        # The filters first: of a browser.json that holds both, none may be lost in between.
        history.replace([*_merged(_filters(view, history), state.filters)])
        sort = {library: [key.parameter for key in keys] for library, keys in state.sort.items()}
        view.replace(
            {
                "tab": state.tab,
                "per_page": state.per_page,
                "sort": sort,
                "details": state.details,
                "theme": state.theme,
            }
        )


class _JsonFile:
    """A file as it is now: its value, or None and the problem that it has."""

    def __init__(self, path: Path, kind: type) -> None:
        self.value: object = None
        self.problem = ""
        self._path = path
        try:
            data = read_private(path, _MAX_BYTES)
            self.value = None if data is None else json.loads(data)
            if data is not None and not isinstance(self.value, kind):
                self._ignore("the file is corrupt")
        except OSError as error:
            self._ignore(error.strerror or str(error))
        except (ValueError, RecursionError):
            self._ignore("the file is corrupt")

    def replace(self, value: object) -> None:
        if value == self.value or (not value and self.value is None and not self.problem):
            return
        if self.problem:
            with suppress(FileNotFoundError):  # another instance was faster
                self._path.replace(self._path.with_name(f"{self._path.name}.unused"))
        write_private(self._path, json.dumps(value, indent=1).encode("ascii"))

    def _ignore(self, reason: str) -> None:
        self.value = None
        name = self._path.name
        self.problem = f"saved view ignored: {reason} (it will be kept as {name}.unused)"


def _files(folder: Path) -> tuple[_JsonFile, _JsonFile]:
    return _JsonFile(folder / "browser.json", dict), _JsonFile(folder / "filters.json", list)


def _filters(view: _JsonFile, history: _JsonFile) -> tuple[str, ...]:
    before = view.value.get("filters") if isinstance(view.value, dict) else None
    return _merged(_texts(before), _texts(history.value))


def _merged(before: Iterable[str], used: Iterable[str]) -> tuple[str, ...]:
    """Return the filters used, each once at its latest place, as far as they are remembered."""
    last = dict.fromkeys(reversed([*before, *used]))
    return tuple(reversed([*last][:_MAX_FILTERS]))


def _texts(found: object) -> list[str]:
    texts = found if isinstance(found, list) else []
    # An earlier version stored a token that was pasted into the filter.
    return [text for text in texts if isinstance(text, str) and not find_jwt(text)]


def _from_json(view: _JsonFile) -> ViewState:
    found = view.value if isinstance(view.value, dict) else {}
    tab, per_page, theme = found.get("tab"), found.get("per_page"), found.get("theme")
    # JSON's true is an int to Python.
    fits = type(per_page) is int and 1 <= per_page <= MAX_PAGE_SIZE
    return ViewState(
        tab=Library(tab) if isinstance(tab, str) and tab in list(Library) else Library.PUBLIC,
        per_page=per_page if isinstance(per_page, int) and fits else DEFAULT_PAGE_SIZE,
        sort=_sort_from_json(found.get("sort")),
        details=found.get("details") is True,
        theme=theme if isinstance(theme, str) else "",
    )


def _sort_from_json(found: object) -> dict[Library, tuple[SortKey, ...]]:
    sort: dict[Library, tuple[SortKey, ...]] = {}
    for library in Library:
        keys = found.get(library) if isinstance(found, dict) else None
        if isinstance(keys, list):
            with suppress(SortError):
                sort[library] = tuple(SortKey.parse(str(key)) for key in keys)
    return sort
