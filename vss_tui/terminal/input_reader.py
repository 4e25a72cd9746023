"""The thread that reads the terminal, and what is dropped of its input on leaving."""

import os
import select
import time
from collections.abc import Callable
from threading import Thread

from textual import constants
from textual.message import Message

from vss_tui.terminal.escape_parser import EscapeParser, Token
from vss_tui.terminal.input_events import InputEvents

_QUERY = "\x1b[c"
"""DA1, the query that all terminals answer."""
_DRAIN_TIMEOUT = 0.2
"""Seconds in which input is dropped on leaving, at most."""
_POLL_INTERVAL = 0.2
"""Seconds between two looks at a terminal that cannot be read."""
_READ_SIZE = 65536


class InputReader:
    """Reads a terminal and posts events.

    Args:
        fileno: The descriptor that it is read from.
        post: Takes the events, in the reading thread.
        fail: Takes an error that ends the reading, in the same thread.
        round_trip: The seconds until the terminal answers, if they have been measured.

    Attributes:
        round_trip: The same.
    """

    def __init__(
        self,
        fileno: int,
        post: Callable[[Message], None],
        fail: Callable[[Exception], None],
        *,
        round_trip: float | None = None,
    ) -> None:
        self._fileno = fileno
        self._post = post
        self._fail = fail
        self._parser = EscapeParser(constants.ESCAPE_DELAY)
        self._input = InputEvents()
        self._queries = 0
        self._queried_at = 0.0
        self.round_trip = round_trip
        self._stopped, self._stop = os.pipe()
        self._thread = Thread(target=self._run, name="terminal-input")
        self._thread.start()

    def stop(self) -> None:
        """Stop reading, once what has been read is processed."""
        os.close(self._stop)
        self._thread.join()
        os.close(self._stopped)

    def measure_round_trip(self, write: Callable[[str], None]) -> None:
        """Ask the terminal something, to know how far away it is."""
        if self.round_trip is None:
            self._query(write)

    def drain(self, write: Callable[[str], None]) -> None:
        """Drop what still comes, until the terminal has answered a last query.

        No query is written whose answer would come too late, and so be read by the shell.
        """
        deadline = time.monotonic() + _DRAIN_TIMEOUT
        answers = self.round_trip is not None and self.round_trip < _DRAIN_TIMEOUT / 2
        if answers:
            self._query(write)
        while not answers or self._input.device_attributes < self._queries:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._fileno], [], [], left)[0]:
                return
            try:
                data = os.read(self._fileno, _READ_SIZE)
            except OSError:
                return
            self._process(self._parser.feed(data, time.monotonic()), lambda _event: None)

    def _query(self, write: Callable[[str], None]) -> None:
        self._queries += 1
        self._queried_at = time.monotonic()
        write(_QUERY)

    def _run(self) -> None:
        try:
            self._read_until_stopped()
        except Exception as error:  # noqa: BLE001 - it has to end the application, not the thread
            self._fail(error)

    def _read_until_stopped(self) -> None:
        while True:
            deadline = self._parser.deadline
            timeout = None if deadline is None else max(0.0, deadline - time.monotonic())
            ready = select.select([self._fileno, self._stopped], [], [], timeout)[0]
            if self._stopped in ready:
                return
            if not ready:
                self._process(self._parser.expire(time.monotonic()), self._post)
            elif not self._read():
                # The terminal was closed, or belongs to a shell: the watching thread decides.
                select.select([self._stopped], [], [], _POLL_INTERVAL)

    def _read(self) -> bool:
        """Process what can be read; return whether there was something."""
        try:
            data = os.read(self._fileno, _READ_SIZE)
        except OSError:
            return False
        self._process(self._parser.feed(data, time.monotonic()), self._post)
        return bool(data)

    def _process(self, tokens: list[Token], post: Callable[[Message], None]) -> None:
        for token in tokens:
            for event in self._input.events(token):
                post(event)
        if self.round_trip is None and 0 < self._queries <= self._input.device_attributes:
            self.round_trip = time.monotonic() - self._queried_at
