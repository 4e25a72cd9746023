"""The embedded service keeps the contract of the VSS API."""

import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import datetime

import httpx
import pytest

from tests.fake_clock import START, FakeClock
from tests.fake_service import FakeService, create_app
from vss_tui.demo.accounts import DEMO, MFA, MFA_CODE, MUST_ENABLE_MFA, Account
from vss_tui.demo.sync_service import NOTHING_NEW, Arrival, Departure, SyncPlan

PUBLIC = "/v2/iso"
PERSONAL = "/v2/user/image/iso"
REQUESTS = "/v2/request/image_sync"
TOKEN = "/auth/request-token"
ROW_KEYS = {"created_on", "data_store", "id", "name", "path", "public", "updated_on"}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(START)


@pytest.fixture
def service(clock: FakeClock) -> FakeService:
    return FakeService(now=clock.now)


@pytest.fixture
async def client(service: FakeService) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a good token, in the same process as the service."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(service)),
        base_url="http://vss.test",
        headers={"Authorization": f"Bearer {service.token}"},
    ) as client:
        yield client


async def names(client: httpx.AsyncClient, resource: str, **params: str) -> list[str]:
    answer = await client.get(resource, params={"expand": "1", "per_page": "250", **params})
    return [row["name"] for row in answer.json()["data"]]


