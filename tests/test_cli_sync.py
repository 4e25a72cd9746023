"""``vss-tui sync`` as a process, against the embedded service on loopback."""

import json
import signal
from collections.abc import Iterator

import pytest

from tests.command import Command
from tests.fake_service import FakeService
from tests.fake_service.faults import Barrier, CannedResponse, Edit
from tests.fake_service.serving import serve
from vss_tui.demo.sync_service import Arrival, Departure, SyncPlan

PERSONAL = "/v2/user/image/iso"
REQUEST = "/v2/request/image_sync/57"
DONE_AT_ONCE = ((0, "SUBMITTED"), (1, "PROCESSED"))
NEVER_DONE = ((0, "SUBMITTED"), (1, "IN_PROGRESS"))


def plan(*changes: Arrival | Departure, **parts: object) -> SyncPlan:
    """A sync that goes by the number of looks, so that no test waits for a clock."""
    values = {"steps": DONE_AT_ONCE, "by_polls": True, **parts}
    return SyncPlan(changes=changes, **values)  # type: ignore[arg-type]


@pytest.fixture
def service() -> FakeService:
    return FakeService(images=3)


@pytest.fixture
def command(clean_environment: dict[str, str], service: FakeService) -> Iterator[Command]:
    with serve(service) as url:
        yield Command(clean_environment).signed_in(url, service)


class TestResult:
    def test_is_a_line_for_what_came_and_for_what_went(
        self, command: Command, service: FakeService
    ) -> None:
        service.syncs.plans = [
            plan(
                Arrival("uploads/new one.iso", 1),
                Arrival("uploads/b.iso", 1),
                Departure("teaching/csc369/minix-3.4.0.iso", 1),
            )
        ]

        ended = command.run("sync")

        assert (ended.code, ended.err) == (0, "")
        assert ended.out == "added new one.iso\nadded b.iso\nremoved minix-3.4.0.iso\n"
        assert len(service.requests_to("PATCH")) == 1

    def test_as_json_has_the_request_and_whole_images(
        self, command: Command, service: FakeService
    ) -> None:
        gone = service.personal.images[0]
        folder = gone.path.rpartition("/")[0].partition("/")[2]
        service.syncs.plans = [
            plan(Arrival("uploads/new.iso", 1), Departure(f"{folder}/{gone.name}", 1))
        ]

        ended = command.run("sync", "-o", "json")

        result = json.loads(ended.out)
        new = service.personal.images[-1]
        assert (ended.code, ended.err) == (0, "")
        assert list(result) == ["request", "status", "added", "removed"]
        assert (result["request"], result["status"]) == (57, "PROCESSED")
        (added,), (removed,) = result["added"], result["removed"]
        assert (added["id"], added["path"], added["public"]) == (new.id, new.path, False)
        assert (removed["id"], removed["path"]) == (gone.id, gone.path)

    def test_of_nothing_new_says_so(self, command: Command, service: FakeService) -> None:
        service.syncs.plans = [plan()]

        ended = command.run("sync")

        assert (ended.code, ended.out) == (0, "")
        assert ended.err == "nothing new: no image was added or removed\n"

    def test_without_a_request_is_what_the_list_tells(
        self, command: Command, service: FakeService
    ) -> None:
        service.syncs.plans = [plan(Arrival("uploads/new.iso", 1), link=False)]

        ended = command.run("sync", "-o", "json")

        result = json.loads(ended.out)
        assert (ended.code, result["request"]) == (0, None)
        assert [image["name"] for image in result["added"]] == ["new.iso"]

    def test_makes_hostile_names_safe(self, command: Command, service: FakeService) -> None:
        service.syncs.plans = [plan(Arrival("uploads/a\x1b[2J\nremoved b.iso", 1))]

        ended = command.run("sync")

        assert ended.out == "added a\\u{1b}[2J\\u{a}removed b.iso\n"


