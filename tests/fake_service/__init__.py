"""The embedded service with recorded requests, rate limits and faults, for tests.

``FakeService`` is the service's state, and ``create_app`` makes its ASGI application: that of
``vss_tui.demo``, wrapped in middleware.
"""

from starlette.types import ASGIApp

from tests.fake_service.fault_middleware import FaultMiddleware
from tests.fake_service.service import FakeOptions, FakeService, PastEnd
from vss_tui import demo

__all__ = ["FakeOptions", "FakeService", "PastEnd", "create_app"]


def create_app(service: FakeService) -> ASGIApp:
    """Make the ASGI application of ``service``."""
    return FaultMiddleware(demo.create_app(service), service)
