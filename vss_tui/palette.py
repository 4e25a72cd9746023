"""The palette: every action by its title."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from vss_tui.actions import ACTIONS, Action
from vss_tui.keymap import Keymap
from vss_tui.support.safe_text import escape


class Palette(CommandPalette):
    """Textual's palette over the actions; its page keys may come before it has been laid out.

    Args:
        keymap: The keys to show behind the titles.
    """

    def __init__(self, keymap: Keymap) -> None:
        super().__init__(providers=[_provider(keymap)], id="--command-palette")

    def _action_command_list(self, action: str) -> None:
        # The lines that a page is counted by are made when the list is drawn (Textual 8.2).
        with suppress(KeyError, IndexError):
            super()._action_command_list(action)


def _provider(keymap: Keymap) -> type[Provider]:
    class ActionProvider(Provider):
        async def discover(self) -> Hits:
            for action in ACTIONS:
                yield DiscoveryHit(line(action, Content(escape(action.title))), self._run(action))

        async def search(self, query: str) -> Hits:
            matcher = self.matcher(query)
            for action in ACTIONS:
                score = matcher.match(action.title)
                if score > 0:
                    title = matcher.highlight(action.title)
                    yield Hit(score, line(action, title), self._run(action))

        def _run(self, action: Action) -> Callable[[], Awaitable[None]]:
            return partial(self.screen.run_action, f"run('{action.id}', True)")

    def line(action: Action, title: Content) -> Content:
        # Not in the help text of a hit: there the keys would be taken for markup.
        keys = " ".join(keymap.labels(action.id))
        return Content.assemble(title, (f"  {escape(keys)}", "dim"))

    return ActionProvider
