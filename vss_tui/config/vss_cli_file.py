"""Reads the ``config.yaml`` of ``vss-cli``, which is never written."""

import base64
import binascii
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from shlex import quote
from typing import Any

from vss_tui.config.config_file import (
    InvalidEndpoint,
    SettingsFile,
    line_of,
    read_settings_file,
    resembles_endpoint,
)
from vss_tui.config.settings import TIMEOUT, ConfigError, VssCliAccount, quoted, seconds
from vss_tui.models.endpoint import Endpoint
from vss_tui.support.paths import vss_cli_dir
from vss_tui.support.private_files import others_can_read
from vss_tui.support.secret import Secret

_MAX_DEPTH = 16
_MAX_ALIASES = 16
_MAX_NUMBER = 10**15


class _Unusable(Exception):
    """The file cannot be used; the text says why and never quotes it, as it holds secrets."""


def read_vss_cli_file(environ: Mapping[str, str]) -> SettingsFile | None:
    """Read ``config.yaml``; None where the user has no home to hold one.

    Args:
        environ: The environment's variables; the file that ``VSS_CONFIG`` names must be there.
    """
    named, folder = environ.get("VSS_CONFIG", "").strip(), vss_cli_dir()
    if not named and folder is None:
        return None
    path = Path(named) if named else (folder or Path()) / "config.yaml"
    with suppress(RuntimeError):  # "~nobody": there is no such home
        path = path.expanduser()
    try:
        missing = f"VSS_CONFIG: there is no file {quoted(path)}" if named else ""
        data = read_settings_file(path, missing)
        file = _VssCliParser(path, _parsed(data), data).result() if data else SettingsFile(path)
    except ConfigError as error:
        file = SettingsFile(path, broken=str(error))
    except _Unusable as error:
        file = SettingsFile(path, broken=f"{path} is not used: {error}")
    if others_can_read(path):
        danger = "it can be read by other users, and may hold your password or token"
        file.add_problem(f"{danger}: run chmod 600 {quote(str(path))}", serious=False)
    return file


def _parsed(data: bytes) -> dict[str, object]:
    """Parse YAML with the safe loader: no tag of it can make anything but plain values."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _refuse_excess(yaml.parse(data, Loader=loader))
        content = yaml.load(data, Loader=loader)  # noqa: S506 - one of the two safe loaders
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = (
            "it has a tag or key that is not allowed"
            if isinstance(error, yaml.constructor.ConstructorError)
            else "it is not valid YAML"
        )
        raise _Unusable(f"{reason}{_at(mark.line) if mark is not None else ''}") from None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        raise _Unusable(f"it is not valid YAML{_place(error, data, loader)}") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise _Unusable('it must have the keys "general" and "endpoints"')
    return content


def _refuse_excess(events: Any) -> None:
    """Refuse what would grow without end while it is built.

    The fast loader recurses into what is nested, past the end of the stack; merged aliases of
    aliases double with each line.
    """
    import yaml

    depth = aliases = 0
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            aliases += 1
        if depth > _MAX_DEPTH:
            raise _Unusable(f"its values are nested too deeply{_at(event.start_mark.line)}")
        if aliases > _MAX_ALIASES:
            raise _Unusable(f"it has too many aliases{_at(event.start_mark.line)}")


def _place(error: Exception, data: bytes, loader: Any) -> str:
    """Tell the line of an error that has none: of a character, or of a number or date."""
    import yaml

    if isinstance(error, yaml.reader.ReaderError):
        return _at(data.count(b"\n", 0, error.position))
    if isinstance(error, ValueError):
        scalars: Any = yaml.parse(data, Loader=loader)
        for event in scalars:
            if isinstance(event, yaml.ScalarEvent) and event.start_mark is not None:
                try:
                    yaml.load(event.value, Loader=loader)  # noqa: S506 - as above
                except (yaml.YAMLError, ValueError):
                    return _at(event.start_mark.line)
    return ""


def _at(line: int) -> str:
    return f" at line {line + 1}"


class _VssCliParser:
    """One reading of the content of ``config.yaml``."""

    def __init__(self, path: Path, content: dict[str, object], data: bytes) -> None:
        self._content = content
        self._source = data.decode("utf-8", "replace")
        self._file = SettingsFile(path)

    def result(self) -> SettingsFile:
        general = self._content.get("general")
        self._check_names(self._content, ("general", "endpoints"))
        if isinstance(general, dict):
            self._read_general(general)
        elif general is not None:
            self._file.mark_unreadable('"general" is not used: it must be a mapping')
        entries = self._content.get("endpoints")
        if isinstance(entries, list):
            for number, entry in enumerate(entries, 1):
                self._read_entry(f"endpoints[{number}]", entry)
        elif entries is not None:
            self._file.mark_unreadable('"endpoints" is not used: it must be a list of name and url')
        return self._file

    def _check_names(self, table: dict[str, object], known: tuple[str, ...]) -> None:
        """Look for misspelt keys that may choose the endpoint; other keys are for vss-cli."""
        for name in table:
            if name not in known and resembles_endpoint(str(name)):
                hint = f": did you mean {quoted(known[-1])}?"
                line = line_of(str(name), self._source)
                self._file.mark_unreadable(f"unknown key {quoted(name)}{line}{hint}")

    def _read_general(self, general: dict[str, object]) -> None:
        key = "general.default_endpoint_name"
        self._check_names(general, ("default_endpoint_name",))
        self._file.endpoint = self._text(general, "default_endpoint_name", "general")
        if self._file.endpoint is None and general.get("default_endpoint_name"):
            self._file.problems.pop()
            self._file.mark_unreadable(f"{quoted(key)} is not used: it must be text")
        timeout = seconds(general.get("timeout"))
        if timeout is not None:
            self._file.values[TIMEOUT.name] = timeout
        elif general.get("timeout") is not None:
            self._file.add_unused("general.timeout", "a number of seconds above 0, such as 30")

    def _read_entry(self, place: str, entry: object) -> None:
        if not isinstance(entry, dict):
            self._file.add_unused(place, "a mapping with name and url")
            self._file.endpoints.append(InvalidEndpoint("", ""))
            return
        name = self._text(entry, "name", place) or ""
        endpoint = self._file.add_endpoint(place, name, self._text(entry, "url", place))
        if endpoint is None:
            return
        if not name:  # vss-cli calls such an entry by the first part of its host
            endpoint = Endpoint(endpoint.host.split(".")[0], endpoint.url)
            self._file.endpoints[-1] = endpoint
        token = self._text(entry, "token", place)
        user, password = self._login(entry, place)
        source, secret = str(self._file.path), Secret(token) if token else None
        self._file.accounts.append(VssCliAccount(endpoint, source, secret, user, password))

    def _login(self, entry: dict[str, object], place: str) -> tuple[str, Secret | None]:
        auth = self._text(entry, "auth", place)
        if auth is None:
            return "", None
        try:
            decoded = base64.b64decode("".join(auth.split()), validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            decoded = ""
        user, colon, password = decoded.partition(":")  # a password may hold colons itself
        if not (user and colon and password):
            expected = "the base64 form of user:password; run vss-tui login"
            self._file.add_unused(f"{place}.auth", expected)
            return "", None
        return user, Secret(password)

    def _text(self, mapping: dict[str, object], key: str, place: str) -> str | None:
        value = mapping.get(key)
        if value is None or isinstance(value, str):
            return (value or "").strip() or None
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _MAX_NUMBER:
            return str(value)  # YAML takes a name such as 2024 for a number
        self._file.add_unused(f"{place}.{key}", "text")
        return None
