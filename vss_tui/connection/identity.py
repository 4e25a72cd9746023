"""Who is signed in at an endpoint: how a token is had without asking, kept and forgotten."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from vss_tui.api.errors import SignInError
from vss_tui.api.http import Transport
from vss_tui.api.sign_in import request_token
from vss_tui.auth import CredentialKind, Credentials, Login, Removal
from vss_tui.models.token import Token
from vss_tui.support import event_loop
from vss_tui.support.secret import Secret

if TYPE_CHECKING:
    import asyncio


@dataclass(frozen=True, slots=True)
class SignedOut:
    """What a sign-out did.

    Attributes:
        user: Whose token had been kept, or "".
        removal: What became of it.
        remaining: The place that would sign a user in again without asking, or "".
    """

    user: str = ""
    removal: Removal = Removal.NOTHING_KEPT
    remaining: str = ""


class Identity(Protocol):
    """The user of one endpoint."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was found and cannot be used, as sentences for the user."""
        ...

    @property
    def causes(self) -> tuple[str, ...]:
        """Why a token or password that the user may count on was not found, as sentences."""
        ...

    def user_of(self, token: Token | None, /) -> str:
        """Return the user of a token; without one, the user who is expected; or ""."""
        ...

    def first_token(self) -> Token | None:
        """Return the token that is at hand at once, or None."""
        ...

    async def find(self, present: Token | None, /) -> Token | None:
        """Look for a token that was not given before; None where there is none.

        Args:
            present: The token that it is to replace, whose user it must be for; None for any.
        """
        ...

    async def obtain(self, transport: Transport, present: Token | None, /) -> Token | None:
        """Have a token issued without asking the user; None where that cannot be.

        Args:
            transport: The way to the service.
            present: As for ``find``.

        Raises:
            ServiceError: The service was asked and gave none.
        """
        ...

    async def keep(self, user: str, token: Token, /) -> str:
        """Keep the token of a user who has signed in; return its place, or "" where it has none."""
        ...

    async def forget(self) -> SignedOut:
        """Forget the token that was kept.

        Raises:
            OSError: It cannot be removed.
        """
        ...

    async def settle(self) -> None:
        """Wait until what is to be kept has been kept."""
        ...


class StoredUser:
    """A user of a real endpoint.

    Args:
        credentials: Where the user's tokens and passwords are found.
        troubles: What is wrong with the files that might have held them, as sentences.
    """

    def __init__(self, credentials: Credentials, troubles: tuple[str, ...] = ()) -> None:
        self._credentials = credentials
        self._troubles = troubles
        self._names: dict[Secret, str] = {}
        self._password_refused = False
        self._code_used = False
        self._not_kept = ""
        self._keeping: set[asyncio.Task[str]] = set()

    @property
    def notes(self) -> tuple[str, ...]:
        """What was found and cannot be used, as sentences for the user."""
        return (*self._credentials.notes, *((self._not_kept,) if self._not_kept else ()))

    @property
    def causes(self) -> tuple[str, ...]:
        """Why a token or password that the user may count on was not found, as sentences."""
        return (*self._troubles, *self._credentials.notes)

    def user_of(self, token: Token | None) -> str:
        """Return the user of a token; without one, the user who is expected; or ""."""
        if token is None:
            return self._credentials.user
        return self._names.get(token.secret) or token.user

    def first_token(self) -> Token | None:
        """Return the token that can be had without a keyring, or None."""
        found = self._credentials.find_token(quickly=True)
        return None if found is None else self._given(found.user, found.token)

    async def find(self, present: Token | None) -> Token | None:
        """Look for a kept token not given before, for the user of ``present`` where there is one.

        It may be slow.
        """
        passed_over = set(self._names)
        find_token = partial(self._credentials.find_token, refused=passed_over)
        while found := await event_loop.in_thread(find_token):
            if self._may_replace(present, found.user, found.token.user):
                return self._given(found.user, found.token)
            passed_over.add(found.token.secret)
        return None

    async def obtain(self, transport: Transport, present: Token | None) -> Token | None:
        """Have a token issued for a password that is set, for the user of ``present``.

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
        keeping = self._keep(login.user, token, login.via)
        if not event_loop.is_running():
            await keeping
        else:
            import asyncio

            task = asyncio.create_task(keeping)
            self._keeping.add(task)
            task.add_done_callback(self._keeping.discard)
        return self._given(login.user, token)

    async def keep(self, user: str, token: Token) -> str:
        """Keep the token of a user who has signed in; return its place, or "" where it has none."""
        return await self._keep(user, token, CredentialKind.LOGIN)

    async def forget(self) -> SignedOut:
        """Forget the token that was kept, and tell what would sign in again.

        Raises:
            OSError: It cannot be removed.
        """
        await self.settle()
        forgotten = await event_loop.in_thread(self._credentials.forget_token)
        found = await event_loop.in_thread(self._credentials.find_token)
        login = None if found is not None else await self._login()
        remaining = found.source if found is not None else login.source if login is not None else ""
        return SignedOut(forgotten.user, forgotten.removal, remaining)

    async def settle(self) -> None:
        """Wait until what is to be kept has been kept."""
        if self._keeping:
            import asyncio

            await asyncio.gather(*self._keeping)

    async def _login(self) -> Login | None:
        # What the service has refused once is not sent again: that would lock the account.
        if self._password_refused:
            return None
        return await event_loop.in_thread(self._credentials.find_password)

    async def _signed_in(self, transport: Transport, login: Login) -> Token:
        code = None if self._code_used else self._credentials.one_time_password
        self._code_used = True
        try:
            return await request_token(
                transport, login.user, login.password, None if code is None else code[1]
            )
        except SignInError as error:
            self._password_refused = True
            raise type(error)(f"{error.message} ({login.source})") from None

    async def _keep(self, user: str, token: Token, via: CredentialKind) -> str:
        self._given(user, token)
        try:
            return await event_loop.in_thread(self._credentials.store_token, user, token, via)
        except OSError as error:
            self._not_kept = (
                f"the token cannot be kept ({error.strerror or error}):"
                " you will be asked to sign in again"
            )
            return ""

    def _may_replace(self, present: Token | None, name: str, claimed: str = "") -> bool:
        """Whether a token is not known to be for another user than the present one's.

        A place names its user as people type it, a token perhaps by a number: neither is held
        against the other.
        """
        if present is None:
            return True
        if claimed and present.user:
            return claimed == present.user
        named = self._names.get(present.secret, "")
        return not (name and named and name != named)

    def _given(self, name: str, token: Token) -> Token:
        self._names[token.secret] = name
        return token
