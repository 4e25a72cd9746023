"""The endpoints that a user can name."""

from collections.abc import Iterable
from dataclasses import dataclass

from vss_tui.config.setting_values import quoted
from vss_tui.config.settings import ConfigError
from vss_tui.models.endpoint import DEFAULT_URL, Endpoint, EndpointError

DEFAULT_ENDPOINT = Endpoint.parse(DEFAULT_URL, "cloud-api")
"""The service itself, under the name that ``vss-cli`` gives it."""

DEMO_ENDPOINT = Endpoint.parse("http://127.0.0.1", "demo")
"""The name and address that the embedded service goes by."""


@dataclass(frozen=True, slots=True)
class InvalidEndpoint:
    """An entry whose address cannot be used: its name, and the reason."""

    name: str
    reason: str


Address = Endpoint | InvalidEndpoint


class EndpointRegistry:
    """The endpoints of all files of settings, and the service's own.

    Args:
        addresses: The entries in the order of the files; the first of a name counts.
    """

    def __init__(self, addresses: Iterable[Address]) -> None:
        self._named: dict[str, Address] = {}
        for address in addresses:
            self._named.setdefault(address.name, address)
        if DEFAULT_URL not in {endpoint.url for endpoint in self.endpoints}:
            self._named.setdefault(DEFAULT_ENDPOINT.name, DEFAULT_ENDPOINT)

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Every endpoint that can be used, in the order of the files."""
        return tuple(entry for entry in self._named.values() if isinstance(entry, Endpoint))

    @property
    def names(self) -> str:
        """The names that can be used, as a list for a sentence."""
        return ", ".join(endpoint.name for endpoint in self.endpoints)

    def known(self, text: str, source: str) -> Endpoint | None:
        """Return the configured endpoint that ``text`` names, or whose address it is; else None.

        Args:
            text: A name or an address.
            source: The option, variable or key that said so, for the message.

        Raises:
            ConfigError: Its entry has an address that cannot be used.
        """
        entry = self._named.get(text)
        if isinstance(entry, InvalidEndpoint):
            raise ConfigError(f"{source} {quoted(text)}: {entry.reason}")
        return entry or next((known for known in self.endpoints if known.url == text), None)

    def find(self, text: str, source: str) -> Endpoint:
        """Return the endpoint that ``text`` names, or whose address it is, configured or not.

        Args:
            text: A configured name, or an address (its ``https://`` may be left out).
            source: The option, variable or key that said so, for the message.

        Raises:
            ConfigError: It is neither, or the address cannot be used.
        """
        wanted = text.strip()
        if known := self.known(wanted, source):
            return known
        if not any(mark in wanted for mark in ".:/"):
            raise ConfigError(
                f"{source} {quoted(wanted)} is no configured endpoint;"
                f" choose one of {self.names}, or give an address: https://HOST"
            )
        try:
            given = Endpoint.parse(wanted)
        except EndpointError as error:
            raise ConfigError(f"{source}: {error}") from None
        return self.known(given.url, source) or given
