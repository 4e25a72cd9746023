"""Every path by which a text reaches the terminal, each a function that takes it there."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from textual import events

from tests.app_driver import ENDPOINT, AppDriver, FakeClock, build_app, connect
from tests.fake_service import FakeService
from tests.fake_service.edits import with_rows, with_value
from tests.fake_service.faults import JSON_TYPE, CannedResponse, Edit
from tests.faults.expectations import PERSONAL, PUBLIC, SIGN_IN, run_app
from tests.faults.payloads import symbols
from tests.faults.recording_terminal import RecordingTerminal
from vss_tui.demo.accounts import unsigned_token
from vss_tui.filters.clause import Clause, Filter
from vss_tui.filters.fields import Field, Operator
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.query import Library, Query
from vss_tui.screens.initial_view import InitialView
from vss_tui.view_state import ViewState
from vss_tui.widgets.details import DetailsPane

WIDE = (1600, 60)
"""Columns and rows that every payload fits into, one behind the other."""
_WORDS = 90
"""Characters of the service's own words that a message surely shows without folding them."""


@dataclass
class RenderScene:
    """What a path works with.

    Attributes:
        texts: What is to be shown.
        cache: A page cache's folder.
        terminal: Records what is drawn.
        service: What the application talks to.
        screens: The screen after each wait: a line that is unchanged is not drawn again.
    """

    texts: Sequence[str]
    cache: Path
    terminal: RecordingTerminal = field(default_factory=RecordingTerminal)
    clock: FakeClock = field(default_factory=FakeClock)
    service: FakeService = field(default_factory=lambda: FakeService(images=3))
    screens: list[str] = field(default_factory=list)

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
    async def run_app(
        self,
        *,
        size: tuple[int, int] = WIDE,
        environ: Mapping[str, str] | None = None,
        endpoint: Endpoint = ENDPOINT,
        others: Sequence[Endpoint] = (),
        keys: Mapping[str, str] | None = None,
        initial_view: InitialView | None = None,
        view_state: ViewState | None = None,
        notices: Sequence[str] = (),
        cache: Path | None = None,
        wait: bool = True,
    ) -> AsyncIterator[AppDriver]:
        """Run the application on the recording terminal."""
        services = {endpoint: self.service, **dict.fromkeys(others, self.service)}
        app = build_app(
            connect(services, clock=self.clock, keys=keys, environ=environ),
            initial_view=initial_view,
            view_state=view_state,
            notices=notices,
            cache=cache,
        )
        async with run_app(app, self.service, size=size, terminal=self.terminal) as driver:
            browser = _WatchedDriver(driver, self.screens)
            await browser.wait_until(lambda: "quit" in self.terminal.text)
            if wait:
                await browser.wait_idle()
            yield browser


class _WatchedDriver(AppDriver):
    """Keeps the screen after each wait."""

    def __init__(self, driver: AppDriver, screens: list[str]) -> None:
        super().__init__(driver.app, driver.pilot, driver.service)
        self._screens = screens

    async def wait_for(self, *texts: str) -> None:
        await super().wait_for(*texts)
        self._screens.append(self.text)

    async def wait_idle(self) -> None:
        await super().wait_idle()
        self._screens.append(self.text)


RenderPath = Callable[[RenderScene], Awaitable[None]]


def row(number: int, text: str) -> dict[str, object]:
    """An image of which every value is ``text``."""
    path = f"[{text}] {text}/{text}"
    times = {"created_on": text, "updated_on": text}
    return {"id": number, "name": text, "path": path, "data_store": text, **times}


def sends_rows(scene: RenderScene) -> None:
    """Send one row for each text, in every list."""
    rows = [row(number, text) for number, text in enumerate(scene.texts)]
    for path in (PUBLIC, PERSONAL):
        scene.service.faults.add("GET", path, Edit(with_rows(rows)), times=None)


async def table(scene: RenderScene) -> None:
    sends_rows(scene)
    async with scene.run_app():
        pass


async def cached_page(scene: RenderScene) -> None:
    sends_rows(scene)
    async with scene.run_app(cache=scene.cache):
        pass
    scene.terminal = RecordingTerminal()
    scene.service.faults.clear()
    scene.service.faults.add("GET", "*", CannedResponse(403), times=None)
    async with scene.run_app(cache=scene.cache):
        pass


