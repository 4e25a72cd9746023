"""What a settings file gives, and the reading of our own: ``config.toml``."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote
from typing import NamedTuple

from vss_tui.config.settings import SETTING_KEYS, ConfigError, Problem, VssCliAccount, quoted
from vss_tui.models.endpoint import Endpoint, EndpointError
from vss_tui.support.paths import config_dir
from vss_tui.support.private_files import UnsafeFile, read_trusted, untrusted_reason
from vss_tui.support.suggestions import closest_match

_LIMIT = 256 * 1024
_TOP_KEYS = ("endpoint", *(key.name for key in SETTING_KEYS), "endpoints", "keys")
_ENDPOINT_KEYS = ("name", "url")


class InvalidEndpoint(NamedTuple):
    """An entry whose address cannot be used: its name, and the reason."""

    name: str
    reason: str


@dataclass(slots=True)
class SettingsFile:
    """What a settings file sets; what cannot be used of it is named, and the rest counts.

    Attributes:
        path: Its place.
        endpoint: The name (in ``config.toml`` also the address) of the endpoint to start with.
        values: The keys of ``SETTING_KEYS`` that it sets.
        endpoints: The entries that it names, also those that cannot be used.
        keys: The keys of ``[keys]``.
        accounts: What ``vss-cli`` stores for its endpoints.
        problems: What cannot be used, or is not safe.
        broken: Why the endpoint that it may choose cannot be read; "" where it can.
    """

    path: Path
    endpoint: str | None = None
    values: dict[str, object] = field(default_factory=dict)
    endpoints: list[Endpoint | InvalidEndpoint] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    accounts: list[VssCliAccount] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    broken: str = ""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why something of the file is not used."""
        serious = (problem.text for problem in self.problems if problem.serious)
        return (*((self.broken,) if self.broken else ()), *serious)

    def add_unused(self, key: str, expected: str) -> None:
        """Note that the value of ``key`` cannot be used."""
        self.add_problem(f"{quoted(key)} is not used: it must be {expected}")

    def add_problem(self, reason: str, *, serious: bool = True) -> None:
        """Note what is wrong with something in the file."""
        self.problems.append(Problem(f"{self.path}: {reason}", serious))

    def mark_unreadable(self, reason: str) -> None:
        """Note that the endpoint which the file may choose cannot be read."""
        self.broken = self.broken or f"{self.path}: {reason}"

    def add_endpoint(self, place: str, name: str, url: str | None) -> Endpoint | None:
        """Check and add an entry; return it unless its address cannot be used."""
        try:
            endpoint = Endpoint.parse(url or "", name)
        except EndpointError as error:
            reason = str(error) if url else "it must have name and url"
            self.add_problem(f"{quoted(place)} is not used: {reason}")
            # No other file's entry of that name is what the user means.
            self.endpoints.append(InvalidEndpoint(name, reason))
            return None
        if name and name in [known.name for known in self.endpoints]:
            reason = f"{quoted(place)} is not used: another is called {quoted(name)}"
            self.add_problem(reason, serious=False)
        self.endpoints.append(endpoint)
        return endpoint


def read_settings_file(path: Path, missing: str) -> bytes | None:
    """Read a settings file; None where there is none.

    Args:
        path: Its place.
        missing: What to say where there is none; "" where there need be none.

    Raises:
        ConfigError: It cannot be read, or somebody else could have written it.
    """
    try:
        data = read_trusted(path, _LIMIT)
    except UnsafeFile as error:
        remedy = f" (run chmod go-w {quote(str(path))})" if "written" in error.reason else ""
        raise ConfigError(f"{path} cannot be read: it {error.reason}{remedy}") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError(f"{path} cannot be read: {reason}") from None
    if data is None and missing:
        raise ConfigError(missing)
    return data


def read_config_file(named: Path | None) -> SettingsFile | None:
    """Read ``config.toml``; None where the user has no home to hold one.

    Args:
        named: The file that ``--config`` names in its place, which must be there, or None.
    """
    folder = config_dir()
    path = named or (folder / "config.toml" if folder is not None else None)
    if path is None:
        return None
    try:
        missing = f"--config: there is no file {quoted(path)}" if named else ""
        data = read_settings_file(path, missing)
        return _ConfigParser(path, *_parsed(path, data)).result() if data else SettingsFile(path)
    except ConfigError as error:
        return SettingsFile(path, broken=str(error))


def _parsed(path: Path, data: bytes) -> tuple[str, dict[str, object]]:
    import tomllib

    try:
        text = data.decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reason = f"it is not UTF-8 text at line {line}"
    except RecursionError:
        reason = "its values are nested too deeply"
    except ValueError as error:
        reason = f"it is not valid TOML{_place(str(error), text)}"
    raise ConfigError(f"{path} is not used: {reason}")


