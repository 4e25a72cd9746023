"""Every attribute of one image, and what a VM build takes of it."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from vss_tui.keymap import Keymap
from vss_tui.models import copy_format
from vss_tui.models.copy_format import CopyFormat
from vss_tui.models.image import Image
from vss_tui.support.safe_text import cell, escape, shortened, width
from vss_tui.widgets.bar import drawn_style, folded

_LONGEST_VALUE = 10_000
"""Characters of one value; a longer one is no name, path or note, and takes long to lay out."""
_MOST_ATTRIBUTES = 200
_PAIRED = 70
"""Cells from which on two short values stand in a line."""
_SHORT = 30
_TITLES = {"data_store": "store", "updated_on": "updated", "created_on": "created"}


class _Entry(NamedTuple):
    """A label, the key that copies its value, and the value; all safe to show."""

    label: str
    key: str
    value: str


class DetailsPane(VerticalScroll, can_focus=False):
    """Shows every attribute of the image under the cursor, up to 10,000 characters a value.

    Args:
        keymap: The keys in force; those that copy a value stand beside it.
    """

    COMPONENT_CLASSES = {"details--label", "details--key"}  # noqa: RUF012 - Textual's declaration

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap
        self._image: Image | None = None

    def compose(self) -> ComposeResult:
        yield Static(markup=False, id="attributes")

    def show_image(self, image: Image | None) -> None:
        """Show an image: what is copied of it first, then what else the service sent."""
        self._image = image
        self._draw()
        self.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Lay the values out anew."""
        self._draw()

    def _draw(self) -> None:
        cells = self.scrollable_content_region.width
        if self._image is None or not cells:
            text = Text("no image under the cursor")
        else:
            text = self._laid_out(list(self._entries(self._image)), cells)
        self.query_one("#attributes", Static).update(text)

    def _entries(self, image: Image) -> Iterator[_Entry]:
        attributes = dict(image.attributes) or {"name": image.name}
        if not image.path.endswith(image.name):
            yield self._copied("name", image, CopyFormat.NAME, "copy-name") or _Entry(
                "name", "", _shown(image.name)
            )
        path = self._copied("path", image, CopyFormat.PATH, "copy-path")
        if path is None and image.path:
            path = _Entry("path", "", _shown(image.path))
        copied = (
            path,
            self._copied("option", image, CopyFormat.OPTION, "copy-option"),
            self._copied("line", image, CopyFormat.DEPLOYMENT, "copy-deployment"),
            self._copied("id", image, CopyFormat.ID, "copy-id"),
        )
        yield from filter(None, copied)
        own = ("data_store", "updated_on", "created_on")
        # Those of an unexpected type are shown as they came.
        above = {"name": image.name, "path": image.path, "id": image.id is not None}
        rest = [name for name in attributes if not (name in own or above.get(name))]
        names = [*(name for name in own if name in attributes), *rest]
        for name in names[:_MOST_ATTRIBUTES]:
            label = _TITLES.get(name, shortened(name, _LONGEST_VALUE))
            yield _Entry(label, "", _shown(attributes[name]))
        if len(attributes) > _MOST_ATTRIBUTES:
            yield _Entry("", "", f"{len(attributes)} attributes; vss-tui ls -o json gives them all")

    def _copied(self, label: str, image: Image, form: CopyFormat, action: str) -> _Entry | None:
        """Return what a key copies; None where there is no such value, or it is too long."""
        try:
            text = copy_format.text(image, form)
        except copy_format.NothingToCopy:
            return None
        return _Entry(label, self._keymap.label(action), _shown(text))

    def _laid_out(self, entries: list[_Entry], cells: int) -> Text:
        labels = min(max(width(entry.label) for entry in entries), cells // 3)
        keys = max(width(entry.key) for entry in entries)
        indent = labels + keys + 3
        half = cells // 2 if cells >= _PAIRED else cells
        text = Text()
        used = 0
        for entry in entries:
            short = width(entry.value) <= min(_SHORT, half - indent - 1)
            if used and not (short and used + indent + width(entry.value) <= cells):
                text.append("\n")
                used = 0
            text.append(" " * (used and half - used))
            used = used and half
            label = cell(entry.label, labels)
            text.append(f"{label} ", drawn_style(self, "details--label"))
            text.append(f"{escape(entry.key):<{keys}}  ", drawn_style(self, "details--key"))
            lines = folded(escape(entry.value), cells - indent - used)
            text.append(f"\n{' ' * indent}".join(lines))
            used += indent + width(lines[-1]) if short and half < cells else cells
        return text


def _shown(value: object) -> str:
    plain = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    more = f" ({len(plain)} characters; vss-tui ls -o json gives them all)"
    return shortened(plain, _LONGEST_VALUE) + (more if len(plain) > _LONGEST_VALUE else "")
