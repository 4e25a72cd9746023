"""Credentials in the environment: the names of ``vss-cli``, then those of ``pyvss``."""

from collections.abc import Iterator, Mapping

from vss_tui.auth.credential_values import CredentialKind, Login
from vss_tui.support.secret import Secret

_TOKENS = ("VSS_TOKEN", "VSS_API_TOKEN")
_LOGINS = (("VSS_USER", "VSS_USER_PASS"), ("VSS_API_USER", "VSS_API_USER_PASS"))
_ONE_TIME_PASSWORDS = ("VSS_USER_OTP", "VSS_API_USER_OTP")


def tokens(environ: Mapping[str, str]) -> Iterator[tuple[str, Secret]]:
    """Give each token that is set, with the name of its variable."""
    for variable in _TOKENS:
        if environ.get(variable, "").strip():
            yield variable, Secret(environ[variable])


def login(environ: Mapping[str, str]) -> Login | None:
    """Return the first pair of user and password that is whole."""
    whole = _whole(environ)
    if not whole:
        return None
    user, password = whole[0]
    name, word = environ[user].strip(), Secret(environ[password])
    return Login(name, word, f"{user}, {password}", CredentialKind.ENVIRONMENT)


def user(environ: Mapping[str, str]) -> str:
    """Return the name of the user that the environment speaks for, or ""."""
    return named_user(environ)[0]


def named_user(environ: Mapping[str, str]) -> tuple[str, str]:
    """Return that name and the variable that holds it, or two empty texts."""
    for variable, _ in (*_whole(environ), *_LOGINS):
        name = environ.get(variable, "").strip()
        if name:
            return name, variable
    return "", ""


def one_time_password(environ: Mapping[str, str]) -> tuple[str, Secret] | None:
    """Return the first one-time password that is set, with the name of its variable, or None."""
    for variable in _ONE_TIME_PASSWORDS:
        code = environ.get(variable, "").strip()
        if code:
            return variable, Secret(code)
    return None


def _whole(environ: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the variables of a user and a password that are both set."""
    return [pair for pair in _LOGINS if environ.get(pair[0], "").strip() and environ.get(pair[1])]
