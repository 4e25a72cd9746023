"""The pane of the personal images, which also runs their synchronisation."""

from textual import work
from textual.worker import Worker

from vss_tui import messages
from vss_tui.api.errors import ServiceError
from vss_tui.api.retry import RetryWait
from vss_tui.messages import Severity
from vss_tui.models.sync_request import SyncProgress
from vss_tui.panes import notices
from vss_tui.panes.library_pane import LibraryPane


class PersonalPane(LibraryPane):
    """The personal images; a sync runs beside the browsing and dies with the pane."""

    _sync: Worker[None] | None = None

    @property
    def syncing(self) -> bool:
        """Whether a sync is being followed."""
        return self._sync is not None and self._sync.is_running

    def start_sync(self) -> None:
        """Submit a sync and follow it, unless one is being followed."""
        if not self.syncing:
            self._sync = self._follow_sync()

    def stop_waiting(self) -> None:
        """Stop following a sync; the service goes on by itself."""
        if self._sync is not None and self.syncing:
            self._sync.cancel()
            self.post_message(
                messages.StatusMessage(
                    "stopped waiting: the service goes on with the sync;"
                    f" {self._keymap.label('refresh')} looks again"
                )
            )

    @work(group="sync")
    async def _follow_sync(self) -> None:
        from vss_tui.api.sync_poller import poll_sync

        self.post_message(messages.StatusMessage("sync: reading the list, then submitting…"))
        changes: tuple[object, object] = ((), ())
        try:
            async for progress in poll_sync(self._loader.connection.client, on_wait=self._say_wait):
                if (progress.added, progress.removed) != changes:
                    changes = (progress.added, progress.removed)
                    self._show_changes(progress)
                self.post_message(messages.SyncProgressed(progress))
        except ServiceError as error:
            self.post_message(messages.StatusMessage(f"sync: {error.message}", Severity.ERROR))

    def _say_wait(self, wait: RetryWait) -> None:
        self.post_message(messages.StatusMessage(f"sync: {notices.retrying_soon(wait)}"))

    def _show_changes(self, progress: SyncProgress) -> None:
        self.table.mark_new({image.key for image in progress.added})
        self._loader.invalidate(self.library)
        self.fetcher.fetch(self.current_query, again=True)
