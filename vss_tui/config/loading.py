"""Puts the settings together: command line, environment, our file, that of ``vss-cli``, default."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from vss_tui.config.config_file import InvalidEndpoint, SettingsFile, read_config_file
from vss_tui.config.settings import (
    CA_FILE,
    DEFAULT_ENDPOINT,
    DEMO_ENDPOINT,
    MOUSE,
    THEME,
    TIMEOUT,
    ConfigError,
    Problem,
    Setting,
    SettingKey,
    Settings,
    T,
    quoted,
    seconds,
)
from vss_tui.config.vss_cli_file import read_vss_cli_file
from vss_tui.models.endpoint import DEFAULT_URL, Endpoint, EndpointError

_DEFAULT = "default"


def load(
    *,
    endpoint: str | None = None,
    config: Path | None = None,
    timeout: float | None = None,
    mouse: bool | None = None,
    demo: bool = False,
    environ: Mapping[str, str],
    raising: bool = True,
) -> Settings:
    """Load the settings in force.

    Args:
        endpoint: The name or address that ``--endpoint`` gave, or None.
        config: The file that ``--config`` named in place of the user's ``config.toml``, or None.
        timeout: The seconds that ``--timeout`` gave, or None.
        mouse: False where ``--no-mouse`` was given, else None.
        demo: Whether to use the embedded service. Every other endpoint setting is ignored then, and
            the files of ``vss-cli`` are not read.
        environ: The environment's variables.
        raising: Whether an endpoint is needed; else ``Settings.error`` says why there is none.

    Raises:
        ConfigError: No endpoint may be used: what names it cannot be used, or a settings file
            cannot be read and neither command line nor environment names one. A token must not go
            to an endpoint that is in force only because another could not be read.
    """
    if timeout is not None and seconds(timeout) is None:
        raise ConfigError("--timeout must be a number of seconds above 0, such as 30")
    options = {"--endpoint": endpoint, TIMEOUT.option: timeout, MOUSE.option: mouse}
    vss_cli = None if demo else read_vss_cli_file(environ)
    settings = _Loader(options, environ, read_config_file(config), vss_cli, demo=demo).settings()
    if raising and settings.error is not None:
        raise settings.error
    return settings


class _Loader:
    """The sources of one loading; it gathers the problems."""

    def __init__(
        self,
        options: Mapping[str, Any],
        environ: Mapping[str, str],
        config_file: SettingsFile | None,
        vss_cli_file: SettingsFile | None,
        *,
        demo: bool,
    ) -> None:
        self._options = options
        self._environ = environ
        self._config_file = config_file
        self._vss_cli_file = vss_cli_file
        self._files = [file for file in (config_file, vss_cli_file) if file is not None]
        self._demo = demo
        self._registry = _EndpointRegistry(self._files)
        self._broken = [file.broken for file in self._files if file.broken]
        self._problems = [problem for file in self._files for problem in file.problems]

    def settings(self) -> Settings:
        error = None
        try:
            endpoint = self._endpoint()
            self._problems[:0] = map(Problem, self._broken)
        except ConfigError as reason:
            error, endpoint = reason, self._fallback()
            others = (Problem(text) for text in self._broken if text not in str(reason))
            self._problems[:0] = [Problem(str(reason)), *others]
        known = () if self._demo else self._registry.endpoints
        # One that only an address named is one of those to choose from as well.
        first = () if endpoint.value in known else (endpoint.value,)
        config, vss_cli = self._config_file, self._vss_cli_file
        return Settings(
            endpoint=endpoint,
            endpoints=(*first, *known),
            timeout=self._setting(TIMEOUT),
            mouse=self._setting(MOUSE),
            ca_file=self._setting(CA_FILE),
            theme=self._setting(THEME),
            keys=config.keys if config is not None else {},
            vss_cli=tuple(vss_cli.accounts) if vss_cli is not None else (),
            config_file=config.path if config is not None else None,
            vss_cli_file=vss_cli.path if vss_cli is not None else None,
            problems=tuple(self._problems),
            vss_cli_problems=vss_cli.reasons if vss_cli is not None else (),
            error=error,
        )

    def _setting(self, key: SettingKey[T]) -> Setting[T]:
        """Return the first value that is set: option, variable, our file, vss-cli's, default."""
        option = self._options.get(key.option)
        if option is not None:
            return Setting(option, key.option)
        for variable in key.variables:
            text = self._environ.get(variable, "").strip()
            read = key.parse_text(text)
            if read is not None:
                return Setting(read, variable)
            if text:
                expected = f"it must be {key.expected}, such as {key.example}"
                sentence = f"{variable} is {quoted(text)}, which is not used: {expected}"
                self._problems.append(Problem(sentence))
        for file in self._files:
            if key.name in file.values:
                value: Any = file.values[key.name]
                return Setting(value, str(file.path))
        return Setting(key.default, _DEFAULT)

    def _endpoint(self) -> Setting[Endpoint]:
        if self._demo:
            return Setting(DEMO_ENDPOINT, "--demo")
        option, variable = self._options["--endpoint"], self._environ.get("VSS_ENDPOINT", "")
        if option is not None or variable.strip():
            source = "--endpoint" if option is not None else "VSS_ENDPOINT"
            try:
                named = self._registry.find(variable if option is None else option, source)
            except ConfigError as error:
                # It may be named in a file that cannot be read.
                raise ConfigError("; ".join([str(error), *self._broken])) from None
            return Setting(named, source)
        if self._broken:
            raise _fail_closed(self._broken[0])
        try:
            return self._own_endpoint() or self._vss_cli_endpoint() or self._default()
        except ConfigError as error:
            raise ConfigError(str(error), in_file=True) from None

    def _own_endpoint(self) -> Setting[Endpoint] | None:
        if self._config_file is None or self._config_file.endpoint is None:
            return None
        found = self._registry.find(
            self._config_file.endpoint, f"{self._config_file.path}: endpoint"
        )
        return Setting(found, str(self._config_file.path))

    def _vss_cli_endpoint(self) -> Setting[Endpoint] | None:
        """Return the endpoint that ``vss-cli`` starts with; it too falls back from unknown ones."""
        if self._vss_cli_file is None or self._vss_cli_file.endpoint is None:
            return None
        name, source = self._vss_cli_file.endpoint, str(self._vss_cli_file.path)
        known = self._registry.known(name, source)
        if known is not None:
            return Setting(known, source)
        unknown = f"{source}: general.default_endpoint_name is {quoted(name)}, which is none of"
        unknown = f"{unknown} {self._registry.names}"
        if not all(entry.name for entry in self._vss_cli_file.endpoints):
            raise _fail_closed(f"{unknown}, and some cannot be read")
        default = self._default()
        self._problems.append(Problem(f"{unknown}; {default.value.name} is used"))
        return default

    def _fallback(self) -> Setting[Endpoint]:
        """Return what is in force where an error keeps the chosen endpoint from being so."""
        try:
            return self._vss_cli_endpoint() or self._default()
        except ConfigError:
            return Setting(DEFAULT_ENDPOINT, _DEFAULT)

    def _default(self) -> Setting[Endpoint]:
        name, url = DEFAULT_ENDPOINT.name, DEFAULT_ENDPOINT.url
        known = self._registry.known(name, _DEFAULT) or self._registry.known(url, _DEFAULT)
        return Setting(known or DEFAULT_ENDPOINT, _DEFAULT)