class TestLists:
    async def test_a_page_has_the_shape_of_the_contract(self, client: httpx.AsyncClient) -> None:
        answer = await client.get(PERSONAL, params={"expand": 1, "per_page": 3, "page": 2})

        body = answer.json()
        page = "http://vss.test/v2/user/image/iso?expand=1&per_page=3&page="
        assert body["_links"] == {
            "self": "http://vss.test/v2/user/image/iso",
            "user": "http://vss.test/v2/user/image",
        }
        assert [set(row) for row in body["data"]] == [ROW_KEYS] * 3
        assert body["meta"] == {
            "count": 3,
            "pages": {
                "first_url": page + "1",
                "last_url": page + "3",
                "next_url": page + "3",
                "prev_url": page + "1",
                "page": 2,
                "pages": 3,
                "per_page": 3,
                "total": 7,
            },
            "time": body["meta"]["time"],
            "user": "demo",
        }

    async def test_the_public_catalogue_has_the_names_of_the_manual(
        self, client: httpx.AsyncClient
    ) -> None:
        answer = await client.get(PUBLIC, params={"expand": 1, "per_page": 250})

        paths = {row["path"] for row in answer.json()["data"]}
        assert len(paths) == 240
        assert paths >= {
            "[vss-ISOs] Linux/Ubuntu/ubuntu-18.04.1-desktop-amd64.iso",
            "[vss-ISOs] Linux/CentOS/CentOS-7.0-1406-x86_64-Minimal.iso",
        }

    async def test_without_expand_the_rows_are_urls_that_lead_to_the_images(
        self, client: httpx.AsyncClient
    ) -> None:
        urls = (await client.get(PUBLIC)).json()["data"]

        assert urls[0] == "http://vss.test/v2/iso/11"
        assert len(urls) == 10
        assert (await client.get(urls[0])).json()["data"]["id"] == 11

    async def test_links_lead_to_where_the_request_came_to(self, service: FakeService) -> None:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(create_app(service)), base_url="https://other.test:8443"
        ) as client:
            answer = await client.get(PUBLIC, headers={"Authorization": f"Bearer {service.token}"})
        assert answer.json()["meta"]["pages"]["next_url"].startswith(
            "https://other.test:8443/v2/iso?"
        )

    async def test_following_the_links_reads_the_whole_list_once(
        self, client: httpx.AsyncClient
    ) -> None:
        url: str | None = "/v2/iso?expand=1&per_page=7&filter=name,like,%25rocky%25&sort=id,desc"
        ids = []
        while url:
            body = (await client.get(url)).json()
            ids += [row["id"] for row in body["data"]]
            url = body["meta"]["pages"]["next_url"]

        assert len(ids) == body["meta"]["pages"]["total"] == 15
        assert ids == sorted(set(ids), reverse=True)

    @pytest.mark.parametrize("per_page", [251, 500, 999_999_999])
    async def test_a_page_holds_250_at_most(self, client: httpx.AsyncClient, per_page: int) -> None:
        pages = (await client.get(PUBLIC, params={"per_page": per_page})).json()["meta"]["pages"]
        assert pages["per_page"] == 250

    async def test_empty_filter_and_sort_count_as_absent(self, client: httpx.AsyncClient) -> None:
        params = {"filter": "", "sort": "", "page": "", "per_page": ""}
        assert (await client.get(PUBLIC, params=params)).json() == (await client.get(PUBLIC)).json()

    async def test_past_the_end_there_is_an_empty_page(self, client: httpx.AsyncClient) -> None:
        body = (await client.get(PERSONAL, params={"page": 9})).json()

        assert body["data"] == []
        pages = body["meta"]["pages"]
        assert (pages["page"], pages["pages"], pages["total"]) == (9, 1, 7)
        assert pages["next_url"] is None
        assert pages["prev_url"].endswith("page=1")

    async def test_an_empty_list_has_one_page(self, client: httpx.AsyncClient) -> None:
        pages = (await client.get(PUBLIC, params={"filter": "id,eq,0"})).json()["meta"]["pages"]
        assert (pages["page"], pages["pages"], pages["total"]) == (1, 1, 0)

    @pytest.mark.parametrize(
        ("params", "message"),
        [
            ({"filter": "nmae,eq,x"}, "unknown field: nmae"),
            ({"filter": "name,has,x"}, "unknown operator: has"),
            ({"sort": "name"}, "malformed sort: name"),
            ({"page": "0"}, "invalid value for page: 0"),
            ({"page": "-1"}, "invalid value for page: -1"),
            ({"per_page": "x"}, "invalid value for per_page: x"),
        ],
    )
    async def test_what_it_cannot_read_is_refused(
        self, client: httpx.AsyncClient, params: dict[str, str], message: str
    ) -> None:
        answer = await client.get(PUBLIC, params=params)
        assert answer.status_code == 400
        assert answer.json() == {"error": "Bad Request", "message": message}

    async def test_times_are_written_in_the_services_zone(self, client: httpx.AsyncClient) -> None:
        rows = (await client.get(PUBLIC, params={"expand": 1})).json()["data"]
        for row in rows:
            time, _, zone = row["created_on"].rpartition(" ")
            assert zone in ("EST", "EDT")
            assert (
                datetime.strptime(time, "%Y-%m-%d %H:%M:%S").strftime("%Y-%m-%d %H:%M:%S") == time
            )

    async def test_like_can_mind_the_case(
        self, client: httpx.AsyncClient, service: FakeService
    ) -> None:
        assert await names(client, PUBLIC, filter="name,like,CENTOS%")
        service.options.like_ignores_case = False
        assert await names(client, PUBLIC, filter="name,like,CENTOS%") == []

    async def test_a_large_catalogue_has_as_many_distinct_images(self) -> None:
        images = FakeService(5_000).public.images
        assert len({image.id for image in images}) == len({image.path for image in images}) == 5_000

    @pytest.mark.parametrize("path", ["/v2/iso/12", "/v2/user/image/iso/11", "/v2/x", "/"])
    async def test_what_is_not_there(self, client: httpx.AsyncClient, path: str) -> None:
        answer = await client.get(path)
        assert answer.status_code == 404
        assert answer.json()["error"] == "Not Found"


class TestDescriptions:
    @pytest.mark.parametrize(
        ("resource", "allowed"),
        [(PUBLIC, "GET, OPTIONS"), (PERSONAL, "GET, OPTIONS, PATCH")],
    )
    async def test_a_list_describes_itself_without_a_token(
        self, client: httpx.AsyncClient, resource: str, allowed: str
    ) -> None:
        del client.headers["Authorization"]
        answer = await client.options(resource)

        assert answer.status_code == 200
        assert answer.headers["Allow"] == allowed
        assert answer.json()["methods"] == allowed.split(", ")
        assert set(answer.json()["parameters"]) == {"expand", "per_page", "page", "filter", "sort"}

    async def test_other_methods_are_not_allowed(self, client: httpx.AsyncClient) -> None:
        assert (await client.patch(PUBLIC)).status_code == 405


