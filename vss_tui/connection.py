"""The connection to one endpoint, and how it is made."""

import os
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from vss_tui.api.errors import SignInError
from vss_tui.api.http import ASGIApp, Message, Transport
from vss_tui.api.sign_in import AskCode, Prompt, TokenProvider, sign_in
from vss_tui.auth import Credentials, Stores, SystemKeyring, TokenStore
from vss_tui.auth.stored_user import SignedOut, StoredUser
from vss_tui.config import DEMO_ENDPOINT, Settings
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.token import Token
from vss_tui.support import event_loop, paths
from vss_tui.support.event_loop import SYSTEM_CLOCK, Clock
from vss_tui.support.secret import Secret, find_jwt

if TYPE_CHECKING:
    from vss_tui.api.client import Client

Connect = Callable[[Endpoint, Prompt | None], "Connection"]


class Connection:
    """The connection to one endpoint, and the user who is signed in there.

    Nothing is sent, and no keyring asked, before the first request wants a token.

    Args:
        settings: The settings in force.
        transport: The HTTP connections to the endpoint.
        stored_user: The user whom stored credentials name.
        connect: Connects to another endpoint; None for the embedded service, which has none.
        prompt: Asks the user to sign in, for the reason given; see ``TokenProvider``.

    Attributes:
        settings: The settings in force.
        endpoint: The service at the other end.
        clock: Tells the time.
        tokens: The token in force.
        demo: Whether the embedded service is at the other end.
        token_place: The place that holds the token of the last sign-in, or "".
    """

    def __init__(
        self,
        settings: Settings,
        transport: Transport,
        stored_user: StoredUser,
        connect: Connect | None = None,
        prompt: Prompt | None = None,
    ) -> None:
        self.settings = settings
        self.endpoint = transport.endpoint
        self.clock = transport.clock
        self.demo = connect is None
        self.token_place = ""
        self._transport = transport
        self._stored_user = stored_user
        self._connect = connect
        self.tokens = TokenProvider(
            stored_user.first_token(),
            load=self._load,
            issue=self._issue,
            prompt=prompt,
            clock=transport.clock,
        )

    @cached_property
    def client(self) -> "Client":
        """The service's resources."""
        from vss_tui.api.client import Client

        return Client(self._transport, self.tokens)

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """The endpoints that ``switched`` takes."""
        return (self.endpoint,) if self.demo else self.settings.endpoints

    @property
    def user(self) -> str:
        """Who is signed in; before that, who is expected to be; "" where nobody can tell."""
        return self._stored_user.name_of(self.tokens.current)

    @property
    def owner(self) -> str | None:
        """Whose pages are cached: the user, or what stands for one whom a token does not name.

        It is None where no page may be cached: for the embedded service, and where nothing is
        known of the user.
        """
        name, token = self.user, self.tokens.current
        if not name and token is not None:
            from hashlib import sha256

            name = sha256(token.secret.reveal().encode()).hexdigest()
        return name if name and not self.demo else None

    @property
    def notes(self) -> tuple[str, ...]:
        """Credentials that were found and cannot be used or stored, as sentences for the user."""
        return self._stored_user.notes

    async def sign_in(
        self, user: str, password: Secret, ask_code: AskCode, code: Secret | None = None
    ) -> Token:
        """Sign a user in, and store the token (never the password) for the next run.

        The arguments are those of ``api.sign_in.sign_in``.

        Raises:
            ServiceError: The service refuses, or cannot be asked.
        """
        if find_jwt(user):
            raise SignInError("the user name looks like a token, so nothing was sent")
        token = await sign_in(self._transport, user, password, ask_code, code)
        self.token_place = await self._stored_user.store(user, token)
        self.tokens.accept(token)
        return token

    async def sign_out(self) -> SignedOut:
        """Remove the token in force and the one that is stored.

        Cached pages are the caller's to remove.
        """
        self.tokens.sign_out()
        self.token_place = ""
        return await self._stored_user.remove()

    def switched(self, endpoint: Endpoint) -> "Connection":
        """Return the connection to another of ``endpoints``; this one stays open until closed.

        Raises:
            ValueError: The embedded service has no other endpoint.
        """
        if self._connect is None:
            raise ValueError("the embedded service has no other endpoint")
        return self._connect(endpoint, self.tokens.prompt)

    def for_another_user(self) -> "Connection":
        """Return the connection for another user of this endpoint, who is to sign in there.

        The HTTP connections are shared: to close one of the two is to close both.
        """
        other = Connection(self.settings, self._transport, self._stored_user, self._connect)
        other.tokens.sign_out()
        return other

    async def aclose(self) -> None:
        """Close the connections, once a token just issued has been stored."""
        await self._stored_user.flush()
        await self._transport.aclose()

    async def _load(self) -> Token | None:
        return await self._stored_user.load(self.tokens.current)

    async def _issue(self) -> Token | None:
        token = await self._stored_user.issue(self._transport, self.tokens.current)
        # Who is asked to sign in wants to know why. Without anybody to ask, ``notes`` and the
        # settings' warnings say it.
        causes = self._stored_user.causes
        if token is None and self.tokens.prompt is not None and causes:
            raise SignInError("; ".join(causes))
        return token


