"""The screen as text, read from the toolkit's own picture of it.

The picture holds every run of characters of one style, with its place.
"""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from textual.app import App

from vss_tui.support.safe_text import width

_CELL = 12.2
"""The width of a character in that picture."""
_RUN = re.compile(
    r'<text class="[^"]*-(?P<style>r\d+)" x="(?P<x>[\d.]+)"[^>]*-line-(?P<line>\d+)\)">'
    r"(?P<text>[^<]*)</text>"
)
_STYLE = re.compile(r"-(?P<style>r\d+) \{(?P<css>[^}]*)\}")


@dataclass(frozen=True)
class Run:
    """Characters of one style: where they stand, and their style in CSS."""

    row: int
    column: int
    text: str
    style: str


def screen_runs(app: App[Any]) -> list[Run]:
    """The runs of one style that the screen is made of, blank ones left out."""
    picture = app.export_screenshot()
    styles = {found["style"]: found["css"].strip() for found in _STYLE.finditer(picture)}
    return [
        Run(
            row=int(found["line"]),
            column=round(float(found["x"]) / _CELL),
            text=unescape(found["text"]).replace("\xa0", " "),
            style=styles.get(found["style"], ""),
        )
        for found in _RUN.finditer(picture)
        if found["text"] != "\n"
    ]


def screen_text(app: App[Any]) -> list[str]:
    """The screen as lines of plain text."""
    runs = screen_runs(app)
    # While the terminal's size changes, what is drawn may still have the size before.
    lines = [""] * max(app.size.height, *(run.row + 1 for run in runs), 0)
    for run in runs:
        before = lines[run.row]
        lines[run.row] = before + " " * (run.column - width(before)) + run.text
    return [line.rstrip() for line in lines]
