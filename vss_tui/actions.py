"""The table of actions: what each is called, its default keys, and the intent it posts.

Key bindings, palette, help, footer and ``[keys]`` of ``config.toml`` are made from it.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from textual.binding import Binding
from textual.message import Message

from vss_tui import messages
from vss_tui.filters.fields import Field
from vss_tui.messages import Move, MoveCursor, SortBy, Turn, TurnPage
from vss_tui.models.copy_format import CopyFormat
from vss_tui.models.query import Library


class Action(NamedTuple):
    """Something that the user can do.

    Attributes:
        id: Its name in ``[keys]`` of ``config.toml``.
        keys: Its default keys by Textual's names, comma-separated.
        title: What it does, for palette and help.
        intent: Makes the message that it posts; or the Textual action that it runs.
        hint: Its word in the footer; "" keeps it out of there.
        words: Other words that users look for it by in the palette.
        palette_intent: What it posts when it is chosen by its title, where that differs.
    """

    id: str
    keys: str
    title: str
    intent: Callable[[], Message] | str
    hint: str = ""
    words: str = ""
    palette_intent: Callable[[], Message] | None = None


def _copy(form: CopyFormat) -> Callable[[], Message]:
    return partial(messages.Copy, form)


def _move(move: Move) -> Callable[[], Message]:
    return partial(MoveCursor, move)


def _show(library: Library) -> Callable[[], Message]:
    return partial(messages.ShowTab, library)


def _size(step: int) -> Callable[[], Message]:
    return partial(messages.ChangePageSize, step)


def _sort(id_: str, key: str, title: str, field: Field, hint: str = "") -> Action:
    return Action(
        id_,
        key,
        f"Sort by {title}",
        partial(SortBy, field),
        hint,
        "order",
        # A command says what is to be; only the key goes through the orders.
        palette_intent=partial(SortBy, field, cycle=False),
    )


def _turn(turn: Turn) -> Callable[[], Message]:
    return partial(TurnPage, turn)


ACTIONS: tuple[Action, ...] = (
    Action("public", "1", "Show the public images", _show(Library.PUBLIC)),
    Action("personal", "2", "Show your personal images", _show(Library.PERSONAL)),
    Action("other-tab", "t,tab", "Show the other tab", messages.ShowTab, "tab"),
    Action(
        "filter", "slash", "Filter the list", messages.EnterFilter, "filter", words="search find"
    ),
    Action("only-folder", "f", "Filter by this folder; again: all folders", messages.OnlyFolder),
    Action("escape", "escape", "Stop a retry, or clear the filter", messages.Escape),
    Action("up", "up,k", "Up a row", _move(Move.UP)),
    Action("down", "down,j", "Down a row", _move(Move.DOWN)),
    Action("top", "g,home", "To the first row", _move(Move.TOP)),
    Action("bottom", "G,end", "To the last row", _move(Move.BOTTOM)),
    Action("page-up", "pageup,ctrl+b", "Up a screen", _move(Move.PAGE_UP)),
    Action(
        "page-down",
        "pagedown,space,ctrl+f",
        "Down a screen; on the last row, the next page",
        _move(Move.PAGE_DOWN),
    ),
    Action("half-page-up", "ctrl+u", "Up half a screen", _move(Move.HALF_PAGE_UP)),
    Action("half-page-down", "ctrl+d", "Down half a screen", _move(Move.HALF_PAGE_DOWN)),
    Action("next-page", "right_square_bracket,n,right", "Next page", _turn(Turn.NEXT)),
    Action("previous-page", "left_square_bracket,p,left", "Previous page", _turn(Turn.PREVIOUS)),
    Action("last-page", "right_curly_bracket", "Last page", _turn(Turn.LAST)),
    Action("first-page", "left_curly_bracket", "First page", _turn(Turn.FIRST)),
    Action("go-to-page", "colon", "Go to a page by its number", "go_to_page", words="jump"),
    Action("more", "plus", "More images per page", _size(1)),
    Action("fewer", "minus", "Fewer images per page", _size(-1)),
    _sort("sort-name", "N", "name", Field.NAME),
    _sort("sort-path", "P", "path", Field.PATH),
    _sort("sort-created", "C", "time of creation, newest first", Field.CREATED_ON),
    _sort("sort-updated", "U", "time of update, newest first", Field.UPDATED_ON, "newest"),
    _sort("sort-id", "I", "id", Field.ID),
    Action(
        "sync", "s", "Synchronise your personal images", messages.Sync, "sync", words="sync upload"
    ),
    Action("last-sync", "full_stop", "Show what the last sync added", messages.ShowLastSync),
    Action("stop-waiting", "x", "Stop waiting for the sync", messages.StopWaiting, "stop"),
    Action(
        "refresh",
        "r,f5",
        "Refresh",
        messages.Refresh,
        "refresh",
        words="reload update retry",
    ),
    Action(
        "details", "d", "Show or hide the details", "toggle_details", words="info attributes show"
    ),
    Action(
        "choose",
        "enter",
        "Choose the image (pick), or show its details",
        messages.Choose,
        "details",
        words="pick select take",
    ),
    Action(
        "copy-name", "y", "Copy the name", _copy(CopyFormat.NAME), "copy", words="clipboard yank"
    ),
    Action("copy-path", "Y", "Copy the path", _copy(CopyFormat.PATH), words="clipboard yank"),
    Action("copy-id", "i", "Copy the id", _copy(CopyFormat.ID), words="clipboard yank"),
    Action(
        "copy-option", "v", "Copy the --iso option for vss-cli", _copy(CopyFormat.OPTION), "--iso"
    ),
    Action(
        "copy-deployment",
        "V",
        "Copy the iso line for a deployment file",
        _copy(CopyFormat.DEPLOYMENT),
    ),
    Action(
        "endpoint",
        "e",
        "Switch to another endpoint",
        "app.switch_endpoint",
        "endpoint",
        words="server host connection",
    ),
    Action("sign-in", "", "Sign in again", "app.sign_in", words="login log password user token"),
    Action(
        "describe",
        "",
        "Show the API's description of this list",
        "describe",
        words="api options help",
    ),
    Action("messages", "m", "Show the last messages", "show_messages", words="log errors notices"),
    Action(
        "help", "question_mark,f1", "Show all keys", "show_help", "keys", words="help shortcuts"
    ),
    Action(
        "palette",
        "ctrl+p",
        "Show every command by name",
        "app.command_palette",
        "commands",
        words="commands",
    ),
    Action(
        "theme", "", "Choose the colours", "app.change_theme", words="theme color colour dark light"
    ),
    Action("repaint", "ctrl+l", "Redraw the screen", "app.repaint", words="refresh repaint"),
    Action(
        "suspend", "ctrl+z", "Suspend to the shell", "app.suspend_process", words="background stop"
    ),
    Action("quit", "q,ctrl+c", "Quit", "app.quit", "quit", words="exit close leave"),
)
"""What acts on the lists, while no input has the focus."""

FILTER_ACTIONS: tuple[Action, ...] = (
    Action("older-filter", "alt+up,ctrl+r", "The filter used before", "older"),
    Action("newer-filter", "alt+down", "The filter used after", "newer"),
    Action("leave-filter", "escape", "Leave the filter as it was", "leave"),
)
"""What acts while the filter has the focus."""

BY_ID = {action.id: action for action in ACTIONS}

MOVES = frozenset(
    ("up", "down", "top", "bottom", "page-up", "page-down", "half-page-up", "half-page-down")
)
"""Actions that move the cursor, and do nothing else."""


def bindings() -> list[Binding]:
    """Return the bindings of the actions; each runs ``run('ID')`` of the screen."""
    return [
        Binding(action.keys, f"run('{action.id}')", action.title, id=action.id)
        for action in ACTIONS
        if action.keys
    ]


def filter_bindings() -> list[Binding]:
    """Return the bindings of the filter's actions."""
    return [
        Binding(action.keys, str(action.intent), action.title, id=action.id)
        for action in FILTER_ACTIONS
    ]
