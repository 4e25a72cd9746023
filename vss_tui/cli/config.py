"""``vss-tui config``: each setting in force, and where it came from."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vss_tui.auth import environment_one_time_password
from vss_tui.cli.commands import ReportFormat
from vss_tui.cli.exit_status import ExitStatus
from vss_tui.cli.output import Stdout, print_error
from vss_tui.cli.running import settings_for
from vss_tui.config import SETTING_KEYS, Problem
from vss_tui.connection import ConnectionFactory, user_stores
from vss_tui.output import json_text
from vss_tui.support.safe_text import escape, fitted, width
from vss_tui.support.suggestions import closest_match

if TYPE_CHECKING:
    from vss_tui.auth import Credentials, FoundToken, Login
    from vss_tui.config import Settings
    from vss_tui.support.secret import Secret

_NOT_SET = "not set"
_SHOWN_CHARACTERS = 4
_LONG_ENOUGH = 16
"""Characters of a token from which on its last ones give nothing away."""


class _Row(NamedTuple):
    """A setting, its value as users read it, and the place that set it (or "")."""

    name: str
    value: str
    source: str


def run(args: argparse.Namespace) -> int:
    """Print the settings in force and every problem; return the exit status."""
    settings = settings_for(args, raising=False)
    rows = [*_setting_rows(settings)]
    notes: tuple[str, ...] = ()
    if not args.demo:
        factory = ConnectionFactory(settings, os.environ, user_stores())
        credentials = factory.credentials(settings.endpoint.value)
        rows += _credential_rows(credentials)
        notes = credentials.notes
    problems = [*setting_problems(settings), *(Problem(note, serious=False) for note in notes)]
    for problem in problems:
        print_error(f"vss-tui: {problem.text}")
    if args.output is ReportFormat.JSON:
        rows += [_Row("problem" if each.serious else "warning", each.text, "") for each in problems]
        Stdout().write(f"{json_text([row._asdict() for row in rows])}\n")
    else:
        Stdout().write(_table(rows))
    return ExitStatus.USAGE if any(problem.serious for problem in problems) else ExitStatus.DONE


def setting_problems(settings: "Settings") -> list[Problem]:
    """Return what is wrong with the settings, the keys and the theme included."""
    found: list[str] = []
    if settings.keys:
        from vss_tui.keymap import Keymap

        found += Keymap(settings.keys).problems
    if settings.theme.value:
        from textual.theme import BUILTIN_THEMES

        if settings.theme.value not in BUILTIN_THEMES:
            match = closest_match(settings.theme.value, BUILTIN_THEMES)
            hint = f': did you mean "{match}"?' if match else f"; use {', '.join(BUILTIN_THEMES)}"
            found.append(f'"theme" is not used: there is no theme "{settings.theme.value}"{hint}')
    return [
        *settings.problems,
        *(Problem(f"{settings.config_file}: {reason}") for reason in found),
    ]


def _setting_rows(settings: "Settings") -> Iterator[_Row]:
    endpoint = settings.endpoint
    if settings.error is None:
        yield _Row("endpoint", f"{endpoint.value.name} {endpoint.value.url}", endpoint.source)
    else:
        yield _Row("endpoint", "none: see the problems", "")
    for other in settings.endpoints:
        if other != endpoint.value or settings.error is not None:
            yield _Row("other endpoint", f"{other.name} {other.url}", "")
    for key in SETTING_KEYS:
        setting = getattr(settings, key.name)
        yield _Row(key.name, key.shown(setting.value), setting.source)
    for action, keys in settings.keys.items():
        yield _Row(f"keys.{action}", keys, str(settings.config_file))
    yield _Row("config file", _place(settings.config_file), "")
    if settings.vss_cli_file is not None:
        yield _Row("vss-cli's file", _place(settings.vss_cli_file), "")


def _credential_rows(credentials: "Credentials") -> Iterator[_Row]:
    token, login = credentials.find_token(), credentials.find_password()
    code = environment_one_time_password(credentials.environ)
    user, source = _user(token, login) or credentials.named_user
    yield _Row("user", user or _NOT_SET, source)
    if token is not None:
        yield _Row("token", _masked(token.token.secret), token.source)
    else:
        yield _Row("token", _NOT_SET, "")
    yield _Row("password", "set" if login else _NOT_SET, login.source if login else "")
    yield _Row("one-time password", "set" if code else _NOT_SET, code[0] if code else "")


def _user(token: "FoundToken | None", login: "Login | None") -> tuple[str, str] | None:
    """Return whose credentials these are and their source; None where they do not say."""
    named = (token.user or token.token.user) if token else ""
    if token and named:
        return named, token.source
    return (login.user, login.source) if login and login.user else None


def _masked(token: "Secret") -> str:
    text = token.reveal()
    return "…" + (text[-_SHOWN_CHARACTERS:] if len(text) >= _LONG_ENOUGH else "")


def _place(path: Path | None) -> str:
    if path is None:
        return "none: there is no home folder"
    return str(path) if path.exists() else f"{path} (not there)"


def _table(rows: list[_Row]) -> str:
    cells = [tuple(escape(cell) for cell in row) for row in rows]
    first, second = (max(width(row[at]) for row in cells) for at in (0, 1))
    lines = (f"{fitted(a, first)}  {fitted(b, second)}  {c}".rstrip() for a, b, c in cells)
    return "".join(f"{line}\n" for line in lines)
