"""The application: theme, style sheet, life cycle, and the connection it shows."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.driver import Driver

from vss_tui import messages
from vss_tui.messages import Severity
from vss_tui.models.image import Image
from vss_tui.page_loader import PageLoader
from vss_tui.palette import CommandList, Palette
from vss_tui.screens.endpoint_switcher import EndpointSwitcher
from vss_tui.screens.initial_view import InitialView
from vss_tui.support.folders import style_sheet
from vss_tui.support.safe_text import visible
from vss_tui.terminal.environment import ANSI_THEME
from vss_tui.terminal.terminal_app import TerminalApp, TypeAhead
from vss_tui.view_state import ViewState


@dataclass(frozen=True, slots=True)
class AppOptions:
    """What the application is given by the process it runs in.

    Attributes:
        cache: The folder for pages kept from run to run; None keeps nothing.
        driver: What reads and draws on the terminal; the toolkit's own where None.
        ansi: Whether the terminal's own 16 colours are used.
        notices: What was found and is not used, to be told once.
    """

    cache: Path | None = None
    driver: type[Driver] | None = None
    ansi: bool = False
    notices: tuple[str, ...] = ()


class VssApp(TerminalApp[Image]):
    """The browser; it returns the image that was picked.

    Args:
        reader: Reads the lists of the service to show first.
        opening: What to open with.
        remembered: What lasts from run to run; read again from ``remembered`` after the run.
        surroundings: What the process gives.
        picking: Whether Enter picks an image and ends the run.

    Attributes:
        misconfigured: What the user has to correct before the service can be reached; "" if
            nothing ended the run.
    """

    CSS_PATH = style_sheet()
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {CommandList}
    BINDINGS: ClassVar[list[BindingType]] = [
        # Also where an input has the focus, which would copy its text instead.
        Binding("ctrl+c", "quit", "Quit", priority=True, show=False)
    ]

    def __init__(
        self,
        reader: PageLoader,
        opening: InitialView,
        remembered: ViewState,
        surroundings: AppOptions,
        *,
        picking: bool = False,
    ) -> None:
        super().__init__(driver_class=surroundings.driver)
        self.animation_level = "none"
        self.remembered = remembered
        self._opening = opening
        self._surroundings = surroundings
        self._picking = picking
        self.misconfigured = ""
        self._first_theme = ""
        self.type_ahead = TypeAhead(self)
        self._visits = EndpointSwitcher(self, reader, surroundings.cache)

    async def on_event(self, event: events.Event) -> None:
        """Take keys in their turn, and a paste without what is invisible of it."""
        if self.type_ahead.holds(event):
            return
        if isinstance(event, events.Paste):
            # The toolkit's inputs would draw it.
            event.text = visible(event.text)
        await super().on_event(event)

    def on_mount(self) -> None:
        """Set theme and keys, and show the first connection."""
        self.set_keymap(self._visits.connection.settings.keys)
        if self._surroundings.ansi:
            self.theme = ANSI_THEME
        elif self.remembered.theme in self.available_themes:
            self.theme = self.remembered.theme
        self._first_theme = self.theme
        self._visits.begin(self._opening, self.remembered.filters)
        if self._surroundings.notices:
            self._visits.say("; ".join(self._surroundings.notices))

    def on_cannot_connect(self, event: messages.CannotConnect) -> None:
        """Give up where nothing but other settings can help: at the endpoint of the start."""
        if self._visits.at_start:
            self.misconfigured = event.text
            self.exit()

    async def on_unmount(self) -> None:
        """Remember a theme that was chosen, and close what is open."""
        if self.theme != self._first_theme:
            self.remembered = replace(self.remembered, theme=self.theme)
        await self._visits.aclose()

    def action_command_palette(self) -> None:
        """Show every command, but not over a dialog: the commands are for the lists."""
        if self.screen is self._visits.browser:
            self.push_screen(Palette())

    def on_view_changed(self) -> None:
        """Remember how the person looks at the lists."""
        if self._visits.browser is not None:
            self.remembered = self._visits.browser.update_view_state(self.remembered)

    def on_filter_by(self, event: messages.FilterBy) -> None:
        """Remember a filter that was entered."""
        if event.entered:
            self.remembered = self.remembered.with_filter(event.filter.expression)
            self._visits.recall(self.remembered.filters)

    def on_picked(self, event: messages.Picked) -> None:
        """End with the image, or show its details."""
        if self._picking:
            self.exit(event.image)
        elif self._visits.browser is not None:
            self._visits.browser.post_message(messages.ToggleDetails())

    def on_copy_to_clipboard(self, event: messages.CopyToClipboard) -> None:
        """Copy a text, and show it: a terminal never confirms."""
        self.copy_to_clipboard(event.text)
        self._visits.say(f"copied: {event.text}", Severity.INFORMATION)

    def on_suspend(self) -> None:
        """Suspend to the shell; inside ``$(…)`` the shell would hang."""
        if self._picking:
            self._visits.say("pick cannot suspend: the shell waits for its answer; q leaves it")
        else:
            self.action_suspend_process()

    def on_switch_endpoint(self) -> None:
        """Choose another endpoint, and show it."""
        self._visits.choose_endpoint()

    def on_sign_in(self) -> None:
        """Sign in anew."""
        self.run_worker(self._visits.sign_in(), group="sign-in", exclusive=True)

    def on_show_palette(self) -> None:
        """Show every command."""
        self.action_command_palette()

    def on_choose_theme(self) -> None:
        """Choose the colours."""
        self.action_change_theme()

    def on_repaint(self) -> None:
        """Draw everything again."""
        self.repaint()

    def on_quit(self) -> None:
        """Leave."""
        self.exit()
