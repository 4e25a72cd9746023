"""The user's settings: where they come from, in which order, and what is wrong with them."""

from vss_tui.config.loading import load
from vss_tui.config.settings import (
    DEMO_ENDPOINT,
    SETTING_KEYS,
    ConfigError,
    Problem,
    Setting,
    Settings,
    VssCliAccount,
)

__all__ = [
    "DEMO_ENDPOINT",
    "SETTING_KEYS",
    "ConfigError",
    "Problem",
    "Setting",
    "Settings",
    "VssCliAccount",
    "load",
]
