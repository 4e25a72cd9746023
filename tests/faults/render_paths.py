"""Every way in which a text gets to the terminal: scenes that put texts on the screen."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from textual import events

from tests.app_driver import ENDPOINT, AppDriver, SteppedClock, build_app, connect
from tests.faults.expectations import PERSONAL, PUBLIC, SIGN_IN, running
from tests.faults.payloads import symbols
from tests.faults.recording import Recording
from vss_tui.demo import DemoService
from vss_tui.demo.edits import with_rows, with_value
from vss_tui.demo.faults import JSON_TYPE, Answer, Edit
from vss_tui.demo.tokens import encode
from vss_tui.filters.clause import Clause, Filter
from vss_tui.filters.fields import Field, Operator
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.library import Library
from vss_tui.models.query import Query
from vss_tui.screens.initial_view import InitialView
from vss_tui.view_state import ViewState
from vss_tui.widgets.details import DetailsPane

WIDE = (1600, 60)
"""Columns and rows that every payload fits into, one behind the other."""
_WORDS = 190
"""Characters of the service's own words that a message surely takes in."""


@dataclass
class RenderScene:
    """What a scene plays on.

    Attributes:
        texts: What is to be shown.
        cache: A folder for kept pages.
        terminal: Keeps what is drawn.
        service: What the application talks to.
    """

    texts: Sequence[str]
    cache: Path
    terminal: Recording = field(default_factory=Recording)
    clock: SteppedClock = field(default_factory=SteppedClock)
    service: DemoService = field(default_factory=lambda: DemoService(images=3))

    @property
    def line(self) -> str:
        """All texts, one behind the other."""
        return " | ".join(self.texts)

    def lines(self, limit: int = _WORDS) -> Iterator[str]:
        """All texts, in as few lines of at most so many characters, as shown, as they take."""
        line = ""
        for text in self.texts:
            if line and len(symbols(f"{line}{text} |")) > limit:
                yield line
                line = ""
            line += f"{text} | "
        yield line

    @asynccontextmanager
    async def playing(
        self,
        *,
        size: tuple[int, int] = WIDE,
        environ: Mapping[str, str] | None = None,
        endpoint: Endpoint = ENDPOINT,
        others: Sequence[Endpoint] = (),
        keys: Mapping[str, str] | None = None,
        opening: InitialView | None = None,
        remembered: ViewState | None = None,
        notices: Sequence[str] = (),
        cache: Path | None = None,
        settled: bool = True,
    ) -> AsyncIterator[AppDriver]:
        """Run the application on a terminal that keeps what is drawn."""
        services = {endpoint: self.service, **dict.fromkeys(others, self.service)}
        app = build_app(
            connect(services, clock=self.clock, keys=keys, environ=environ),
            opening=opening,
            remembered=remembered,
            notices=notices,
            cache=cache,
        )
        async with running(app, self.service, size=size, terminal=self.terminal) as browser:
            await browser.until(lambda: "quit" in self.terminal.text)
            if settled:
                await browser.settled()
            yield browser


Way = Callable[[RenderScene], Awaitable[None]]


def row(number: int, text: str) -> dict[str, object]:
    """An image of which every value is ``text``."""
    path = f"[{text}] {text}/{text}"
    times = {"created_on": text, "updated_on": text}
    return {"id": number, "name": text, "path": path, "data_store": text, **times}


def sends_rows(stage: RenderScene) -> None:
    """Send one row for each text, in every list."""
    rows = [row(number, text) for number, text in enumerate(stage.texts)]
    for path in (PUBLIC, PERSONAL):
        stage.service.faults.add("GET", path, Edit(with_rows(rows)), times=None)


async def table(stage: RenderScene) -> None:
    sends_rows(stage)
    async with stage.playing():
        pass


async def kept_page(stage: RenderScene) -> None:
    sends_rows(stage)
    async with stage.playing(cache=stage.cache):
        pass
    stage.terminal = Recording()
    stage.service.faults.clear()
    stage.service.faults.add("GET", "*", Answer(403), times=None)
    async with stage.playing(cache=stage.cache):
        pass


