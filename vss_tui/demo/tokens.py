"""Access tokens: JSON web tokens signed with HMAC-SHA256 (RFC 7519, algorithm HS256)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime

_KEY = b"the embedded service signs with this and guards nothing"
_HEADER = {"alg": "HS256", "typ": "JWT"}


class TokenError(ValueError):
    """A token that the service refuses with 401; its text is the answer's message."""


def encode(claims: Mapping[str, object]) -> str:
    """Sign ``claims`` and give the token."""
    signed = f"{_pack(_HEADER)}.{_pack(claims)}"
    return f"{signed}.{_signature(signed)}"


def decode(token: str) -> dict[str, object]:
    """Check a token's signature and give its claims.

    Raises:
        TokenError: It is no token, or not one of ours.
    """
    signed, _, signature = token.rpartition(".")
    expected = _signature(signed)
    if not hmac.compare_digest(signature.encode(), expected.encode()):
        raise TokenError("Signature verification failed")
    claims: dict[str, object] = json.loads(_unpadded(signed.partition(".")[2]))
    return claims


class TokenDesk:
    """Issues tokens, and knows which of them are good.

    Args:
        now: The clock, with a zone.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._good: set[str] = set()
        self._issued = 0

    def issue(self, user: str, life: float, *, mfa: bool = False) -> tuple[str, int]:
        """Issue a token.

        Args:
            user: Whom it speaks for.
            life: Seconds until it ends; below zero for one that has ended already.
            mfa: Whether a one-time password was given for it (its claim ``otp``).

        Returns:
            The token and the Unix second in which it ends.
        """
        self._issued += 1
        issued = self._now().timestamp()
        serial, expiry = str(self._issued), int(issued + life)
        self._good.add(serial)
        claims = {
            "sub": user,
            "iat": int(issued),
            "exp": expiry,
            "jti": serial,
            "otp": mfa,
            "type": "ACCESS",
        }
        return encode(claims), expiry

    def user_of(self, token: str) -> str:
        """Tell whom a token speaks for.

        Raises:
            TokenError: It is none of ours, has ended or was revoked.
        """
        claims = decode(token)
        expiry = claims["exp"]
        if not isinstance(expiry, int) or expiry <= self._now().timestamp():
            raise TokenError("Token has expired")
        if claims["jti"] not in self._good:
            raise TokenError("Token has been revoked")
        return str(claims["sub"])

    def revoke(self) -> None:
        """Refuse every token issued so far."""
        self._good.clear()


def _pack(value: object) -> str:
    text = json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _signature(signed: str) -> str:
    digest = hmac.new(_KEY, signed.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