async def details(scene: RenderScene) -> None:
    values: dict[str, object] = {text: [text, {text: text}] for text in scene.texts}
    values |= {str(number): text for number, text in enumerate(scene.texts)}
    image = {"id": 1, "name": "a.iso", **values}
    scene.service.faults.add("GET", PUBLIC, Edit(with_rows([image])), times=None)
    opening = InitialView(details=True)
    async with scene.run_app(size=(109, 40), initial_view=opening) as browser:
        pane = browser.app.screen.query(DetailsPane).first()
        while pane.scroll_y < pane.max_scroll_y:
            pane.scroll_page_down(animate=False)
            await browser.pilot.pause()


async def header(scene: RenderScene) -> None:
    user = Edit(with_value("meta.user", scene.line))
    scene.service.faults.add("GET", "*", user, times=None)
    endpoint = Endpoint(scene.line, ENDPOINT.url)
    # The line is left out where it has no room.
    async with scene.run_app(endpoint=endpoint, size=(5000, 10)):
        pass


async def user_of_the_token(scene: RenderScene) -> None:
    token = unsigned_token({"sub": scene.line, "exp": 2_000_000_000})
    scene.service.faults.add("*", "*", CannedResponse.json(401, {}), times=None)
    async with scene.run_app(environ={"VSS_TOKEN": token}, wait=False) as browser:
        await browser.wait_for("Sign in to lab")


async def notice(scene: RenderScene) -> None:
    async with scene.run_app() as browser:
        for line in scene.lines():
            for key in ("message", "error"):
                scene.service.faults.add("GET", PUBLIC, CannedResponse.json(403, {key: line}))
                await browser.press("r")
                await browser.wait_idle()


async def notice_without_rows(scene: RenderScene) -> None:
    for line in scene.lines():
        scene.service.faults.add("GET", PUBLIC, CannedResponse.json(403, {"message": line}))
    async with scene.run_app() as browser:
        for _ in scene.lines():
            await browser.press("r")
            await browser.wait_idle()


async def type_of_the_body(scene: RenderScene) -> None:
    # A header holds no other characters than these.
    cut = {text.encode("latin-1", "ignore").decode("latin-1") for text in scene.texts}
    sent = sorted(text for text in cut if symbols(text) != text)
    for text in sent:
        headers = (("Content-Type", text),)
        scene.service.faults.add("GET", PUBLIC, CannedResponse(204, b"", headers))
    async with scene.run_app() as browser:
        for _ in sent:
            await browser.press("r")
            await browser.wait_idle()


async def filter_in_force(scene: RenderScene) -> None:
    # Half of a character cannot be sent: it stands in what was typed only.
    sendable = scene.line.encode("utf-8", "ignore").decode()
    clauses = (Clause(Field.NAME, Operator.LIKE, sendable),)
    query = Query(filter=Filter(scene.line, clauses))
    scene.service.faults.add("GET", PUBLIC, CannedResponse.json(200, {"data": []}), times=None)
    async with scene.run_app(initial_view=InitialView(queries={Library.PUBLIC: query})) as browser:
        await browser.wait_for("No image matches")
        await browser.press("slash", "a")
        await browser.wait_idle()


async def filters_used_before(scene: RenderScene) -> None:
    remembered = ViewState(filters=(*scene.texts, scene.line))
    async with scene.run_app(view_state=remembered) as browser:
        await browser.press("slash", "alt+up")
        await browser.wait_idle()


async def pastes(scene: RenderScene) -> None:
    async with scene.run_app() as browser:
        await browser.press("slash")
        await pasted(browser, scene.line)
        await browser.press("escape", "ctrl+p")
        await pasted(browser, scene.line)
        await browser.press("escape", "colon")
        await pasted(browser, scene.line)
        await browser.press("escape")
        scene.service.revoke_tokens()
        await browser.press("r")
        await browser.wait_for("Sign in to lab")
        await browser.press("shift+tab")
        await pasted(browser, scene.line)


async def pasted(browser: AppDriver, text: str) -> None:
    """Paste as a terminal does."""
    browser.app.post_message(events.Paste(text))
    await browser.pilot.pause()


async def copies(scene: RenderScene) -> None:
    images = [row(1, scene.line), {"name": scene.line}]
    scene.service.faults.add("GET", PUBLIC, Edit(with_rows(images)), times=None)
    async with scene.run_app() as browser:
        await browser.press("y", "Y", "i", "v", "V", "j", "Y", "i", "v", "V")
        await browser.wait_idle()


