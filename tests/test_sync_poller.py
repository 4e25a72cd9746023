"""Following a sync from the request to the new files."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest

from tests.fake_clock import START, FakeClock
from tests.fake_service import FakeService, create_app
from tests.fake_service.edits import with_rows, with_value
from tests.fake_service.faults import CannedResponse, Edit
from tests.fake_service.raw_server import RawServer, raw_server, stall, whole
from vss_tui.api import errors
from vss_tui.api.client import Client
from vss_tui.api.http import Transport
from vss_tui.api.sign_in import TokenProvider
from vss_tui.api.sync_poller import poll_sync
from vss_tui.demo.sync_service import Arrival, Departure, SyncPlan
from vss_tui.models.endpoint import Endpoint
from vss_tui.models.sync_request import SyncOutcome, SyncProgress, SyncRequest
from vss_tui.models.token import Token

LIST, STATUS = "/v2/user/image/iso", "/v2/request/image_sync/57"
FIRST, SECOND = "a/first.iso", "b/second.iso"
DONE_AT_4 = ((0, "SUBMITTED"), (1, "IN_PROGRESS"), (4, "PROCESSED"))
NEVER_DONE = ((0, "SUBMITTED"),)


@dataclass
class World:
    """A service and a client of it, on one clock that jumps."""

    service: FakeService
    client: Client
    clock: FakeClock

    async def follow(self, *, limit: float = 600.0) -> list[SyncProgress]:
        return [progress async for progress in poll_sync(self.client, limit=limit)]

    def plan(
        self,
        *changes: Arrival | Departure,
        steps: Sequence[tuple[float, str]] = DONE_AT_4,
        errors: tuple[str, ...] = (),
        link: bool = True,
    ) -> None:
        self.service.syncs.plans = [SyncPlan(changes, tuple(steps), errors, link=link)]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    clock = FakeClock(START, auto_advance=True)
    service = FakeService(images=1, now=clock.now)
    transport = Transport(Endpoint.parse("http://127.0.0.1"), app=create_app(service), clock=clock)
    client = Client(transport, TokenProvider(Token.parse(service.token)))
    yield World(service, client, clock)
    await client.aclose()


def names(images: Sequence[object]) -> list[str]:
    return [getattr(image, "name", "") for image in images]


class TestFromTheRequestToTheFiles:
    async def test_the_list_is_read_before_the_request_is_submitted(self, world: World) -> None:
        await world.follow()
        asked = [(request.method, request.path) for request in world.service.requests]
        assert asked[:2] == [("GET", LIST), ("PATCH", LIST)]
        assert world.service.requests[0].params["per_page"] == "250"
        assert "filter" not in world.service.requests[0].params

    async def test_the_first_word_is_that_it_has_been_sent(self, world: World) -> None:
        first, *_ = await world.follow()
        assert first == SyncProgress(SyncRequest(), submitted=True)

    async def test_the_second_is_that_the_service_has_taken_it(self, world: World) -> None:
        _, second, *_ = await world.follow()
        assert (second.request.id, second.request.status) == (57, "SUBMITTED")
        assert (second.elapsed, second.added, second.outcome) == (0.0, (), None)
        assert second.submitted

    async def test_files_show_as_soon_as_they_are_there(self, world: World) -> None:
        world.plan(
            Arrival(FIRST, 3), Arrival(SECOND, 30), steps=[*DONE_AT_4[:2], (60, "PROCESSED")]
        )
        heard = await world.follow()
        with_first = next(progress for progress in heard if progress.added)
        assert names(with_first.added) == ["first.iso"]
        assert with_first.outcome is None
        assert 3 <= with_first.elapsed < 10

    async def test_the_first_of_two_uploads_does_not_end_it(self, world: World) -> None:
        world.plan(
            Arrival(FIRST, 3), Arrival(SECOND, 30), steps=[*DONE_AT_4[:2], (60, "PROCESSED")]
        )
        *_, last = await world.follow()
        assert last.outcome is SyncOutcome.NEW_FILES
        assert names(last.added) == ["first.iso", "second.iso"]

    async def test_one_last_reading_finds_what_came_with_the_end(self, world: World) -> None:
        world.plan(Arrival(FIRST, 4))
        *_, last = await world.follow()
        assert (last.outcome, names(last.added)) == (SyncOutcome.NEW_FILES, ["first.iso"])
        assert world.service.requests[-2].path == STATUS
        assert world.service.requests[-1].path == LIST

    async def test_what_went_is_told_as_well(self, world: World) -> None:
        gone = world.service.personal.images[0]
        path = gone.path.rpartition("/")[2]
        world.plan(Arrival(FIRST, 2), Departure(path, 2))
        *_, last = await world.follow()
        assert names(last.removed) == [gone.name]
        assert last.outcome is SyncOutcome.NEW_FILES

    async def test_nothing_new_is_an_end_of_its_own(self, world: World) -> None:
        world.plan()
        *_, last = await world.follow()
        assert (last.outcome, last.added) == (SyncOutcome.NOTHING_NEW, ())

    async def test_a_failed_request_brings_the_services_words(self, world: World) -> None:
        steps = [(0, "SUBMITTED"), (2, "ERROR")]
        world.plan(Arrival(FIRST, 1), steps=steps, errors=("the store is full",))
        *_, last = await world.follow()
        assert last.outcome is SyncOutcome.FAILED
        assert last.request.errors == ("the store is full",)
        assert names(last.added) == ["first.iso"]

    async def test_a_failed_request_ends_it_though_the_list_cannot_be_read(
        self, world: World
    ) -> None:
        world.plan(steps=[(0, "ERROR")])
        world.service.faults.add("GET", LIST, CannedResponse(503), skip=1, times=None)
        *_, last = await world.follow()
        assert last.outcome is SyncOutcome.FAILED

    async def test_a_list_of_several_pages_is_watched_whole(self, world: World) -> None:
        rows = [{"id": number, "name": f"{number}.iso"} for number in range(1, 301)]
        start, end = rows[:250], rows[250:]
        pages = {"1": start, "2": end}
        for page, part in pages.items():
            paging = {"page": int(page), "pages": 2, "per_page": 250, "total": 300}
            body = {"data": part, "meta": {"pages": paging}}
            world.service.faults.add(
                "GET",
                LIST,
                CannedResponse.json(200, body),
                when=lambda request, page=page: request.params["page"] == page,  # type: ignore[misc]
            )
        grown = [*end, {"id": 301, "name": "new.iso"}]
        world.service.faults.add(
            "GET",
            LIST,
            CannedResponse.json(200, {"data": grown, "meta": {"pages": {"page": 2, "pages": 2}}}),
            times=None,
            when=lambda request: request.params["page"] == "2",
        )
        again = {"data": start, "meta": {"pages": {"page": 1, "pages": 2}}}
        world.service.faults.add("GET", LIST, CannedResponse.json(200, again), times=None)
        world.plan()
        *_, last = await world.follow()
        assert (names(last.added), last.removed) == (["new.iso"], ())


class TestWithoutARequest:
    async def test_new_files_and_one_unchanged_reading_end_it(self, world: World) -> None:
        world.plan(Arrival(FIRST, 1), Arrival(SECOND, 2), link=False)
        world.service.faults.add("PATCH", LIST, CannedResponse.json(202, {"data": {}}), acts=True)
        heard = await world.follow()
        assert heard[-1].outcome is SyncOutcome.NEW_FILES
        assert names(heard[-1].added) == ["first.iso", "second.iso"]
        assert heard[-2].added == heard[-1].added
        assert not world.service.requests_to("GET", "/v2/request/*")

    @pytest.mark.parametrize(
        "answer",
        [CannedResponse(202), CannedResponse(204), CannedResponse.text(202, "ok", "text/plain")],
    )
    async def test_an_answer_without_a_body_is_enough(
        self, world: World, answer: CannedResponse
    ) -> None:
        world.plan(Arrival(FIRST, 1))
        world.service.faults.add("PATCH", LIST, answer, acts=True)
        heard = await world.follow()
        assert heard[0].request.id is None
        assert heard[-1].outcome is SyncOutcome.NEW_FILES

    async def test_without_new_files_the_time_limit_does(self, world: World) -> None:
        world.plan()
        world.service.faults.add("PATCH", LIST, CannedResponse(202), acts=True)
        *_, last = await world.follow()
        assert last.outcome is SyncOutcome.TIMED_OUT
        assert last.elapsed == pytest.approx(600)

    async def test_a_request_that_is_gone_leaves_the_list(self, world: World) -> None:
        world.plan(Arrival(FIRST, 8), steps=NEVER_DONE)
        world.service.faults.add("GET", STATUS, CannedResponse.json(404, {"error": "Not Found"}))
        heard = await world.follow()
        assert "sync request 57 not found" in heard[2].warning
        assert heard[3].warning == ""
        assert heard[-1].outcome is SyncOutcome.NEW_FILES
        assert len(world.service.requests_to("GET", STATUS)) == 1


class TestTheTimeLimit:
    @pytest.mark.parametrize("status", ["SUBMITTED", "Something New", ""])
    async def test_a_request_without_end_is_left_after_ten_minutes(
        self, world: World, status: str
    ) -> None:
        world.plan(steps=[(0, status)])
        *_, last = await world.follow()
        assert last.outcome is SyncOutcome.TIMED_OUT
        assert last.request.id == 57
        assert last.elapsed == pytest.approx(600)

    async def test_another_can_be_set(self, world: World) -> None:
        world.plan(steps=NEVER_DONE)
        *_, last = await world.follow(limit=5)
        assert last.outcome is SyncOutcome.TIMED_OUT
        assert world.clock.monotonic() == pytest.approx(5)

    async def test_a_last_look_is_taken_when_it_is_reached(self, world: World) -> None:
        world.plan(Arrival(FIRST, 5), steps=[(0, "SUBMITTED"), (5, "PROCESSED")])
        *_, last = await world.follow(limit=5)
        assert last.outcome is SyncOutcome.NEW_FILES

    async def test_none_at_all_only_submits(self, world: World) -> None:
        heard = await world.follow(limit=0)
        assert [progress.outcome for progress in heard] == [None, None, SyncOutcome.TIMED_OUT]
        assert [request.method for request in world.service.requests] == ["GET", "PATCH"]
        assert world.clock.slept in ([], [0.0])


class TestTheServicesLoad:
    async def test_pauses_grow_from_one_second_to_ten(self, world: World) -> None:
        world.plan(steps=NEVER_DONE)
        await world.follow()
        assert world.clock.slept[0] == 1
        assert max(world.clock.slept) == 10
        growing = world.clock.slept[:-1]
        assert growing == sorted(growing)
        assert len(world.service.requests_to("GET", STATUS)) < 75

    async def test_the_rate_limit_is_kept(self, world: World) -> None:
        world.service.options.rate_limit = 10
        world.plan(steps=NEVER_DONE)
        heard = await world.follow(limit=300)
        assert all(not progress.warning for progress in heard)
        assert heard[-1].outcome is SyncOutcome.TIMED_OUT
        assert heard[-1].elapsed == pytest.approx(300)
        assert len(world.service.requests) <= 10 * 6

    async def test_one_failed_look_is_survived_and_told(self, world: World) -> None:
        world.plan(Arrival(FIRST, 3))
        world.service.faults.add("GET", STATUS, CannedResponse(502))
        heard = await world.follow()
        assert "server error (502)" in heard[2].warning
        assert [progress.warning for progress in heard[3:]] == [""] * len(heard[3:])
        assert heard[-1].outcome is SyncOutcome.NEW_FILES

    async def test_a_list_that_cannot_be_read_keeps_what_was_seen(self, world: World) -> None:
        world.plan(Arrival(FIRST, 1), steps=[(0, "SUBMITTED"), (40, "PROCESSED")])
        world.service.faults.add("GET", LIST, CannedResponse.html(200, "<p>Hi</p>"), skip=2)
        heard = await world.follow()
        troubled = next(progress for progress in heard if progress.warning)
        assert names(troubled.added) == ["first.iso"]
        assert "unexpected answer" in troubled.warning

    async def test_a_request_done_while_the_list_cannot_be_read_waits_for_it(
        self, world: World
    ) -> None:
        world.plan(Arrival(FIRST, 0), steps=[(0, "PROCESSED")])
        world.service.faults.add("GET", LIST, CannedResponse(503), skip=1)
        heard = await world.follow()
        assert heard[-1].outcome is SyncOutcome.NEW_FILES
        assert len(world.service.requests_to("GET", STATUS)) == 0

    async def test_a_service_that_fails_for_ten_minutes_is_asked_every_20_seconds(
        self, world: World
    ) -> None:
        world.plan(steps=NEVER_DONE)
        world.service.faults.add("GET", "*", CannedResponse(503), skip=1, times=None)
        heard = await world.follow()
        times = [request.time.timestamp() for request in world.service.requests[2:] if request.time]
        assert all(later - earlier > 19.99 for earlier, later in pairwise(times))
        assert 25 <= len(times) <= 30
        assert heard[-1].outcome is SyncOutcome.TIMED_OUT

    async def test_a_service_that_recovers_is_followed_on(self, world: World) -> None:
        world.plan(Arrival(FIRST, 3))
        world.service.faults.add("GET", "*", CannedResponse(503), skip=1, times=10)
        *_, last = await world.follow()
        assert (last.outcome, last.warning) == (SyncOutcome.NEW_FILES, "")

    async def test_a_wait_that_the_service_asks_for_is_kept(self, world: World) -> None:
        world.plan(Arrival(FIRST, 3))
        world.service.faults.add(
            "GET", STATUS, CannedResponse.json(429, {}, {"Retry-After": "100"})
        )
        await world.follow()
        assert world.clock.slept[:2] == [1, 100]


class TestWhatEndsItWithAnError:
    async def test_a_list_that_cannot_be_read_submits_nothing(self, world: World) -> None:
        world.service.faults.add("GET", LIST, CannedResponse(403))
        with pytest.raises(errors.Forbidden):
            await world.follow()
        assert not world.service.requests_to("PATCH")

    async def test_a_refused_submission(self, world: World) -> None:
        world.service.faults.add("PATCH", LIST, CannedResponse.json(400, {"message": "no store"}))
        with pytest.raises(errors.Rejected, match="no store"):
            await world.follow()

    @pytest.mark.parametrize("status", [502, 504])
    async def test_a_submission_that_a_gateway_lost(self, world: World, status: int) -> None:
        world.service.faults.add("PATCH", LIST, CannedResponse(status), acts=True)
        with pytest.raises(errors.MaybeSubmitted, match="may have been submitted"):
            await world.follow()
        assert len(world.service.requests_to("PATCH")) == 1

    async def test_a_token_that_ended_and_nobody_to_ask(self, world: World) -> None:
        world.plan(steps=NEVER_DONE)
        world.service.faults.add(
            "GET", STATUS, CannedResponse.json(401, {"message": "it has ended"})
        )
        with pytest.raises(errors.NotAuthenticated, match="it has ended"):
            await world.follow()

    async def test_a_request_whose_rows_are_no_list(self, world: World) -> None:
        world.service.faults.add("GET", LIST, Edit(with_value("data", None)))
        with pytest.raises(errors.UnexpectedResponse):
            await world.follow()
        assert not world.service.requests_to("PATCH")

    async def test_unreadable_rows_are_passed_over(self, world: World) -> None:
        world.plan(Arrival(FIRST, 2))
        world.service.faults.add("GET", LIST, Edit(with_rows([None, {"id": 1, "name": "a"}])))
        *_, last = await world.follow()
        assert last.outcome is SyncOutcome.NEW_FILES


class TestStopping:
    """Whoever stops waiting knows whether the request had been sent (case 131)."""

    async def test_after_it_was_sent(self) -> None:
        async with raw_server(whole(NO_IMAGES), stall()) as server:
            heard, following = follow(server)
            await until(lambda: heard)
            await stop(following)
        assert heard == [SyncProgress(SyncRequest(), submitted=True)]
        assert server.requests[-1].startswith(b"PATCH ")

    async def test_before_it_was_sent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        connecting, connect = threading.Event(), threading.Event()
        connections: list[socket.socket] = []
        create_connection: Any = socket.create_connection

        def wait(*args: Any, **options: Any) -> socket.socket:
            connections.append(create_connection(*args, **options))
            if len(connections) == 2:
                connecting.set()
                connect.wait(30)
            return connections[-1]

        monkeypatch.setattr(socket, "create_connection", wait)
        async with raw_server(whole(NO_IMAGES, connection="close"), whole()) as server:
            heard, following = follow(server)
            await asyncio.to_thread(connecting.wait, 30)
            await stop(following)
            connect.set()
            await until(lambda: connections[-1].fileno() == -1)
        assert heard == []
        assert len(server.requests) == 1

    async def test_while_a_poll_is_under_way(self) -> None:
        """It ends at once (case 133)."""
        taken = b'{"data": {"request": {"id": 57, "status": "SUBMITTED"}}}'
        async with raw_server(whole(NO_IMAGES), whole(taken, 202), stall()) as server:
            heard, following = follow(server)
            await until(lambda: len(server.requests) == 3)
            await stop(following)
        assert heard[-1].request.id == 57


NO_IMAGES = b'{"data": [], "meta": {"pages": {"page": 1, "pages": 1, "total": 0}}}'


def follow(server: RawServer) -> tuple[list[SyncProgress], "asyncio.Task[None]"]:
    """Follow a sync at ``server``; return what is heard of it, and the task."""
    heard: list[SyncProgress] = []

    async def listen() -> None:
        clock = FakeClock(START, auto_advance=True)
        transport = Transport(Endpoint.parse(server.url), clock=clock)
        client = Client(transport, TokenProvider(Token.parse("any")))
        try:
            async for progress in poll_sync(client):
                heard.append(progress)
        finally:
            await client.aclose()

    return heard, asyncio.create_task(listen())


async def stop(following: "asyncio.Task[None]") -> None:
    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - what it waits for happens in threads
            await asyncio.sleep(0.001)
