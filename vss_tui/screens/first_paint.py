"""The first paint of a screen, which waits for the first rows so as to be the only one."""

from collections.abc import Callable
from contextlib import ExitStack

from textual.screen import Screen
from textual.timer import Timer

_LONGEST_WAIT = 0.4
"""Seconds after which what there is, is painted."""
_SETTLING = 0.002
"""Seconds in which sizes and focus settle: each would be a paint of its own before."""


class FirstPaint:
    """Holds back what a screen draws until there is something to see.

    Args:
        screen: The screen.
        painted: Called once it has been painted.
    """

    def __init__(self, screen: Screen[None], painted: Callable[[], None]) -> None:
        self._screen = screen
        self._painted = painted
        self._held = ExitStack()
        self._latest: Timer | None = None

    @property
    def pending(self) -> bool:
        """Whether it is still to come."""
        return self._latest is not None

    def defer(self) -> None:
        """Draw nothing until ``come``, or until that takes too long."""
        self._held.enter_context(self._screen.app.batch_update())
        self._latest = self._screen.set_timer(_LONGEST_WAIT, self._paint)

    def come(self) -> None:
        """Paint: the rows are there."""
        self._screen.set_timer(_SETTLING, self._paint)

    def _paint(self) -> None:
        if self._latest is not None:
            self._latest.stop()
            self._latest = None
            self._held.close()
            # What was drawn meanwhile has been held back, a dialog over the screen included.
            self._screen.app.screen.refresh()
            self._screen.call_after_refresh(self._painted)
