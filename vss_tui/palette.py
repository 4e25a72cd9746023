"""The palette: every command by its name."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from vss_tui.actions import ACTIONS, Action, keys_in_force
from vss_tui.support.safe_text import escape


class Palette(CommandPalette):
    """Textual's palette, whose page keys may come before its list has been laid out."""

    def __init__(self) -> None:
        super().__init__(id="--command-palette")

    def _action_command_list(self, action: str) -> None:
        # The lines that a page is counted by are made when the list is drawn (Textual 8.2).
        with suppress(KeyError, IndexError):
            super()._action_command_list(action)


class CommandList(Provider):
    """Offers every command by its name."""

    async def discover(self) -> Hits:
        """Offer all of them."""
        keys = self._keys()
        for command in ACTIONS:
            title = _with_keys(Content(escape(command.title)), keys.get(command.id, ""))
            yield DiscoveryHit(title, self._run(command))

    async def search(self, query: str) -> Hits:
        """Offer those whose name matches."""
        matcher, keys = self.matcher(query), self._keys()
        for command in ACTIONS:
            score = matcher.match(command.title)
            if score > 0:
                title = _with_keys(matcher.highlight(command.title), keys.get(command.id, ""))
                yield Hit(score, title, self._run(command))

    def _run(self, command: Action) -> Callable[[], Awaitable[None]]:
        return partial(self.screen.run_action, f"command('{command.id}')")

    def _keys(self) -> dict[str, str]:
        """Each command's keys as they are in force, by its name."""
        bound: dict[str, list[str]] = {}
        for key, active in self.screen.active_bindings.items():
            bound.setdefault(active.binding.id or "", []).append(key)
        remapped = {name: ",".join(keys) for name, keys in bound.items()}
        return {
            command.id: " ".join(keys_in_force(command, remapped))
            for command in ACTIONS
            if command.id in remapped
        }


def _with_keys(title: Content, keys: str) -> Content:
    """Put a command's keys behind its title; in a help text they would be taken for markup."""
    return Content.assemble(title, (f"  {escape(keys)}", "dim"))
