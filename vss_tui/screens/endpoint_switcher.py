"""What is shown: the lists of one endpoint to one user, until either is changed for another."""

import asyncio
from collections.abc import Awaitable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from textual.app import App

from vss_tui import messages
from vss_tui.connection import Connection
from vss_tui.messages import Severity
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.token import Token
from vss_tui.page_cache import PageCache
from vss_tui.page_loader import PageLoader
from vss_tui.screens.browser_screen import BrowserScreen
from vss_tui.screens.endpoint_dialog import EndpointScreen
from vss_tui.screens.initial_view import InitialView
from vss_tui.screens.login_dialog import LoginScreen


class EndpointSwitcher:
    """Shows one endpoint to one user at a time; each visit has a connection and a screen.

    Nothing outlives its visit: the next one has another connection, another screen and other pages,
    so that nothing of one endpoint or user is shown or sent under another.

    Args:
        app: Shows the screens.
        reader: Reads the lists of the first endpoint.
        cache: The folder for pages kept from run to run; None keeps nothing.

    Attributes:
        browser: The screen that shows its lists; None before the first visit.
    """

    def __init__(self, app: App[Any], reader: PageLoader, cache: Path | None) -> None:
        self._reader = reader
        self.browser: BrowserScreen | None = None
        self._app = app
        self._cache = cache
        self._filters: Sequence[str] = ()
        self._dialog: LoginScreen | None = None
        self._answer: asyncio.Future[Token | None] | None = None

    def begin(self, opening: InitialView, filters: Sequence[str]) -> None:
        """Show the first endpoint.

        Args:
            opening: What to open with.
            filters: The filters used before, the latest last.
        """
        self._filters = filters
        self._app.push_screen(self._made(opening))

    def recall(self, filters: Sequence[str]) -> None:
        """Take the filters used before, for this visit and later ones."""
        self._filters = filters
        if self.browser is not None:
            self.browser.recall(filters)

    def say(self, text: str, severity: Severity = Severity.WARNING) -> None:
        """Say something on the message line."""
        if self.browser is not None:
            self.browser.post_message(messages.StatusMessage(text, severity))

    def choose_endpoint(self) -> None:
        """Let the person choose another endpoint, and show it."""
        endpoints = self.connection.endpoints
        if self.connection.demo:
            self.say("the embedded service has no other endpoint: start without --demo")
        elif len(endpoints) < 2:
            self.say("no other endpoint is configured: add [[endpoints]] to config.toml")
        else:
            dialog = EndpointScreen(endpoints, self.connection.endpoint)
            self._app.push_screen(dialog, self._switch)

    @property
    def connection(self) -> Connection:
        """The way to the endpoint that is shown."""
        return self._reader.connection

    @property
    def at_start(self) -> bool:
        """Whether the endpoint is the one that the settings start with."""
        return self.connection.endpoint == self.connection.settings.endpoint.value

    async def sign_in(self) -> None:
        """Let the person sign in anew, as the same user or another one."""
        token = await self._ask(self.connection, "as the same user or another one")
        if token is not None and self.browser is not None:
            self.browser.action_command("refresh")

    async def aclose(self) -> None:
        """Close the connection."""
        await self.connection.aclose()

    async def _ask(self, connection: Connection, reason: str) -> Token | None:
        """Show the login dialog; those who ask while it is shown share its answer."""
        if connection is not self.connection:
            return None
        if self._answer is None:
            self._answer = asyncio.get_running_loop().create_future()
            self._dialog = LoginScreen(connection, reason, self._users())
            # From the application's own queue: who asks may not live as long as the dialog.
            self._app.call_later(self._show_dialog, self._dialog)
        return await asyncio.shield(self._answer)

    def _users(self) -> list[str]:
        """The names that the present user goes by."""
        said = self.browser.header.user if self.browser is not None else ""
        return [name for name in (self.connection.user, said) if name]

    def _show_dialog(self, dialog: LoginScreen) -> None:
        if dialog is self._dialog:
            # Whose pages are kept is asked now: who signs in may be somebody else.
            answered = partial(self._answered, dialog, self.connection.owner)
            self._app.push_screen(dialog, answered)

    def _answered(
        self, dialog: LoginScreen, owner: str | None, connection: Connection | None
    ) -> None:
        if dialog is not self._dialog:
            return
        if connection is None:
            self._end_dialog(None)
            return
        if connection is self.connection:
            self._end_dialog(connection.tokens.current)
            if self.browser is not None:
                self.browser.header.show_present()
        else:
            _, gone = self._replace(connection, self._opening())
            self._app.run_worker(self._forget(owner, gone), group="leaving")
        if not connection.token_place and connection.notes:
            self.say(connection.notes[-1])

    def _end_dialog(self, token: Token | None) -> None:
        answer, self._answer, self._dialog = self._answer, None, None
        if answer is not None and not answer.done():
            answer.set_result(token)

    def _switch(self, endpoint: Endpoint | None) -> None:
        if endpoint is not None and endpoint != self.connection.endpoint:
            # What was looked for at one endpoint is nothing to the other.
            opening = self._opening().without_filters()
            before, gone = self._replace(self.connection.switched(endpoint), opening)
            self._app.run_worker(self._close(before, gone), group="leaving")

    def _opening(self) -> InitialView:
        return self.browser.opening() if self.browser is not None else InitialView()

    def _replace(
        self, connection: Connection, opening: InitialView
    ) -> tuple[Connection, Awaitable[object]]:
        """Begin another visit.

        Returns:
            The connection of the one before, and what is done when its screen is gone, and with it
            whatever still asked.
        """
        before, self._reader = self.connection, PageLoader(connection, self._cache)
        before.tokens.prompt = None
        self._end_dialog(None)
        while self._app.screen is not self.browser:
            self._app.pop_screen()
        return before, self._app.switch_screen(self._made(opening))

    async def _close(self, before: Connection, gone: Awaitable[object]) -> None:
        await gone
        await before.aclose()

    async def _forget(self, owner: str | None, gone: Awaitable[object]) -> None:
        await gone
        if self._cache is not None and owner is not None:
            await asyncio.to_thread(PageCache(self._cache, owner).forget)

    def _made(self, opening: InitialView) -> BrowserScreen:
        connection = self.connection
        connection.tokens.prompt = partial(self._ask, connection)
        self.browser = BrowserScreen(connection, self._reader, opening, connection.settings.keys)
        self.browser.recall(self._filters)
        return self.browser
