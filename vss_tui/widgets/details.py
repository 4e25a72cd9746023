"""Every attribute of one image."""

import json

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from vss_tui.models.image import Image
from vss_tui.support.safe_text import shortened

_LONGEST_VALUE = 10_000
"""Characters of one value; a longer one is no name, path or note, and takes long to lay out."""
_MOST_ATTRIBUTES = 200


class DetailsPane(VerticalScroll):
    """Shows every attribute of the image under the cursor, each value whole unless it is a book."""

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
    for name in order[:_MOST_ATTRIBUTES]:
        value = _plain(attributes[name])
        text.append(f"{shortened(name, _LONGEST_VALUE)}: ", "bold")
        text.append(f"{shortened(value, _LONGEST_VALUE)}\n")
        if len(value) > _LONGEST_VALUE:
            text.append(f"({len(value)} characters; vss-tui ls -o json gives them all)\n")
    if len(order) > _MOST_ATTRIBUTES:
        text.append(f"({len(order)} attributes; vss-tui ls -o json gives them all)\n")
    return text


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