def _fail_closed(reason: str) -> ConfigError:
    end = " Correct" if reason.endswith("?") else "; correct"
    otherwise = "or name the endpoint with --endpoint or VSS_ENDPOINT"
    return ConfigError(f"{reason}{end} it, {otherwise}", in_file=True)


class _EndpointRegistry:
    """The endpoints of all settings files, and the service's own; the first of a name counts."""

    def __init__(self, files: Iterable[SettingsFile]) -> None:
        self._named: dict[str, Endpoint | InvalidEndpoint] = {}
        for entry in (entry for file in files for entry in file.endpoints):
            self._named.setdefault(entry.name, entry)
        if DEFAULT_URL not in {endpoint.url for endpoint in self.endpoints}:
            self._named.setdefault(DEFAULT_ENDPOINT.name, DEFAULT_ENDPOINT)

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        return tuple(entry for entry in self._named.values() if isinstance(entry, Endpoint))

    @property
    def names(self) -> str:
        return ", ".join(endpoint.name for endpoint in self.endpoints)

    def known(self, text: str, source: str) -> Endpoint | None:
        """Return the configured endpoint that ``text`` names, or whose address it is; else None."""
        entry = self._named.get(text)
        if isinstance(entry, InvalidEndpoint):
            raise ConfigError(f"{source} {quoted(text)}: {entry.reason}")
        return entry or next((known for known in self.endpoints if known.url == text), None)

    def find(self, text: str, source: str) -> Endpoint:
        """Return the endpoint that ``text`` names, or whose address it is, configured or not."""
        wanted = text.strip()
        if known := self.known(wanted, source):
            return known
        if not any(mark in wanted for mark in ".:/"):
            raise ConfigError(
                f"{source}: {quoted(wanted)} is not a configured endpoint;"
                f" choose one of {self.names}, or give an address: https://HOST"
            )
        try:
            given = Endpoint.parse(wanted)
        except EndpointError as error:
            raise ConfigError(f"{source}: {error}") from None
        return self.known(given.url, source) or given
