"""The service's accounts and access tokens."""

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from vss_tui.demo.images import Collection, first_personal_images


@dataclass(slots=True)
class Account:
    """A user with a password and a store of their own.

    Attributes:
        name: The user name.
        password: The password.
        code: The one-time password accepted now; None for an account without MFA.
        must_enable_mfa: Whether no token is issued until MFA is set up elsewhere.
        images: The personal images.
    """

    name: str
    password: str = field(repr=False)
    code: str | None = field(default=None, repr=False)
    must_enable_mfa: bool = False
    images: Collection = field(default_factory=Collection, repr=False)


DEMO = ("demo", "demo")
"""User and password of the account that just works."""
MFA = ("demo-mfa", "demo")
"""User and password of the account that also needs the one-time password ``MFA_CODE``."""
MFA_CODE = "123456"
MUST_ENABLE_MFA = ("demo-new", "demo")
"""User and password of the account that gets no token before MFA is set up."""


def first_accounts(ids: Iterator[int]) -> dict[str, Account]:
    """Make the first accounts by user name; their images take ``ids``."""
    accounts = (
        Account(*DEMO),
        Account(*MFA, code=MFA_CODE),
        Account(*MUST_ENABLE_MFA, must_enable_mfa=True),
    )
    for account in accounts:
        account.images.replace(first_personal_images(account.name, ids))
    return {account.name: account for account in accounts}


def basic_credentials(authorization: str) -> tuple[str, str] | None:
    """Return user and password of an ``Authorization: Basic`` header, or None."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    user, _, password = text.partition(":")
    return user, password


class TokenError(ValueError):
    """A token that the service refuses with 401; its text is the response's message."""


class TokenIssuer:
    """Issues tokens, and knows those it has issued.

    Args:
        now: The clock, with a zone.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._issued: dict[str, tuple[str, int]] = {}
        self._serials = count(1)

    def issue(self, user: str, life: float, *, mfa: bool = False) -> tuple[str, int]:
        """Issue a token that lives ``life`` seconds, and return it with its Unix second of expiry.

        ``mfa`` says whether a one-time password was given for it (its claim ``otp``).
        """
        expiry = int(self._now().timestamp() + life)
        serial = str(next(self._serials))
        token = unsigned_token({"sub": user, "exp": expiry, "jti": serial, "otp": mfa})
        self._issued[token] = user, expiry
        return token, expiry

    def user_of(self, token: str) -> str:
        """Return the user whom a token authenticates.

        Raises:
            TokenError: It is not one of ours, has expired or was revoked.
        """
        if token not in self._issued:
            raise TokenError("Token is unknown or has been revoked")
        user, expiry = self._issued[token]
        if expiry <= self._now().timestamp():
            raise TokenError("Token has expired")
        return user

    def revoke(self) -> None:
        """Refuse every token issued so far."""
        self._issued.clear()


def unsigned_token(claims: Mapping[str, object]) -> str:
    """Return a JSON web token with ``claims``; nobody checks its signature."""
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join([*(_base64(json.dumps(part).encode()) for part in parts), "unsigned"])


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
