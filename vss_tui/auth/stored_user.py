"""The user of one endpoint: load, issue, store and remove a token without a prompt."""

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from vss_tui.api.errors import SignInError
from vss_tui.api.http import Transport
from vss_tui.api.sign_in import request_token
from vss_tui.auth import CredentialKind, Credentials, Login, environment_one_time_password
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.token import Token
from vss_tui.support import event_loop
from vss_tui.support.secret import Secret

if TYPE_CHECKING:
    import asyncio


class SignedOut(NamedTuple):
    """What a sign-out did.

    Attributes:
        user: Whose token was stored, or "".
        left: What could not be removed, each with the reason.
        remaining: The source that would sign a user in again without asking, or "".
    """

    user: str = ""
    left: tuple[str, ...] = ()
    remaining: str = ""


class StoredUser:
    """The user of an endpoint, as far as credentials that are stored or set name one.

    Args:
        endpoint: The endpoint.
        credentials: Where the user's tokens and passwords are found.
        problems: What is wrong with the files that might have held them, as sentences.
    """

    def __init__(
        self, endpoint: Endpoint, credentials: Credentials, problems: tuple[str, ...] = ()
    ) -> None:
        self._endpoint = endpoint
        self._credentials = credentials
        self._problems = problems
        self._names: dict[Secret, str] = {}
        self._password_refused = False
        self._code_used = False
        self._not_stored = ""
        self._storing: set[asyncio.Task[str]] = set()

    @property
    def notes(self) -> tuple[str, ...]:
        """What was found and cannot be used or stored, as sentences for the user."""
        return (*self._credentials.notes, *((self._not_stored,) if self._not_stored else ()))

    @property
    def causes(self) -> tuple[str, ...]:
        """Why a token or password that the user may count on was not found, as sentences."""
        return (*self._problems, *self._credentials.notes)

    def name_of(self, token: Token | None) -> str:
        """Return the user of a token; without one, the user who is expected; or ""."""
        if token is None:
            return self._credentials.named_user[0]
        return self._names.get(token.secret) or token.user

    def first_token(self) -> Token | None:
        """Return the token that is available without a keyring, or None."""
        found = self._credentials.find_token(quickly=True)
        return None if found is None else self._named(found.user, found.token)

    async def load(self, present: Token | None) -> Token | None:
        """Return a stored token not given before, or None. It may be slow.

        Args:
            present: The token that it is to replace, whose user it must be for; None for any.
        """
        passed_over = set(self._names)
        find_token = partial(self._credentials.find_token, refused=passed_over)
        while found := await event_loop.in_thread(find_token):
            if self._may_replace(present, found.user, found.token.user):
                return self._named(found.user, found.token)
            passed_over.add(found.token.secret)
        return None

    async def issue(self, transport: Transport, present: Token | None) -> Token | None:
        """Have a token issued for a password that is set; None where that cannot be.

        Args:
            transport: The connections to the service.
            present: As for ``load``.

        Raises:
            SignInError: The service refuses the password; the text names its source.
            ServiceError: The service could not be asked.
        """
        login = await self._login()
        if login is None or not self._may_replace(present, login.user):
            return None
        token = await self._signed_in(transport, login)
        if not self._may_replace(present, login.user, token.user):
            return None
        storing = self.store(login.user, token, login.kind)
        if event_loop.is_running():
            import asyncio

            task = asyncio.create_task(storing)
            self._storing.add(task)
            task.add_done_callback(self._storing.discard)
        else:
            await storing
        return self._named(login.user, token)

    async def store(
        self, user: str, token: Token, kind: CredentialKind = CredentialKind.LOGIN
    ) -> str:
        """Store the token of a user who has signed in; return its place, or "" where it has none.

        One that was issued for a password that is set serves as long as that names the same user;
        one for a typed password, until the user signs out.
        """
        self._named(user, token)
        tokens = self._credentials.tokens
        try:
            return await event_loop.in_thread(tokens.store, self._endpoint, user, token, kind)
        except OSError as error:
            reason = error.strerror or error
            self._not_stored = f"the token cannot be stored ({reason}): sign in again next time"
            return ""

    async def remove(self) -> SignedOut:
        """Remove the token that was stored, and tell what would sign in again."""
        await self.flush()
        removed = await event_loop.in_thread(self._credentials.tokens.remove, self._endpoint)
        found = await event_loop.in_thread(self._credentials.find_token)
        source = found or await self._login()
        remaining = source.source if source is not None else ""
        return SignedOut(removed.user, removed.left, remaining)

    async def flush(self) -> None:
        """Wait until what is to be stored has been stored."""
        if self._storing:
            import asyncio

            await asyncio.gather(*self._storing)

    async def _login(self) -> Login | None:
        # What the service has refused once is not sent again: that would lock the account.
        if self._password_refused:
            return None
        return await event_loop.in_thread(self._credentials.find_password)

    async def _signed_in(self, transport: Transport, login: Login) -> Token:
        code = environment_one_time_password(self._credentials.environ)
        if self._code_used:
            code = None
        self._code_used = True
        try:
            return await request_token(
                transport, login.user, login.password, None if code is None else code[1]
            )
        except SignInError as error:
            self._password_refused = True
            raise type(error)(f"{error.message} ({login.source})") from None

    def _may_replace(self, present: Token | None, name: str, claimed: str = "") -> bool:
        """Tell whether a token may be for the present one's user.

        A source names its user as users type it, a token perhaps by a number: neither is held
        against the other.
        """
        if present is None:
            return True
        if claimed and present.user:
            return claimed == present.user
        named = self._names.get(present.secret, "")
        return not (name and named and name != named)

    def _named(self, name: str, token: Token) -> Token:
        self._names[token.secret] = name
        return token
