"""The application: theme, style sheet, life cycle, and the endpoint that it shows."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, NamedTuple

from rich.console import RenderableType
from textual import events, work
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.filter import LineFilter

from vss_tui import messages
from vss_tui.messages import Severity
from vss_tui.models.image import Image
from vss_tui.page_loader import PageLoader
from vss_tui.panes.personal_pane import PersonalPane
from vss_tui.screens.endpoint_switcher import EndpointSwitcher
from vss_tui.screens.initial_view import InitialView
from vss_tui.screens.palette import Palette
from vss_tui.startup import FrameRecorder
from vss_tui.support.paths import style_sheet
from vss_tui.support.safe_text import visible
from vss_tui.terminal import clipboard
from vss_tui.terminal.terminal_app import TerminalApp, TypeAhead
from vss_tui.view_state import ViewState
from vss_tui.widgets import theme


class AppOptions(NamedTuple):
    """What the process gives to the application.

    Attributes:
        cache: The folder to cache pages in; None caches nothing on disk.
        driver: The driver of the terminal; None: Textual's own.
        ansi: Whether to use the terminal's own 16 colours.
        ascii: Whether the terminal shows ASCII alone.
        theme: The theme that ``config.toml`` sets, or "".
        notices: Warnings to show once.
        picking: Whether Enter picks an image and ends the run.
        recorder: Stores what the next run shows first; None stores nothing.
    """

    cache: Path | None = None
    driver: type[Driver] | None = None
    ansi: bool = False
    ascii: bool = False
    theme: str = ""
    notices: tuple[str, ...] = ()
    picking: bool = False
    recorder: FrameRecorder | None = None


class VssApp(TerminalApp[Image], inherit_bindings=False):
    """The browser; it returns the image that was picked.

    Args:
        loader: Loads the pages of the endpoint to show first.
        initial_view: What to open with.
        view_state: What lasts from run to run.
        options: What the process gives.

    Attributes:
        view_state: The same, as the user has changed it since.
        setup_error: What the user has to correct before the service can be reached; "" where
            nothing ended the run.
        exit_notice: What became of a sync that had not been submitted when the user left, or "".
    """

    CSS_PATH = style_sheet()
    # Textual would bind its key to it at every place, whatever the user's own key is.
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        # Also where an input has the focus, which would copy its text instead.
        Binding("ctrl+c", "quit", "Quit", priority=True, show=False)
    ]

    def __init__(
        self,
        loader: PageLoader,
        initial_view: InitialView,
        view_state: ViewState,
        options: AppOptions,
    ) -> None:
        super().__init__(driver_class=options.driver)
        self.animation_level = "none"
        self.view_state = view_state
        self.setup_error = ""
        self.exit_notice = ""
        self.type_ahead = TypeAhead(self)
        self._initial_view = initial_view
        self._options = options
        self.register_theme(theme.TERMINAL)
        self._initial_theme = self.theme = theme.TERMINAL.name
        self._switcher = EndpointSwitcher(self, loader, options.cache, picking=options.picking)

    async def on_event(self, event: events.Event) -> None:
        """Take keys in their turn, and a paste without its invisible characters."""
        if self.type_ahead.holds(event):
            return
        if isinstance(event, events.Paste):
            # Textual's inputs would draw them.
            event.text = visible(event.text)
        if isinstance(event, events.Key) and self._switcher.browser is not None:
            self._switcher.browser.note_key()
        await super().on_event(event)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what changes each line that is drawn."""
        filters = super().get_line_filters()
        return [*filters, theme.AsciiFilter()] if self._options.ascii else filters

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the style sheet's own variables, for themes that do not set them."""
        return theme.variable_defaults(self.current_theme)

    def on_mount(self) -> None:
        self.set_keymap(self._switcher.keymap.bindings)
        name = self._options.theme or self.view_state.theme
        if name in self.available_themes and not self._options.ansi:
            self.theme = self._initial_theme = name
        browser = self._switcher.start(self._initial_view, self.view_state.filters)
        browser.first_paint.after(self.type_ahead.start)
        browser.first_paint.after(self.measure_round_trip)
        if self._options.notices:
            self._switcher.show_message("; ".join(self._options.notices))

    def on_cannot_connect(self, event: messages.CannotConnect) -> None:
        """Give up where nothing but other settings can help: at the endpoint of the start."""
        if self._switcher.at_initial_endpoint:
            self.setup_error = event.text
            self.exit()

    async def on_unmount(self) -> None:
        # Where config.toml sets the theme, a choice lasts for the run.
        if self.theme != self._initial_theme and not self._options.theme:
            self.view_state = replace(self.view_state, theme=self.theme)
        await self._switcher.aclose()

    def on_page_loaded(self) -> None:
        """Record the first page that the service has sent, once it is painted."""
        browser = self._switcher.browser
        if browser is not None and self._options.recorder is not None:
            browser.first_paint.after(self._record_first_frame)

    def _record_first_frame(self) -> None:
        browser, recorder = self._switcher.browser, self._options.recorder
        if browser is None or recorder is None or recorder.recorded:
            return
        if self._switcher.at_initial_endpoint and browser.is_initial:
            with browser.shown_as_cached():
                lines = self.lines()
            if lines is not None:
                recorder.record(lines, self.size.width)

    def on_view_changed(self) -> None:
        if self._switcher.browser is not None:
            self.view_state = self._switcher.browser.update_view_state(self.view_state)

    def on_leave_filter(self) -> None:
        if self._options.picking:
            self.exit()

    def on_submit_filter(self, event: messages.SubmitFilter) -> None:
        self.view_state = self.view_state.with_filter(event.filter.expression)
        self._switcher.set_filter_history(self.view_state.filters)

    async def on_picked(self, event: messages.Picked) -> None:
        if self._options.picking:
            self.exit(event.image)
        else:
            await self.run_action("toggle_details", self._switcher.browser)

    def on_copy_to_clipboard(self, event: messages.CopyToClipboard) -> None:
        self.copy_to_clipboard(event.text)
        # A terminal never confirms.
        sent = f"copied: {event.text} · sent to {clipboard.destination(os.environ)}"
        self._switcher.show_message(sent, Severity.SUCCESS)

    async def action_quit(self) -> None:
        """Quit, once a sync that was asked for has been submitted; the second time, at once."""
        personal = self._personal
        if personal is None or not personal.unsubmitted:
            self.exit()
        else:
            self.exit_notice = "the sync may not have been submitted; vss-tui sync submits it"
            self._switcher.show_message("submitting the sync before leaving…", Severity.INFORMATION)
            self._submit_and_exit(personal)

    @work(group="quit")
    async def _submit_and_exit(self, personal: PersonalPane) -> None:
        self.exit_notice = await personal.submit_now()
        self.exit()

    def exit(
        self,
        result: Image | None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """Exit, and note where a sync has not been submitted."""
        if self._personal is not None and self._personal.unsubmitted:
            self.exit_notice = "the sync was not submitted; vss-tui sync submits it"
        super().exit(result, return_code, message)

    @property
    def _personal(self) -> PersonalPane | None:
        browser = self._switcher.browser
        return browser.personal if browser is not None else None

    def action_command_palette(self) -> None:
        """Show the palette, but not over a dialog: the actions are for the lists."""
        if self.screen is self._switcher.browser:
            self.push_screen(Palette(self._switcher.keymap, self.size.width))

    def action_suspend_process(self) -> None:
        """Suspend to the shell, which would hang inside ``$(…)``."""
        if self._options.picking:
            self._switcher.show_message(
                "pick cannot suspend: the shell waits for its output; Esc cancels"
            )
        else:
            super().action_suspend_process()

    def action_switch_endpoint(self) -> None:
        """Let the user choose another endpoint, and show it."""
        self._switcher.choose_endpoint()

    @work(group="sign-in", exclusive=True)
    async def action_sign_in(self) -> None:
        """Sign in anew."""
        await self._switcher.sign_in()

    def action_repaint(self) -> None:
        """Redraw the screen."""
        self.repaint()