def _place(error: str, text: str) -> str:
    """Return the line and the reason of an error of ``tomllib``."""
    reason, _, place = error.rpartition(" (at ")
    line = re.match(r"line (\d+)", place)
    number = line[1] if line else str(text.rstrip().count("\n") + 1)
    return f" at line {number} ({reason})" if reason else f" ({error})"


class _ConfigParser:
    """One reading of the content of ``config.toml``."""

    def __init__(self, path: Path, text: str, content: Mapping[str, object]) -> None:
        self._text = text
        self._content = content
        self._file = SettingsFile(path)

    def result(self) -> SettingsFile:
        self._check_names(self._content, _TOP_KEYS, "")
        endpoint = self._content.get("endpoint")
        if isinstance(endpoint, str):
            self._file.endpoint = endpoint
        elif endpoint is not None:
            line = line_of("endpoint", self._text)
            self._file.mark_unreadable(f'"endpoint" must be text{line}, such as "cloud-api"')
        for key in SETTING_KEYS:
            if key.name in self._content:
                value = key.parse(self._content[key.name], self._file.path.parent)
                if isinstance(value, Path) and (reason := untrusted_reason(value)):
                    # Whoever can write the certificates decides whom the token is sent to.
                    self._file.add_problem(f"{quoted(key.name)} is not used: {value} {reason}")
                elif value is None:
                    example = f"{key.name} = {key.example}"
                    self._file.add_unused(key.name, f"{key.expected}, such as {example}")
                else:
                    self._file.values[key.name] = value
        self._read_endpoints()
        self._read_keys()
        return self._file

    def _read_endpoints(self) -> None:
        value = self._content.get("endpoints", [])
        if not isinstance(value, list):
            self._file.add_unused("endpoints", "tables: [[endpoints]] with name and url")
            return
        for number, entry in enumerate(value, 1):
            place = f"endpoints[{number}]"
            table = entry if isinstance(entry, dict) else {"name": 0}
            name, url = table.get("name", ""), table.get("url", "")
            if not isinstance(name, str) or not isinstance(url, str):
                self._file.add_unused(place, 'name and url as text, such as url = "https://HOST"')
            else:
                self._check_names(table, _ENDPOINT_KEYS, f"{place}.")
                self._file.add_endpoint(place, name.strip(), url)

    def _read_keys(self) -> None:
        value = self._content.get("keys", {})
        if not isinstance(value, dict):
            self._file.add_unused("keys", 'a table: [keys] with lines such as refresh = "r,f5"')
            return
        for action, text in value.items():
            keys = [key.strip() for key in text.split(",")] if isinstance(text, str) else []
            listed = ",".join(key for key in keys if key)
            if not listed:
                expected = f'text that names keys, such as {action} = "r,f5"; a comma is "comma"'
                self._file.add_unused(f"keys.{action}", expected)
            elif resembles_endpoint(action) and not self._is_key_of_endpoint(action, keys):
                # TOML puts all that follows [keys] into that table.
                line = line_of(action, self._text)
                self._file.mark_unreadable(
                    f"{quoted(action)} is below [keys]{line}: move it to the top"
                )
            else:
                self._file.keys[action] = listed

    def _is_key_of_endpoint(self, action: str, keys: list[str]) -> bool:
        """Return whether it is the action that changes the endpoint, and no name or address."""
        names = [entry.name for entry in self._file.endpoints if len(entry.name) > 1]
        return action == "endpoint" and not any(
            key in names or re.search(r"[.:/]", key[:-1]) for key in keys
        )

    def _check_names(self, table: Mapping[str, object], known: Iterable[str], at: str) -> None:
        for name in table.keys() - {*known}:
            meant = closest_match(name, known)
            hint = f': did you mean "{meant}"?' if meant else f"; use {', '.join(known)}"
            reason = f"unknown key {quoted(at + name)}{line_of(name, self._text)}{hint}"
            if any(resembles_endpoint(each) for each in _names(name, table[name])):
                self._file.mark_unreadable(reason)
            else:
                self._file.add_problem(reason)


def _names(name: str, value: object) -> Iterable[str]:
    """Give a key and those below it."""
    yield name
    for inner in value if isinstance(value, list) else [value]:
        if isinstance(inner, dict):
            for key in inner:
                yield from _names(key, inner[key])


def line_of(key: str, text: str) -> str:
    """Return in which line of a settings file ``key`` stands, where it can be found."""
    found = re.search(rf"^[\s\[{{]*[\"']?{re.escape(key)}\b", text, re.MULTILINE)
    return f" at line {text.count(chr(10), 0, found.end()) + 1}" if found else ""


def resembles_endpoint(key: str) -> bool:
    """Return whether an unknown key may be meant to choose the endpoint."""
    names, parts = ("endpoint", "endpoints"), re.findall("[a-z]+", key.lower())
    whole = "".join(parts)
    return (
        "endpoint" in whole
        or bool(closest_match(whole, names))
        or any(closest_match(part, names, cutoff=0.8) for part in parts)
    )
