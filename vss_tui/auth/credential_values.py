"""What the places of credentials hold."""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from vss_tui.models.token import Token
from vss_tui.support.secret import Secret


class CredentialKind(StrEnum):
    """What a token of ours was taken with; the value is how a record says it."""

    LOGIN = "login"
    """A password that the user typed."""
    ENVIRONMENT = "environment"
    """A password that the environment holds."""
    VSS_CLI = "vss-cli"
    """A password that ``vss-cli`` keeps."""


@dataclass(frozen=True, slots=True)
class FoundToken:
    """A token, the place that held it, and the user whom that place names (or "")."""

    token: Token
    source: str
    user: str = ""


@dataclass(frozen=True, slots=True)
class Login:
    """A user and a password, the place that held them, and of which kind that is."""

    user: str
    password: Secret
    source: str
    via: CredentialKind


@dataclass(frozen=True, slots=True)
class VssCliAccount:
    """What ``vss-cli`` keeps for one endpoint.

    Attributes:
        name: Its name of the endpoint, under which its keychain and its encrypted file keep more.
        source: The place of its ``config.yaml``.
        token: The token it took last, or None.
        user: The user's name, or "".
        password: The user's password, or None.
    """

    name: str
    source: str
    token: Secret | None = None
    user: str = ""
    password: Secret | None = None


class Removal(Enum):
    """What became of a kept token that was to be removed."""

    NOTHING_KEPT = auto()
    REMOVED = auto()
    LEFT_IN_KEYRING = auto()


@dataclass(frozen=True, slots=True)
class RemovalResult:
    """Whose token was to be removed (or "" where none was kept), and what became of it."""

    user: str
    removal: Removal