async def sync_running(scene: RenderScene) -> None:
    for index, path in enumerate((PERSONAL, "/v2/request/*")):
        if index:
            told = {"data": {"status": scene.line}}
            scene.service.faults.add("GET", path, CannedResponse.json(200, told), times=None)
        else:
            added = Edit(with_rows([row(number, text) for number, text in enumerate(scene.texts)]))
            scene.service.faults.add("GET", path, added, times=None, skip=2)
    scene.service.faults.add("PATCH", PERSONAL, Edit(with_value("data.request.status", scene.line)))
    async with scene.run_app() as browser:
        await browser.press("s")
        await browser.wait_until(lambda: scene.service.requests_to("PATCH"))
        await browser.wait_until(lambda: scene.clock.pending)
        scene.clock.advance(2)
        await browser.wait_until(lambda: "added" in scene.terminal.text)
        await browser.press("2")
        await browser.wait_idle()


async def sync_failed(scene: RenderScene) -> None:
    message = {"errors": [scene.line], "warnings": [scene.line]}
    told = {"data": {"status": "ERROR", "message": message}}
    scene.service.faults.add("GET", "/v2/request/*", CannedResponse.json(200, told), times=None)
    async with scene.run_app() as browser:
        await browser.press("s")
        await browser.wait_until(lambda: scene.clock.pending)
        scene.clock.advance(2)
        await browser.wait_until(lambda: "sync failed" in scene.terminal.text)


async def sync_poll_failed(scene: RenderScene) -> None:
    for line in scene.lines():
        scene.service.faults.add(
            "GET", "/v2/request/*", CannedResponse.json(403, {"message": line})
        )
    async with scene.run_app() as browser:
        await browser.press("s")
        for _ in scene.lines():
            await browser.wait_until(lambda: scene.clock.pending)
            scene.clock.advance(30)
            await browser.wait_until(lambda: scene.clock.pending)
            await browser.wait_idle()


async def descriptions(scene: RenderScene) -> None:
    bodies = (
        CannedResponse.json(200, {text: [text, {text: text}] for text in scene.texts}),
        CannedResponse(
            200, scene.line.encode("utf-8", "surrogatepass"), (("Content-Type", JSON_TYPE),)
        ),
    )
    async with scene.run_app(size=(90, 260)) as browser:
        for body in bodies:
            scene.service.faults.add("OPTIONS", PUBLIC, body)
            await browser.app.screen.run_action("run('describe')")
            await browser.wait_for("Esc closes")
            await browser.press("escape")


async def login(scene: RenderScene) -> None:
    environ = {"VSS_TOKEN": scene.service.token, "VSS_USER": scene.line}
    endpoint = Endpoint(scene.line, ENDPOINT.url)
    scene.service.revoke_tokens()
    async with scene.run_app(environ=environ, endpoint=endpoint, wait=False) as browser:
        await browser.wait_for("Sign in to ")
        for line in scene.lines():
            refusal = CannedResponse.json(400, {"message": line})
            scene.service.faults.add("POST", SIGN_IN, refusal)
            # Messages hide the password: it is no part of the texts.
            await browser.type("~~~~")
            await browser.press("enter")
            await browser.wait_for("request refused")


async def reasons_to_sign_in(scene: RenderScene) -> None:
    async with scene.run_app(size=(80, 60)) as browser:
        for line in scene.lines():
            scene.service.faults.add("GET", PUBLIC, CannedResponse.json(401, {"message": line}))
            await browser.press("r")
            await browser.wait_for("Sign in to lab")
            await browser.press("escape")
            await browser.wait_idle()


async def other_endpoints(scene: RenderScene) -> None:
    others = [Endpoint(text, f"https://vss-{n}.example") for n, text in enumerate(scene.texts)]
    async with scene.run_app(others=others) as browser:
        await browser.press("e")
        await browser.press(*["down"] * len(others))


async def notices_at_the_start(scene: RenderScene) -> None:
    async with scene.run_app(notices=scene.texts):
        pass


async def users_own_keys(scene: RenderScene) -> None:
    keys = dict.fromkeys(("filter", "sync", "refresh", "help"), f"{scene.line},f1")
    async with scene.run_app(keys=keys) as browser:
        await browser.app.screen.run_action("run('help')")
        await browser.wait_for("Esc closes")
        await browser.press("escape", "ctrl+p")
        await browser.wait_for("Filter the list")
        await browser.type("filter the list")
        await browser.wait_idle()


RENDER_PATHS: Mapping[str, RenderPath] = {
    path.__name__: path
    for path in (
        table,
        cached_page,
        details,
        header,
        user_of_the_token,
        notice,
        notice_without_rows,
        type_of_the_body,
        filter_in_force,
        filters_used_before,
        pastes,
        copies,
        sync_running,
        sync_failed,
        sync_poll_failed,
        descriptions,
        login,
        reasons_to_sign_in,
        other_endpoints,
        notices_at_the_start,
        users_own_keys,
    )
}
"""Every path by its name."""
