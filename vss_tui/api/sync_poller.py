"""Following a sync: the service is asked now and then until the new files are there."""

from collections.abc import AsyncIterator

from vss_tui.api.client import Client
from vss_tui.api.clock import Clock
from vss_tui.api.errors import NotAuthenticated, NotFound, ServiceError, Unauthorized
from vss_tui.api.retry import OnWait
from vss_tui.models.image import Image
from vss_tui.models.library import Library
from vss_tui.models.sync_request import (
    SyncOutcome,
    SyncProgress,
    SyncRequest,
    SyncState,
    difference,
)

TIME_LIMIT = 600.0
"""Seconds that a sync is followed, unless told."""
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 10.0
_GROWTH = 1.5
_PAUSE_IN_TROUBLE = 20.0
"""Seconds between looks at a service that fails: it is not helped by more."""
_INSTANT = 0.001


async def poll_sync(
    client: Client,
    *,
    limit: float = TIME_LIMIT,
    clock: Clock | None = None,
    on_wait: OnWait | None = None,
) -> AsyncIterator[SyncProgress]:
    """Submit a sync of the personal images and follow it to its end.

    The first value comes when the service has taken the request, the last has an ``ending``. A look
    that fails says so in ``trouble``, and following goes on.

    Args:
        client: The service.
        limit: Seconds to follow it for; the service goes on by itself after that.
        clock: Measures and waits; the client's own where None.
        on_wait: Told of pauses before the request is submitted.

    Raises:
        MaybeSubmitted: The request was sent, and no answer came.
        NotAuthenticated: There is no token any more.
        ServiceError: The list could not be read, or the request not be submitted.
    """
    clock = clock or client.transport.clock
    before = await client.whole(Library.PERSONAL, on_wait)
    watch = SyncPoller(client.without_retries(), before, await client.submit_sync(), clock, limit)
    yield watch.progress()
    while watch.ending is None:
        await watch.advance()
        yield watch.progress()


class SyncPoller:
    """What is known of a running sync, and when to look again."""

    def __init__(
        self,
        client: Client,
        before: tuple[Image, ...],
        request: SyncRequest,
        clock: Clock,
        limit: float,
    ) -> None:
        self.ending: SyncOutcome | None = None
        self._client = client
        self._before = before
        self._now = before
        self._request = request
        self._clock = clock
        self._began = clock.monotonic()
        self._limit = limit
        # Whether there is a request whose end is the sync's end.
        self._followed = request.id is not None
        self._pause = _FIRST_PAUSE
        self._failure: ServiceError | None = None
        self._trouble = ""

    def progress(self) -> SyncProgress:
        """What is known now."""
        added, removed = difference(self._before, self._now)
        return SyncProgress(
            request=self._request,
            elapsed=self._elapsed,
            added=added,
            removed=removed,
            trouble=self._trouble,
            ending=self.ending,
        )

    async def advance(self) -> None:
        """Wait for the next look, and look; or find that the time is up."""
        left = self._left
        pause = max(min(self._next_pause(), left), self._held_back)
        if left > 0 and pause <= left:
            await self._clock.sleep(pause)
            await self._look()
        else:
            await self._clock.sleep(left)
        if self.ending is None and self._left == 0:
            self.ending = SyncOutcome.TIMED_OUT

    @property
    def _elapsed(self) -> float:
        return self._clock.monotonic() - self._began

    @property
    def _left(self) -> float:
        left = self._limit - self._elapsed
        return left if left >= _INSTANT else 0.0

    @property
    def _held_back(self) -> float:
        """Seconds before which the service must not be asked again."""
        pause = self._client.rate_limit.delay
        if self._failure is not None:
            pause = max(pause, _PAUSE_IN_TROUBLE, self._failure.retry_after or 0.0)
        return pause

    def _next_pause(self) -> float:
        pause = self._pause
        self._pause = min(pause * _GROWTH, _LONGEST_PAUSE)
        return pause

    async def _look(self) -> None:
        self._failure, self._trouble = None, ""
        try:
            await self._look_at_request()
            listed = await self._client.whole(Library.PERSONAL)
        except (NotAuthenticated, Unauthorized):
            raise
        except ServiceError as error:
            self._failure, self._trouble = error, error.message
        else:
            self.ending = self._ending_with(listed)
            self._now = listed
        if self._followed and self._request.state is SyncState.FAILED:
            self.ending = SyncOutcome.FAILED

    async def _look_at_request(self) -> None:
        if not self._followed or self._request.state is not SyncState.RUNNING:
            return
        try:
            self._request = await self._client.sync_status(self._request)
        except NotFound:
            self._followed = False
            self._trouble = (
                f"the service knows no request {self._request.id} any more; watching the list"
            )

    def _ending_with(self, listed: tuple[Image, ...]) -> SyncOutcome | None:
        """How a successful reading of the list ends the sync, if it does."""
        added, _ = difference(self._before, listed)
        if not self._followed:
            return SyncOutcome.NEW_FILES if added and listed == self._now else None
        if self._request.state is SyncState.DONE:
            return SyncOutcome.NEW_FILES if added else SyncOutcome.NOTHING_NEW
        return None
