"""``vss-tui describe`` as a process, against the embedded service on loopback."""

import json
from collections.abc import Iterator

import pytest

from tests.command import Command
from tests.fake_service import FakeService
from tests.fake_service.faults import CannedResponse
from tests.fake_service.serving import serve

PUBLIC, PERSONAL = "/v2/iso", "/v2/user/image/iso"


@pytest.fixture
def service() -> FakeService:
    return FakeService(images=3)


@pytest.fixture
def url(service: FakeService) -> Iterator[str]:
    with serve(service) as address:
        yield address


@pytest.fixture
def command(clean_environment: dict[str, str], url: str) -> Command:
    return Command(clean_environment).with_variables(VSS_ENDPOINT=url)


def test_shows_methods_and_parameters_without_a_token(
    command: Command, service: FakeService
) -> None:
    ended = command.run("describe")

    (request,) = service.requests
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("public images: /v2/iso\nmethods: GET, OPTIONS\n\n")
    assert "per_page" in ended.out
    assert (request.method, request.path, request.authorization) == ("OPTIONS", PUBLIC, "")


def test_sends_no_token_though_there_is_one(command: Command, service: FakeService) -> None:
    ended = command.with_variables(VSS_TOKEN=service.token).run("describe", "personal")

    (request,) = service.requests
    assert (ended.code, request.path, request.authorization) == (0, PERSONAL, "")
    assert "methods: GET, OPTIONS, PATCH\n" in ended.out


def test_json_is_the_answer_as_it_comes(command: Command, service: FakeService) -> None:
    answer = {"any": ["shape", {"at": "all"}], "size": 1}
    service.faults.add("OPTIONS", PUBLIC, CannedResponse.json(200, answer))

    ended = command.run("describe", "-o", "json")

    assert (ended.code, json.loads(ended.out)) == (0, answer)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("text", "public images: /v2/iso\nmethods: GET\n\nplain\\u{1b}[2J words\nof it\n"),
        ("json", {"methods": ["GET"], "text": "plain\x1b[2J words\nof it"}),
    ],
)
def test_an_answer_that_is_no_json_is_shown_as_text(
    command: Command, service: FakeService, output: str, expected: object
) -> None:
    text = "plain\x1b[2J words\nof it"
    service.faults.add(
        "OPTIONS", PUBLIC, CannedResponse.text(200, text, "text/plain", headers={"Allow": "GET"})
    )

    ended = command.run("describe", "-o", output)

    assert ended.code == 0
    assert (ended.out if output == "text" else json.loads(ended.out)) == expected


def test_an_answer_without_a_body_shows_the_methods(command: Command, service: FakeService) -> None:
    service.faults.add("OPTIONS", PUBLIC, CannedResponse(204, headers=(("Allow", "GET, OPTIONS"),)))

    ended = command.run("describe")

    assert (ended.code, ended.out) == (0, "public images: /v2/iso\nmethods: GET, OPTIONS\n")


def test_a_refusal_is_one_sentence(command: Command, service: FakeService) -> None:
    service.faults.add("OPTIONS", PUBLIC, CannedResponse.json(405, {"message": "no\x1b[2J"}))

    ended = command.run("describe")

    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert ended.err.startswith("vss-tui: ")
    assert "no\\u{1b}[2J" in ended.err
