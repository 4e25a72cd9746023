"""Lines of text, parts of which can be clicked, drawn where they have changed."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from vss_tui.support.safe_text import escape, fitted, width


class Span(NamedTuple):
    """A part of a line.

    ``style`` names one of the bar's component classes; ``intent`` makes the message that a click
    posts.
    """

    text: str
    style: str = ""
    intent: Callable[[], Message] | None = None


class Line(NamedTuple):
    """The spans at the left and the right end of a line; the left ones are cut where it is full."""

    left: Sequence[Span] = ()
    right: Sequence[Span] = ()

    def laid_out(self, cells: int) -> list[Span]:
        """Return the spans that fill ``cells`` cells, safe to show."""
        right = [span._replace(text=escape(span.text)) for span in self.right]
        room = cells - sum(width(span.text) for span in right)
        if room < 0:
            right, room = [], cells
        spans: list[Span] = []
        for span in self.left:
            text = escape(span.text)
            if width(text) > room:
                text = fitted(text, room)
            room -= width(text)
            spans.append(span._replace(text=text))
        return [*spans, Span(" " * room), *right]


class Bar(Widget):
    """One line or more, as high as the lines it is given."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "bar--strong",
        "bar--dim",
        "bar--accent",
        "bar--active",
        "bar--active-end",
        "bar--good",
        "bar--good-end",
        "bar--warning",
        "bar--warning-end",
        "bar--bad",
        "bar--bad-end",
    }
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._lines: tuple[Line, ...] = (Line(),)
        self._pressed = ""

    def show(self, *lines: Line) -> None:
        """Draw these lines, as far as they are not the ones that stand there."""
        if len(lines) != len(self._lines):
            self._lines = lines
            self.styles.height = len(lines)
            self.refresh(layout=True)
            return
        cells = self.size.width
        for y, (before, after) in enumerate(zip(self._lines, lines, strict=True)):
            changed = _changed(before.laid_out(cells), after.laid_out(cells))
            if changed:
                self.refresh(Region(changed.start, y, len(changed), 1))
        self._lines = lines

    def render_line(self, y: int) -> Strip:
        """Draw a line, in as few runs of one style as it has."""
        spans = self._lines[y].laid_out(self.size.width) if y < len(self._lines) else []
        segments = [Segment(span.text, drawn_style(self, span.style)) for span in spans]
        strip = Strip(Segment.simplify(segments))
        return strip.adjust_cell_length(self.size.width, drawn_style(self))

    def on_click(self, event: events.Click) -> None:
        """Post the intent of the span that was clicked.

        A second click, close to the first, counts only where it means the same: the span may have
        become another one under the mouse.
        """
        span = self._span_at(event.x, event.y)
        if event.chain == 1:
            self._pressed = span.text
        if span.intent is not None:
            event.stop()
            if span.text == self._pressed:
                self.post_message(span.intent())

    def _span_at(self, x: int, y: int) -> Span:
        position = 0
        for span in self._lines[y].laid_out(self.size.width):
            position += width(span.text)
            if x < position:
                return span
        return Span("")


def drawn_style(widget: Widget, components: str = "") -> Style:
    """Return a widget's style with that of its component classes, parted by spaces.

    The terminal's own colours need no words: naming them takes 12 bytes a run.
    """
    style = widget.rich_style
    if style.color is not None and style.color.is_default:
        style = Style(bold=style.bold, dim=style.dim)
    for component in components.split():
        style += widget.get_component_rich_style(component, partial=True)
    return style


def wrapped(text: str, cells: int) -> list[str]:
    """Break ``text``, safe to show, into lines of at most ``cells`` cells, between words."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width(lines[-1]) + 1 + width(word) <= cells:
            lines[-1] += f" {word}"
        else:
            lines += folded(word, cells)
    return lines


def folded(text: str, cells: int) -> list[str]:
    """Break ``text``, safe to show, into lines of at most ``cells`` cells, anywhere."""
    if width(text) <= cells:
        return [text]
    lines, used = [""], 0
    for character in text:
        used += width(character)
        if used > cells and lines[-1]:
            lines.append("")
            used = width(character)
        lines[-1] += character
    return lines


def _changed(before: Sequence[Span], after: Sequence[Span]) -> range:
    """Tell the cells that differ between two lines of one width."""
    cells = list(zip(_cells(before), _cells(after), strict=False))
    differing = [place for place, (old, new) in enumerate(cells) if old != new]
    return range(differing[0], differing[-1] + 1) if differing else range(0)


def _cells(spans: Sequence[Span]) -> Iterator[tuple[str, str]]:
    for span in spans:
        for character in span.text:
            yield from [(character, span.style)] * width(character)
