"""The user's settings: where they come from, in which order, and what is wrong with them."""

from vss_tui.config.endpoint_registry import DEMO_ENDPOINT
from vss_tui.config.loading import load
from vss_tui.config.settings import ConfigError, Setting, Settings, VssCliEntry

__all__ = ["DEMO_ENDPOINT", "ConfigError", "Setting", "Settings", "VssCliEntry", "load"]
