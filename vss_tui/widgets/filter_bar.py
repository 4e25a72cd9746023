"""The filter's line: what is typed, how much it finds, and in the footer what it compiles to."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar

from rich.highlighter import Highlighter
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.suggester import Suggester
from textual.timer import Timer
from textual.widgets import Input, Static

from vss_tui.actions import filter_bindings
from vss_tui.filters import NO_FILTER, Filter, FilterError, IncompleteFilter, complete, parse
from vss_tui.messages import FilterBy, InputHint, LeaveFilter, Severity
from vss_tui.models.query import Query
from vss_tui.support.safe_text import width
from vss_tui.widgets import bar_content
from vss_tui.widgets.bar import Bar, Line
from vss_tui.widgets.plain_input import PlainInput

REST_SECONDS = 0.4
"""How long typing rests before a filter applies by itself."""
_VISIBLE_ONLY = (
    r"[^\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]*"
)


class _FieldSuggester(Suggester):
    """Completes the field, operator or keyword that is being typed."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        return complete(value)


class _PlaceMarker(Highlighter):
    """Marks the place of an error in the text."""

    def __init__(self) -> None:
        self.place: tuple[int, int] | None = None

    def highlight(self, text: Text) -> None:
        if self.place is not None:
            start, end = self.place
            text.stylize("underline bold", start, max(end, start + 1))


class FilterInput(PlainInput):
    """The line that a filter is typed into; Up and Down go through the filters used before."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *filter_bindings(),
        Binding("tab,shift+tab", "leave", "Leave the filter as it was"),
    ]

    def __init__(self, leave: Callable[[], None], marker: Highlighter) -> None:
        super().__init__(
            placeholder="words to find · name ~ Cent*7 · updated > 30d",
            compact=True,
            highlighter=marker,
            suggester=_FieldSuggester(),
            select_on_focus=False,
            restrict=_VISIBLE_ONLY,
        )
        self.cursor_blink = False
        self._leave = leave
        self._history: tuple[str, ...] = ()
        self._back = 0
        self._draft = ""

    def set_history(self, history: Sequence[str]) -> None:
        """Take the filters used before, the latest last."""
        self._history, self._back = tuple(history), 0

    def stash_draft(self, text: str) -> None:
        """Let Up bring ``text`` back, which was typed and not applied."""
        if text.strip():
            self._history = (*(old for old in self._history if old != text), text)
        self._back = 0

    def action_older(self) -> None:
        """Bring back the filter before."""
        self._step(1)

    def action_newer(self) -> None:
        """Bring back the filter after, or what was being typed."""
        self._step(-1)

    def action_leave(self) -> None:
        """Return to the table; the filter in force stays."""
        self._leave()

    def _step(self, step: int) -> None:
        if self._back == 0:
            self._draft = self.value
        past = [old for old in self._history if old != self._draft]
        back = max(0, min(self._back + step, len(past)))
        if back != self._back:
            self._back = back
            self.value = past[-back] if back else self._draft
            self.cursor_position = len(self.value)


class FilterBar(Horizontal):
    """Compiles what is typed, and posts ``FilterBy`` on Enter or once typing rests."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._applied = NO_FILTER
        self._rest: Timer | None = None
        self._marker = _PlaceMarker()
        self._input = FilterInput(self._leave, self._marker)
        self._matches = Bar()
        self._hint = InputHint("")

    def compose(self) -> ComposeResult:
        yield Static(" / ", markup=False, classes="filter-sign")
        yield self._input
        yield self._matches

    def enter(self) -> None:
        """Put the cursor into the input."""
        self._input.focus()

    def set_history(self, history: Sequence[str]) -> None:
        """Take the filters used before, the latest last."""
        self._input.set_history(history)

    def stash_draft(self, text: str) -> None:
        """Let Up bring ``text`` back, which is no longer in force."""
        self._input.stash_draft(text)

    def show_applied(self, applied: Filter) -> None:
        """Show the filter that the list answers; what is being typed beside it stays."""
        if applied != self._applied:
            self._applied = applied
            self.set_class(bool(applied.clauses), "-applied")
            self._restore()

    def show_matches(self, total: int | None, whole: int | None, query: Query) -> None:
        """Show how many images the filter lets through, of how many, and how they are sorted."""
        spans = bar_content.matches(total, whole, query)
        self._matches.styles.width = sum(width(span.text) for span in spans)
        self._matches.show(Line(right=spans))

    def on_descendant_focus(self) -> None:
        self.post_message(self._hint)

    def on_descendant_blur(self) -> None:
        self.post_message(InputHint(""))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Compile what stands there now; apply it once typing rests."""
        event.stop()
        self._stop_rest()
        try:
            typed = parse(event.value, self._now())
        except IncompleteFilter as error:
            self._tell_incomplete(error)
        except FilterError as error:
            self._tell_error(error)
        else:
            self._tell(typed)
            if typed.parameter != self._applied.parameter:
                self._rest = self.set_timer(
                    REST_SECONDS, lambda: self._apply(typed, submitted=False)
                )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Apply what stands there, or say what is wrong or missing."""
        event.stop()
        self._stop_rest()
        try:
            typed = parse(event.value, self._now())
        except FilterError as error:
            self._tell_error(error)
        else:
            self._apply(typed, submitted=True)
            self.post_message(LeaveFilter())

    def _apply(self, typed: Filter, *, submitted: bool) -> None:
        self._applied = typed
        self.post_message(FilterBy(typed, submitted))

    def _leave(self) -> None:
        if self._input.value != self._applied.expression:
            self._input.stash_draft(self._input.value)
        self._restore()
        self.post_message(LeaveFilter())

    def _restore(self) -> None:
        self._stop_rest()
        with self.prevent(Input.Changed):
            self._input.value = self._applied.expression
        self._input.cursor_position = len(self._applied.expression)
        self._tell(self._applied)

    def _tell(self, typed: Filter) -> None:
        parameter = typed.parameter
        self._say(f"filter={parameter}" if parameter else "")

    def _tell_incomplete(self, error: FilterError) -> None:
        self._say(f"… {error.message}")

    def _tell_error(self, error: FilterError) -> None:
        self._say(error.message, (error.start, error.end))

    def _say(self, text: str, place: tuple[int, int] | None = None) -> None:
        """Say something in the footer; with the place of an error, mark it."""
        severity = Severity.INFORMATION if place is None else Severity.ERROR
        self._hint = InputHint(
            text or "words, name ~ Cent*7, updated > 30d · Enter applies", severity
        )
        if self._input.has_focus:
            self.post_message(self._hint)
        self._mark(place)

    def _mark(self, place: tuple[int, int] | None) -> None:
        if place != self._marker.place:
            self._marker.place = place
            # The input keeps the text that it has highlighted; a reactive refresh makes it anew.
            with self.prevent(Input.Changed):
                self._input.mutate_reactive(Input.value)

    def _stop_rest(self) -> None:
        if self._rest is not None:
            self._rest.stop()
            self._rest = None
