"""The help: every key, as it is in force, the most used first."""

from rich.text import Text

from vss_tui.keymap import Keymap
from vss_tui.screens.dialogs import TextDialog
from vss_tui.support.safe_text import escape, fitted, width

_KEYS = (
    ("Find", (
        ("filter", "filter the list"),
        ("escape", "clear the filter, stop a retry"),
        ("sort-name sort-path", "sort by name, path"),
        ("sort-created sort-updated sort-id", "created, updated, id"),
    )),
    ("Take", (
        ("choose details", "details of an image"),
        ("copy-name copy-path copy-id", "copy name, path, id"),
        ("copy-option copy-deployment", "copy for vss-cli, for a file"),
    )),
    ("Move", (
        ("up down", "up, down"),
        ("top bottom", "first, last row"),
        ("page-up page-down", "a screen up, down"),
        ("next-page previous-page", "next, previous page"),
        ("last-page first-page", "last, first page"),
        ("go-to-page", "go to a page"),
        ("more fewer", "more, fewer per page"),
        ("public personal other-tab", "public, personal, other tab"),
    )),
    ("Do", (
        ("sync stop-waiting", "sync, stop waiting"),
        ("refresh", "ask the service again"),
        ("messages", "the last messages"),
        ("endpoint", "another endpoint"),
        ("palette", "every command by name"),
        ("repaint suspend", "redraw, suspend"),
        ("help quit", "these keys, quit"),
    )),
)  # fmt: skip
"""Headings, and below each the actions of a line and what they do."""

_FILTERS = (
    ("ubuntu server", "names with both words"),
    ("Cent*7 linux/ubuntu", "any text between; a path"),
    ("updated > 30d", "h d w m y ago, or 2024-06"),
    ("id in 11, 14, 17", "also = != < <= > >= ~"),
    ("public = yes and id > 9", "; and && are and too"),
)

_KEYS_WIDTH, _WORDS_WIDTH = 12, 23


def help_dialog(keymap: Keymap) -> TextDialog:
    """Return the help for the keys in force."""
    find, take, move, do = (
        [heading, *(line for ids, words in lines if (line := _line(ids, words, keymap)))]
        for heading, lines in _KEYS
    )
    filters = ["Filters", *(_columns(typed, words) for typed, words in _FILTERS)]
    return TextDialog("Keys", _text(find, take, filters), _text(move, do))


def _line(ids: str, words: str, keymap: Keymap) -> str:
    """Return the keys of some actions, one or two of each as there is room, and what they do."""
    labels = [keymap.labels(name) for name in ids.split()]
    all_keys = " ".join(key for keys in labels for key in keys)
    keys = all_keys if width(all_keys) <= _KEYS_WIDTH else " ".join(k[0] for k in labels if k)
    return _columns(keys, words) if keys else ""


def _columns(left: str, right: str) -> str:
    return f"{fitted(escape(left), max(_KEYS_WIDTH, width(left)))} {right}"


def _text(*groups: list[str]) -> Text:
    text = Text()
    for heading, *lines in groups:
        text.append(f"{escape(heading)}\n", "bold")
        text.append("".join(f"{escape(line)}\n" for line in lines) + "\n")
    text.rstrip()
    return text
