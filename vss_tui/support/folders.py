"""The folders of the user that the application reads and writes, and its style sheet's place."""

from pathlib import Path

from platformdirs import PlatformDirs

_DIRS = PlatformDirs("vss-tui", appauthor=False)


def config_dir() -> Path:
    """The folder of ``config.toml``; only the user writes there."""
    return _DIRS.user_config_path


def state_dir() -> Path:
    """The folder for what lasts from run to run: history, page size, crash reports, tokens."""
    return _DIRS.user_state_path


def cache_dir() -> Path:
    """The folder of pages kept from earlier runs; it may be removed at any time."""
    return _DIRS.user_cache_path


def vss_cli_dir() -> Path:
    """The folder of ``vss-cli``'s own files, which are read and never written."""
    return Path.home() / ".vss-cli"


def style_sheet() -> Path:
    """The style sheet: inside the installed package, or at the top of a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "styles.tcss"
    return inside if inside.exists() else package.parent / "styles.tcss"
