"""The palette's list of commands; imported when the palette opens, since it is large."""

from collections.abc import Awaitable, Callable
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from vss_tui.commands import COMMANDS, Command, keys_in_force


class CommandList(Provider):
    """Offers every command by its name."""

    async def discover(self) -> Hits:
        """Offer all of them."""
        for command in COMMANDS:
            yield DiscoveryHit(Content(command.title), self._run(command), help=_keys_of(command))

    async def search(self, query: str) -> Hits:
        """Offer those whose name matches."""
        matcher = self.matcher(query)
        for command in COMMANDS:
            score = matcher.match(command.title)
            if score > 0:
                title = matcher.highlight(command.title)
                yield Hit(score, title, self._run(command), help=_keys_of(command))

    def _run(self, command: Command) -> Callable[[], Awaitable[None]]:
        return partial(self.screen.run_action, f"command('{command.id}')")


def _keys_of(command: Command) -> str:
    return " ".join(keys_in_force(command, {}))
