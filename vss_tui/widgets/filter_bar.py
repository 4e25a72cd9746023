"""The filter's line: what is typed, how much it finds, and in the footer what it compiles to."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from rich.highlighter import Highlighter
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.suggester import Suggester
from textual.widgets import Input, Static

from vss_tui.actions import filter_bindings
from vss_tui.filters import NO_FILTER, Filter, FilterError, complete, parse
from vss_tui.messages import InputHint, LeaveFilter, Severity, ShowTab, SubmitFilter, TypeFilter
from vss_tui.models.query import Query
from vss_tui.support.safe_text import width
from vss_tui.widgets import bar_content
from vss_tui.widgets.bar import Bar, Line
from vss_tui.widgets.plain_input import PlainInput

if TYPE_CHECKING:
    from vss_tui.filters.drafting import Draft

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
    """The line a filter is typed into; Alt+Up and Alt+Down go through the filters used before."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *filter_bindings(),
        Binding("tab", "complete", "Accept the completion"),
        Binding("shift+tab", "nothing", "Do nothing"),
    ]

    def __init__(self, leave: Callable[[], None], marker: Highlighter, *, picking: bool) -> None:
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
        self._picking = picking
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

    def action_complete(self) -> None:
        """Accept the completion that is shown; where the filter keeps the focus, change the tab."""
        if self._picking:
            self.post_message(ShowTab())
        elif self.cursor_at_end and self._suggestion:
            self.action_cursor_right()

    def action_nothing(self) -> None:
        """Keep the focus."""

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
    """The line to type a filter into; the footer says what it compiles to, or why it does not."""

    def __init__(self, now: Callable[[], datetime], *, picking: bool = False) -> None:
        super().__init__()
        self._now = now
        self._applied = NO_FILTER
        self._marker = _PlaceMarker()
        self._input = FilterInput(self._leave, self._marker, picking=picking)
        self._matches = Bar()
        self._hint = ""

    def compose(self) -> ComposeResult:
        yield Static(" / ", markup=False, classes="filter-sign")
        yield self._input
        yield self._matches

    @property
    def text(self) -> str:
        """What has been typed."""
        return self._input.value

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
        """Show the filter in force in place of what has been typed."""
        self._applied = applied
        self.set_class(bool(applied.clauses), "-applied")
        self.set_text(applied.expression)
        self._show_compiled(applied)

    def set_text(self, text: str) -> None:
        """Put a text into the line, as if it had been typed before."""
        with self.prevent(Input.Changed):
            self._input.value = text
        self._input.cursor_position = len(text)

    def show_matches(self, total: int | None, whole: int | None, query: Query) -> None:
        """Show how many images the filter lets through, of how many, and how they are sorted."""
        spans = bar_content.matches(total, whole, query)
        self._matches.styles.width = sum(width(span.text) for span in spans)
        self._matches.show(Line(right=spans))

    def on_descendant_focus(self) -> None:
        self.add_class("-focused")
        self._post_hint()

    def on_descendant_blur(self) -> None:
        self.remove_class("-focused")
        self.post_message(InputHint(""))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(TypeFilter(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            condition = parse(event.value, self._now())
        except FilterError as error:
            self._show_error(error)
        else:
            self.post_message(SubmitFilter(condition))

    def show_draft(self, draft: "Draft") -> None:
        """Show what the text compiles to so far, what is missing, or what is wrong with it."""
        if draft.error is not None:
            self._show_error(draft.error)
        elif draft.incomplete:
            self._say(f"… {draft.incomplete}")
        elif draft.filter is not None:
            self._show_compiled(draft.filter)

    def _leave(self) -> None:
        if self._input.value != self._applied.expression:
            self._input.stash_draft(self._input.value)
        self.post_message(LeaveFilter())

    def _show_compiled(self, condition: Filter) -> None:
        self._say(
            f"filter={condition.parameter}"
            if condition.clauses
            else "words, name ~ Cent*7, updated > 30d · Enter applies"
        )

    def _show_error(self, error: FilterError) -> None:
        self._say(error.message, (error.start, error.end))

    def _say(self, text: str, place: tuple[int, int] | None = None) -> None:
        """Say something in the footer; with the place of an error, mark it."""
        self._hint = text
        self._mark(place)
        if self._input.has_focus:
            self._post_hint()

    def _post_hint(self) -> None:
        wrong = self._marker.place is not None
        hint = InputHint(self._hint, Severity.ERROR if wrong else Severity.INFORMATION)
        # To the screen: made in a handler of the pane, it would not rise above it from here.
        self.screen.post_message(hint)

    def _mark(self, place: tuple[int, int] | None) -> None:
        if place != self._marker.place:
            self._marker.place = place
            # The input keeps the text that it has highlighted; a reactive refresh makes it anew.
            with self.prevent(Input.Changed):
                self._input.mutate_reactive(Input.value)
