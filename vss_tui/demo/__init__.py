"""The embedded service: the VSS API's ISO images, for ``--demo``."""

from vss_tui.demo.demo_service import DemoService, Options
from vss_tui.demo.resources import create_app

__all__ = ["DemoService", "Options", "create_app"]
