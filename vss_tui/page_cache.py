"""The page cache: pages on disk from earlier runs, so that the next has something to show."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from vss_tui.models.endpoint import Endpoint
from vss_tui.models.page import MalformedPage, Page
from vss_tui.models.query import Library, Query
from vss_tui.support.private_files import check_folder, read_private, write_private

_SCHEMA = 1
_MAX_FILES = 24
_MAX_BYTES = 2 * 1024 * 1024
_MAX_AGE = timedelta(days=14)


class CachedPage(NamedTuple):
    """A page, when the service sent it, and whether it was prefetched and not shown yet."""

    page: Page
    fetched: datetime
    prefetched: bool = False


class PageCache:
    """The pages of one endpoint for one user.

    Args:
        folder: Where the files are; made when the first page is put.
        endpoint: The endpoint.
        user: Whose pages they are: a name, or what stands for one. With the endpoint it goes into
            the files' names as a digest, so that no page is found for another user or endpoint.
    """

    def __init__(self, folder: Path, endpoint: Endpoint, user: str) -> None:
        self._folder = folder
        self._endpoint = endpoint
        # Not by an f-string: a user whom a token names would be escaped in it.
        self._prefix = _digest(user + f" at {endpoint.url}")

    def get(self, library: Library, query: Query, now: datetime) -> CachedPage | None:
        """Return the cached page for ``query``; None where there is none that can be used."""
        content = _content(self.path(library, query))
        try:
            if content.get("schema") != _SCHEMA:
                return None
            fetched = datetime.fromisoformat(content["fetched"])
            if not timedelta() <= now - fetched < _MAX_AGE:
                return None
            return CachedPage(Page.from_json(content["answer"], query), fetched)
        except (ValueError, KeyError, TypeError, RecursionError, MalformedPage):
            return None

    def put(self, library: Library, query: Query, cached: CachedPage) -> None:
        """Keep the page for ``query``, and evict the oldest ones.

        Raises:
            OSError: It cannot be written.
        """
        content = {
            "schema": _SCHEMA,
            "endpoint": self._endpoint.url,
            "fetched": cached.fetched.astimezone(UTC).isoformat(),
            "answer": cached.page.to_json(),
        }
        data = json.dumps(content).encode("ascii")
        if len(data) <= _MAX_BYTES:
            write_private(self.path(library, query), data)
            self._evict()

    def clear(self) -> None:
        """Remove this user's pages of the endpoint."""
        for file in self._folder.glob(f"{self._prefix}-*.json"):
            with suppress(OSError):
                file.unlink()

    def _evict(self) -> None:
        with suppress(OSError):
            files = sorted(self._folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
            for old in files[:-_MAX_FILES]:
                old.unlink()

    def path(self, library: Library, query: Query) -> Path:
        """Return the place of the page for ``query``."""
        question = json.dumps(
            [library, query.filter.parameter, query.sort_parameter, query.page, query.per_page]
        )
        return self._folder / f"{self._prefix}-{_digest(question)}.json"


def clear_endpoint(folder: Path, endpoint: Endpoint) -> list[Path]:
    """Remove every cached page of ``endpoint``, and those that do not say whose they are.

    Returns:
        The files that could not be removed.
    """
    try:
        check_folder(folder)
    except OSError:  # nothing of ours is in it
        return []
    left = []
    of_endpoint = [
        file
        for file in folder.glob("*.json")
        if _content(file).get("endpoint", endpoint.url) == endpoint.url
    ]
    for file in (*of_endpoint, *folder.glob(".*.json.*")):  # these: of writes that were killed
        try:
            file.unlink(missing_ok=True)
        except OSError:
            left.append(file)
    return left


def _content(path: Path) -> dict[str, Any]:
    try:
        data = read_private(path, _MAX_BYTES)
        content = json.loads(data) if data is not None else None
    except (OSError, ValueError, RecursionError):
        content = None
    return content if isinstance(content, dict) else {}


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]
