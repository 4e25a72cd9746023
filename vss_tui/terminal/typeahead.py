"""Keys that come together are given to the widgets one at a time."""

import asyncio
from collections import deque
from typing import Any

from textual import events
from textual.app import App

_CALM = 4
"""Turns of the event loop with no message on its way, after which a key has been seen to."""
_TURNS, _SECONDS = 100, 0.1
"""What a key may take at most; on a busy machine a turn takes long, and counts all the same."""


class TypeAhead:
    """Holds keys and pastes back until those before them have been seen to.

    A key bubbles from widget to widget up to its binding, and what that asks for goes the same way
    before the focus moves or a dialog opens. The toolkit has given the next key to the widget of
    before by then. Over a slow link keys come together: of ``/sles`` all but the first would be
    commands, one of them the sync.

    Args:
        app: Whose keys they are.
    """

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._held: deque[events.Event] = deque()
        self._next: events.Event | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether a key is being seen to."""
        return self._watch is not None

    def holds(self, event: events.Event) -> bool:
        """Tell whether to leave an event of the application alone: it is posted again in its turn.

        Args:
            event: Any event, as the application's ``on_event`` gets it.
        """
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            return False
        if event is self._next:
            self._next = None
            return False
        if self._watch is not None:
            self._held.append(event)
            return True
        self._watch = asyncio.create_task(self._give_in_turn())
        return False

    async def _give_in_turn(self) -> None:
        await self._seen_to()
        while self._held:
            self._next = self._held.popleft()
            self._app.post_message(self._next)
            await self._seen_to()
        self._watch = None

    async def _seen_to(self) -> None:
        loop = asyncio.get_running_loop()
        latest = loop.time() + _SECONDS
        turns = calm = 0
        while calm < _CALM and (turns < _TURNS or loop.time() < latest):
            await asyncio.sleep(0)
            turns += 1
            calm = 0 if self._messages_are_on_their_way() else calm + 1

    def _messages_are_on_their_way(self) -> bool:
        return self._app.message_queue_size > 0 or any(
            node.message_queue_size
            for screen in self._app.screen_stack
            for node in screen.walk_children(with_self=True)
        )
