"""A synchronisation: its request and what it changed, as the service describes them."""

import pytest

from tests.images import make_image
from vss_tui.models.image import Image
from vss_tui.models.sync_request import SyncRequest, SyncState, difference, state_of

SUBMITTED = {
    "data": {
        "_links": {"request": "https://vss.example/v2/request/image_sync/57"},
        "message": "Request has been accepted for processing",
        "request": {"id": 57, "status": "SUBMITTED", "task_id": "8b68bd8a"},
        "status": 202,
    }
}


@pytest.mark.parametrize(
    ("state", "statuses"),
    [
        (
            SyncState.RUNNING,
            "SUBMITTED PENDING IN_PROGRESS SCHEDULED APPROVAL_REQUIRED APPROVED Submitted",
        ),
        (SyncState.DONE, "PROCESSED Processed processed"),
        (SyncState.FAILED, "ERROR ERROR_RETRY CANCELLED REFUSED MISSED error_processed"),
    ],
)
def test_each_status_means_to_wait_done_or_failed(state, statuses):
    assert {status: state_of(status) for status in statuses.split()} == dict.fromkeys(
        statuses.split(), state
    )


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("In Progress", SyncState.RUNNING),
        ("Error Processed", SyncState.FAILED),
        ("error retry", SyncState.FAILED),
        ("", SyncState.RUNNING),
        ("FLYING", SyncState.RUNNING),
    ],
)
def test_older_and_unknown_statuses_are_understood(status, state):
    assert state_of(status) is state


def test_a_submission_names_its_request():
    assert SyncRequest.from_submission(SUBMITTED) == SyncRequest(57, "SUBMITTED")


@pytest.mark.parametrize(
    ("data", "number"),
    [
        ({"request": {"id": "57"}}, 57),
        ({"_links": {"request": "https://vss.example/v2/request/image_sync/57"}}, 57),
        ({"_links": {"request": "https://vss.example/v2/request/image_sync/57/"}}, 57),
        ({"_links": {"request": "https://vss.example/v2/request/image_sync"}}, None),
        ({"request": {"id": True}}, None),
        ({"request": {"id": None}, "_links": None}, None),
        ({"request": []}, None),
        ({}, None),
    ],
)
def test_a_submission_names_it_in_one_of_two_places_or_not_at_all(data, number):
    assert SyncRequest.from_submission({"data": data}).id == number


@pytest.mark.parametrize("body", [None, [], "x", {}, {"data": None}, {"data": []}], ids=repr)
def test_a_submission_without_a_request_has_no_number(body):
    assert SyncRequest.from_submission(body) == SyncRequest()


def test_a_later_answer_brings_the_status_and_the_services_words():
    body = {
        "data": {
            "id": 57,
            "status": "ERROR",
            "message": {"errors": ["store is full", None, ""], "warnings": "slow"},
        }
    }
    request = SyncRequest.from_json(body, SyncRequest(57, "SUBMITTED"))
    assert request == SyncRequest(57, "ERROR", ("store is full",), ("slow",))
    assert request.state is SyncState.FAILED


@pytest.mark.parametrize(
    "data", [None, {}, {"status": 7}, {"id": 99}, {"message": "x"}, {"message": {"errors": {}}}]
)
def test_what_a_later_answer_lacks_stays_as_it_was(data):
    asked = SyncRequest(57, "IN_PROGRESS")
    assert SyncRequest.from_json({"data": data}, asked) == asked


def images(*numbers: int) -> list[Image]:
    return [make_image(number, f"{number}.iso") for number in numbers]


@pytest.mark.parametrize(
    ("before", "after", "added", "removed"),
    [
        ((1, 2), (1, 2), (), ()),
        ((1, 2), (2, 1), (), ()),
        ((1, 2), (1, 2, 3), (3,), ()),
        ((1, 2), (2,), (), (1,)),
        ((1,), (2,), (2,), (1,)),
        ((), (), (), ()),
    ],
)
def test_what_came_and_went_is_a_difference_by_id(before, after, added, removed):
    came, went = difference(images(*before), images(*after))
    assert ([i.id for i in came], [i.id for i in went]) == (list(added), list(removed))


def test_a_renamed_image_has_neither_come_nor_gone():
    assert difference([make_image(1, "old.iso")], [make_image(1, "new.iso")]) == ((), ())
