"""Following a sync: the service is polled until the new files are there."""

from collections.abc import AsyncIterator, Callable

from vss_tui.api.client import Client
from vss_tui.api.errors import NotAuthenticated, NotFound, ServiceError, Unauthorized
from vss_tui.api.retry import OnWait
from vss_tui.models.image import Image
from vss_tui.models.query import Library
from vss_tui.models.sync_request import (
    SyncOutcome,
    SyncProgress,
    SyncRequest,
    SyncState,
    difference,
)

TIME_LIMIT = 600.0
"""Seconds that a sync is followed."""
_FIRST_PAUSE = 1.0
_MAX_PAUSE = 10.0
_GROWTH = 1.5
_PAUSE_AFTER_ERROR = 20.0
_MOMENT = 0.001


async def poll_sync(
    client: Client,
    *,
    limit: float = TIME_LIMIT,
    on_wait: OnWait | None = None,
    on_sent: Callable[[], object] | None = None,
) -> AsyncIterator[SyncProgress]:
    """Submit a sync of the personal images and follow it to its outcome.

    The first value comes when the request has been sent, the next when the service has taken it,
    the last has an ``outcome``. A poll that fails is told in ``warning``, and following goes on.

    Args:
        client: The service.
        limit: Seconds to follow it for; after that it continues on the server.
        on_wait: Told of pauses before the request is submitted.
        on_sent: Called, in any thread, when the request has been sent.

    Raises:
        MaybeSubmitted: The request was sent, and no response came.
        NotAuthenticated: There is no token any more.
        ServiceError: The list could not be read, or the request not be submitted.
    """
    import asyncio

    before = await client.all_images(Library.PERSONAL, on_wait)
    loop, sent = asyncio.get_running_loop(), asyncio.Event()

    def note_sent() -> None:
        if on_sent is not None:
            on_sent()
        loop.call_soon_threadsafe(sent.set)

    submission = asyncio.ensure_future(client.submit_sync(note_sent))
    sending = asyncio.ensure_future(sent.wait())
    try:
        await asyncio.wait((submission, sending), return_when=asyncio.FIRST_COMPLETED)
        if sent.is_set():
            yield SyncProgress(SyncRequest(), submitted=True)
        poller = SyncPoller(client.without_retries(), before, await submission, limit)
    finally:
        sending.cancel()
        # Without effect once it has been sent.
        submission.cancel()
    yield poller.progress()
    while poller.outcome is None:
        await poller.advance()
        yield poller.progress()


class SyncPoller:
    """What is known of a running sync, and when to poll again."""

    def __init__(
        self, client: Client, before: tuple[Image, ...], request: SyncRequest, limit: float
    ) -> None:
        self.outcome: SyncOutcome | None = None
        self._client = client
        self._before = before
        self._now = before
        self._request = request
        self._clock = client.transport.clock
        self._start = self._clock.monotonic()
        self._limit = limit
        # Whether there is a request whose end is the sync's end.
        self._has_request = request.id is not None
        self._pause = _FIRST_PAUSE
        self._error: ServiceError | None = None
        self._warning = ""

    def progress(self) -> SyncProgress:
        """Return what is known now."""
        added, removed = difference(self._before, self._now)
        return SyncProgress(
            request=self._request,
            elapsed=self._elapsed,
            added=added,
            removed=removed,
            warning=self._warning,
            outcome=self.outcome,
            submitted=True,
        )

    async def advance(self) -> None:
        """Wait for the next poll, and poll; or find that the time is up."""
        left = self._left
        pause = max(min(self._next_pause(), left), self._min_pause)
        if left > 0 and pause <= left:
            await self._clock.sleep(pause)
            await self._poll()
        else:
            await self._clock.sleep(left)
        if self.outcome is None and self._left == 0:
            self.outcome = SyncOutcome.TIMED_OUT

    @property
    def _elapsed(self) -> float:
        return self._clock.monotonic() - self._start

    @property
    def _left(self) -> float:
        left = self._limit - self._elapsed
        return left if left >= _MOMENT else 0.0

    @property
    def _min_pause(self) -> float:
        """Seconds before which the service must not be polled again."""
        pause = self._client.rate_limit.delay
        if self._error is not None:
            pause = max(pause, _PAUSE_AFTER_ERROR, self._error.retry_after or 0.0)
        return pause

    def _next_pause(self) -> float:
        pause = self._pause
        self._pause = min(pause * _GROWTH, _MAX_PAUSE)
        return pause

    async def _poll(self) -> None:
        self._error, self._warning = None, ""
        try:
            await self._poll_request()
            images = await self._client.all_images(Library.PERSONAL)
        except (NotAuthenticated, Unauthorized):
            raise
        except ServiceError as error:
            self._error, self._warning = error, error.message
        else:
            self.outcome = self._outcome_with(images)
            self._now = images
        if self._has_request and self._request.state is SyncState.FAILED:
            self.outcome = SyncOutcome.FAILED

    async def _poll_request(self) -> None:
        if not self._has_request or self._request.state is not SyncState.RUNNING:
            return
        try:
            self._request = await self._client.sync_status(self._request)
        except NotFound:
            self._has_request = False
            self._warning = f"sync request {self._request.id} not found; watching the list instead"

    def _outcome_with(self, images: tuple[Image, ...]) -> SyncOutcome | None:
        """Return how a reading of the list ends the sync, if it does."""
        added, _ = difference(self._before, images)
        if not self._has_request:
            return SyncOutcome.NEW_FILES if added and images == self._now else None
        if self._request.state is SyncState.DONE:
            return SyncOutcome.NEW_FILES if added else SyncOutcome.NOTHING_NEW
        return None
