"""The palette: every action by its title, or by another word that users have for it."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from rich.console import RenderableType
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from vss_tui.actions import ACTIONS, MOVES, Action
from vss_tui.keymap import Keymap
from vss_tui.screens.dialogs import dimmed
from vss_tui.support.safe_text import escape

_WIDEST = 64
_AROUND = 6
"""Cells of the frame and the blanks at both ends of a line."""
_KEYS = 2
"""Keys of an action that are shown."""
_WHOLE_WORD = 100.0
"""The score of a word that begins as the query does: above that of letters found in a title."""


class Palette(CommandPalette):
    """Textual's palette over the actions; its page keys may come before it has been laid out.

    Args:
        keymap: The keys to show behind the titles.
        cells: The width of the terminal.
    """

    VERTICAL_BREAKPOINTS = [  # noqa: RUF012 - Textual's declaration
        (0, "-low"),
        (18, "-high"),
        (60, "-tall"),
    ]

    def __init__(self, keymap: Keymap, cells: int) -> None:
        provider = _provider(keymap, min(cells, _WIDEST) - _AROUND)
        placeholder = "what to do: theme, login, copy, sort…"
        super().__init__(providers=[provider], placeholder=placeholder, id="--command-palette")

    def on_mount(self) -> None:
        # The list has other lines with each letter, and so other lines are covered.
        self.screen_layout_refresh_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> RenderableType:
        frames = self.query("#--container")
        return dimmed(super().render(), frames.first().region)

    def _action_command_list(self, action: str) -> None:
        # The lines that a page is counted by are made when the list is drawn (Textual 8.2).
        with suppress(KeyError, IndexError):
            super()._action_command_list(action)


def _provider(keymap: Keymap, cells: int) -> type[Provider]:
    # What moves the cursor is seldom looked for.
    actions = sorted(ACTIONS, key=lambda action: action.id in MOVES)

    class ActionProvider(Provider):
        async def discover(self) -> Hits:
            for action in actions:
                yield DiscoveryHit(line(action, Content(escape(action.title))), self._run(action))

        async def search(self, query: str) -> Hits:
            matcher = self.matcher(query)
            typed = query.strip().lower()
            for action in actions:
                words = [*action.title.lower().split(), *action.words.split()]
                score = matcher.match(action.title)
                if typed and any(word.startswith(typed) for word in words):
                    score += _WHOLE_WORD
                if score > 0:
                    title = matcher.highlight(action.title)
                    yield Hit(score, line(action, title), self._run(action))

        def _run(self, action: Action) -> Callable[[], Awaitable[None]]:
            return partial(self.screen.run_action, f"run('{action.id}', True)")

    def line(action: Action, title: Content) -> Content:
        # Not in the help text of a hit: there the keys would be taken for markup.
        keys = escape(" ".join(keymap.labels(action.id)[:_KEYS]))
        title = title.truncate(cells - len(keys) - 2, ellipsis=True, pad=True)
        return Content.assemble(title, "  ", keys)

    return ActionProvider
