"""The pane of the personal images, which also owns their synchronisation."""

from textual.worker import Worker

from vss_tui import messages
from vss_tui.api.errors import ServiceError
from vss_tui.api.retry import RetryWait
from vss_tui.messages import Severity
from vss_tui.models.sync_request import SyncProgress
from vss_tui.panes import notices
from vss_tui.panes.library_pane import LibraryPane


class PersonalPane(LibraryPane):
    """The personal images; a sync runs beside the browsing and lives as long as the pane."""

    _worker: Worker[None] | None = None

    @property
    def syncing(self) -> bool:
        """Whether a sync is being followed."""
        return self._worker is not None and self._worker.is_running

    def start_sync(self) -> None:
        """Submit a sync and follow it; one that runs already is enough."""
        if not self.syncing:
            self._worker = self.run_worker(self._follow(), group="sync")

    def stop_waiting(self) -> None:
        """Stop following; the service goes on by itself."""
        if self._worker is not None and self.syncing:
            self._worker.cancel()
            self.post_message(
                messages.StatusMessage(
                    "stopped waiting: the service goes on with the sync; r looks again"
                )
            )

    async def _follow(self) -> None:
        self.post_message(messages.StatusMessage("sync: reading the list, then submitting…"))
        changes: tuple[object, object] = ((), ())
        try:
            async for progress in self._reader.follow_sync(self._say_pause):
                if (progress.added, progress.removed) != changes:
                    changes = (progress.added, progress.removed)
                    self._show_changes(progress)
                self.post_message(messages.SyncProgressed(progress))
        except ServiceError as error:
            self.post_message(messages.StatusMessage(f"sync: {error.message}", Severity.ERROR))

    def _say_pause(self, waiting: RetryWait) -> None:
        self.post_message(messages.StatusMessage(f"sync: {notices.retrying_soon(waiting)}"))

    def _show_changes(self, progress: SyncProgress) -> None:
        self.table.mark_new({image.key for image in progress.added})
        self._reader.invalidate(self.library)
        self.asking.ask(self.listing, again=True)
