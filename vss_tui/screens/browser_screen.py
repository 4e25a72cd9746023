"""The main screen: the two panes and the lines round them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

from vss_tui import messages
from vss_tui.actions import BY_ID, bindings
from vss_tui.api.errors import ServiceError
from vss_tui.keymap import Keymap
from vss_tui.messages import Severity, StatusMessage
from vss_tui.models.query import Library
from vss_tui.page_loader import PageLoader
from vss_tui.panes.library_pane import LibraryPane
from vss_tui.panes.personal_pane import PersonalPane
from vss_tui.screens.header_bar import Header
from vss_tui.screens.initial_view import InitialView
from vss_tui.screens.message_log import MessageLog
from vss_tui.startup import FirstPaint
from vss_tui.support.safe_text import escape
from vss_tui.view_state import ViewState
from vss_tui.widgets import bar_content
from vss_tui.widgets.bar import Bar, Line, Span


class BrowserScreen(Screen[None], inherit_bindings=False):
    """Compose header, panes and footer; pass intents to the pane shown, and messages to its pager.

    Args:
        loader: Loads the pages.
        initial_view: What to open with.
        keymap: The keys in force.
    """

    # Textual focuses the first widget that can be before ``on_mount`` chooses: the filter's input
    # would get the keys that were typed before.
    AUTO_FOCUS = ""
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

    def __init__(self, loader: PageLoader, initial_view: InitialView, keymap: Keymap) -> None:
        # With the classes of the size: with the first event of it all would be styled once more.
        super().__init__(classes=" ".join(self._size_classes(self.app.size)))
        self._keymap = keymap
        self._initial_view = initial_view
        self.first_paint = paint = FirstPaint(self)
        self.header = Header(loader.connection, "PICK" if keymap.picking else "vss-tui")
        self._log = MessageLog(loader.connection.clock.now)
        self._hint = messages.InputHint("")
        public, personal = map(initial_view.query, (Library.PUBLIC, Library.PERSONAL))
        self.personal = PersonalPane(Library.PERSONAL, loader, personal, keymap, paint)
        self.panes: dict[Library, LibraryPane] = {
            Library.PUBLIC: LibraryPane(Library.PUBLIC, loader, public, keymap, paint),
            Library.PERSONAL: self.personal,
        }
        self._footer = Bar(id="footer")
        self.active = self.panes[initial_view.tab]
        self._per_page = self.active.current_query.per_page

    def _size_classes(self, size: Size) -> set[str]:
        return self._get_breakpoint_classes(
            size.width, self.HORIZONTAL_BREAKPOINTS
        ) | self._get_breakpoint_classes(size.height, self.VERTICAL_BREAKPOINTS)

    def compose(self) -> ComposeResult:
        yield Static("vss-tui needs a terminal of 40x10 or more", id="too-small", markup=False)
        yield self.header
        yield from self.panes.values()
        yield self._footer

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Style nothing twice at the start, when all has just been styled."""
        event.refresh_styles = self.first_paint.painted

    def _compositor_refresh(self) -> None:
        # Textual renders, while a batch holds the screen back, what it throws away then.
        if self.first_paint.painted:
            super()._compositor_refresh()

    def on_mount(self) -> None:
        for pane in self.panes.values():
            pane.show_details(visible=self._initial_view.details)
        self.first_paint.hold()
        self._show(self.active.library)

    def on_resize(self) -> None:
        self._show_footer()

    async def action_run(self, action_id: str, from_palette: bool = False) -> None:
        """Run an action: post its intent to the pane that is shown, from where it bubbles up."""
        action = BY_ID[action_id]
        intent = (action.palette_intent if from_palette else None) or action.intent
        if isinstance(intent, str):
            await self.run_action(intent)
        else:
            self.active.post_message(intent())

    def on_run_action(self, event: messages.RunAction) -> None:
        # By the application, as for a key: no message rises above the parent of who made it.
        self.app.call_later(self.action_run, event.action_id)

    def on_show_tab(self, event: messages.ShowTab) -> None:
        self._show(event.library or self.active.library.other)
        self.post_message(messages.ViewChanged())

    @property
    def is_initial(self) -> bool:
        """Whether the screen is as a run opens it, but for what the service has said since."""
        view, pane = self._initial_view, self.active
        return (
            self.is_current
            and pane.library is view.tab
            and pane.current_query == view.query(view.tab)
            and pane.table.row == 0
        )

    @contextmanager
    def shown_as_cached(self) -> Iterator[None]:
        """Show within it what the next run shows before the service has said anything."""
        with self.active.shown_as_cached(), self.header.total_of_tab_only():
            yield

    def on_total_loaded(self, event: messages.TotalLoaded) -> None:
        """Show a tab's total; after the first rows, fetch the other tab's."""
        self.header.show_total(event.library, event.total, event.user)
        if self._log.end_after_success():
            self._show_message()
        if event.library is self.active.library:
            self.first_paint.paint_soon()
            self.first_paint.after(self.panes[event.library.other].open)

    def on_change_page_size(self) -> None:
        # Both tabs begin the next run with the size that was chosen last.
        self._per_page = self.active.current_query.per_page

    def action_toggle_details(self) -> None:
        """Show or hide the details in both tabs."""
        visible = not self.active.details.display
        for pane in self.panes.values():
            pane.show_details(visible=visible)
        self.post_message(messages.ViewChanged())

    def on_sync(self) -> None:
        self.personal.start_sync()
        self._show_footer()

    def on_show_last_sync(self) -> None:
        if self.personal.show_added():
            self._show(Library.PERSONAL)
        else:
            self.post_message(StatusMessage("no sync has added images"))

    def on_stop_waiting(self) -> None:
        self.personal.stop_waiting()
        self._show_footer()

    def on_sync_progressed(self, event: messages.SyncProgressed) -> None:
        text = bar_content.sync_line(event.progress, self._keymap)
        message = StatusMessage(text, bar_content.sync_severity(event.progress))
        self._log.show(message)
        if event.progress.outcome is not None:
            self._log.keep(message)
            self._show_footer(syncing=False)
        self._show_message()

    def on_status_message(self, event: StatusMessage) -> None:
        self._log.keep(event)
        if event.shown:
            self._log.show(event)
            self._show_message()
            self._show_footer()

    def on_input_hint(self, event: messages.InputHint) -> None:
        self._hint = event
        self._show_footer()

    def note_key(self) -> None:
        """End a message that has stood long enough to be read: a key has come."""
        if self._log.end_after_key():
            self._show_message()

    def action_go_to_page(self) -> None:
        """Ask for a page's number, and turn to it."""
        self.active.prompt_for_page()

    def action_show_messages(self) -> None:
        """Show the last messages, whole and with their times."""
        from vss_tui.screens.dialogs import TextDialog

        self.app.push_screen(TextDialog("Messages", self._log.text()))

    def action_show_help(self) -> None:
        """Show every key."""
        from vss_tui.screens.help_dialog import help_dialog

        self.app.push_screen(help_dialog(self._keymap))

    def set_filter_history(self, history: Sequence[str]) -> None:
        """Set the filters used before, the latest last."""
        for pane in self.panes.values():
            pane.filter_bar.set_history(history)

    def present_view(self) -> InitialView:
        """Return what another screen would open with to show the lists in the same way."""
        return InitialView(
            self.active.library,
            {library: pane.current_query.with_page(1) for library, pane in self.panes.items()},
            self.active.details.display,
        )

    def update_view_state(self, view_state: ViewState) -> ViewState:
        """Return the view state with what has changed of it."""
        return replace(
            view_state,
            tab=self.active.library,
            per_page=self._per_page,
            sort={library: pane.current_query.sort for library, pane in self.panes.items()},
            details=self.active.details.display,
        )

    @work(group="describe", exclusive=True)
    async def action_describe(self) -> None:
        """Show what the service says of the list's resource."""
        from vss_tui.output import outline
        from vss_tui.screens.dialogs import TextDialog

        pane = self.active
        try:
            description = await pane.describe()
        except ServiceError as error:
            self.post_message(messages.StatusMessage(error.message, Severity.ERROR))
        else:
            title = f"The service on its {pane.library} images"
            methods = f"methods: {', '.join(map(escape, description.methods)) or 'none named'}\n\n"
            body = description.text if description.body is None else description.body
            self.app.push_screen(TextDialog(title, Content(methods + outline(body))))

    def _show(self, library: Library) -> None:
        before, self.active = self.active, self.panes[library]
        for pane in self.panes.values():
            pane.display = pane is self.active
        self.header.show_tab(library)
        if self._keymap.picking and self.active is not before:
            self.active.type_filter(before.filter_bar.text)
        self.active.focus_list()
        self.active.open()

    def _show_message(self) -> None:
        for pane in self.panes.values():
            pane.pager.show_message(self._log.shown)

    def _show_footer(self, *, syncing: bool | None = None) -> None:
        """Show the keys, or what an input says of its text."""
        if self._hint.text:
            spans = bar_content.message(self._hint.text, self._hint.severity)
            right = bar_content.pick_keys(self._keymap) if self._keymap.picking else []
            self._footer.show(Line([Span(" "), *spans], right))
        else:
            syncing = self.personal.syncing if syncing is None else syncing
            self._footer.show(bar_content.keys(self._keymap, self.size.width, syncing=syncing))
