"""Switch between endpoints and users."""

import asyncio
from collections.abc import Awaitable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App

from vss_tui.connection import Connection
from vss_tui.keymap import Keymap
from vss_tui.messages import Severity, StatusMessage
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.token import Token
from vss_tui.page_cache import PageCache
from vss_tui.page_loader import PageLoader
from vss_tui.screens.browser_screen import BrowserScreen
from vss_tui.screens.initial_view import InitialView

_LEAVING = "leaving"
"""The group of the workers that tidy up after an endpoint or user that is no longer shown."""

if TYPE_CHECKING:
    from vss_tui.screens.login_dialog import LoginDialog


class EndpointSwitcher:
    """Show one endpoint to one user at a time.

    Another endpoint or user gets a connection, a page loader and a screen of its own, so that
    nothing of one is shown or sent under another.

    Args:
        app: Shows the screens.
        loader: Loads the pages of the first endpoint.
        cache: The folder to cache pages in; None caches nothing on disk.
        picking: Whether an image is to be picked.

    Attributes:
        browser: The screen that shows the endpoint; None before ``start``.
        keymap: The keys in force.
    """

    def __init__(
        self, app: App[Any], loader: PageLoader, cache: Path | None, *, picking: bool
    ) -> None:
        self.browser: BrowserScreen | None = None
        self.keymap = Keymap(loader.connection.settings.keys, picking=picking)
        self._loader = loader
        self._app = app
        self._cache = cache
        self._filter_history: Sequence[str] = ()
        self._dialog: LoginDialog | None = None
        self._token: asyncio.Future[Token | None] | None = None

    @property
    def connection(self) -> Connection:
        """The connection to the endpoint that is shown."""
        return self._loader.connection

    @property
    def at_initial_endpoint(self) -> bool:
        """Whether the endpoint is the one that the settings begin with."""
        return self.connection.endpoint == self.connection.settings.endpoint.value

    def start(self, initial_view: InitialView, filter_history: Sequence[str]) -> BrowserScreen:
        """Show the first endpoint; ``filter_history``: the filters used before, latest last."""
        self._filter_history = filter_history
        browser = self._make_browser(initial_view)
        self._app.push_screen(browser)
        return browser

    def set_filter_history(self, history: Sequence[str]) -> None:
        """Set the filters used before, the latest last, for this screen and later ones."""
        self._filter_history = history
        if self.browser is not None:
            self.browser.set_filter_history(history)

    def show_message(self, text: str, severity: Severity = Severity.WARNING) -> None:
        """Show a status message."""
        if self.browser is not None:
            self.browser.post_message(StatusMessage(text, severity))

    def choose_endpoint(self) -> None:
        """Let the user choose another endpoint, and show it."""
        from vss_tui.screens.endpoint_dialog import EndpointDialog

        endpoints = self.connection.endpoints
        if self.connection.demo:
            self.show_message("the embedded service has no other endpoint: start without --demo")
        elif len(endpoints) < 2:
            self.show_message("no other endpoint is configured: add [[endpoints]] to config.toml")
        else:
            dialog = EndpointDialog(endpoints, self.connection.endpoint)
            self._app.push_screen(dialog, self._switch)

    async def sign_in(self) -> None:
        """Let the user sign in anew, under the same name or another one."""
        token = await self._prompt(self.connection, "as the same or another user")
        if token is not None and self.browser is not None:
            await self.browser.action_run("refresh")

    async def aclose(self) -> None:
        """Close the connection."""
        await self.connection.aclose()

    async def _prompt(self, connection: Connection, reason: str) -> Token | None:
        """Show the login dialog; requests that need it meanwhile share its result."""
        from vss_tui.screens.login_dialog import LoginDialog

        if connection is not self.connection:
            return None
        if self._token is None:
            self._token = asyncio.get_running_loop().create_future()
            self._dialog = LoginDialog(connection, reason, self._user_names())
            # From the application's own queue: the request may not live as long as the dialog.
            self._app.call_later(self._show_dialog, self._dialog)
        return await asyncio.shield(self._token)

    def _user_names(self) -> list[str]:
        """Return the names that the present user goes by."""
        told = self.browser.header.user if self.browser is not None else ""
        return [name for name in (self.connection.user, told) if name]

    def _show_dialog(self, dialog: "LoginDialog") -> None:
        if dialog is self._dialog:
            # The owner of the cached pages, before somebody else may have signed in.
            closed = partial(self._dialog_closed, dialog, self.connection.owner)
            self._app.push_screen(dialog, closed)

    def _dialog_closed(
        self, dialog: "LoginDialog", owner: str | None, connection: Connection | None
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
            _, gone = self._replace(connection, self._present_view())
            self._app.run_worker(self._forget(owner, gone), group=_LEAVING)
        if not connection.token_place and connection.notes:
            self.show_message(connection.notes[-1])

    def _end_dialog(self, token: Token | None) -> None:
        waiting, self._token, self._dialog = self._token, None, None
        if waiting is not None and not waiting.done():
            waiting.set_result(token)

    def _switch(self, endpoint: Endpoint | None) -> None:
        if endpoint is not None and endpoint != self.connection.endpoint:
            # What was looked for at one endpoint means nothing to the other.
            view = self._present_view().without_filters()
            before, gone = self._replace(self.connection.switched(endpoint), view)
            self._app.run_worker(self._close(before, gone), group=_LEAVING)

    def _present_view(self) -> InitialView:
        return self.browser.present_view() if self.browser is not None else InitialView()

    def _replace(
        self, connection: Connection, view: InitialView
    ) -> tuple[Connection, Awaitable[object]]:
        """Show another connection.

        Returns:
            The one before, and what is done when its screen is gone, and with it all requests.
        """
        before, self._loader = self.connection, PageLoader(connection, self._cache)
        before.tokens.prompt = None
        self._end_dialog(None)
        while self._app.screen is not self.browser:
            self._app.pop_screen()
        return before, self._app.switch_screen(self._make_browser(view))

    async def _close(self, before: Connection, gone: Awaitable[object]) -> None:
        await gone
        await before.aclose()

    async def _forget(self, owner: str | None, gone: Awaitable[object]) -> None:
        await gone
        if self._cache is not None and owner is not None:
            cache = PageCache(self._cache, self.connection.endpoint, owner)
            await asyncio.to_thread(cache.clear)

    def _make_browser(self, view: InitialView) -> BrowserScreen:
        self.connection.tokens.prompt = partial(self._prompt, self.connection)
        self.browser = BrowserScreen(self._loader, view, self.keymap)
        self.browser.set_filter_history(self._filter_history)
        return self.browser
