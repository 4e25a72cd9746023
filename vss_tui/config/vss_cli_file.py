"""Reads the ``config.yaml`` of ``vss-cli``, which is never written."""

import base64
import binascii
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vss_tui.config.endpoint_registry import Address, InvalidEndpoint
from vss_tui.config.setting_values import quoted, read_limited, seconds
from vss_tui.config.settings import VssCliEntry
from vss_tui.models.endpoint import Endpoint, EndpointError
from vss_tui.support.secret import Secret

_LIMIT = 256 * 1024
_DEEPEST = 16
_MOST_ALIASES = 16
_LARGEST_NUMBER = 10**15
_OTHERS_MAY_READ = 0o044


@dataclass(frozen=True, slots=True)
class VssCliFile:
    """What ``config.yaml`` sets; None where it sets nothing.

    ``troubles`` says what of it cannot be used, ``exposed`` that others can read it.
    """

    default_endpoint: str | None = None
    timeout: float | None = None
    addresses: tuple[Address, ...] = ()
    entries: tuple[VssCliEntry, ...] = ()
    troubles: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()


class _Unusable(Exception):
    """The file cannot be used; the text says why and never quotes it, as it holds secrets."""


def read_vss_cli_file(path: Path, *, required: bool) -> VssCliFile:
    """Read ``config.yaml``; what cannot be used is named in a warning, and the rest counts.

    Args:
        path: Its place.
        required: Whether ``VSS_CONFIG`` names it, so that its absence is worth a warning.
    """
    try:
        data = read_limited(path, _LIMIT)
        exposed = _exposed(path) if data is not None else ()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return VssCliFile(troubles=(f"{path} cannot be read: {reason}",))
    if data is None:
        missing = (f"VSS_CONFIG: there is no file {quoted(path)}",) if required else ()
        return VssCliFile(troubles=missing)
    try:
        content = _parsed(data)
    except _Unusable as error:
        return VssCliFile(troubles=(f"{path} is not used: {error}",), exposed=exposed)
    return _Parser(path, content).result(exposed)


def _exposed(path: Path) -> tuple[str, ...]:
    if os.name != "posix" or not path.stat().st_mode & _OTHERS_MAY_READ:
        return ()
    from shlex import quote

    danger = (
        f"{path} can be read by other users of this machine, and it may hold your password or token"
    )
    return (f"{danger}: run chmod 600 {quote(str(path))}",)


def _parsed(data: bytes) -> dict[str, object]:
    """Parse YAML with the safe loader: no tag of it can make anything but plain values."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _refuse_excess(yaml.parse(data, Loader=loader))
        content = yaml.load(data, Loader=loader)  # noqa: S506 - one of the two safe loaders
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f" at line {mark.line + 1}" if mark is not None else ""
        reason = (
            "it has a tag or key that is not allowed"
            if isinstance(error, yaml.constructor.ConstructorError)
            else "it is not valid YAML"
        )
        raise _Unusable(f"{reason}{line}") from None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        raise _Unusable("it is not valid YAML") from None
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
        if depth > _DEEPEST:
            raise _Unusable("its values are nested too deeply")
        if aliases > _MOST_ALIASES:
            raise _Unusable("it has too many aliases")


class _Parser:
    """One reading of the file's content, which gathers the troubles."""

    def __init__(self, path: Path, content: dict[str, object]) -> None:
        self._path = path
        self._content = content
        self._troubles: list[str] = []

    def result(self, exposed: tuple[str, ...]) -> VssCliFile:
        general = self._content.get("general")
        if general is not None and not isinstance(general, dict):
            self._warn("general", "a mapping")
        chosen = general if isinstance(general, dict) else {}
        entries = self._entries()
        return VssCliFile(
            default_endpoint=self._text(chosen, "default_endpoint_name", "general"),
            timeout=self._timeout(chosen),
            addresses=tuple(
                entry.endpoint if isinstance(entry, VssCliEntry) else entry for entry in entries
            ),
            entries=tuple(entry for entry in entries if isinstance(entry, VssCliEntry)),
            troubles=tuple(self._troubles),
            exposed=exposed,
        )

    def _timeout(self, general: dict[str, object]) -> float | None:
        value = general.get("timeout")
        number = seconds(value)
        if value is not None and number is None:
            self._warn("general.timeout", "a number of seconds above 0, such as 30")
        return number

    def _entries(self) -> list[VssCliEntry | InvalidEndpoint]:
        value = self._content.get("endpoints")
        if value is None:
            return []
        if not isinstance(value, list):
            self._warn("endpoints", "a list of entries with name and url")
            return []
        entries = (self._entry(f"endpoints[{at}]", entry) for at, entry in enumerate(value, 1))
        return [entry for entry in entries if entry is not None]

    def _entry(self, place: str, entry: object) -> VssCliEntry | InvalidEndpoint | None:
        url = self._text(entry, "url", place) if isinstance(entry, dict) else None
        if not isinstance(entry, dict) or url is None:
            self._warn(place, "a mapping with name and url")
            return None
        name = self._text(entry, "name", place) or ""
        try:
            endpoint = Endpoint.parse(url, name)
        except EndpointError as error:
            self._troubles.append(f'{self._path}: "{place}" is not used: {error}')
            return InvalidEndpoint(name, str(error)) if name else None
        if not name:  # vss-cli calls such an entry by the first part of its host
            endpoint = Endpoint(endpoint.host.split(".")[0], endpoint.url)
        token = self._text(entry, "token", place)
        user, password = self._login(entry, place)
        return VssCliEntry(endpoint, Secret(token) if token else None, user, password)

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
            self._warn(f"{place}.auth", "the base64 form of user:password; run vss-tui login")
            return "", None
        return user, Secret(password)

    def _text(self, mapping: dict[str, object], key: str, place: str) -> str | None:
        value = mapping.get(key)
        if value is None or isinstance(value, str):
            return (value or "").strip() or None
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST_NUMBER:
            return str(value)  # YAML takes a name such as 2024 for a number
        self._warn(f"{place}.{key}", "text")
        return None

    def _warn(self, key: str, expected: str) -> None:
        self._troubles.append(f"{self._path}: {quoted(key)} is not used: it must be {expected}")
