"""vss-tui: a terminal browser for the ISO images of the VSS private cloud."""

__version__ = "0.2.0"
