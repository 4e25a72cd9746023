"""The settings in force, each with the place that it came from, and the table of their keys."""

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from vss_tui.models.endpoint import DEFAULT_URL, Endpoint
from vss_tui.support.safe_text import shortened
from vss_tui.support.secret import Secret

T = TypeVar("T")

DEFAULT_ENDPOINT = Endpoint.parse(DEFAULT_URL, "cloud-api")
"""The service itself, under the name that ``vss-cli`` gives it."""
DEMO_ENDPOINT = Endpoint.parse("http://127.0.0.1", "demo")
"""The name and address that the embedded service goes by."""


class ConfigError(ValueError):
    """A setting that the application cannot start with; its text says why, for the user.

    Attributes:
        in_file: Whether a settings file is to blame, and not the command line or environment.
    """

    def __init__(self, message: str, *, in_file: bool = False) -> None:
        super().__init__(message)
        self.in_file = in_file


class Setting(NamedTuple, Generic[T]):
    """A value, and the name of the option, variable or file that set it (or ``default``)."""

    value: T
    source: str


class Problem(NamedTuple):
    """What is wrong with a setting, as a sentence, and whether it keeps one from being used."""

    text: str
    serious: bool = True


class VssCliAccount(NamedTuple):
    """What ``vss-cli`` stores for one endpoint: an entry in its ``config.yaml``.

    Attributes:
        endpoint: The endpoint. Its name is the key to what the keychain and the encrypted file of
            ``vss-cli`` hold besides.
        source: The place of the file.
        token: The token that ``vss-cli`` took last.
    """

    endpoint: Endpoint
    source: str
    token: Secret | None = None
    user: str = ""
    password: Secret | None = None


class Settings(NamedTuple):
    """Everything that the command line, the environment and the files of settings say.

    Attributes:
        endpoint: The service that the application starts with.
        endpoints: Every service that the user can name, without duplicates.
        timeout: Seconds that one request may take.
        mouse: Whether the terminal's mouse is used.
        ca_file: Certificates to trust in place of the system's, or None.
        theme: The name of a theme, or "".
        keys: Names of actions, each with its keys separated by commas, as written.
        vss_cli: What ``vss-cli`` stores for its endpoints.
        config_file: The place of our ``config.toml``, whether it exists or not; None without a
            home.
        vss_cli_file: The place of the ``config.yaml`` of ``vss-cli``; None where it is not read.
        problems: What is wrong with the settings.
        vss_cli_problems: Those of ``config.yaml``: why it may hold no credentials.
        error: Why no endpoint may be used, or None; ``endpoint`` is not what was chosen then.
    """

    endpoint: Setting[Endpoint]
    endpoints: tuple[Endpoint, ...]
    timeout: Setting[float]
    mouse: Setting[bool]
    ca_file: Setting[Path | None]
    theme: Setting[str]
    keys: Mapping[str, str]
    vss_cli: tuple[VssCliAccount, ...] = ()
    config_file: Path | None = None
    vss_cli_file: Path | None = None
    problems: tuple[Problem, ...] = ()
    vss_cli_problems: tuple[str, ...] = ()
    error: ConfigError | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """The sentences on all problems."""
        return tuple(problem.text for problem in self.problems)

    def vss_cli_account(self, endpoint: Endpoint) -> VssCliAccount | None:
        """Return what ``vss-cli`` stores for ``endpoint``: an entry of its very origin, or None.

        Where several entries have that origin, the one with the endpoint's name comes first. A
        name alone is not enough: credentials go to the address that they were stored for.
        """
        entries = [entry for entry in self.vss_cli if entry.endpoint.origin == endpoint.origin]
        named = [entry for entry in entries if entry.endpoint.name == endpoint.name]
        return next(iter(named or entries), None)


class SettingKey(NamedTuple, Generic[T]):
    """A key of ``config.toml`` that holds a single value.

    Attributes:
        name: The key.
        default: The value where nothing sets it.
        parse: Reads the value that a file in a folder gives; None where it cannot be used.
        expected: What the value must be, for a sentence.
        example: Such a value.
        option: The option of the command line that goes before.
        variables: The environment's variables that go before.
        parse_text: Reads what a variable holds.
        shown: Shows a value to the user.
    """

    name: str
    default: T
    parse: Callable[[object, Path], T | None]
    expected: str
    example: str
    option: str = ""
    variables: tuple[str, ...] = ()
    parse_text: Callable[[str], T | None] = lambda _: None
    shown: Callable[[T], str] = str


def seconds(value: object) -> float | None:
    """Return a number of seconds above zero, from a number or its text; None for all else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and number > 0 else None


def _file_path(value: object, folder: Path) -> Path | None:
    if isinstance(value, str) and value:
        with suppress(RuntimeError):  # "~nobody": there is no such home
            return folder / Path(value).expanduser()
    return None


TIMEOUT = SettingKey(
    "timeout",
    30.0,
    lambda value, _: None if isinstance(value, str) else seconds(value),
    "a number of seconds above 0",
    "30",
    option="--timeout",
    variables=("VSS_TIMEOUT", "VSS_API_TIMEOUT"),
    parse_text=seconds,
    shown=lambda value: f"{value:g} s",
)
MOUSE = SettingKey(
    "mouse",
    True,
    lambda value, _: value if isinstance(value, bool) else None,
    "true or false",
    "false",
    option="--no-mouse",
    shown=lambda value: "on" if value else "off",
)
CA_FILE: SettingKey[Path | None] = SettingKey(
    "ca_file",
    None,
    _file_path,
    "the path of a file",
    '"~/ca.pem"',
    shown=lambda value: "not set" if value is None else str(value),
)
THEME = SettingKey(
    "theme",
    "",
    lambda value, _: value.strip() or None if isinstance(value, str) else None,
    "the name of a theme",
    '"nord"',
    shown=lambda value: value or "not set",
)
SETTING_KEYS: tuple[SettingKey[Any], ...] = (TIMEOUT, MOUSE, CA_FILE, THEME)
"""The keys with a single value, in the order in which ``vss-tui config`` shows them."""


def quoted(value: object) -> str:
    """Show a value that a user set, safe for a terminal and short, for use in a sentence."""
    return f'"{shortened(value, 80)}"'
