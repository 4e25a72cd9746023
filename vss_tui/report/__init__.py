"""What goes to standard output: values in, text out."""

from vss_tui.report.listing import Listing, Output, listing
from vss_tui.report.outline import outline
from vss_tui.report.values import json_line, json_text

__all__ = ["Listing", "Output", "json_line", "json_text", "listing", "outline"]