class TestEnding:
    def test_of_a_failed_request_is_1_with_the_services_words(
        self, command: Command, service: FakeService
    ) -> None:
        steps = ((0, "SUBMITTED"), (1, "ERROR"))
        service.syncs.plans = [plan(steps=steps, errors=("store is full\x1b[2J", "try later"))]

        ended = command.run("sync", "-o", "json")

        assert (ended.code, json.loads(ended.out)["status"]) == (1, "ERROR")
        assert ended.err == (
            "vss-tui: the sync (request 57) failed: store is full\\u{1b}[2J; try later\n"
        )

    def test_of_the_waiting_is_5_and_says_how_to_look_again(
        self, command: Command, service: FakeService
    ) -> None:
        service.syncs.plans = [plan(Arrival("uploads/early.iso", 1), steps=NEVER_DONE)]

        ended = command.run("sync", "--wait", "1.5")

        assert (ended.code, ended.out) == (5, "added early.iso\n")
        assert ended.err == (
            "vss-tui: the sync (request 57) is still IN_PROGRESS; it continues on the server:"
            " vss-tui ls personal shows the images\n"
        )

    def test_without_waiting_is_0_after_the_submission_alone(
        self, command: Command, service: FakeService
    ) -> None:
        ended = command.run("sync", "--wait", "0", "-o", "json")

        result = {"request": 57, "status": "SUBMITTED", "added": [], "removed": []}
        assert (ended.code, json.loads(ended.out)) == (0, result)
        assert ended.err == (
            "the sync (request 57) is submitted; vss-tui ls personal shows the images\n"
        )
        assert [request.method for request in service.requests] == ["PATCH"]

    def test_of_a_submission_without_an_answer_is_1_and_it_is_not_sent_again(
        self, command: Command, service: FakeService
    ) -> None:
        barrier = Barrier()
        service.faults.add("PATCH", PERSONAL, barrier=barrier)

        ended = command.run("--timeout", "2", "sync")

        barrier.release()
        assert (ended.code, ended.out) == (1, "")
        assert "may have been submitted" in ended.err
        assert len(service.requests_to("PATCH")) == 1

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_by_a_signal_is_quiet(
        self, command: Command, service: FakeService, number: int
    ) -> None:
        barrier = Barrier()
        service.faults.add("GET", REQUEST, barrier=barrier)
        process = command.start("sync")
        barrier.reached.result(30)

        process.send_signal(number)
        out, error = process.communicate(timeout=30)

        barrier.release()
        assert (process.returncode, out, error) == (-number, b"", b"")

    def test_without_a_token_is_4_and_nothing_is_submitted(
        self, command: Command, service: FakeService
    ) -> None:
        ended = command.without("VSS_TOKEN").run("sync")

        assert (ended.code, ended.out, service.requests) == (4, "", [])

    def test_of_a_refused_submission_is_1(self, command: Command, service: FakeService) -> None:
        service.faults.add("PATCH", PERSONAL, CannedResponse.json(403, {"message": "quota"}))

        ended = command.run("sync")

        assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
        assert ended.err.startswith("vss-tui: ")


def test_progress_is_drawn_where_standard_error_is_a_terminal(
    command: Command, service: FakeService
) -> None:
    status = Edit(lambda body: {**body, "data": {**body["data"], "status": "\x1b[2J"}})  # type: ignore[dict-item, index]
    service.syncs.plans = [plan(steps=((0, "SUBMITTED"), (2, "PROCESSED")))]
    service.faults.add("GET", REQUEST, status)

    ended = command.with_terminal_for_errors("sync")

    drawn, _, told = ended.err.rpartition("\r")
    assert (ended.code, ended.out) == (0, "")
    assert "sync: SUBMITTED, 0 s" in drawn
    assert "sync: \\u{1b}[2J, 1 s" in drawn
    assert "\x1b" not in ended.err
    assert told == "nothing new: no image was added or removed\n"
