"""What every test stands on: folders of its own, a clean environment, no network but loopback."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

import tests.hypothesis_profiles  # noqa: F401 - puts the profile in force

_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "COVERAGE_PROCESS_START")
_KEPT_PREFIXES = ("PYTEST", "HYPOTHESIS", "TEXTUAL_SNAPSHOT", "CI")
"""What the test runner and its plugins tell their processes."""


for _number in (signal.SIGINT, signal.SIGHUP):
    # Started in the background, or by nohup, the runner ignores them, and so would all it starts.
    if signal.getsignal(_number) == signal.SIG_IGN:
        signal.signal(_number, signal.SIG_DFL)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The user's home of this test."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def clean_environment(home: Path) -> dict[str, str]:
    """An environment for processes: this test's folders, and nothing of the developer's."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "TERM": "xterm-256color",
        "TZ": "UTC",
    }


_TOKEN = re.compile(rb"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+")
_KEEPERS = ("sign-ins", ".vss-cli")
"""Folders of files that tokens are kept in: the application's, and those of ``vss-cli``."""


@pytest.fixture(autouse=True)
def _no_token_is_left(home: Path) -> Iterator[None]:
    """Look through every file that a test has left in the user's home for a token."""
    yield
    files = (file for file in home.rglob("*") if file.is_file() and not file.is_symlink())
    assert [
        file
        for file in files
        if not set(_KEEPERS) & set(file.relative_to(home).parts)
        and os.access(file, os.R_OK)
        and _TOKEN.search(file.read_bytes())
    ] == []


@pytest.fixture(autouse=True)
def _hermetic(clean_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Put that environment in place of this process's own."""
    for name in list(os.environ):
        if name not in _KEPT_VARIABLES and not name.startswith(_KEPT_PREFIXES):
            monkeypatch.delenv(name)
    for name, value in clean_environment.items():
        monkeypatch.setenv(name, value)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run the tests marked all_only too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only ``.ci/run --all`` runs."""
    if not config.getoption("--all"):
        kept = [item for item in items if item.get_closest_marker("all_only") is None]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def pytest_xdist_auto_num_workers() -> int:
    """Give each processor two test processes: half of the time a test waits for a terminal."""
    return 2 * (os.cpu_count() or 1)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a test after the beginning of a long value: the names are in every report."""
    return f"{val[:40]!r}…" if isinstance(val, str | bytes) and len(val) > 80 else None
