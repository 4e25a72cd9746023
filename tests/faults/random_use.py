"""Any sequence of keys, and a model of what comes of it.

The model knows the keys' effects from the manual. Rows and counts it takes from the service's own
catalogue, and filters from the language's own translation, which other tests hold to its rules.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from hypothesis import strategies as st

from tests.fake_service import FakeService
from tests.fake_service.received_request import ReceivedRequest
from tests.faults.expectations import PERSONAL, PUBLIC
from vss_tui.actions import ACTIONS, BY_ID
from vss_tui.demo.images import Collection
from vss_tui.demo.response_builder import PageParams
from vss_tui.filters import FilterError, parse

LEAVING = ("quit",)
ASIDE = ("filter", "go-to-page", "help", "palette", "messages")
"""Actions that take the keyboard elsewhere; steps of their own see to the way back."""
BY_CONTENT = ("only-folder", "last-sync")
"""Actions whose effect depends on the image under the cursor, or on what a sync added."""
SIZES = (10, 25, 50, 100, 250)


@dataclass(frozen=True)
class Question:
    """What a tab asks: the parameters of its request."""

    filter: str = ""
    sort: str = ""
    page: int = 1
    per_page: int = 50

    @property
    def parameters(self) -> dict[str, str]:
        """As they are sent."""
        given = {"filter": self.filter, "sort": self.sort}
        numbers = {"expand": "1", "page": str(self.page), "per_page": str(self.per_page)}
        return numbers | {name: value for name, value in given.items() if value}


@dataclass
class Model:
    """What the browser is to show after the keys so far.

    Attributes:
        service: Holds the catalogue.
        now: The time by which filters are translated.
        shown: The resource of the tab that is shown.
        tabs: The tabs' questions, by their resources.
        at_end: Whether the cursor is in the last row; who presses PgDn has to look.
    """

    service: FakeService
    now: datetime
    shown: str = PUBLIC
    tabs: dict[str, Question] = field(
        default_factory=lambda: {PUBLIC: Question(), PERSONAL: Question()}
    )
    at_end: bool = False

    @property
    def question(self) -> Question:
        """That of the tab that is shown."""
        return self.tabs[self.shown]

    @property
    def ids(self) -> list[str]:
        """The ids of all images that it lets through, in its order."""
        question = self.question
        images = list_at(self.service, self.shown).select(question.filter, question.sort)
        return [str(image.id) for image in images]

    @property
    def pages(self) -> int:
        """How many pages they make."""
        return max(1, -(-len(self.ids) // self.question.per_page))

    @property
    def rows(self) -> list[str]:
        """The ids of the page."""
        first = (self.question.page - 1) * self.question.per_page
        return self.ids[first : first + self.question.per_page]

    @property
    def whole(self) -> int:
        """How many images the list has without a filter."""
        return len(list_at(self.service, self.shown).select("", ""))

    def fits(self, pager: str) -> bool:
        """Return whether the pager says where a row of the page stands."""
        found = re.match(r"row (\d+) of (\d+) · (‹ )?page (\d+) of (\d+)( ›)?", pager)
        if not self.rows or not found:
            return not self.rows and pager.startswith("no images")
        first = (self.question.page - 1) * self.question.per_page + 1
        row, total, page, pages = (int(found[group]) for group in (1, 2, 4, 5))
        return (total, page, pages) == (len(self.ids), self.question.page, self.pages) and (
            first <= row < first + len(self.rows)
        )

    def ask(self, **changes: str | int) -> None:
        """Change the question; all but another page begins on the first."""
        changed = replace(self.question, **{"page": 1, **changes})  # type: ignore[arg-type]
        self.tabs[self.shown] = changed

    def act(self, action_id: str) -> None:
        """Run an action, as its key does."""
        _EFFECTS.get(action_id, _nothing)(self)

    def filtered(self, expression: str) -> None:
        """An expression was typed into the filter, and applied where it means something."""
        parameter = translated(expression, self.now)
        if parameter is not None and parameter != self.question.filter:
            self.ask(filter=parameter)

    def turned(self, number: str) -> None:
        """A page's number was entered."""
        if number:
            self.ask(page=min(max(1, int(number)), self.pages))


def _show(model: Model, resource: str) -> None:
    model.shown = resource


def _show_other(model: Model) -> None:
    model.shown = PERSONAL if model.shown == PUBLIC else PUBLIC


def _turn(model: Model, to: Callable[[int, int], int]) -> None:
    model.ask(page=min(max(1, to(model.question.page, model.pages)), model.pages))


def _resize(model: Model, step: int) -> None:
    sizes = [size for size in SIZES if (size - model.question.per_page) * step > 0]
    if sizes:
        model.ask(per_page=sizes[0] if step > 0 else sizes[-1])


def _sort(model: Model, name: str) -> None:
    first, second = ("desc", "asc") if name.endswith("_on") else ("asc", "desc")
    following = {f"{name},{first}": f"{name},{second}", f"{name},{second}": ""}
    model.ask(sort=following.get(model.question.sort, f"{name},{first}"))


def _escape(model: Model) -> None:
    if model.question.filter:
        model.ask(filter="")


def _page_down(model: Model) -> None:
    if model.at_end:
        _turn(model, lambda page, _: page + 1)


