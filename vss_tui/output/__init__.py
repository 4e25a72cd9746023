"""Text for standard output, made from values."""

from vss_tui.output.json_text import json_line, json_text, outline
from vss_tui.output.listing import Listing, Output, open_listing, value_line
from vss_tui.output.text_table import FOLDER

__all__ = [
    "FOLDER",
    "Listing",
    "Output",
    "json_line",
    "json_text",
    "open_listing",
    "outline",
    "value_line",
]
