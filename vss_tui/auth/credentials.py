"""Where the token and the password of one endpoint are looked for, and in which order."""

import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vss_tui.auth import environment_credentials, vss_cli_credentials
from vss_tui.auth.credential_values import (
    CredentialKind,
    FoundToken,
    Login,
    RemovalResult,
    VssCliAccount,
)
from vss_tui.auth.system_keyring import KeyringFailed, SystemKeyring
from vss_tui.auth.token_store import IN_KEYRING, Record, TokenStore
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.token import MalformedToken, Token
from vss_tui.support.secret import Secret

_CLOCK_ERROR_SECONDS = 15 * 60
"""How far this machine's clock may be off: only the service can tell what has just expired."""

_MACOS = "darwin"


@dataclass(frozen=True, slots=True)
class _Source:
    """A place that may hold a token."""

    source: str
    user: str
    slow: bool
    read: Callable[[], Secret | None]


@dataclass(frozen=True, slots=True)
class Stores:
    """The places outside the environment and the settings that hold credentials.

    Attributes:
        tokens: Our own tokens.
        keyring: The system's keyring, where ``vss-cli`` keeps its credentials on macOS.
        encrypted: The place of the encrypted file of ``vss-cli``, or None.
    """

    tokens: TokenStore
    keyring: SystemKeyring
    encrypted: Path | None = None


