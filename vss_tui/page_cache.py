"""Pages kept on disk from earlier runs, so that the next one has something to show at once."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from vss_tui.models.library import Library
from vss_tui.models.page import MalformedPage, Page
from vss_tui.models.query import Query
from vss_tui.support.private_files import read_private, write_private

_SCHEMA = 1
_MAX_FILES = 24
_MAX_BYTES = 2 * 1024 * 1024
_MAX_AGE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class CachedPage:
    """A page, when the service sent it, and whether it has been fetched ahead and not shown yet."""

    page: Page
    fetched: datetime
    prefetched: bool = False


class PageCache:
    """The kept pages of one user at one endpoint.

    Args:
        folder: Where they are; made when the first one is kept.
        owner: What names the endpoint and the user. It goes into the files' names as a digest, so
            that no page is ever found under another endpoint or user.
    """

    def __init__(self, folder: Path, owner: str) -> None:
        self._folder = folder
        self._owner = owner

    def find(self, library: Library, query: Query, now: datetime) -> CachedPage | None:
        """Return the kept answer to ``query``; None where there is none that can be used."""
        try:
            data = read_private(self._path(library, query), _MAX_BYTES)
            kept = json.loads(data) if data is not None else None
            if not isinstance(kept, dict) or kept.get("schema") != _SCHEMA:
                return None
            fetched = datetime.fromisoformat(kept["fetched"])
            if not timedelta() <= now - fetched < _MAX_AGE:
                return None
            return CachedPage(Page.from_json(kept["answer"], query), fetched)
        except (OSError, ValueError, KeyError, TypeError, RecursionError, MalformedPage):
            return None

    def keep(self, library: Library, query: Query, kept: CachedPage) -> None:
        """Keep the answer to ``query``, and let the oldest ones go.

        Raises:
            OSError: It cannot be written.
        """
        content = {
            "schema": _SCHEMA,
            "fetched": kept.fetched.astimezone(UTC).isoformat(),
            "answer": kept.page.to_json(),
        }
        data = json.dumps(content).encode("ascii")
        if len(data) <= _MAX_BYTES:
            write_private(self._path(library, query), data)
            self._evict()

    def forget(self) -> None:
        """Remove every kept page of this owner."""
        for path in self._folder.glob(f"{self._prefix}-*.json"):
            with suppress(OSError):
                path.unlink()

    def _evict(self) -> None:
        with suppress(OSError):
            files = sorted(
                self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True
            )
            for old in files[_MAX_FILES:]:
                old.unlink()

    @property
    def _prefix(self) -> str:
        return sha256(self._owner.encode("utf-8", "surrogatepass")).hexdigest()[:20]

    def _path(self, library: Library, query: Query) -> Path:
        question = json.dumps(
            [library, query.filter.parameter, query.sort_parameter, query.page, query.per_page]
        )
        return self._folder / f"{self._prefix}-{sha256(question.encode()).hexdigest()[:20]}.json"