def _nothing(_: Model) -> None:
    """Change no question."""


_EFFECTS: Mapping[str, Callable[[Model], None]] = {
    "public": partial(_show, resource=PUBLIC),
    "personal": partial(_show, resource=PERSONAL),
    "other-tab": _show_other,
    "escape": _escape,
    "page-down": _page_down,
    "next-page": partial(_turn, to=lambda page, _: page + 1),
    "previous-page": partial(_turn, to=lambda page, _: page - 1),
    "last-page": partial(_turn, to=lambda _, pages: pages),
    "first-page": partial(_turn, to=lambda *_: 1),
    "more": partial(_resize, step=1),
    "fewer": partial(_resize, step=-1),
    "sort-name": partial(_sort, name="name"),
    "sort-path": partial(_sort, name="path"),
    "sort-created": partial(_sort, name="created_on"),
    "sort-updated": partial(_sort, name="updated_on"),
    "sort-id": partial(_sort, name="id"),
}


@dataclass(frozen=True)
class Step:
    """Keys, pressed without a pause between them, and what they do to the model."""

    keys: tuple[str, ...]
    effect: Callable[[Model], None] = field(repr=False)


def translated(expression: str, now: datetime) -> str | None:
    """The filter that an expression means; None where it means none."""
    try:
        return parse(expression, now).parameter
    except FilterError:
        return None


def list_at(service: FakeService, resource: str) -> Collection:
    """The list that a resource gives."""
    return {PUBLIC: service.public, PERSONAL: service.personal}[resource]


def check_accepted(service: FakeService, requests: list[ReceivedRequest]) -> None:
    """Have the service read every request for a list; it raises what it would answer 400 for."""
    for request in requests:
        if request.method == "GET" and request.path in (PUBLIC, PERSONAL):
            params = request.params
            PageParams.parse(params)
            chosen = list_at(service, request.path)
            chosen.select(params.get("filter", ""), params.get("sort", ""))


# What is pressed.

FILTERS = (
    "ubuntu",
    "ubuntu 22",
    "name ~ Cent*7",
    "id >= 100 and id < 300",
    "id in 11, 14, 17",
    "updated_on > 900d; public = yes",
    "name=like,%win%",
    "path ~ linux",
    "no such image",
    "",
    # Not to be understood, or not yet.
    "nmae = x",
    "id ~ 7",
    "id >",
    "ubuntu and",
    'name = "a; b"',
)
TYPED = st.text("abiu7%*,;<>=~\"' -:é日.", max_size=12)
expressions = st.sampled_from(FILTERS) | TYPED


def keys_of(action_id: str) -> list[str]:
    """Return the keys of an action; it may have none."""
    return [key for key in BY_ID[action_id].keys.split(",") if key]


simple_actions = [
    (action.id, key)
    for action in ACTIONS
    if action.id not in (*LEAVING, *ASIDE, *BY_CONTENT)
    for key in keys_of(action.id)
]


def _pressed(action: tuple[str, str]) -> Step:
    action_id, key = action
    return Step((key,), partial(Model.act, action_id=action_id))


def _filtered(expression: str, ending: str) -> Step:
    keys = ("slash", "end", "ctrl+u", *expression, ending)
    if ending == "escape":
        return Step(keys, _nothing)
    if translated(expression, datetime.now(UTC)) is None:
        # It stays in the line, with the reason, until Esc leaves it.
        keys = (*keys, "escape")
    return Step(keys, partial(Model.filtered, expression=expression))


def _turned(number: str, ending: str) -> Step:
    typed = number if ending == "enter" else ""
    return Step(("colon", *number, ending), partial(Model.turned, number=typed))


def _read(opening: str, keys: list[str], closing: str) -> Step:
    return Step((opening, *keys, closing), _nothing)


_KEYS_OF_A_STEP = 4
"""On average: a filter takes a dozen, and most of the others one."""
steps = st.one_of(
    st.sampled_from(simple_actions).map(_pressed),
    st.sampled_from(simple_actions).map(_pressed),
    st.sampled_from(simple_actions).map(_pressed),
    st.builds(_filtered, expressions, st.sampled_from(["enter", "enter", "enter", "escape"])),
    st.builds(_turned, st.integers(0, 40).map(str) | st.just(""), st.just("enter")),
    st.builds(_turned, st.integers(0, 10**9 - 1).map(str), st.sampled_from(["enter", "escape"])),
    st.builds(
        _read,
        st.just("question_mark"),
        st.lists(st.sampled_from(["j", "k", "pagedown", "up", "t", "]"]), max_size=3),
        st.sampled_from(["escape", "q", "enter", "question_mark"]),
    ),
    st.builds(_read, st.just("ctrl+p"), st.just([*"sor"]), st.just("escape")),
)


def sequences(keys: int) -> st.SearchStrategy[list[Step]]:
    """Sequences of about as many keys."""
    length = keys // _KEYS_OF_A_STEP
    return st.lists(steps, min_size=length, max_size=length)


ANYTHING = (
    *(key for action in ACTIONS if action.id not in LEAVING for key in keys_of(action.id)),
    *"abil0 *=~,",
    *("backspace", "left", "right", "tab", "shift+tab", "ctrl+u"),
)
"""Keys that may mean anything, and do not leave."""
anything = st.sampled_from(ANYTHING)
