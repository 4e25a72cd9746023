"""How connections are made: to the endpoint that the settings start with, and to the others."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from vss_tui.api.clock import SYSTEM_CLOCK, Clock
from vss_tui.api.http import Transport
from vss_tui.api.token_provider import Prompt
from vss_tui.auth import Credentials, Stores, SystemKeyring, TokenStore, VssCliAccount
from vss_tui.config import DEMO_ENDPOINT, Settings
from vss_tui.connection.connection import Connection
from vss_tui.connection.demo import Demo, DemoUser
from vss_tui.connection.identity import StoredUser
from vss_tui.models.endpoint import Endpoint
from vss_tui.support import folders


@dataclass(frozen=True, slots=True)
class ConnectionFactory:
    """What every connection of one run is made from.

    Attributes:
        settings: The settings in force.
        environ: The environment's variables. Their credentials serve the endpoint that the run
            starts with, and no other.
        stores: The places that keep credentials.
        clock: Tells the time.
    """

    settings: Settings
    environ: Mapping[str, str]
    stores: Stores
    clock: Clock = SYSTEM_CLOCK

    def connection(self, endpoint: Endpoint, prompt: Prompt | None = None) -> Connection:
        """Make the connection to ``endpoint``."""
        settings = self.settings
        transport = Transport(
            endpoint,
            timeout=settings.timeout.value,
            ca_file=settings.ca_file.value,
            clock=self.clock,
        )
        identity = StoredUser(self.credentials(endpoint), settings.vss_cli_troubles)
        return Connection(settings, transport, identity, self, prompt)

    def credentials(self, endpoint: Endpoint) -> Credentials:
        """Say where the credentials of ``endpoint`` are looked for."""
        started_here = endpoint.url == self.settings.endpoint.value.url
        return Credentials(
            endpoint,
            self.stores,
            environ=self.environ if started_here else {},
            account=self._vss_cli_account(endpoint),
            now=self.clock.now,
        )

    def _vss_cli_account(self, endpoint: Endpoint) -> VssCliAccount | None:
        entry = self.settings.vss_cli_entry(endpoint)
        if entry is None:
            return None
        source = str(self.settings.vss_cli_file)
        return VssCliAccount(entry.endpoint.name, source, entry.token, entry.user, entry.password)


def open_connection(
    settings: Settings,
    *,
    demo: bool = False,
    prompt: Prompt | None = None,
    environ: Mapping[str, str] | None = None,
    stores: Stores | None = None,
    clock: Clock = SYSTEM_CLOCK,
) -> Connection:
    """Make the connection to the endpoint that the settings start with.

    A token that is at hand without a keyring is in force at once.

    Args:
        settings: The settings in force.
        demo: Whether to use the embedded service in place of the settings' endpoint.
        prompt: Asks the user to sign in, for the reason given; see ``TokenProvider``.
        environ: The environment's variables; those of the process where None.
        stores: The places that keep credentials; the user's own where None.
        clock: Tells the time.
    """
    if demo:
        embedded = Demo()
        transport = Transport(DEMO_ENDPOINT, app=embedded, clock=clock)
        return Connection(settings, transport, DemoUser(embedded), prompt=prompt)
    origin = ConnectionFactory(
        settings, os.environ if environ is None else environ, stores or user_stores(), clock
    )
    return origin.connection(settings.endpoint.value, prompt)


def user_stores() -> Stores:
    """Return the stores in the user's own folders and keyring."""
    keyring = SystemKeyring()
    try:
        encrypted = folders.vss_cli_dir() / "credentials.enc"
    except RuntimeError:  # a user without a home
        encrypted = None
    return Stores(TokenStore(folders.state_dir() / "sign-ins", keyring), keyring, encrypted)
