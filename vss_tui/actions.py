"""Every command: its name, its keys and the intent it posts.

The key bindings, the palette, the help and the line of keys are all made from this table.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys
from textual.message import Message

from vss_tui import messages as intents
from vss_tui.filters.fields import Field
from vss_tui.messages import Move, Turn
from vss_tui.models.copy_format import CopyFormat
from vss_tui.models.library import Library


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can ask for.

    ``id`` is its name in ``[keys]`` of ``config.toml``; ``keys`` are Textual's key names, parted
    by commas; ``title`` says in the palette and the help what it does; ``hint`` is its word in the
    line of keys (none where empty).
    """

    id: str
    keys: str
    title: str
    intent: Callable[[], Message]
    hint: str = ""


ACTIONS: tuple[Action, ...] = (
    Action("public", "1", "Show the public images", partial(intents.ShowTab, Library.PUBLIC)),
    Action(
        "personal", "2", "Show your personal images", partial(intents.ShowTab, Library.PERSONAL)
    ),
    Action("other-tab", "t", "Show the other tab", intents.ShowTab, "tab"),
    Action("filter", "slash", "Filter the list", intents.EnterFilter, "filter"),
    Action("escape", "escape", "Stop a retry, or clear the filter", intents.Escape),
    Action("up", "up,k", "Up a row", partial(intents.MoveCursor, Move.UP)),
    Action("down", "down,j", "Down a row", partial(intents.MoveCursor, Move.DOWN)),
    Action("top", "g,home", "To the first row", partial(intents.MoveCursor, Move.TOP)),
    Action("bottom", "G,end", "To the last row", partial(intents.MoveCursor, Move.BOTTOM)),
    Action("page-up", "pageup", "Up a screen", partial(intents.MoveCursor, Move.PAGE_UP)),
    Action(
        "page-down",
        "pagedown",
        "Down a screen; on the last row, the next page",
        partial(intents.MoveCursor, Move.PAGE_DOWN),
    ),
    Action(
        "next-page", "right_square_bracket,n", "Next page", partial(intents.TurnPage, Turn.NEXT)
    ),
    Action(
        "previous-page",
        "left_square_bracket,p",
        "Previous page",
        partial(intents.TurnPage, Turn.PREVIOUS),
    ),
    Action("last-page", "right_curly_bracket", "Last page", partial(intents.TurnPage, Turn.LAST)),
    Action("first-page", "left_curly_bracket", "First page", partial(intents.TurnPage, Turn.FIRST)),
    Action("go-to-page", "colon", "Go to a page by its number", intents.PromptForPage),
    Action("more", "plus", "More images a page", partial(intents.ChangePageSize, 1)),
    Action("fewer", "minus", "Fewer images a page", partial(intents.ChangePageSize, -1)),
    Action("sort-name", "N", "Sort by name", partial(intents.SortBy, Field.NAME)),
    Action("sort-path", "P", "Sort by path", partial(intents.SortBy, Field.PATH)),
    Action(
        "sort-created", "C", "Sort by time of creation", partial(intents.SortBy, Field.CREATED_ON)
    ),
    Action(
        "sort-updated", "U", "Sort by time of update", partial(intents.SortBy, Field.UPDATED_ON)
    ),
    Action("sort-id", "I", "Sort by id", partial(intents.SortBy, Field.ID)),
    Action("sync", "s", "Synchronise your personal images", intents.Sync, "sync"),
    Action("refresh", "r", "Ask the service again", intents.Refresh, "refresh"),
    Action("details", "d", "Show or hide the details", intents.ToggleDetails, "details"),
    Action("choose", "enter", "Choose the image (pick), or show its details", intents.Choose),
    Action("copy-name", "y", "Copy the name", partial(intents.Copy, CopyFormat.NAME), "copy"),
    Action("copy-path", "Y", "Copy the path", partial(intents.Copy, CopyFormat.PATH)),
    Action("copy-id", "i", "Copy the id", partial(intents.Copy, CopyFormat.ID)),
    Action(
        "copy-option",
        "v",
        "Copy the --iso option for vss-cli",
        partial(intents.Copy, CopyFormat.OPTION),
    ),
    Action(
        "copy-deployment",
        "V",
        "Copy the iso line for a deployment file",
        partial(intents.Copy, CopyFormat.DEPLOYMENT),
    ),
    Action("endpoint", "e", "Switch to another endpoint", intents.SwitchEndpoint),
    Action("sign-in", "", "Sign in again", intents.SignIn),
    Action("describe", "", "Describe the list in the words of the service", intents.Describe),
    Action("help", "question_mark", "Show all keys", intents.ShowHelp, "keys"),
    Action("palette", "ctrl+p", "Show every command by name", intents.ShowPalette),
    Action("theme", "", "Choose the colours", intents.ChooseTheme),
    Action("repaint", "ctrl+l", "Draw the screen again", intents.Repaint),
    Action("suspend", "ctrl+z", "Suspend to the shell", intents.Suspend),
    Action("quit", "q,ctrl+c", "Quit", intents.Quit, "quit"),
)

