"""The application and its connection, as tests make them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.fake_service import FakeService, create_app
from vss_tui.api.http import ASGIApp, Transport
from vss_tui.app import AppOptions, VssApp
from vss_tui.config.settings import Setting, Settings
from vss_tui.connection import Connection, ConnectionFactory, user_stores
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.query import Library, Query
from vss_tui.page_loader import PageLoader
from vss_tui.screens.initial_view import InitialView
from vss_tui.support.event_loop import SYSTEM_CLOCK, Clock
from vss_tui.view_state import ViewState

ENDPOINT = Endpoint("lab", "https://vss.example")


@dataclass(frozen=True)
class InProcessConnections(ConnectionFactory):
    """Connects to services in this process, by their endpoints' URLs."""

    applications: Mapping[str, ASGIApp] = field(default_factory=dict)

    def transport(self, endpoint: Endpoint) -> Transport:
        return Transport(endpoint, app=self.applications.get(endpoint.url), clock=self.clock)


def connect(
    services: Mapping[Endpoint, FakeService | None],
    *,
    clock: Clock = SYSTEM_CLOCK,
    keys: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Connection:
    """Connect to the first of ``services``; None stands for one that is served on loopback.

    The environment holds a token of that service, unless ``environ`` is given.
    """
    endpoint, service = next(iter(services.items()))
    if environ is None:
        environ = {"VSS_TOKEN": service.token} if service else {}
    settings = Settings(
        endpoint=Setting(endpoint, "test"),
        endpoints=tuple(services),
        timeout=Setting(30.0, "test"),
        mouse=Setting(True, "test"),
        ca_file=Setting(None, "test"),
        theme=Setting("", "test"),
        keys=dict(keys or {}),
        config_file=Path("config.toml"),
    )
    applications = {
        each.url: create_app(known) for each, known in services.items() if known is not None
    }
    connections = InProcessConnections(settings, environ, user_stores(), clock, applications)
    return connections.connect(endpoint)


def initial_view_of(view_state: ViewState) -> InitialView:
    """Return what a run opens with after one that left ``view_state``."""
    queries = {
        library: Query(sort=view_state.sort.get(library, ()), per_page=view_state.per_page)
        for library in Library
    }
    return InitialView(view_state.tab, queries, view_state.details)


def build_app(
    connection: Connection,
    *,
    initial_view: InitialView | None = None,
    view_state: ViewState | None = None,
    cache: Path | None = None,
    notices: Sequence[str] = (),
    picking: bool = False,
) -> VssApp:
    """Make the application; the only place in the tests that does."""
    view_state = view_state or ViewState()
    return VssApp(
        PageLoader(connection, cache),
        initial_view or initial_view_of(view_state),
        view_state,
        AppOptions(cache=cache, notices=tuple(notices), picking=picking),
    )
