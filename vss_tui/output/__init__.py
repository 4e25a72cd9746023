"""What goes to standard output: values in, text out."""

from vss_tui.output.listing import Listing, Output, listing
from vss_tui.output.outline import outline
from vss_tui.output.output_values import json_line, json_text

__all__ = ["Listing", "Output", "json_line", "json_text", "listing", "outline"]
