"""Reads our own ``config.toml``; what cannot be used is named, and the rest counts."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from vss_tui.config.endpoint_registry import Address, InvalidEndpoint
from vss_tui.config.setting_values import quoted, read_limited, seconds
from vss_tui.config.settings import ConfigError
from vss_tui.models.endpoint import Endpoint, EndpointError

_LIMIT = 256 * 1024
_TOP_KEYS = ("endpoint", "timeout", "mouse", "ca_file", "endpoints", "keys")
_ENDPOINT_KEYS = ("name", "url")


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """What ``config.toml`` sets; None where it sets nothing."""

    endpoint: str | None = None
    timeout: float | None = None
    mouse: bool | None = None
    ca_file: Path | None = None
    addresses: tuple[Address, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def read_config_file(path: Path, *, required: bool) -> ConfigFile:
    """Read ``config.toml``.

    Args:
        path: Its place.
        required: Whether a user named the file, so that its absence is an error.

    Raises:
        ConfigError: The file is required and cannot be read, or its ``endpoint`` is no text.
    """
    try:
        data = read_limited(path, _LIMIT)
    except OSError as error:
        trouble = f"{path} cannot be read: {error.strerror or type(error).__name__}"
        if required:
            raise ConfigError(trouble) from None
        return ConfigFile(warnings=(trouble,))
    if data is None:
        if required:
            raise ConfigError(f"--config: there is no file {quoted(path)}")
        return ConfigFile()
    import tomllib

    try:
        content = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return ConfigFile(warnings=(f"{path} is not used: it must be UTF-8 text",))
    except RecursionError:
        return ConfigFile(warnings=(f"{path} is not used: its values are nested too deeply",))
    except ValueError as error:
        return ConfigFile(warnings=(f"{path} is not used, since it is not valid TOML: {error}",))
    return _Parser(path, content).result()


class _Parser:
    """One reading of the file's content, which gathers the warnings."""

    def __init__(self, path: Path, content: Mapping[str, object]) -> None:
        self._path = path
        self._content = content
        self._warnings: list[str] = []

    def result(self) -> ConfigFile:
        self._check_names(self._content, _TOP_KEYS, "")
        return ConfigFile(
            endpoint=self._endpoint(),
            timeout=self._timeout(),
            mouse=self._mouse(),
            ca_file=self._ca_file(),
            addresses=self._addresses(),
            keys=self._keys(),
            warnings=tuple(self._warnings),
        )

    def _endpoint(self) -> str | None:
        value = self._content.get("endpoint")
        if value is not None and not isinstance(value, str):
            raise ConfigError(
                f'{self._path}: "endpoint" must be text, such as endpoint = "cloud-api"'
            )
        return value

    def _timeout(self) -> float | None:
        value = self._content.get("timeout")
        number = None if isinstance(value, str) else seconds(value)
        if value is not None and number is None:
            self._warn("timeout", "a number of seconds above 0, such as timeout = 30")
        return number

    def _mouse(self) -> bool | None:
        value = self._content.get("mouse")
        if value is None or isinstance(value, bool):
            return value
        self._warn("mouse", "true or false")
        return None

    def _ca_file(self) -> Path | None:
        value = self._content.get("ca_file")
        if value is None:
            return None
        if isinstance(value, str) and value:
            with suppress(RuntimeError):  # "~nobody": there is no such home
                return self._path.parent / Path(value).expanduser()
        self._warn("ca_file", 'the path of a file, such as ca_file = "~/ca.pem"')
        return None

    def _keys(self) -> dict[str, str]:
        value = self._content.get("keys", {})
        if not isinstance(value, dict):
            self._warn("keys", 'a table: [keys] with lines such as refresh = "r,f5"')
            return {}
        found = {action: _listed(keys) for action, keys in value.items()}
        for action, keys in found.items():
            if not keys:
                self._warn(
                    f"keys.{action}",
                    f'text that names keys, such as {action} = "r,f5"; a comma is "comma"',
                )
        return {action: keys for action, keys in found.items() if keys}

    def _addresses(self) -> tuple[Address, ...]:
        value = self._content.get("endpoints", [])
        if not isinstance(value, list):
            self._warn("endpoints", "tables: [[endpoints]] with name and url")
            return ()
        entries = (self._address(f"endpoints[{at}]", entry) for at, entry in enumerate(value, 1))
        return tuple(entry for entry in entries if entry is not None)

    def _address(self, place: str, entry: object) -> Address | None:
        if not isinstance(entry, dict):
            self._warn(place, "a table with name and url")
            return None
        self._check_names(entry, _ENDPOINT_KEYS, f"{place}.")
        name, url = entry.get("name", ""), entry.get("url")
        if not isinstance(name, str) or not isinstance(url, str) or not url:
            self._warn(place, 'name and url as text, such as url = "https://HOST"')
            return None
        try:
            return Endpoint.parse(url, name.strip())
        except EndpointError as error:
            self._warnings.append(f'{self._path}: "{place}" is not used: {error}')
            return InvalidEndpoint(name.strip(), str(error)) if name.strip() else None

    def _check_names(self, names: Iterable[str], known: tuple[str, ...], place: str) -> None:
        for name in names:
            if name not in known:
                from vss_tui.support.suggestions import closest_match

                meant = closest_match(name, known)
                hint = f': did you mean "{meant}"?' if meant else f"; use {', '.join(known)}"
                self._warnings.append(f"{self._path}: {quoted(place + name)} is unknown{hint}")

    def _warn(self, key: str, expected: str) -> None:
        self._warnings.append(f"{self._path}: {quoted(key)} is not used: it must be {expected}")


def _listed(keys: object) -> str:
    """Return the keys that a text names, without blanks between them; "" for none."""
    return ",".join(filter(None, map(str.strip, keys.split(",")))) if isinstance(keys, str) else ""
