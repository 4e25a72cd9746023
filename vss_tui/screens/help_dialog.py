"""The help: every key, as it is in force, the most used first."""

from collections.abc import Sequence

from textual.content import Content

from vss_tui.keymap import Keymap
from vss_tui.screens.dialogs import TextDialog
from vss_tui.support.safe_text import escape, fitted, width

_FIND = (
    ("filter", "filter the list"),
    ("escape", "clear it, stop a retry"),
    ("only-folder", "only this folder"),
    ("sort-updated sort-created", "newest first"),
    ("sort-name sort-path sort-id", "by name, path, id"),
)
_TAKE = (
    ("choose details", "details"),
    ("copy-name copy-path copy-id", "copy name, path, id"),
    ("copy-option copy-deployment", "copy --iso, iso: line"),
)
_MOVE = (
    ("up down", "a row"),
    ("top bottom", "first, last row"),
    ("page-up page-down", "a screen"),
    ("half-page-up half-page-down", "half a screen"),
    ("next-page previous-page", "next, previous page"),
    ("last-page first-page", "last, first page"),
    ("go-to-page", "a page by its number"),
    ("more fewer", "more, fewer per page"),
    ("public personal other-tab", "the tabs"),
)
_DO = (
    ("sync stop-waiting", "sync, stop waiting"),
    ("last-sync", "what it added"),
    ("refresh", "ask the service again"),
    ("messages", "the last messages"),
    ("endpoint", "another endpoint"),
    ("palette", "every command by name"),
    ("help quit", "these keys, quit"),
    ("repaint suspend", "redraw, suspend"),
)
"""The actions of a line by their ids, and what they do."""
_FILTERS = (
    ("ubuntu server", "both words"),
    ("Cent*7", "any text between"),
    ("linux/ubuntu", "part of the path"),
    ("updated > 30d", "h d w m y, or a date"),
    ("id in 11, 14", "also = != < <= > >= ~"),
    ("a and id > 9", "both; also ; and &&"),
)
_KEYS = 13
"""Cells of the keys, or of what is typed."""


def help_dialog(keymap: Keymap) -> TextDialog:
    """Return the help for the keys in force."""
    find, take, move, do = (
        [line for ids, words in lines if (line := _line(ids, words, keymap))]
        for lines in (_FIND, _TAKE, _MOVE, _DO)
    )
    themes = (f"{keymap.label('palette')} theme", "terminal, nord, …")
    return TextDialog(
        "Keys",
        _text({"Find": find, "Take": take, "Filters": _FILTERS}),
        _text({"Move": move, "Do": [*do, themes]}),
    )


def _line(ids: str, words: str, keymap: Keymap) -> tuple[str, str] | None:
    """Return the keys of some actions, one of each where all have no room, and what they do."""
    labels = [keymap.labels(name) for name in ids.split()]
    keys = " ".join(key for keys in labels for key in keys)
    if width(keys) > _KEYS:
        keys = " ".join(keys[0] for keys in labels if keys)
    return (keys, words) if keys else None


def _text(groups: dict[str, Sequence[tuple[str, str]]]) -> Content:
    parts: list[Content | str | tuple[str, str]] = []
    for heading, lines in groups.items():
        parts += ["\n\n" if parts else "", (heading, "bold")]
        for left, right in lines:
            label = fitted(escape(left), max(_KEYS, width(left)))
            parts += ["\n", (f"{label} ", "$accent bold"), right]
    return Content.assemble(*parts)
