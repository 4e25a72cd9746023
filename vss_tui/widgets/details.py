"""Every attribute of one image."""

import json

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from vss_tui.catalog.image import Image
from vss_tui.text import shown


class DetailsPane(VerticalScroll):
    """Shows every attribute of the image under the cursor, each value whole."""

    def compose(self) -> ComposeResult:
        """Hold the text."""
        yield Static(markup=False, id="attributes")

    def show_image(self, image: Image | None) -> None:
        """Show an image's attributes as the service sent them, the path first."""
        self.query_one("#attributes", Static).update(_described(image))
        self.scroll_home(animate=False)


def _described(image: Image | None) -> Text:
    if image is None:
        return Text("no image under the cursor")
    attributes = dict(image.attributes) or {"name": image.name}
    order = sorted(attributes, key=lambda name: (name != "path", name != "name"))
    text = Text(overflow="fold")
    for name in order:
        text.append(f"{shown(name)}: ", "bold")
        text.append(f"{shown(_plain(attributes[name]))}\n")
    return text


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
