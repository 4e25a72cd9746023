"""The application: theme, style sheet, life cycle, and the connection it shows."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.driver import Driver
from textual.screen import Screen

from vss_tui import messages
from vss_tui.catalog.endpoint import Endpoint
from vss_tui.catalog.image import Image
from vss_tui.catalog.token import Token
from vss_tui.connection import Connection
from vss_tui.kept import PageStore
from vss_tui.messages import Severity
from vss_tui.palette import CommandList
from vss_tui.paths import style_sheet
from vss_tui.reader import Reader
from vss_tui.remembered import Remembered
from vss_tui.screens.browser import BrowserScreen
from vss_tui.screens.endpoints import EndpointScreen
from vss_tui.screens.login import LoginScreen
from vss_tui.screens.opening import Opening
from vss_tui.terminal.application import TerminalApp

ANSI_THEME = "ansi-dark"


@dataclass(frozen=True, slots=True)
class Surroundings:
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
        connection: The service to show first.
        opening: What to open with.
        remembered: What lasts from run to run; read again from ``remembered`` after the run.
        surroundings: What the process gives.
        picking: Whether Enter picks an image and ends the run.
    """

    CSS_PATH = style_sheet()
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {
        CommandList,
        *App.COMMANDS,
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        # Also where an input has the focus, which would copy its text instead.
        Binding("ctrl+c", "quit", "Quit", priority=True, show=False)
    ]

    def __init__(
        self,
        connection: Connection,
        opening: Opening,
        remembered: Remembered,
        surroundings: Surroundings,
        *,
        picking: bool = False,
    ) -> None:
        super().__init__(driver_class=surroundings.driver)
        self.animation_level = "none"
        self.remembered = remembered
        self._connection = connection
        self._opening = opening
        self._surroundings = surroundings
        self._picking = picking
        self._browser: BrowserScreen | None = None
        self._signing_in: asyncio.Future[Token | None] | None = None

    def on_mount(self) -> None:
        """Set theme and keys, and show the first connection."""
        self.set_keymap(self._connection.settings.keys)
        if self._surroundings.ansi:
            self.theme = ANSI_THEME
        elif self.remembered.theme in self.available_themes:
            self.theme = self.remembered.theme
        self._show(self._opening)
        if self._surroundings.notices:
            self._say("; ".join(self._surroundings.notices))

    async def on_unmount(self) -> None:
        """Close what is open."""
        await self._connection.aclose()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer the theme beside our own commands."""
        for command in super().get_system_commands(screen):
            if command.title == "Theme":
                yield command

    async def ask_sign_in(self, reason: str) -> Token | None:
        """Show the login dialog; those who ask while it is shown share its answer."""
        if self._signing_in is None or self._signing_in.done():
            answer: asyncio.Future[Token | None] = asyncio.get_running_loop().create_future()
            self._signing_in = answer
            connection = self._connection
            dialog = LoginScreen(connection, reason)
            self.push_screen(dialog, answer.set_result)
        return await asyncio.shield(self._signing_in)

    def on_view_changed(self) -> None:
        """Remember how the person looks at the lists."""
        if self._browser is not None:
            self.remembered = self._browser.remembered_in(self.remembered)

    def on_filter_by(self, event: messages.FilterBy) -> None:
        """Remember a filter that was entered."""
        if event.entered and self._browser is not None:
            self.remembered = self.remembered.with_filter(event.filter.expression)
            self._browser.recall(self.remembered.filters)

    def on_picked(self, event: messages.Picked) -> None:
        """End with the image, or show its details."""
        if self._picking:
            self.exit(event.image)
        elif self._browser is not None:
            self._browser.post_message(messages.ToggleDetails())

    def on_to_clipboard(self, event: messages.ToClipboard) -> None:
        """Copy a text, and show it: a terminal never confirms."""
        self.copy_to_clipboard(event.text)
        self._say(f"copied: {event.text}", Severity.INFORMATION)

    def on_suspend(self) -> None:
        """Suspend to the shell; inside ``$(…)`` the shell would hang."""
        if self._picking:
            self._say("pick cannot suspend: the shell waits for its answer; q leaves it")
        else:
            self.action_suspend_process()

    def on_switch_endpoint(self) -> None:
        """Choose another endpoint, and show it."""
        endpoints = self._connection.endpoints
        if len(endpoints) < 2:
            self._say("no other endpoint is configured: add [[endpoints]] to config.toml")
        else:
            dialog = EndpointScreen(endpoints, self._connection.endpoint)
            self.push_screen(dialog, self._switch)

    def on_sign_in(self) -> None:
        """Sign in anew; another user's lists replace the present ones."""
        self.run_worker(self._sign_in_anew(), group="sign-in", exclusive=True)

    def on_show_palette(self) -> None:
        """Show every command."""
        self.action_command_palette()

    def on_repaint(self) -> None:
        """Draw everything again."""
        self.refresh(layout=True)

    def on_quit(self) -> None:
        """Leave."""
        self.exit()

    async def _sign_in_anew(self) -> None:
        if await self.ask_sign_in("as the same user or another one") is not None:
            self._replace(self._connection)

    def _switch(self, endpoint: Endpoint | None) -> None:
        if endpoint is not None and endpoint != self._connection.endpoint:
            before = self._connection
            self._replace(before.switched(endpoint))
            self.run_worker(before.aclose(), group="closing")

    def _replace(self, connection: Connection) -> None:
        opening = self._browser.opening() if self._browser is not None else self._opening
        self._connection = connection
        self._show(opening)

    def _show(self, opening: Opening) -> None:
        connection = self._connection
        connection.session.ask = self.ask_sign_in
        reader = Reader(connection, self._store(connection))
        screen = BrowserScreen(connection, reader, opening, connection.settings.keys)
        screen.recall(self.remembered.filters)
        if self._browser is None:
            self.push_screen(screen)
        else:
            self.switch_screen(screen)
        self._browser = screen

    def _store(self, connection: Connection) -> PageStore | None:
        folder, owner = self._surroundings.cache, connection.owner
        return PageStore(folder, owner) if folder is not None and owner is not None else None

    def _say(self, text: str, severity: Severity = Severity.WARNING) -> None:
        if self._browser is not None:
            self._browser.post_message(messages.Said(text, severity))
