"""The folders of the user that the application reads and writes, and its style sheet's place."""

from pathlib import Path

from platformdirs import PlatformDirs

_DIRS = PlatformDirs("vss-tui", appauthor=False)


def config_dir() -> Path:
    """Return the folder of ``config.toml``; only the user writes there."""
    return _DIRS.user_config_path


def state_dir() -> Path:
    """Return the folder of what lasts from run to run: view state, crash reports, tokens."""
    return _DIRS.user_state_path


def cache_dir() -> Path:
    """Return the folder of the page cache; it may be removed at any time."""
    return _DIRS.user_cache_path


def vss_cli_dir() -> Path:
    """Return the folder of ``vss-cli``'s own files, which are read and never written."""
    return Path.home() / ".vss-cli"


def style_sheet() -> Path:
    """Return the style sheet: in the installed package, or at the top of a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "styles.tcss"
    return inside if inside.exists() else package.parent / "styles.tcss"
