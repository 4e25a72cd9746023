"""``vss-tui login`` and ``vss-tui logout``: a sign-in at the terminal, and its end."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from vss_tui import paths
from vss_tui.api.errors import OneTimePasswordNeeded, ServiceError
from vss_tui.cli.connecting import connected
from vss_tui.cli.exits import Exit, Failure
from vss_tui.cli.running import blocking, run_to_end
from vss_tui.cli.streams import tell
from vss_tui.credentials import IN_KEYRING, Removal, environment
from vss_tui.kept import PageStore
from vss_tui.secret import Secret
from vss_tui.text import shown

if TYPE_CHECKING:
    from vss_tui.catalog.token import Token
    from vss_tui.connection import Connection


class _Declined(Exception):
    """The user ended the input (Ctrl+D) instead of answering."""


def run(args: argparse.Namespace) -> int:
    """Sign in or out, as ``args.call`` says; give the exit code."""
    if args.demo:
        tell("The demo takes no login: vss-tui --demo opens it.")
        return Exit.DONE
    return run_to_end(_log_in(args) if args.call == "login" else _log_out(args))


async def _log_in(args: argparse.Namespace) -> int:
    if sys.stdin is None or not sys.stdin.isatty():
        raise Failure(
            "login asks for your password on a terminal; in a script set VSS_USER and"
            " VSS_USER_PASS, or VSS_TOKEN",
            Exit.USAGE,
        )
    async with connected(args) as connection:
        endpoint = connection.endpoint
        tell(f"Signing in to {endpoint.name}, {endpoint.url}")
        owner_before = connection.owner
        try:
            user = _asked_user(connection.user)
            token = await _signed_in(connection, user)
        except _Declined:
            return Exit.CANCELLED
        if connection.owner != owner_before:
            _forget_pages(owner_before)
        tell(_success(connection, user, token))
        _tell_of_environment(user)
    return Exit.DONE


async def _signed_in(connection: "Connection", user: str) -> "Token":
    password = Secret(_asked_secret("Password: "))
    if not password:
        raise Failure("no password was typed, so nothing was sent", Exit.NOT_AUTHENTICATED)
    try:
        return await connection.sign_in(user, password)
    except OneTimePasswordNeeded:
        tell("This account needs a one-time password as well.")
    try:
        await connection.send_one_time_password(user, password)
        tell("The service sends you one now.")
    except ServiceError as error:
        # A code of the user's own authenticator may do all the same.
        tell(f"The service could not send one: {error.message}")
    code = Secret(_asked_secret("One-time password: ").strip())
    return await connection.sign_in(user, password, code)


async def _log_out(args: argparse.Namespace) -> int:
    async with connected(args) as connection:
        owner, name = connection.owner, connection.endpoint.name
        try:
            signed_out = await connection.sign_out()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise Failure(
                f"the token cannot be removed ({reason}); remove the file yourself: "
                f"{error.filename}"
            ) from error
        for left in {owner, connection.owner_named(signed_out.user)}:
            _forget_pages(left)
        if signed_out.removal is Removal.LEFT_IN_KEYRING:
            raise Failure(
                "the keyring holds the token and does not answer; unlock it, then run"
                " vss-tui logout again"
            )
        if signed_out.removal is Removal.REMOVED:
            tell(f"The token of {signed_out.user} for {name} is forgotten.")
        else:
            tell(f"vss-tui keeps no token for {name}.")
        if signed_out.remaining:
            tell(f"You are signed in all the same by what {signed_out.remaining} holds.")
    return Exit.DONE


def _asked_user(default: str) -> str:
    """Ask for the user's name; an empty line means ``default``, where there is one."""
    offer = f" [{shown(default)}]" if default else ""
    while True:
        sys.stderr.write(f"User{offer}: ")
        sys.stderr.flush()
        try:
            with blocking():
                line = sys.stdin.readline()
        except UnicodeDecodeError:
            raise _foreign_encoding() from None
        if not line:
            tell("")
            raise _Declined
        user = line.strip() or default
        if user:
            return user


def _asked_secret(prompt: str) -> str:
    """Ask for what must not be seen; a terminal whose echo cannot be turned off is not asked."""
    import getpass
    import warnings

    try:
        with blocking(), warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(prompt)
    except EOFError:
        tell("")
        raise _Declined from None
    except getpass.GetPassWarning:
        raise Failure(
            "this terminal would show the password; use another one", Exit.USAGE
        ) from None
    except UnicodeDecodeError:
        raise _foreign_encoding() from None


def _foreign_encoding() -> Failure:
    return Failure(
        "the terminal sent characters of another encoding than your locale's; correct LANG",
        Exit.USAGE,
    )


def _success(connection: "Connection", user: str, token: "Token") -> str:
    until = f" until {token.expires.astimezone():%Y-%m-%d %H:%M}" if token.expires else ""
    kept = {"": "it cannot be kept", IN_KEYRING: "the keyring keeps the token"}.get(
        connection.token_place, f"the token is kept in {connection.token_place}"
    )
    return f"Signed in to {connection.endpoint.name} as {user}{until}; {kept}."


def _tell_of_environment(user: str) -> None:
    """Name the variables that go before the token just kept."""
    for variable, _ in environment.tokens(os.environ):
        tell(f"{variable} is set and goes before this token: unset it.")
    named = environment.user(os.environ)
    if named not in ("", user):
        tell(f"The environment names {named} as the user and goes before this token: unset it.")


def _forget_pages(owner: str | None) -> None:
    if owner is not None:
        PageStore(paths.cache_dir(), owner).forget()