class TestTokens:
    async def test_user_and_password_give_a_token(
        self, client: httpx.AsyncClient, clock: FakeClock
    ) -> None:
        answer = await client.post(TOKEN, auth=DEMO, json={"otp": None})

        body = answer.json()
        assert body["type"] == "ACCESS"
        assert body["duration"] == 86_400
        assert body["exp"] == int(clock.now().timestamp()) + 86_400
        assert body["exp_date"] == "2026-03-03 10:00:00 EST"
        headers = {"Authorization": f"Bearer {body['token']}"}
        assert (await client.get(PUBLIC, headers=headers)).status_code == 200

    @pytest.mark.parametrize(
        "authorization", ["", "Bearer", "Bearer x", "Bearer a.b.c", "Basic ZGVtbzpkZW1v"]
    )
    async def test_a_list_wants_a_token(
        self, client: httpx.AsyncClient, authorization: str
    ) -> None:
        answer = await client.get(PUBLIC, headers={"Authorization": authorization})
        assert answer.status_code == 401
        assert answer.json()["error"] == "Unauthorized"

    async def test_a_token_ends(
        self, client: httpx.AsyncClient, service: FakeService, clock: FakeClock
    ) -> None:
        clock.advance(service.options.token_life - 1)
        assert (await client.get(PUBLIC)).status_code == 200
        clock.advance(1)
        answer = await client.get(PUBLIC)
        assert answer.status_code == 401
        assert answer.json()["message"] == "Token has expired"

    async def test_tokens_can_be_revoked(
        self, client: httpx.AsyncClient, service: FakeService
    ) -> None:
        service.revoke_tokens()
        assert (await client.get(PUBLIC)).status_code == 401
        client.headers["Authorization"] = f"Bearer {service.token}"
        assert (await client.get(PUBLIC)).status_code == 200

    async def test_the_services_token_stays_the_same_while_it_is_good(
        self, service: FakeService, clock: FakeClock
    ) -> None:
        first = service.token
        clock.advance(60)
        assert service.token == first

    @pytest.mark.parametrize("auth", [("demo", "wrong"), ("nobody", "demo"), ("", "")])
    async def test_a_wrong_password_gives_none(
        self, client: httpx.AsyncClient, auth: tuple[str, str]
    ) -> None:
        answer = await client.post(TOKEN, auth=auth, json={"otp": None})
        assert answer.status_code == 401

    async def test_another_token_gives_none(self, client: httpx.AsyncClient) -> None:
        assert (await client.post(TOKEN, json={"otp": None})).status_code == 401

    async def test_a_password_may_hold_any_character(
        self, client: httpx.AsyncClient, service: FakeService
    ) -> None:
        service.add_account(Account("eva", "a:é:b"))
        assert (await client.post(TOKEN, auth=("eva", "a:é:b"))).status_code == 200

    @pytest.mark.parametrize("otp", [None, "", "000000"])
    async def test_an_account_with_mfa_wants_a_code(
        self, client: httpx.AsyncClient, otp: str | None
    ) -> None:
        refused = await client.post(TOKEN, auth=MFA, json={"otp": otp})
        assert refused.status_code == 400
        assert "InvalidParameterValue: otp" in refused.json()["message"]

        assert (await client.post("/tf/request-token", auth=MFA)).status_code == 200
        assert (await client.post(TOKEN, auth=MFA, json={"otp": MFA_CODE})).status_code == 200

    async def test_an_account_must_set_mfa_up_first(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(TOKEN, auth=MUST_ENABLE_MFA, json={"otp": None})
        assert answer.status_code == 400
        assert "TotpEnforcement: Must enable TOTP" in answer.json()["message"]

    async def test_each_person_has_a_list_of_their_own(
        self, client: httpx.AsyncClient, service: FakeService
    ) -> None:
        mine = (await client.get(PERSONAL)).json()["data"]
        client.headers["Authorization"] = f"Bearer {service.issue_token(MFA[0])}"
        theirs = (await client.get(PERSONAL)).json()["data"]
        assert theirs
        assert not set(mine) & set(theirs)


class TestSync:
    async def test_the_submission_is_accepted(self, client: httpx.AsyncClient) -> None:
        answer = await client.patch(PERSONAL)

        assert answer.status_code == 202
        data = answer.json()["data"]
        url = "http://vss.test/v2/request/image_sync/57"
        assert data == {
            "_links": {"request": url},
            "message": "Request has been accepted for processing",
            "request": {"id": 57, "status": "SUBMITTED", "task_id": data["request"]["task_id"]},
            "status": 202,
        }
        assert (await client.get(url)).json()["data"]["task_id"] == data["request"]["task_id"]

    async def test_the_first_sync_brings_a_file_within_seconds(
        self, client: httpx.AsyncClient, clock: FakeClock
    ) -> None:
        before = await names(client, PERSONAL)
        url = (await client.patch(PERSONAL)).json()["data"]["_links"]["request"]
        seen = []
        for _ in range(5):
            data = (await client.get(url)).json()["data"]
            seen.append((data["status"], len(await names(client, PERSONAL)) - len(before)))
            clock.advance(1)

        assert seen == [
            ("SUBMITTED", 0),
            ("IN_PROGRESS", 0),
            ("IN_PROGRESS", 0),
            ("IN_PROGRESS", 1),
            ("PROCESSED", 1),
        ]
        assert data["added"] == ["uploads/ubuntu-24.04.2-autoinstall.iso"]
        assert data["updated_on"] == "2026-03-02 10:00:04 EST"
        assert set(await names(client, PERSONAL)) - set(before) == {
            "ubuntu-24.04.2-autoinstall.iso"
        }

    async def test_later_syncs_bring_two_files_and_then_nothing(
        self, client: httpx.AsyncClient, clock: FakeClock
    ) -> None:
        counts = []
        for _ in range(4):
            await client.patch(PERSONAL)
            clock.advance(60)
            counts.append(len(await names(client, PERSONAL)))
        assert counts == [8, 10, 10, 10]

    async def test_a_failed_request_says_why(
        self, client: httpx.AsyncClient, service: FakeService, clock: FakeClock
    ) -> None:
        steps = ((0.0, "SUBMITTED"), (2.0, "ERROR"))
        service.syncs.plans = [SyncPlan(steps=steps, errors=("The store is not mounted",))]
        url = (await client.patch(PERSONAL)).json()["data"]["_links"]["request"]
        assert (await client.get(url)).json()["data"]["message"]["errors"] == []
        clock.advance(2)
        data = (await client.get(url)).json()["data"]
        assert data["status"] == "ERROR"
        assert data["message"] == {"errors": ["The store is not mounted"], "warnings": []}

    async def test_a_file_may_come_after_the_request_is_done_and_another_go(
        self, client: httpx.AsyncClient, service: FakeService, clock: FakeClock
    ) -> None:
        changes = (
            Arrival("late.iso", 9),
            Departure("preseed/debian-12.5.0-amd64-netinst-preseed.iso", 1),
        )
        service.syncs.plans = [SyncPlan(changes)]
        url = (await client.patch(PERSONAL)).json()["data"]["_links"]["request"]
        clock.advance(8)
        done = (await client.get(url)).json()["data"]
        assert (done["status"], done["added"]) == ("PROCESSED", [])
        assert len(await names(client, PERSONAL)) == 6
        clock.advance(1)
        assert "late.iso" in await names(client, PERSONAL)

    async def test_progress_can_go_by_polls(
        self, client: httpx.AsyncClient, service: FakeService
    ) -> None:
        steps = ((0.0, "SUBMITTED"), (2.0, "PROCESSED"))
        service.syncs.plans = [SyncPlan((Arrival("a.iso", 2),), steps, by_polls=True)]
        url = (await client.patch(PERSONAL)).json()["data"]["_links"]["request"]
        statuses = [(await client.get(url)).json()["data"]["status"] for _ in range(2)]
        assert statuses == ["SUBMITTED", "PROCESSED"]
        assert "a.iso" in await names(client, PERSONAL)

    async def test_without_a_link_the_list_is_what_counts_as_polled(
        self, client: httpx.AsyncClient, service: FakeService
    ) -> None:
        service.syncs.plans = [SyncPlan((Arrival("a.iso", 2),), link=False, by_polls=True)]
        data = (await client.patch(PERSONAL)).json()["data"]
        assert "_links" not in data
        assert "request" not in data
        polls = ["a.iso" in await names(client, PERSONAL) for _ in range(3)]
        assert polls == [False, True, True]

    async def test_a_request_is_its_owners_alone(
        self, client: httpx.AsyncClient, service: FakeService
    ) -> None:
        service.syncs.plans = [NOTHING_NEW]
        url = (await client.patch(PERSONAL)).json()["data"]["_links"]["request"]
        client.headers["Authorization"] = f"Bearer {service.issue_token(MFA[0])}"
        assert (await client.get(url)).status_code == 404


class TestSyncRequests:
    async def test_the_list_is_paged_as_the_others_are(
        self, client: httpx.AsyncClient, clock: FakeClock
    ) -> None:
        for _ in range(3):
            await client.patch(PERSONAL)
            clock.advance(60)

        body = (await client.get(REQUESTS, params={"per_page": 2})).json()
        pages = body["meta"]["pages"]
        assert body["data"] == [f"http://vss.test{REQUESTS}/{number}" for number in (57, 58)]
        assert (pages["page"], pages["pages"], pages["total"]) == (1, 2, 3)
        following = (await client.get(pages["next_url"])).json()
        assert following["data"] == [f"http://vss.test{REQUESTS}/59"]
        assert following["meta"]["pages"]["next_url"] is None

    async def test_whole_requests_are_as_each_by_itself(self, client: httpx.AsyncClient) -> None:
        url = (await client.patch(PERSONAL)).json()["data"]["_links"]["request"]
        listed = (await client.get(REQUESTS, params={"expand": 1})).json()["data"]
        assert listed == [(await client.get(url)).json()["data"]]

    async def test_it_is_filtered_and_sorted(
        self, client: httpx.AsyncClient, clock: FakeClock
    ) -> None:
        for _ in range(3):
            await client.patch(PERSONAL)
            clock.advance(5)
        await client.patch(PERSONAL)

        async def ids(**params: str) -> list[int]:
            answer = await client.get(REQUESTS, params={"expand": "1", **params})
            return [row["id"] for row in answer.json()["data"]]

        assert await ids(sort="created_on,desc") == [60, 59, 58, 57]
        assert await ids(filter="status,eq,SUBMITTED") == [60]
        assert await ids(filter="id,in,57,59;type,eq,image_sync") == [57, 59]
        refused = await client.get(REQUESTS, params={"filter": "name,eq,x"})
        assert (refused.status_code, refused.json()["message"]) == (400, "unknown field: name")

    async def test_each_user_sees_their_own(
        self, client: httpx.AsyncClient, service: FakeService
    ) -> None:
        await client.patch(PERSONAL)
        client.headers["Authorization"] = f"Bearer {service.issue_token(MFA[0])}"
        assert (await client.get(REQUESTS)).json()["data"] == []
        client.headers["Authorization"] = "Bearer x"
        assert (await client.get(REQUESTS)).status_code == 401


class TestCommand:
    def test_the_command_prints_its_url_and_a_good_token_and_ends_on_a_signal(self) -> None:
        command = [sys.executable, "-m", "vss_tui.demo", "--port", "0", "--images", "3"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            try:
                url, token = process.stdout.readline().split()
                answer = httpx.get(url + PUBLIC, headers={"Authorization": f"Bearer {token}"})
            finally:
                process.terminate()
            rest, errors = process.communicate(timeout=10)
        assert answer.json()["meta"]["pages"]["total"] == 3
        assert (process.returncode, rest, errors) == (0, "", "")

    def test_the_command_says_what_is_missing(self) -> None:
        code = (
            "import sys; sys.modules['uvicorn'] = None; sys.argv = ['demo'];"
            "from vss_tui.demo.__main__ import main; sys.exit(main())"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False
        )
        assert done.returncode == 1
        assert done.stderr == (
            "vss_tui.demo: uvicorn is missing: pip install '.[dev]' in the checkout adds it\n"
        )


@pytest.mark.parametrize("module", ["textual", "httpx", "uvicorn", "vss_tui.filters"])
def test_the_service_is_imported_without(module: str) -> None:
    code = f"import sys, vss_tui.demo; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=30, check=False).returncode == 0
