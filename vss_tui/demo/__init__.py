"""The embedded service: the VSS API's ISO images, for ``--demo`` and for tests."""

from vss_tui.demo.app import create_app
from vss_tui.demo.store import DemoService, Options

__all__ = ["DemoService", "Options", "create_app"]
