"""The user's folders in tests, where there always is a home."""

from pathlib import Path

from vss_tui.auth import TokenStore
from vss_tui.models.endpoint import Endpoint
from vss_tui.support import paths


def config_dir() -> Path:
    return _there(paths.config_dir())


def state_dir() -> Path:
    return _there(paths.state_dir())


def cache_dir() -> Path:
    return _there(paths.cache_dir())


def record_path(store: TokenStore, endpoint: Endpoint) -> Path:
    """Return the place of an endpoint's record in a store that has a folder."""
    return _there(store.path(endpoint))


def _there(path: Path | None) -> Path:
    assert path is not None
    return path