class Credentials:
    """What is known of the user of one endpoint.

    What is found and cannot be used is named in ``notes``, as sentences for the user.

    Args:
        endpoint: Whose credentials they are.
        stores: The places that keep credentials.
        environ: The environment's variables; empty where the environment does not speak for this
            endpoint.
        account: What the ``config.yaml`` of ``vss-cli`` holds for the endpoint, or None.
        now: The present time, aware.
        platform: As ``sys.platform`` names it.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        stores: Stores,
        *,
        environ: Mapping[str, str],
        account: VssCliAccount | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        platform: str = sys.platform,
    ) -> None:
        self._endpoint = endpoint
        self._stores = stores
        self._environ = environ
        self._account = account
        self._now = now
        self._platform = platform
        self._notes: dict[str, None] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """What was found so far and cannot be used, each with the reason."""
        return tuple(self._notes)

    @property
    def user(self) -> str:
        """The user for whom a token is likely to be found, or ""; nothing slow is touched."""
        return self.named_user[0]

    @property
    def named_user(self) -> tuple[str, str]:
        """That user, and the place that names them."""
        named = environment_credentials.named_user(self._environ)
        if named[0]:
            return named
        record = self._record()
        if record is not None:
            return record.user, str(self._stores.tokens.path(self._endpoint))
        account = self._account
        return (account.user, account.source) if account is not None and account.user else ("", "")

    @property
    def one_time_password(self) -> tuple[str, Secret] | None:
        """The one-time password of the environment, with the name of its variable, or None."""
        return environment_credentials.one_time_password(self._environ)

    def find_token(
        self, *, refused: Collection[Secret] = (), quickly: bool = False
    ) -> FoundToken | None:
        """Return the first token that may be accepted, or None. This may be slow.

        Args:
            refused: Tokens that the service has refused already.
            quickly: Whether to give up where a keyring would have to be asked.
        """
        for place in self._token_places():
            if quickly and place.slow:
                return None
            token = self._usable(place)
            if token is not None and token.secret not in refused:
                return FoundToken(token, place.source, place.user)
        return None

    def find_password(self) -> Login | None:
        """Return the first user and password that are set, or None. This may be slow."""
        found = environment_credentials.login(self._environ)
        account = self._fitting_account()
        if found is not None or account is None:
            return found
        if account.user and account.password is not None:
            return Login(account.user, account.password, account.source, CredentialKind.VSS_CLI)
        kept = self._keychain_login(account) or self._encrypted_login(account)
        named = environment_credentials.user(self._environ)
        return None if kept is not None and named and kept.user != named else kept

    def store_token(self, user: str, token: Token, via: CredentialKind) -> str:
        """Keep a token for the next run. This may be slow.

        One that was taken with a password that is set somewhere serves as long as that names the
        same user; one that was taken with a typed password, until the user signs out.

        Returns:
            The place that holds it: ``keyring`` or the path of a file.

        Raises:
            OSError: It cannot be kept.
        """
        return self._stores.tokens.store(self._endpoint, user, token, via)

    def forget_token(self) -> RemovalResult:
        """Remove our own token. This may be slow.

        Raises:
            OSError: Its file cannot be removed.
        """
        return self._stores.tokens.forget(self._endpoint)

    def _token_places(self) -> Iterator[_Source]:
        user = environment_credentials.user(self._environ)
        for variable, secret in environment_credentials.tokens(self._environ):
            yield _Source(variable, user, slow=False, read=_held(secret))
        record = self._record()
        if record is not None:
            yield self._own_place(record)
        account = self._fitting_account()
        if account is None:
            return
        if account.token is not None:
            yield _Source(account.source, account.user, slow=False, read=_held(account.token))
        if self._platform == _MACOS:
            yield _Source(
                "keychain of vss-cli",
                account.user,
                slow=True,
                read=lambda: vss_cli_credentials.keychain_token(self._stores.keyring, account.name),
            )

    def _own_place(self, record: Record) -> _Source:
        if record.token is not None:
            path = str(self._stores.tokens.path(self._endpoint))
            return _Source(path, record.user, slow=False, read=_held(record.token))
        return _Source(
            IN_KEYRING,
            record.user,
            slow=True,
            read=lambda: self._stores.tokens.from_keyring(self._endpoint, record),
        )

    def _record(self) -> Record | None:
        """Return the record of the last login, if it is of the user whom the other sources name."""
        try:
            record = self._stores.tokens.record(self._endpoint)
        except OSError as error:
            self._note(f"the token kept here is not used: {error.strerror or error}")
            return None
        if record is None:
            return None
        named, account = environment_credentials.user(self._environ), self._account
        holds = {
            CredentialKind.LOGIN: True,
            CredentialKind.ENVIRONMENT: bool(named),
            CredentialKind.VSS_CLI: account is not None and account.user in ("", record.user),
        }
        return record if holds[record.via] and named in ("", record.user) else None

    def _fitting_account(self) -> VssCliAccount | None:
        """Return the account of ``vss-cli``, unless the environment names another user."""
        account, named = self._account, environment_credentials.user(self._environ)
        foreign = account is not None and named and account.user and named != account.user
        return None if foreign else account

    def _usable(self, place: _Source) -> Token | None:
        try:
            secret = place.read()
            token = Token.parse(secret.reveal()) if secret is not None else None
        except KeyringFailed as error:
            self._note(f"the token in the {place.source} is not used: {error}")
            return None
        except MalformedToken as error:
            self._note(f"{place.source}: {error}")
            return None
        life = token.life(self._now()) if token is not None else None
        if life is not None and life < -_CLOCK_ERROR_SECONDS:
            self._note(f"{place.source}: the token has expired")
            return None
        return token

    def _keychain_login(self, account: VssCliAccount) -> Login | None:
        if self._platform != _MACOS:
            return None
        try:
            return vss_cli_credentials.keychain_login(self._stores.keyring, account.name)
        except KeyringFailed as error:
            self._note(f"the password in the keychain of vss-cli is not used: {error}")
            return None

    def _encrypted_login(self, account: VssCliAccount) -> Login | None:
        if self._stores.encrypted is None:
            return None
        try:
            return vss_cli_credentials.encrypted_login(self._stores.encrypted, account.name)
        except vss_cli_credentials.EncryptedFileError as error:
            self._note(str(error))
            return None

    def _note(self, sentence: str) -> None:
        self._notes.setdefault(sentence)


def _held(secret: Secret) -> Callable[[], Secret]:
    return lambda: secret
