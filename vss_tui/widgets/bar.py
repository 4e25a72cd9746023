"""A single line of text, parts of which can be clicked."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from vss_tui.support.safe_text import escape, fitted, width


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a line.

    ``style`` names one of the bar's component classes; ``intent`` makes the message that a click
    posts.
    """

    text: str
    style: str = ""
    intent: Callable[[], Message] | None = None


class Bar(Widget):
    """A line with spans at its left and right end; the left ones are cut where it is full."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"bar--strong", "bar--dim", "bar--button", "bar--bad"}
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - the toolkit's name
        super().__init__(id=id)
        self._left: tuple[Span, ...] = ()
        self._right: tuple[Span, ...] = ()

    def show(self, left: Sequence[Span], right: Sequence[Span] = ()) -> None:
        """Draw these spans; nothing is drawn where they are the ones that stand there."""
        if (tuple(left), tuple(right)) != (self._left, self._right):
            self._left, self._right = tuple(left), tuple(right)
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - the toolkit's signature
        """Draw the line, in as few runs of one style as it has."""
        plain = self.rich_style
        segments = [
            Segment(text, plain + self.get_component_rich_style(span.style, partial=True))
            if span.style
            else Segment(text, plain)
            for text, span in self._laid_out()
        ]
        return Strip(Segment.simplify(segments), self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Post the intent of the span that was clicked."""
        position = 0
        for text, span in self._laid_out():
            position += width(text)
            if event.x < position:
                if span.intent is not None:
                    event.stop()
                    self.post_message(span.intent())
                return

    def _laid_out(self) -> Iterator[tuple[str, Span]]:
        right = [(escape(span.text), span) for span in self._right]
        room = self.size.width - sum(width(text) for text, _ in right)
        if room < 0:
            right, room = [], self.size.width
        for span in self._left:
            text = escape(span.text)
            if width(text) > room:
                text = fitted(text, room)
            room -= width(text)
            yield text, span
        yield " " * room, Span("")
        yield from right
