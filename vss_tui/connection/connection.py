"""What an application or a call needs to talk to one endpoint."""

from functools import cached_property
from typing import TYPE_CHECKING

from vss_tui.api.errors import SignInError
from vss_tui.api.http import Transport
from vss_tui.api.sign_in import AskCode, sign_in
from vss_tui.api.token_provider import Prompt, TokenProvider
from vss_tui.config import Settings
from vss_tui.connection.identity import Identity, SignedOut
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.token import Token
from vss_tui.support.secret import Secret

if TYPE_CHECKING:
    from vss_tui.api.client import Client
    from vss_tui.connection.opening import ConnectionFactory


class Connection:
    """The way to one endpoint, and who is signed in there.

    Nothing is sent, and no keyring asked, before the first request wants a token.

    Args:
        settings: The settings in force.
        transport: The way to the endpoint.
        identity: Its user.
        origin: What opens connections to the other endpoints; None for the embedded service,
            which has none beside it.
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
        identity: Identity,
        origin: "ConnectionFactory | None" = None,
        prompt: Prompt | None = None,
    ) -> None:
        self.settings = settings
        self.endpoint = transport.endpoint
        self.clock = transport.clock
        self.demo = origin is None
        self.token_place = ""
        self._transport = transport
        self._identity = identity
        self._origin = origin
        self.tokens = TokenProvider(
            identity.first_token(),
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
        return self._identity.user_of(self.tokens.current)

    @property
    def owner(self) -> str | None:
        """What names the endpoint and the user, for pages kept from run to run.

        It is None where no page may be kept or shown again: in the embedded service, and where
        nothing is known of the user. A token that names no user stands for one itself.
        """
        name, token = self.user, self.tokens.current
        if not name and token is not None:
            from hashlib import sha256

            name = sha256(token.secret.reveal().encode()).hexdigest()
        return self.owner_named(name)

    def owner_named(self, user: str) -> str | None:
        """Return what ``owner`` is, or was, where ``user`` is signed in."""
        return f"{user} at {self.endpoint.url}" if user and not self.demo else None

    @property
    def notes(self) -> tuple[str, ...]:
        """Credentials that were found and cannot be used or kept, as sentences for the user."""
        return self._identity.notes

    async def sign_in(
        self, user: str, password: Secret, ask_code: AskCode, code: Secret | None = None
    ) -> Token:
        """Sign a user in, and store the token (never the password) for the next run.

        The arguments are those of ``api.sign_in.sign_in``.

        Raises:
            ServiceError: The service refuses, or cannot be asked.
        """
        token = await sign_in(self._transport, user, password, ask_code, code)
        self.token_place = await self._identity.keep(user, token)
        self.tokens.accept(token)
        return token

    async def sign_out(self) -> SignedOut:
        """Forget the token in force and the one that is kept.

        Kept pages are the caller's to remove: those of ``owner`` as it was before, and those of
        the user in the answer (``owner_named``).

        Raises:
            OSError: The kept token cannot be removed.
        """
        self.tokens.sign_out()
        self.token_place = ""
        return await self._identity.forget()

    def switched(self, endpoint: Endpoint) -> "Connection":
        """Make the connection to another of ``endpoints``; this one stays open until closed.

        Raises:
            ValueError: The embedded service has no other endpoint.
        """
        if self._origin is None:
            raise ValueError("the embedded service has no other endpoint")
        return self._origin.connection(endpoint, self.tokens.prompt)

    def for_another_user(self) -> "Connection":
        """Make the connection for another user of this endpoint, who is to sign in there.

        What leads to the endpoint is shared: to close one of the two is to close both.
        """
        other = Connection(self.settings, self._transport, self._identity, self._origin)
        other.tokens.sign_out()
        return other

    async def aclose(self) -> None:
        """Close the connections, once a token just obtained has been kept."""
        await self._identity.settle()
        await self._transport.aclose()

    async def _load(self) -> Token | None:
        return await self._identity.find(self.tokens.current)

    async def _issue(self) -> Token | None:
        token = await self._identity.obtain(self._transport, self.tokens.current)
        # Who is asked to sign in wants to know why. Without anybody to ask, ``notes`` and the
        # settings' warnings say it.
        if token is None and self.tokens.prompt is not None and self._identity.causes:
            raise SignInError("; ".join(self._identity.causes))
        return token
