"""``vss-tui login`` and ``vss-tui logout``: a sign-in at the terminal, and its end."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from vss_tui import page_cache
from vss_tui.api.errors import ServiceError, WrongOneTimePassword
from vss_tui.auth import IN_KEYRING, environment_tokens, environment_user
from vss_tui.cli.exit_status import CliError, ExitStatus, blocking
from vss_tui.cli.output import print_error
from vss_tui.cli.running import connected, run_async
from vss_tui.support import paths
from vss_tui.support.safe_text import escape
from vss_tui.support.secret import Secret

if TYPE_CHECKING:
    from vss_tui.connection import Connection
    from vss_tui.models.endpoint import Endpoint
    from vss_tui.models.token import Token


class _InputEnded(Exception):
    """The user ended the input (Ctrl+D) instead of answering."""


def run(args: argparse.Namespace) -> int:
    """Sign in or out, as ``args.command`` says; return the exit status."""
    if args.demo:
        print_error("--demo needs no login: run vss-tui --demo")
        return ExitStatus.DONE
    return run_async(_log_in(args) if args.command == "login" else _log_out(args))


async def _log_in(args: argparse.Namespace) -> int:
    if sys.stdin is None or not sys.stdin.isatty():
        raise CliError(
            "login asks for your password on a terminal; in a script set VSS_USER and"
            " VSS_USER_PASS, or VSS_TOKEN",
            ExitStatus.USAGE,
        )
    async with connected(args) as connection:
        endpoint = connection.endpoint
        print_error(f"Signing in to {endpoint.name}, {endpoint.url}")
        owner = connection.owner
        try:
            user = _prompt_user(connection.user)
            token = await _sign_in(connection, user)
        except _InputEnded:
            return ExitStatus.CANCELLED
        _clear_cache(endpoint, frames_only=connection.owner == owner)
        print_error(_success(connection, user, token))
        _warn_of_environment(user)
    return ExitStatus.DONE


async def _sign_in(connection: "Connection", user: str) -> "Token":
    password = Secret(_prompt_secret("Password: "))
    if not password:
        raise CliError("no password was typed, so nothing was sent", ExitStatus.NOT_AUTHENTICATED)
    return await connection.sign_in(user, password, _ask_code)


async def _ask_code(error: ServiceError | None) -> Secret:
    if isinstance(error, WrongOneTimePassword):
        raise error
    print_error("This account needs a one-time password as well.")
    print_error(
        "The service sends you one now."
        if error is None
        else f"The service could not send one: {error.message}"
    )
    return Secret(_prompt_secret("One-time password: ").strip())


async def _log_out(args: argparse.Namespace) -> int:
    async with connected(args, sends_secrets=False) as connection:
        endpoint = connection.endpoint
        signed_out = await connection.sign_out()
        left = [*signed_out.left, *_clear_cache(endpoint)]
        if signed_out.user:
            print_error(f"Signed {signed_out.user} out of {endpoint.name}.")
        elif not left:
            print_error(f"No token is stored for {endpoint.name}.")
        if signed_out.remaining:
            print_error(f"You are still signed in through {signed_out.remaining}.")
        if left:
            raise CliError(
                f"not removed: {'; '.join(left)}. Correct that, then run vss-tui logout again"
            )
    return ExitStatus.DONE


def _prompt_user(default: str) -> str:
    """Ask for the user's name; an empty line means ``default``, where there is one."""
    offer = f" [{escape(default)}]" if default else ""
    while True:
        sys.stderr.write(f"User{offer}: ")
        sys.stderr.flush()
        try:
            with blocking():
                line = sys.stdin.readline()
        except UnicodeDecodeError:
            raise _wrong_encoding() from None
        if not line:
            print_error("")
            raise _InputEnded
        user = line.strip() or default
        if user:
            return user


def _prompt_secret(prompt: str) -> str:
    """Ask for what must not be seen; a terminal whose echo cannot be turned off is not asked."""
    import getpass
    import warnings

    try:
        with blocking(), warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(prompt)
    except EOFError:
        print_error("")
        raise _InputEnded from None
    except getpass.GetPassWarning:
        raise CliError(
            "this terminal would show the password; use another one", ExitStatus.USAGE
        ) from None
    except UnicodeDecodeError:
        raise _wrong_encoding() from None


def _wrong_encoding() -> CliError:
    return CliError(
        "the terminal sent characters of another encoding than your locale's; correct LANG",
        ExitStatus.USAGE,
    )


def _success(connection: "Connection", user: str, token: "Token") -> str:
    until = f" until {token.expires.astimezone():%Y-%m-%d %H:%M}" if token.expires else ""
    stored = {
        "": "the token is not stored",
        IN_KEYRING: "the token is stored in the keyring",
    }.get(connection.token_place, f"the token is stored in {connection.token_place}")
    return f"Signed in to {connection.endpoint.name} as {user}{until}; {stored}."


def _warn_of_environment(user: str) -> None:
    """Name the variables that take precedence over the token just stored."""
    for variable, _ in environment_tokens(os.environ):
        print_error(f"{variable} is set and takes precedence over this token: unset it.")
    named, variable = environment_user(os.environ)
    if named not in ("", user):
        print_error(f"{variable} names {named} and takes precedence over this token: unset it.")


def _clear_cache(endpoint: "Endpoint", *, frames_only: bool = False) -> list[str]:
    """Remove all first frames, and the endpoint's cached pages; return what is left."""
    from vss_tui.terminal import frame_store

    folder, left = paths.cache_dir(), []
    if folder is not None and not frames_only:
        left = [str(file) for file in page_cache.clear_endpoint(folder, endpoint)]
    try:
        frame_store.delete_all()
    except OSError as error:
        left.append(f"{error.filename} ({error.strerror})")
    return left