@dataclass(frozen=True, slots=True)
class ConnectionFactory:
    """What every connection of one run is made from.

    Attributes:
        settings: The settings in force.
        environ: The environment's variables. Their credentials serve the endpoint that the run
            starts with, and no other.
        stores: What holds credentials.
        clock: Tells the time.
    """

    settings: Settings
    environ: Mapping[str, str]
    stores: Stores
    clock: Clock = SYSTEM_CLOCK

    def connect(self, endpoint: Endpoint, prompt: Prompt | None = None) -> Connection:
        """Return the connection to ``endpoint``."""
        problems = self.settings.vss_cli_problems
        user = StoredUser(endpoint, self.credentials(endpoint), problems)
        return Connection(self.settings, self.transport(endpoint), user, self.connect, prompt)

    def transport(self, endpoint: Endpoint) -> Transport:
        """Return the HTTP connections to ``endpoint``."""
        timeout, ca_file = self.settings.timeout.value, self.settings.ca_file.value
        return Transport(endpoint, timeout=timeout, ca_file=ca_file, clock=self.clock)

    def credentials(self, endpoint: Endpoint) -> Credentials:
        """Return the sources of the endpoint's credentials."""
        started_here = endpoint.url == self.settings.endpoint.value.url
        return Credentials(
            endpoint,
            self.stores,
            environ=self.environ if started_here else {},
            account=self.settings.vss_cli_account(endpoint),
            now=self.clock.now,
        )


def open_connection(
    settings: Settings,
    *,
    demo: bool = False,
    prompt: Prompt | None = None,
    environ: Mapping[str, str] | None = None,
    stores: Stores | None = None,
    clock: Clock = SYSTEM_CLOCK,
) -> Connection:
    """Return the connection to the endpoint that the settings start with.

    A token that is available without a keyring is in force at once.

    Args:
        settings: The settings in force.
        demo: Whether to use the embedded service in place of the settings' endpoint.
        prompt: Asks the user to sign in, for the reason given; see ``TokenProvider``.
        environ: The environment's variables; those of the process where None.
        stores: What holds credentials; the user's own where None.
        clock: Tells the time.
    """
    if demo:
        transport = Transport(DEMO_ENDPOINT, app=_EmbeddedService(), clock=clock)
        user = StoredUser(DEMO_ENDPOINT, _demo_credentials(clock))
        return Connection(settings, transport, user, prompt=prompt)
    factory = ConnectionFactory(
        settings, os.environ if environ is None else environ, stores or user_stores(), clock
    )
    return factory.connect(settings.endpoint.value, prompt)


def user_stores() -> Stores:
    """Return what holds credentials in the user's own folders and keyring."""
    keyring, state, vss_cli = SystemKeyring(), paths.state_dir(), paths.vss_cli_dir()
    tokens = TokenStore(state / "sign-ins" if state is not None else None, keyring)
    return Stores(tokens, keyring, vss_cli / "credentials.enc" if vss_cli is not None else None)


def _demo_credentials(clock: Clock) -> Credentials:
    """Return the demo account's user and password; nothing is read, and nothing stored."""
    keyring = SystemKeyring()
    environ = {"VSS_USER": DEMO_ENDPOINT.name, "VSS_USER_PASS": DEMO_ENDPOINT.name}
    stores = Stores(TokenStore(None, keyring), keyring)
    return Credentials(DEMO_ENDPOINT, stores, environ=environ, now=clock.now)


class _EmbeddedService:
    """An embedded service that is made at the first request to it."""

    def __init__(self) -> None:
        self._making = threading.Lock()
        self._app: ASGIApp | None = None

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        app = await event_loop.in_thread(self._made)
        await app(scope, receive, send)

    def _made(self) -> ASGIApp:
        with self._making:
            if self._app is None:
                from vss_tui.demo import DemoService, create_app

                self._app = create_app(DemoService())
            return self._app
