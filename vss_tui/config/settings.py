"""The settings in force, each with the place that it came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from vss_tui.models.endpoint import Endpoint
from vss_tui.support.secret import Secret

T = TypeVar("T")

DEFAULT_TIMEOUT = 30.0
"""Seconds that one request may take where nothing else is set."""


class ConfigError(ValueError):
    """A setting that the application cannot start with; its text says why, for the user."""


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """A value, and the name of the option, variable or file that set it (or ``default``)."""

    value: T
    source: str


@dataclass(frozen=True, slots=True)
class VssCliEntry:
    """One of the ``endpoints`` in the ``config.yaml`` of ``vss-cli``.

    Attributes:
        endpoint: Its name and address.
        token: The token that ``vss-cli`` took last, or None.
        user: The user's name, or "".
        password: The user's password, or None.
    """

    endpoint: Endpoint
    token: Secret | None = None
    user: str = ""
    password: Secret | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that the command line, the environment and the files of settings say.

    Attributes:
        endpoint: The service that the application starts with.
        endpoints: Every service that the user can name, without duplicates.
        timeout: Seconds that one request may take.
        mouse: Whether the terminal's mouse is used.
        ca_file: The certificates to trust in place of the system's, or None.
        keys: Names of actions, each with its keys separated by commas, as written.
        vss_cli: What ``vss-cli`` keeps for its endpoints.
        config_file: The place of our ``config.toml``, whether it exists or not.
        vss_cli_file: The place of the ``config.yaml`` of ``vss-cli``, or None without a home.
        warnings: Sentences on what was found and is not used or not safe.
        vss_cli_troubles: Those on what cannot be used of the ``config.yaml`` of ``vss-cli``: the
            reasons why it may hold no credentials.
    """

    endpoint: Setting[Endpoint]
    endpoints: tuple[Endpoint, ...]
    timeout: Setting[float]
    mouse: Setting[bool]
    ca_file: Setting[Path | None]
    keys: Mapping[str, str]
    vss_cli: tuple[VssCliEntry, ...]
    config_file: Path
    vss_cli_file: Path | None
    warnings: tuple[str, ...] = ()
    vss_cli_troubles: tuple[str, ...] = ()

    def vss_cli_entry(self, endpoint: Endpoint) -> VssCliEntry | None:
        """Return what ``vss-cli`` keeps for ``endpoint``: an entry of its very origin, or None.

        Where several entries have that origin, the one with the endpoint's name comes first. A
        name alone is not enough: credentials go to the address that they were kept for.
        """
        entries = [entry for entry in self.vss_cli if entry.endpoint.origin == endpoint.origin]
        named = [entry for entry in entries if entry.endpoint.name == endpoint.name]
        return next(iter(named or entries), None)
