"""The embedded service as an endpoint: no account, no network, nothing read and nothing kept."""

import threading
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from vss_tui.api.http import ASGIApp, Message, Transport
from vss_tui.config import DEMO_ENDPOINT
from vss_tui.connection.identity import SignedOut
from vss_tui.models.token import Token
from vss_tui.support import event_loop

if TYPE_CHECKING:
    from vss_tui.demo import DemoService


class Demo:
    """An embedded service that is made when something is first asked of it; an ASGI application."""

    def __init__(self) -> None:
        self._opening = threading.Lock()
        self._opened: tuple[DemoService, ASGIApp] | None = None

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Answer a request."""
        _, app = await event_loop.in_thread(self._open)
        await app(scope, receive, send)

    async def token(self) -> Token:
        """Give a token of the demo account."""
        service, _ = await event_loop.in_thread(self._open)
        return Token.parse(service.token)

    def _open(self) -> "tuple[DemoService, ASGIApp]":
        with self._opening:
            if self._opened is None:
                from vss_tui.demo import DemoService, create_app

                service = DemoService()
                self._opened = service, create_app(service)
            return self._opened


class DemoUser:
    """The user of the embedded service.

    Args:
        demo: The service.
    """

    notes: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()

    def __init__(self, demo: Demo) -> None:
        self._demo = demo

    def user_of(self, token: Token | None) -> str:
        """Return the user of a token; without one, the demo account."""
        return token.user if token is not None else DEMO_ENDPOINT.name

    def first_token(self) -> None:
        """Return None: the service is not made before something is asked of it."""

    async def find(self, _present: Token | None) -> None:
        """Find nothing, since nothing was kept."""

    async def obtain(self, _transport: Transport, present: Token | None) -> Token | None:
        """Return a token of the demo account, unless somebody else has signed in."""
        token = await self._demo.token()
        return token if present is None or present.user == token.user else None

    async def keep(self, _user: str, _token: Token) -> str:
        """Return "": nothing is kept."""
        return ""

    async def forget(self) -> SignedOut:
        """Forget nothing, since nothing was kept."""
        return SignedOut()

    async def settle(self) -> None:
        """Wait for nothing."""
