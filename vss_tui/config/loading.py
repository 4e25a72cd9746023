"""Puts the settings together: command line, environment, our file, that of ``vss-cli``, default."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from vss_tui.config.config_file import ConfigFile, read_config_file
from vss_tui.config.endpoint_registry import DEFAULT_ENDPOINT, DEMO_ENDPOINT, EndpointRegistry
from vss_tui.config.setting_values import quoted, seconds
from vss_tui.config.settings import DEFAULT_TIMEOUT, ConfigError, Setting, Settings
from vss_tui.config.vss_cli_file import VssCliFile, read_vss_cli_file
from vss_tui.models.endpoint import Endpoint
from vss_tui.support import folders

_DEFAULT = "default"
_TIMEOUT_VARIABLES = ("VSS_TIMEOUT", "VSS_API_TIMEOUT")


def load(
    *,
    endpoint: str | None = None,
    config: Path | None = None,
    timeout: float | None = None,
    mouse: bool | None = None,
    demo: bool = False,
    environ: Mapping[str, str],
) -> Settings:
    """Find the settings in force.

    Args:
        endpoint: The name or address that ``--endpoint`` gave, or None.
        config: The file that ``--config`` named in place of the user's ``config.toml``, or None.
        timeout: The seconds that ``--timeout`` gave, or None.
        mouse: False where ``--no-mouse`` was given, else None.
        demo: Whether the embedded service is used. Then no other endpoint counts, whoever names
            it, and the files of ``vss-cli`` are not looked at.
        environ: The environment's variables.

    Raises:
        ConfigError: The endpoint cannot be used, or a file or value of the command line is wrong.
    """
    if timeout is not None and seconds(timeout) is None:
        raise ConfigError("--timeout must be a number of seconds above 0, such as 30")
    own_path = config or folders.config_dir() / "config.toml"
    own = read_config_file(own_path, required=config is not None)
    vss_cli_path = None if demo else _vss_cli_path(environ)
    vss_cli = VssCliFile()
    if vss_cli_path is not None:
        vss_cli = read_vss_cli_file(vss_cli_path, required=bool(environ.get("VSS_CONFIG")))
    options = _Options(endpoint, timeout, mouse, demo)
    return _Sources(options, environ, (own_path, own), (vss_cli_path, vss_cli)).settings()


class _Options(NamedTuple):
    """What the command line gave."""

    endpoint: str | None
    timeout: float | None
    mouse: bool | None
    demo: bool


class _Sources:
    """The sources of one loading, each file with its place; it gathers the warnings."""

    def __init__(
        self,
        options: _Options,
        environ: Mapping[str, str],
        own: tuple[Path, ConfigFile],
        vss_cli: tuple[Path | None, VssCliFile],
    ) -> None:
        self._options = options
        self._environ = environ
        self._own_path, self._own = own
        self._vss_cli_path, self._vss_cli = vss_cli
        self._book = EndpointRegistry((*self._own.addresses, *self._vss_cli.addresses))
        self._warnings = [*self._own.warnings, *self._vss_cli.exposed, *self._vss_cli.troubles]

    def settings(self) -> Settings:
        endpoint, timeout = self._endpoint(), self._timeout()
        ca_file = self._own.ca_file
        known = () if self._options.demo else self._book.endpoints
        # One that only an address named is one of those to choose from as well.
        first = () if endpoint.value in known else (endpoint.value,)
        return Settings(
            endpoint=endpoint,
            endpoints=(*first, *known),
            timeout=timeout,
            mouse=self._mouse(),
            ca_file=Setting(ca_file, _DEFAULT if ca_file is None else str(self._own_path)),
            keys=self._own.keys,
            vss_cli=self._vss_cli.entries,
            config_file=self._own_path,
            vss_cli_file=self._vss_cli_path,
            warnings=tuple(self._warnings),
            vss_cli_troubles=self._vss_cli.troubles,
        )

    def _endpoint(self) -> Setting[Endpoint]:
        if self._options.demo:
            return Setting(DEMO_ENDPOINT, "--demo")
        if self._options.endpoint is not None:
            return self._found(self._options.endpoint, "--endpoint")
        if self._environ.get("VSS_ENDPOINT", "").strip():
            return self._found(self._environ["VSS_ENDPOINT"], "VSS_ENDPOINT")
        if self._own.endpoint is not None:
            found = self._book.find(self._own.endpoint, f"{self._own_path}: endpoint")
            return Setting(found, str(self._own_path))
        return self._vss_cli_default() or self._default()

    def _found(self, text: str, source: str) -> Setting[Endpoint]:
        return Setting(self._book.find(text, source), source)

    def _vss_cli_default(self) -> Setting[Endpoint] | None:
        """Return the endpoint ``vss-cli`` starts with; it too falls back where that is unknown."""
        name = self._vss_cli.default_endpoint
        if name is None:
            return None
        source = str(self._vss_cli_path)
        if known := self._book.known(name, source):
            return Setting(known, source)
        self._warnings.append(
            f"{source}: general.default_endpoint_name is {quoted(name)}, which is none of"
            f" {self._book.names}; {self._default().value.name} is used"
        )
        return None

    def _default(self) -> Setting[Endpoint]:
        name, url = DEFAULT_ENDPOINT.name, DEFAULT_ENDPOINT.url
        known = self._book.known(name, _DEFAULT) or self._book.known(url, _DEFAULT)
        return Setting(known or DEFAULT_ENDPOINT, _DEFAULT)

    def _timeout(self) -> Setting[float]:
        if self._options.timeout is not None:
            return Setting(self._options.timeout, "--timeout")
        for variable in _TIMEOUT_VARIABLES:
            text = self._environ.get(variable, "").strip()
            number = seconds(text)
            if number is not None:
                return Setting(number, variable)
            if text:
                self._warnings.append(
                    f"{variable} is {quoted(text)}, which is not used:"
                    " it must be a number of seconds above 0, such as 30"
                )
        if self._own.timeout is not None:
            return Setting(self._own.timeout, str(self._own_path))
        if self._vss_cli.timeout is not None:
            return Setting(self._vss_cli.timeout, str(self._vss_cli_path))
        return Setting(DEFAULT_TIMEOUT, _DEFAULT)

    def _mouse(self) -> Setting[bool]:
        if self._options.mouse is not None:
            return Setting(self._options.mouse, "--no-mouse")
        if self._own.mouse is not None:
            return Setting(self._own.mouse, str(self._own_path))
        return Setting(True, _DEFAULT)


def _vss_cli_path(environ: Mapping[str, str]) -> Path | None:
    """Return the ``config.yaml`` of ``vss-cli``, or None without a home folder."""
    named = environ.get("VSS_CONFIG", "").strip()
    try:
        return Path(named).expanduser() if named else folders.vss_cli_dir() / "config.yaml"
    except RuntimeError:
        return Path(named) if named else None