async def details(stage: RenderScene) -> None:
    values = {text: [text, {text: text}] for text in stage.texts}
    image = {"id": 1, "name": "a.iso", **values}
    stage.service.faults.add("GET", PUBLIC, Edit(with_rows([image])), times=None)
    opening = InitialView(details=True)
    async with stage.playing(size=(109, 40), opening=opening) as browser:
        pane = browser.app.screen.query(DetailsPane).first()
        while pane.scroll_y < pane.max_scroll_y:
            pane.scroll_page_down(animate=False)
            await browser.pilot.pause()


async def header(stage: RenderScene) -> None:
    user = Edit(with_value("meta.user", stage.line))
    stage.service.faults.add("GET", "*", user, times=None)
    endpoint = Endpoint(stage.line, ENDPOINT.url)
    async with stage.playing(endpoint=endpoint):
        pass


async def user_of_the_token(stage: RenderScene) -> None:
    token = encode({"sub": stage.line, "exp": 2_000_000_000})
    stage.service.faults.add("*", "*", Answer.json(401, {}), times=None)
    async with stage.playing(environ={"VSS_TOKEN": token}, settled=False) as browser:
        await browser.shows("Sign in to lab")


async def notice(stage: RenderScene) -> None:
    async with stage.playing() as browser:
        for line in stage.lines():
            for key in ("message", "error"):
                stage.service.faults.add("GET", PUBLIC, Answer.json(403, {key: line}))
                await browser.press("r")
                await browser.settled()


async def note_in_place_of_rows(stage: RenderScene) -> None:
    for line in stage.lines():
        stage.service.faults.add("GET", PUBLIC, Answer.json(403, {"message": line}))
    async with stage.playing() as browser:
        for _ in stage.lines():
            await browser.press("r")
            await browser.settled()


async def type_of_the_body(stage: RenderScene) -> None:
    # A header holds no other characters than these.
    cut = {text.encode("latin-1", "ignore").decode("latin-1") for text in stage.texts}
    sent = sorted(text for text in cut if symbols(text) != text)
    for text in sent:
        headers = (("Content-Type", text),)
        stage.service.faults.add("GET", PUBLIC, Answer(204, b"", headers))
    async with stage.playing() as browser:
        for _ in sent:
            await browser.press("r")
            await browser.settled()


async def filter_in_force(stage: RenderScene) -> None:
    # Half of a character cannot be sent: it stands in what was typed only.
    sendable = stage.line.encode("utf-8", "ignore").decode()
    clauses = (Clause(Field.NAME, Operator.LIKE, sendable),)
    query = Query(filter=Filter(stage.line, clauses))
    stage.service.faults.add("GET", PUBLIC, Answer.json(200, {"data": []}), times=None)
    async with stage.playing(opening=InitialView(queries={Library.PUBLIC: query})) as browser:
        await browser.shows("No image matches", "filter=name,like,")
        await browser.press("slash", "a")
        await browser.settled()


async def filters_used_before(stage: RenderScene) -> None:
    remembered = ViewState(filters=(*stage.texts, stage.line))
    async with stage.playing(remembered=remembered) as browser:
        await browser.press("slash", "up")
        await browser.settled()


async def pastes(stage: RenderScene) -> None:
    async with stage.playing() as browser:
        await browser.press("slash")
        await pasted(browser, stage.line)
        await browser.press("escape", "ctrl+p")
        await pasted(browser, stage.line)
        await browser.press("escape", "colon")
        await pasted(browser, stage.line)
        await browser.press("escape")
        stage.service.revoke_tokens()
        await browser.press("r")
        await browser.shows("Sign in to lab")
        await browser.press("shift+tab")
        await pasted(browser, stage.line)


async def pasted(browser: AppDriver, text: str) -> None:
    """Paste as a terminal does."""
    browser.app.post_message(events.Paste(text))
    await browser.pilot.pause()


async def copies(stage: RenderScene) -> None:
    images = [row(1, stage.line), {"name": stage.line}]
    stage.service.faults.add("GET", PUBLIC, Edit(with_rows(images)), times=None)
    async with stage.playing() as browser:
        await browser.press("y", "Y", "i", "v", "V", "j", "Y", "i", "v", "V")
        await browser.settled()


