"""What sources of credentials give, and the first of them: the environment.

Its variables have the names that ``vss-cli`` and ``pyvss`` use, in this order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from vss_tui.models.token import Token
from vss_tui.support.secret import Secret

_TOKENS = ("VSS_TOKEN", "VSS_API_TOKEN")
_LOGINS = (("VSS_USER", "VSS_USER_PASS"), ("VSS_API_USER", "VSS_API_USER_PASS"))
_ONE_TIME_PASSWORDS = ("VSS_USER_OTP", "VSS_API_USER_OTP")


class CredentialKind(StrEnum):
    """What a token of ours was issued for; the value is how a record says it."""

    LOGIN = "login"
    """A password that the user typed."""
    ENVIRONMENT = "environment"
    """A password of the environment."""
    VSS_CLI = "vss-cli"
    """A password that ``vss-cli`` stores."""


@dataclass(frozen=True, slots=True)
class FoundToken:
    """A token, the source that holds it, and the user whom that source names (or "")."""

    token: Token
    source: str
    user: str = ""


@dataclass(frozen=True, slots=True)
class Login:
    """A user and a password, the source that holds them, and of which kind that is."""

    user: str
    password: Secret
    source: str
    kind: CredentialKind


def environment_tokens(environ: Mapping[str, str]) -> Iterator[tuple[str, Secret]]:
    """Give each token that is set, with the name of its variable."""
    for variable in _TOKENS:
        if environ.get(variable, "").strip():
            yield variable, Secret(environ[variable])


def environment_login(environ: Mapping[str, str]) -> Login | None:
    """Return the first pair of user and password that is complete, or None."""
    for user, password in _complete(environ):
        secret, source = Secret(environ[password]), f"{user}, {password}"
        return Login(environ[user].strip(), secret, source, CredentialKind.ENVIRONMENT)
    return None


def environment_user(environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the user whom the environment speaks for, and the variable, or two empty texts."""
    for variable, _ in (*_complete(environ), *_LOGINS):
        name = environ.get(variable, "").strip()
        if name:
            return name, variable
    return "", ""


def environment_one_time_password(environ: Mapping[str, str]) -> tuple[str, Secret] | None:
    """Return the first one-time password that is set, with the name of its variable, or None."""
    for variable in _ONE_TIME_PASSWORDS:
        code = environ.get(variable, "").strip()
        if code:
            return variable, Secret(code)
    return None


def _complete(environ: Mapping[str, str]) -> list[tuple[str, str]]:
    return [pair for pair in _LOGINS if environ.get(pair[0], "").strip() and environ.get(pair[1])]
