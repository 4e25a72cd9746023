"""The pane of the personal images, which also runs their synchronisation."""

import asyncio

from textual import work
from textual.worker import Worker

from vss_tui import filters
from vss_tui.api.errors import ServiceError
from vss_tui.api.retry import RetryWait
from vss_tui.messages import Severity, StatusMessage, SyncProgressed
from vss_tui.models.image import Image
from vss_tui.models.sync_request import SyncProgress
from vss_tui.panes import notices
from vss_tui.panes.library_pane import LibraryPane

_SUBMIT_TIMEOUT = 5.0
"""Seconds that leaving waits for the response to a sync that is submitted on the way out."""


class PersonalPane(LibraryPane):
    """The personal images; a sync runs beside the browsing and dies with the pane."""

    _sync: Worker[None] | None = None
    _submitted = False
    _added: tuple[Image, ...] = ()

    @property
    def syncing(self) -> bool:
        """Whether a sync is being followed."""
        return self._sync is not None and self._sync.is_running

    @property
    def unsubmitted(self) -> bool:
        """Whether a sync was asked for that has not been submitted yet."""
        return self.syncing and not self._submitted

    def start_sync(self) -> None:
        """Submit a sync and follow it, unless one is being followed."""
        if not self.syncing:
            self._submitted, self._added = False, ()
            self._sync = self._follow_sync()

    def stop_waiting(self) -> None:
        """Stop following a sync; it continues on the server where it has been submitted."""
        if not self.syncing:
            text = "no sync is running"
        elif self._submitted:
            look = f"; {key} refreshes" if (key := self._keymap.label("refresh")) else ""
            text = f"stopped waiting: the sync continues on the server{look}"
        else:
            text = "sync stopped before it was submitted: nothing was sent"
        self._cancel_sync()
        self.post_message(StatusMessage(text))

    async def submit_now(self) -> str:
        """Submit at once what has not been submitted; return why that failed, or ""."""
        self._cancel_sync()
        if self._submitted:
            return ""
        self._loader.connection.tokens.prompt = None
        client = self._loader.connection.client.without_retries()
        try:
            async with asyncio.timeout(_SUBMIT_TIMEOUT):
                await client.submit_sync(self._note_submitted)
        except TimeoutError:
            if self._submitted:
                return "the sync may have been submitted: there was no response yet"
            return "the sync was not submitted: the service does not respond"
        except ServiceError as error:
            return f"sync: {error.message}"
        return ""

    def show_added(self) -> bool:
        """Show what the last sync added, in place of the filter; return whether it added any."""
        ids = [str(image.id) for image in self._added if image.id is not None]
        if ids:
            self.apply_filter(filters.parse(f"id in {', '.join(ids)}", self._now()))
        return bool(ids)

    @work(group="sync")
    async def _follow_sync(self) -> None:
        from vss_tui.api.sync_poller import poll_sync

        self.post_message(StatusMessage("sync: reading the list, then submitting…"))
        client = self._loader.connection.client
        removed: tuple[Image, ...] = ()
        try:
            async for progress in poll_sync(
                client, on_wait=self._say_wait, on_sent=self._note_submitted
            ):
                if (progress.added, progress.removed) != (self._added, removed):
                    self._added, removed = progress.added, progress.removed
                    self._show_changes(progress)
                self.post_message(SyncProgressed(progress))
        except ServiceError as error:
            self.post_message(StatusMessage(f"sync: {error.message}", Severity.ERROR))

    def _note_submitted(self) -> None:
        """Note, in any thread, that the request has been sent."""
        self._submitted = True

    def _cancel_sync(self) -> None:
        if self._sync is not None:
            self._sync.cancel()
            self._sync = None

    def _say_wait(self, wait: RetryWait) -> None:
        self.post_message(StatusMessage(f"sync: {notices.retrying_soon(wait)}"))

    def _show_changes(self, progress: SyncProgress) -> None:
        self.table.mark_new({image.key for image in progress.added})
        self._loader.invalidate(self.library)
        self.fetcher.fetch(self.current_query, again=True)
