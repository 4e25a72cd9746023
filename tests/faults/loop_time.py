"""The event loop's own clock, by which connections time out: tests move it."""

import asyncio

import pytest


class LoopTime:
    """Puts the event loop's clock ahead, so that time-outs come without waiting for them.

    Args:
        monkeypatch: Puts it back.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        loop = asyncio.get_running_loop()
        real, self._ahead = loop.time, 0.0
        monkeypatch.setattr(loop, "time", lambda: real() + self._ahead)

    def advance(self, seconds: float) -> None:
        """Let so many seconds more have passed."""
        self._ahead += seconds
