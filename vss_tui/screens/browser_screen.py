"""The main screen: the lines round the two panes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Static

from vss_tui import messages
from vss_tui.actions import BY_ID, MOVES, bindings
from vss_tui.api.errors import ServiceError
from vss_tui.connection import Connection
from vss_tui.messages import Severity
from vss_tui.models.library import Library
from vss_tui.output import outline
from vss_tui.page_loader import PageLoader
from vss_tui.panes.library_pane import LibraryPane
from vss_tui.panes.personal_pane import PersonalPane
from vss_tui.screens.dialogs import PageNumberScreen, TextScreen
from vss_tui.screens.header_bar import Header
from vss_tui.screens.help_dialog import help_screen
from vss_tui.screens.initial_view import InitialView
from vss_tui.startup import FirstPaint
from vss_tui.support.safe_text import escape
from vss_tui.view_state import ViewState
from vss_tui.widgets import bar_content
from vss_tui.widgets.bar import Bar
from vss_tui.widgets.status_line import StatusLine


class BrowserScreen(Screen[None]):
    """Composes header, tabs, panes, message line and keys, and passes intents to the pane shown."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - the toolkit's declaration
        (0, "-too-narrow"),
        (40, "-narrow"),
        (110, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012 - as above
        (0, "-too-low"),
        (10, "-low"),
        (18, "-high"),
    ]

    def __init__(
        self,
        connection: Connection,
        reader: PageLoader,
        opening: InitialView,
        remapped: Mapping[str, str],
    ) -> None:
        super().__init__()
        self._remapped = remapped
        self._opening = opening
        self._totals: dict[Library, int | None] = {}
        self._first_paint = FirstPaint(self)
        self.header = Header(connection, reader.now)
        self._tabs = Bar(id="tabs")
        self.personal = PersonalPane(
            Library.PERSONAL,
            reader,
            opening.query(Library.PERSONAL),
            remapped,
            self._first_paint,
        )
        self.panes: dict[Library, LibraryPane] = {
            Library.PUBLIC: LibraryPane(
                Library.PUBLIC, reader, opening.query(Library.PUBLIC), remapped, self._first_paint
            ),
            Library.PERSONAL: self.personal,
        }
        self._status = StatusLine(remapped)
        self._keys = Bar(id="keys")
        self.active = self.panes[opening.tab]
        self._per_page = self.active.listing.per_page

    def compose(self) -> ComposeResult:
        """Lay out the lines and the panes."""
        yield Static("vss-tui needs a terminal of 40x10 or more", id="too-small", markup=False)
        yield self.header
        yield self._tabs
        yield from self.panes.values()
        yield self._status
        yield self._keys

    def on_mount(self) -> None:
        """Show the tab that the screen opens with, and ask its question."""
        for pane in self.panes.values():
            pane.show_details(visible=self._opening.details)
        self._first_paint.hold()
        self._keys.show(bar_content.keys(self._remapped))
        self._status.clear()
        self._show(self.active.library)

    def action_command(self, name: str) -> None:
        """Post a command's intent to the pane that is shown; what it does not answer bubbles up."""
        if name not in MOVES and not self.personal.syncing:
            # What was said is of the command before.
            self._status.clear()
        self.active.post_message(BY_ID[name].intent())

    def on_run_command(self, event: messages.RunCommand) -> None:
        """Run a command whose key was clicked."""
        # By the application, as for a key: no message rises above the parent of who made it.
        self.app.call_later(self.action_command, event.name)

    def on_show_tab(self, event: messages.ShowTab) -> None:
        """Show a tab."""
        self._show(event.library or self.active.library.other)
        self.post_message(messages.ViewChanged())

    def on_total_loaded(self, event: messages.TotalLoaded) -> None:
        """Show a tab's total; after the first rows, ask for the other tab's."""
        self._totals[event.library] = event.total
        self.header.show_user(event.user)
        self._show_tabs()
        if event.library is self.active.library:
            self._first_paint.paint_soon()
            self._first_paint.after(self.panes[event.library.other].open)

    def on_change_page_size(self) -> None:
        """Note the page size that was chosen last, in whichever tab."""
        self._per_page = self.active.listing.per_page

    def on_toggle_details(self) -> None:
        """Show or hide the details in both tabs."""
        visible = not self.active.details.display
        for pane in self.panes.values():
            pane.show_details(visible=visible)
        self.post_message(messages.ViewChanged())

    def on_sync(self) -> None:
        """Start a sync; its line takes the focus, so that Esc stops the waiting."""
        self.personal.start_sync()
        self._status.focus()

    def on_stop_waiting(self) -> None:
        """Stop waiting for a running sync."""
        self.personal.stop_waiting()
        self.active.table.focus()

    def on_sync_progressed(self, event: messages.SyncProgressed) -> None:
        """Say how the sync stands."""
        running = event.progress.outcome is None
        self._status.say(
            bar_content.sync_line(event.progress),
            bar_content.sync_severity(event.progress),
            syncing=running,
        )
        if not running and self._status.has_focus:
            self.active.table.focus()

    def on_status_message(self, event: messages.StatusMessage) -> None:
        """Say something on the message line."""
        self._status.say(event.text, event.severity, syncing=self.personal.syncing)

    def on_prompt_for_page(self) -> None:
        """Ask for a page's number, and turn to it."""
        pane = self.active
        pages = pane.page.paging.pages if pane.page else None
        self.app.push_screen(PageNumberScreen(pages), pane.turn_to)

    def on_show_help(self) -> None:
        """Show every key."""
        self.app.push_screen(help_screen(self._remapped))

    def on_describe(self) -> None:
        """Show what the service says of the list's resource."""
        self.run_worker(self._describe(self.active), group="describe", exclusive=True)

    def recall(self, filters: Sequence[str]) -> None:
        """Take the filters used before, the latest last."""
        for pane in self.panes.values():
            pane.filter_bar.recall(filters)

    def opening(self) -> InitialView:
        """What another browser would open with to look at its lists in the same way."""
        return InitialView(
            self.active.library,
            {library: pane.listing.turned_to(1) for library, pane in self.panes.items()},
            self.active.details.display,
        )

    def update_view_state(self, remembered: ViewState) -> ViewState:
        """Bring up to date what is remembered of how the person looks at the lists."""
        return replace(
            remembered,
            tab=self.active.library,
            per_page=self._per_page,
            sort={library: pane.listing.sort for library, pane in self.panes.items()},
            details=self.active.details.display,
        )

    async def _describe(self, pane: LibraryPane) -> None:
        try:
            description = await pane.describe()
        except ServiceError as error:
            self.post_message(messages.StatusMessage(error.message, Severity.ERROR))
        else:
            title = f"The service on its {pane.library} images"
            methods = f"methods: {', '.join(map(escape, description.methods)) or 'none named'}\n\n"
            said = description.text if description.body is None else description.body
            self.app.push_screen(TextScreen(title, Text(methods + outline(said))))

    def _show(self, library: Library) -> None:
        self.active = self.panes[library]
        for pane in self.panes.values():
            pane.display = pane is self.active
        self._show_tabs()
        self.active.table.focus()
        self.active.open()

    def _show_tabs(self) -> None:
        self._tabs.show(bar_content.tabs(self.active.library, self._totals))