BY_ID = {command.id: command for command in ACTIONS}


def bindings() -> list[Binding]:
    """Make the key bindings: each runs the action ``command('ID')`` of the screen."""
    return [
        Binding(command.keys, f"command('{command.id}')", command.title, id=command.id)
        for command in ACTIONS
        if command.keys
    ]


def keys_in_force(command: Action, remapped: Mapping[str, str]) -> tuple[str, ...]:
    """Tell a command's keys as people read them, after the user's own mapping."""
    return tuple(_KEY_SIGNS.get(key, key) for key in _bound(command, remapped))


MOVES = ("up", "down", "top", "bottom", "page-up", "page-down")
"""Commands that move the cursor, and do nothing else."""
IDS = (*BY_ID, "older-filter", "newer-filter", "leave-filter", "stop-waiting")
"""All that has keys: the commands, and what single lines of the screen do by keys of their own."""
_NAMED_KEYS = {*(key.value for key in Keys), *KEY_NAME_REPLACEMENTS.values()}


def unknown(ids: Iterable[str]) -> list[str]:
    """Tell which of ``ids`` have no keys."""
    return [name for name in ids if name not in IDS]


def unknown_keys(keys: str) -> list[str]:
    """Tell which of ``keys``, as a binding takes them (``n,ctrl+right``), no keyboard has."""
    return [key for key in _each(keys) if not _is_key(key)]


def shared_keys(remapped: Mapping[str, str]) -> dict[str, list[str]]:
    """Tell which keys the user's own mapping gives to several commands, and to which."""
    commands: dict[str, list[str]] = {}
    for command in ACTIONS:
        for key in _bound(command, remapped):
            commands.setdefault(key, []).append(command.id)
    return {key: ids for key, ids in commands.items() if len(ids) > 1}


def _bound(command: Action, remapped: Mapping[str, str]) -> list[str]:
    """The command's keys after the user's own mapping; its own where that names none.

    The toolkit does so too.
    """
    return _each(remapped.get(command.id, "")) or _each(command.keys)


def _each(keys: str) -> list[str]:
    return [key for key in map(str.strip, keys.split(",")) if key]


def _is_key(name: str) -> bool:
    base = name.rpartition("+")[2] or name
    if len(base) == 1 or base in _NAMED_KEYS:
        return True
    try:
        unicodedata.lookup(base.replace("_", " "))
    except KeyError:
        return False
    return True


_KEY_SIGNS = {
    "slash": "/",
    "escape": "Esc",
    "up": "↑",
    "down": "↓",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "right_square_bracket": "]",
    "left_square_bracket": "[",
    "right_curly_bracket": "}",
    "left_curly_bracket": "{",
    "colon": ":",
    "plus": "+",
    "minus": "-",
    "enter": "Enter",
    "question_mark": "?",
    "ctrl+p": "Ctrl+P",
    "ctrl+l": "Ctrl+L",
    "ctrl+z": "Ctrl+Z",
    "ctrl+c": "Ctrl+C",
}
