"""``vss-tui config``: each setting in force, and where it came from."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vss_tui.cli.commands import ReportFormat
from vss_tui.cli.exit_status import ExitStatus
from vss_tui.cli.output import Stdout, print_error
from vss_tui.cli.running import settings_for
from vss_tui.connection import ConnectionFactory, user_stores
from vss_tui.output import json_text
from vss_tui.support.safe_text import escape, fitted, width

if TYPE_CHECKING:
    from vss_tui.auth import Credentials, FoundToken, Login
    from vss_tui.config import Settings
    from vss_tui.support.secret import Secret

_NOT_SET = "not set"
_SHOWN_CHARACTERS = 4
_LONG_ENOUGH = 16
"""Characters of a token from which on its last ones give nothing away."""


class _Row(NamedTuple):
    """A setting, its value as people read it, and the place that set it (or "")."""

    name: str
    value: str
    source: str


def run(args: argparse.Namespace) -> int:
    """Print the settings in force; give the exit code."""
    settings = settings_for(args)
    rows = [*_setting_rows(settings)]
    notes: tuple[str, ...] = ()
    if not args.demo:
        origin = ConnectionFactory(settings, os.environ, user_stores())
        credentials = origin.credentials(settings.endpoint.value)
        rows += _credential_rows(credentials)
        notes = credentials.notes
    Stdout().write(_json(rows) if args.output is ReportFormat.JSON else _table(rows))
    for warning in (*settings.warnings, *notes):
        print_error(f"vss-tui: {warning}")
    return ExitStatus.DONE


def _setting_rows(settings: "Settings") -> Iterator[_Row]:
    endpoint, ca_file = settings.endpoint, settings.ca_file
    yield _Row("endpoint", f"{endpoint.value.name} {endpoint.value.url}", endpoint.source)
    for other in settings.endpoints:
        if other != endpoint.value:
            yield _Row("other endpoint", f"{other.name} {other.url}", "")
    yield _Row("timeout", f"{settings.timeout.value:g} s", settings.timeout.source)
    yield _Row("mouse", "on" if settings.mouse.value else "off", settings.mouse.source)
    yield _Row("ca_file", str(ca_file.value or _NOT_SET), ca_file.source)
    for action, keys in settings.keys.items():
        yield _Row(f"keys.{action}", keys, str(settings.config_file))
    yield _Row("our file", _place(settings.config_file), "")
    if settings.vss_cli_file is not None:
        yield _Row("vss-cli's file", _place(settings.vss_cli_file), "")


def _credential_rows(credentials: "Credentials") -> Iterator[_Row]:
    token, login = credentials.find_token(), credentials.find_password()
    code = credentials.one_time_password
    user, source = _user(token, login) or credentials.named_user
    yield _Row("user", user or _NOT_SET, source)
    if token is not None:
        yield _Row("token", _masked(token.token.secret), token.source)
    else:
        yield _Row("token", _NOT_SET, "")
    yield _Row("password", "set" if login else _NOT_SET, login.source if login else "")
    yield _Row("one-time password", "set" if code else _NOT_SET, code[0] if code else "")


def _user(token: "FoundToken | None", login: "Login | None") -> tuple[str, str] | None:
    """Whom the credentials are of, and where they come from; None where they do not say."""
    named = (token.user or token.token.user) if token else ""
    if token and named:
        return named, token.source
    return (login.user, login.source) if login and login.user else None


def _masked(token: "Secret") -> str:
    text = token.reveal()
    return "…" + (text[-_SHOWN_CHARACTERS:] if len(text) >= _LONG_ENOUGH else "")


def _place(path: Path) -> str:
    return f"{path}" if path.exists() else f"{path} (not there)"


def _table(rows: list[_Row]) -> str:
    cells = [tuple(escape(cell) for cell in row) for row in rows]
    first, second = (max(width(row[at]) for row in cells) for at in (0, 1))
    lines = (f"{fitted(a, first)}  {fitted(b, second)}  {c}".rstrip() for a, b, c in cells)
    return "".join(f"{line}\n" for line in lines)


def _json(rows: list[_Row]) -> str:
    return f"{json_text([row._asdict() for row in rows])}\n"
