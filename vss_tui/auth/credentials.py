"""Where the token and the password of one endpoint are looked for, and in which order."""

import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from vss_tui.auth.credential_sources import (
    CredentialKind,
    EncryptedFileError,
    FoundToken,
    Login,
    encrypted_login,
    environment_login,
    environment_problems,
    environment_tokens,
    environment_user,
    keychain_login,
    keychain_token,
)
from vss_tui.auth.system_keyring import KeyringFailed, SystemKeyring
from vss_tui.auth.token_store import Record, TokenStore
from vss_tui.config import VssCliAccount
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.token import MalformedToken, Token
from vss_tui.support.secret import Secret

_CLOCK_ERROR_SECONDS = 15 * 60
"""How far this machine's clock may be off: only the service can tell what has just expired."""

_MACOS = "darwin"


class _Source(NamedTuple):
    """Something that may hold a token."""

    name: str
    user: str
    slow: bool
    read: Callable[[], Secret | None]


class Stores(NamedTuple):
    """What holds credentials outside the environment and the settings.

    Attributes:
        tokens: Our own tokens.
        keyring: The system's keyring, where ``vss-cli`` stores its credentials on macOS.
        encrypted: The place of the encrypted file of ``vss-cli``, or None.
    """

    tokens: TokenStore
    keyring: SystemKeyring
    encrypted: Path | None = None


class Credentials:
    """The sources of one endpoint's credentials, in the order in which they are asked.

    What is found and cannot be used is named in ``notes``, as sentences for the user.

    Args:
        endpoint: Whose credentials they are.
        stores: What holds credentials.
        environ: The environment's variables; empty where the environment does not speak for this
            endpoint.
        account: What the ``config.yaml`` of ``vss-cli`` holds for the endpoint, or None.
        now: The present time, aware.
        platform: As ``sys.platform`` names it.

    Attributes:
        tokens: Our own tokens.
        environ: The environment's variables.
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
        self.tokens = stores.tokens
        self.environ = environ
        self._endpoint = endpoint
        self._stores = stores
        self._account = account
        self._now = now
        self._platform = platform
        self._notes: dict[str, None] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """What was found so far and cannot be used, each with the reason."""
        return (*environment_problems(self.environ), *self._notes)

    @property
    def named_user(self) -> tuple[str, str]:
        """The user for whom a token may be found, and the source that names them.

        Nothing slow is asked; both are "" where nobody is named.
        """
        named = environment_user(self.environ)
        if named[0]:
            return named
        for record in self._records():
            return record.user, str(self.tokens.path(self._endpoint))
        account = self._account
        return (account.user, account.source) if account is not None and account.user else ("", "")

    def find_token(
        self, *, refused: Collection[Secret] = (), quickly: bool = False
    ) -> FoundToken | None:
        """Return the first token that may be accepted, or None. This may be slow.

        Args:
            refused: Tokens that the service has refused already.
            quickly: Whether to give up where a keyring would have to be asked.
        """
        for source in self._token_sources():
            if quickly and source.slow:
                return None
            token = self._usable(source)
            if token is not None and token.secret not in refused:
                return FoundToken(token, source.name, source.user)
        return None

    def find_password(self) -> Login | None:
        """Return the first user and password that are set, or None. This may be slow."""
        found, account = environment_login(self.environ), self._fitting_account()
        if found is not None or account is None:
            return found
        if account.user and account.password is not None:
            return Login(account.user, account.password, account.source, CredentialKind.VSS_CLI)
        found = self._keychain_login(account) or self._encrypted_login(account)
        named = environment_user(self.environ)[0]
        return None if found is not None and named and found.user != named else found

    def _token_sources(self) -> Iterator[_Source]:
        user = environment_user(self.environ)[0]
        for variable, secret in environment_tokens(self.environ):
            yield _Source(variable, user, slow=False, read=_reading(secret))
        for record in self._records():
            yield self._own_source(record)
        account = self._fitting_account()
        if account is None:
            return
        if account.token is not None:
            yield _Source(account.source, account.user, slow=False, read=_reading(account.token))
        if self._platform == _MACOS:
            name = account.endpoint.name
            yield _Source(
                "keychain of vss-cli",
                account.user,
                slow=True,
                read=lambda: keychain_token(self._stores.keyring, name),
            )

    def _own_source(self, record: Record) -> _Source:
        if record.token is not None:
            return _Source(record.place, record.user, slow=False, read=_reading(record.token))
        return _Source(
            record.place,
            record.user,
            slow=True,
            read=lambda: self.tokens.from_keyring(self._endpoint, record),
        )

    def _records(self) -> Iterator[Record]:
        """Give the stored tokens that are for the user whom the other sources name."""
        named, account = environment_user(self.environ)[0], self._account
        theirs = account.user if account is not None else ""
        holds = {
            CredentialKind.LOGIN: True,
            CredentialKind.ENVIRONMENT: bool(named),
            CredentialKind.VSS_CLI: account is not None,
        }
        for owner in dict.fromkeys(("", named or theirs)):
            record = self._record(owner)
            if record is None or not holds[record.kind] or named not in ("", record.user):
                continue
            if record.kind is not CredentialKind.VSS_CLI or theirs in ("", record.user):
                yield record

    def _record(self, owner: str) -> Record | None:
        try:
            record = self.tokens.record(self._endpoint, owner)
        except OSError as error:
            self._note(f"the stored token is not used: {error.strerror or error}")
            return None
        if record is not None and record.exposed and record.token is not None:
            self._note(
                f"other users could read the token in {record.place}, which is closed to them now:"
                " sign in again if others use this machine"
            )
        return record

    def _fitting_account(self) -> VssCliAccount | None:
        """Return what ``vss-cli`` stores, unless the environment speaks for somebody else."""
        account, named = self._account, environment_user(self.environ)[0]
        other = account is not None and named and account.user and named != account.user
        return None if other else account

    def _usable(self, source: _Source) -> Token | None:
        try:
            secret = source.read()
            token = Token.parse(secret.reveal()) if secret is not None else None
        except KeyringFailed as error:
            self._note(f"the token in the {source.name} is not used: {error}")
            return None
        except MalformedToken as error:
            self._note(f"{source.name}: {error}")
            return None
        life = token.life(self._now()) if token is not None else None
        if life is not None and life < -_CLOCK_ERROR_SECONDS:
            self._note(f"{source.name}: the token has expired")
            return None
        return token

    def _keychain_login(self, account: VssCliAccount) -> Login | None:
        if self._platform != _MACOS:
            return None
        try:
            return keychain_login(self._stores.keyring, account.endpoint.name)
        except KeyringFailed as error:
            self._note(f"the password in the keychain of vss-cli is not used: {error}")
            return None

    def _encrypted_login(self, account: VssCliAccount) -> Login | None:
        if self._stores.encrypted is None:
            return None
        try:
            return encrypted_login(self._stores.encrypted, account.endpoint.name)
        except EncryptedFileError as error:
            self._note(str(error))
            return None

    def _note(self, sentence: str) -> None:
        self._notes.setdefault(sentence)


def _reading(secret: Secret) -> Callable[[], Secret]:
    return lambda: secret
