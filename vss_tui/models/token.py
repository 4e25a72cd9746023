"""An access token of the service, and what may be read of it without its key."""

import base64
import json
from datetime import UTC, datetime
from typing import NamedTuple

from vss_tui.support.safe_text import Untrusted
from vss_tui.support.secret import Secret


class MalformedToken(ValueError):
    """A text that cannot be sent as a token; its own text never holds the value."""


class Token(NamedTuple):
    """A token, when it ends (None where it does not say), and the user it names (or "")."""

    secret: Secret
    expires: datetime | None = None
    user: str = ""

    @classmethod
    def parse(cls, text: str) -> "Token":
        """Take a token as a user or the service gave it; spaces and newlines round it are dropped.

        Raises:
            MalformedToken: It is empty, or holds a space, a quote, a control or a non-ASCII
                character.
        """
        value = text.strip()
        if not value or not value.isascii() or not value.isprintable() or " " in value:
            raise MalformedToken("the token is malformed: copy it again, whole and on one line")
        if set(value) & set("\"'`"):
            raise MalformedToken("the token is malformed: remove the quotes from it")
        claims = _claims(value)
        return cls(Secret(value), expiry(claims.get("exp")), _user(claims))

    def life(self, now: datetime) -> float | None:
        """Seconds until it ends, by the clock of this machine; None where it does not say."""
        return None if self.expires is None else (self.expires - now).total_seconds()


def _claims(value: str) -> dict[str, object]:
    parts = value.split(".")
    if len(parts) != 3:
        return {}
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def expiry(seconds: object) -> datetime | None:
    """Return the time of an ``exp`` (Unix seconds); None where it is none, in any time zone."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        expires = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return expires if datetime.min.year < expires.year < datetime.max.year else None


def _user(claims: dict[str, object]) -> str:
    for key in ("user", "username", "sub", "identity"):
        value = claims.get(key)
        if isinstance(value, str) and value:
            return Untrusted(value)
    return ""
