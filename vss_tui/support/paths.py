"""Where the user's files are; None where the user has no home directory."""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

# Only what the interpreter has imported already: the first frame, which is looked for before
# anything else is imported, finds its place here. platformdirs alone takes longer than that.

APP = "vss-tui"
_POSIX_FOLDERS = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "state": ("XDG_STATE_HOME", ".local/state"),
    "cache": ("XDG_CACHE_HOME", ".cache"),
}
_MACOS_FOLDERS = {
    "config": "Library/Application Support",
    "state": "Library/Application Support",
    "cache": "Library/Caches",
}


def config_dir() -> "Path | None":
    """Return the folder of ``config.toml``; only the user writes there."""
    return _path(app_dir("config"))


def state_dir() -> "Path | None":
    """Return the folder for what lasts from run to run: view state, crash reports, tokens."""
    return _path(app_dir("state"))


def cache_dir() -> "Path | None":
    """Return the folder of the page cache, which may be removed at any time."""
    return _path(app_dir("cache"))


def vss_cli_dir() -> "Path | None":
    """Return the folder of ``vss-cli``'s own files, which are read and never written."""
    home = home_dir()
    return _path(os.path.join(home, ".vss-cli") if home else None)


def style_sheet() -> "Path":
    """Return the style sheet: inside the installed package, or at the top of a checkout."""
    from pathlib import Path

    package = Path(__file__).parents[1]
    inside = package / "styles.tcss"
    return inside if inside.exists() else package.parent / "styles.tcss"


def app_dir(kind: str) -> str | None:
    """Return our folder of a kind: ``config``, ``state`` or ``cache``.

    A variable that gives no absolute folder counts as not set, as the XDG specification has it: it
    would lead into the working folder.
    """
    if os.name != "posix":
        import platformdirs

        return str(getattr(platformdirs, f"user_{kind}_dir")(APP, appauthor=False))
    variable, below_home = _POSIX_FOLDERS[kind]
    base = os.environ.get(variable, "")
    if not os.path.isabs(base):
        home = home_dir()
        if home is None:
            return None
        base = os.path.join(home, _MACOS_FOLDERS[kind] if sys.platform == "darwin" else below_home)
    return os.path.join(base, APP)


def home_dir() -> str | None:
    """Return the user's home; None where neither ``HOME`` nor the system names an absolute one."""
    home = os.environ.get("HOME", "")
    if os.name != "posix":
        home = os.path.expanduser("~")
    elif not os.path.isabs(home):
        import pwd

        try:
            home = pwd.getpwuid(os.getuid()).pw_dir
        except KeyError:  # a container's user id that nobody has entered
            return None
    return home if os.path.isabs(home) else None


def _path(text: str | None) -> "Path | None":
    from pathlib import Path

    return None if text is None else Path(text)