async def sync_running(stage: RenderScene) -> None:
    for index, path in enumerate((PERSONAL, "/v2/request/*")):
        if index:
            told = {"data": {"status": stage.line}}
            stage.service.faults.add("GET", path, Answer.json(200, told), times=None)
        else:
            added = Edit(with_rows([row(number, text) for number, text in enumerate(stage.texts)]))
            stage.service.faults.add("GET", path, added, times=None, skip=2)
    stage.service.faults.add("PATCH", PERSONAL, Edit(with_value("data.request.status", stage.line)))
    async with stage.playing() as browser:
        await browser.press("s")
        await browser.until(lambda: stage.service.asked("PATCH"))
        await browser.until(lambda: stage.clock.pauses)
        stage.clock.advance(2)
        await browser.until(lambda: "added" in stage.terminal.text)
        await browser.press("2")
        await browser.settled()


async def sync_failed(stage: RenderScene) -> None:
    message = {"errors": [stage.line], "warnings": [stage.line]}
    told = {"data": {"status": "ERROR", "message": message}}
    stage.service.faults.add("GET", "/v2/request/*", Answer.json(200, told), times=None)
    async with stage.playing() as browser:
        await browser.press("s")
        await browser.until(lambda: stage.clock.pauses)
        stage.clock.advance(2)
        await browser.until(lambda: "sync failed" in stage.terminal.text)


async def sync_in_trouble(stage: RenderScene) -> None:
    for line in stage.lines():
        stage.service.faults.add("GET", "/v2/request/*", Answer.json(403, {"message": line}))
    async with stage.playing() as browser:
        await browser.press("s")
        for _ in stage.lines():
            await browser.until(lambda: stage.clock.pauses)
            stage.clock.advance(30)
            await browser.pilot.pause()
        await browser.until(lambda: stage.clock.pauses)


async def descriptions(stage: RenderScene) -> None:
    bodies = (
        Answer.json(200, {text: [text, {text: text}] for text in stage.texts}),
        Answer(200, stage.line.encode("utf-8", "surrogatepass"), (("Content-Type", JSON_TYPE),)),
    )
    async with stage.playing(size=(90, 260)) as browser:
        for body in bodies:
            stage.service.faults.add("OPTIONS", PUBLIC, body)
            await browser.app.screen.run_action("command('describe')")
            await browser.shows("Esc closes")
            await browser.press("escape")


async def login(stage: RenderScene) -> None:
    environ = {"VSS_TOKEN": stage.service.token, "VSS_USER": stage.line}
    endpoint = Endpoint(stage.line, ENDPOINT.url)
    stage.service.revoke_tokens()
    async with stage.playing(environ=environ, endpoint=endpoint, settled=False) as browser:
        await browser.shows("Sign in to ")
        for line in stage.lines():
            refusal = Answer.json(400, {"message": line})
            stage.service.faults.add("POST", SIGN_IN, refusal)
            await browser.type("x")
            await browser.press("enter")
            await browser.shows("refuses the request")


async def reasons_to_sign_in(stage: RenderScene) -> None:
    async with stage.playing(size=(80, 60)) as browser:
        for line in stage.lines():
            stage.service.faults.add("GET", PUBLIC, Answer.json(401, {"message": line}))
            await browser.press("r")
            await browser.shows("Sign in to lab")
            await browser.press("escape")
            await browser.settled()


async def other_endpoints(stage: RenderScene) -> None:
    others = [Endpoint(text, f"https://vss-{n}.example") for n, text in enumerate(stage.texts)]
    async with stage.playing(others=others) as browser:
        await browser.press("e")
        await browser.press(*["down"] * len(others))


async def notices_at_the_start(stage: RenderScene) -> None:
    async with stage.playing(notices=stage.texts):
        pass


async def users_own_keys(stage: RenderScene) -> None:
    keys = dict.fromkeys(("filter", "sync", "refresh", "help"), f"{stage.line},f1")
    async with stage.playing(keys=keys) as browser:
        await browser.app.screen.run_action("command('help')")
        await browser.shows("Esc closes")
        await browser.press("escape", "ctrl+p")
        await browser.shows("Filter the list")
        await browser.type("filter the list")
        await browser.settled()


WAYS: Mapping[str, Way] = {
    way.__name__: way
    for way in (
        table,
        kept_page,
        details,
        header,
        user_of_the_token,
        notice,
        note_in_place_of_rows,
        type_of_the_body,
        filter_in_force,
        filters_used_before,
        pastes,
        copies,
        sync_running,
        sync_failed,
        sync_in_trouble,
        descriptions,
        login,
        reasons_to_sign_in,
        other_endpoints,
        notices_at_the_start,
        users_own_keys,
    )
}
"""Every way by its name."""
