"""The service's official client, pyvss, reads the embedded service as it reads the real one."""

from collections.abc import Iterator

import pytest
from pyvss import VssManager
from pyvss.exceptions import VssError

from tests.fake_clock import START, FakeClock
from tests.fake_service import FakeService
from tests.fake_service.serving import serve
from vss_tui.demo.accounts import DEMO, MFA, MFA_CODE, MUST_ENABLE_MFA

# pyvss asks without end where an answer has no ``meta``: no test here may give it one.


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(START)


@pytest.fixture
def service(clock: FakeClock) -> FakeService:
    return FakeService(now=clock.now)


@pytest.fixture
def url(service: FakeService) -> Iterator[str]:
    with serve(service) as url:
        yield url


@pytest.fixture
def vss(service: FakeService, url: str) -> VssManager:
    return VssManager(tk=service.token, api_endpoint=url, timeout=10)


def test_it_lists_public_and_personal_images(vss: VssManager, service: FakeService) -> None:
    images = vss.get_isos(show_all=True)

    stored = [*service.public.images, *service.personal.images]
    assert [(i["id"], i["name"], i["path"]) for i in images] == [
        (i.id, i.name, i.path) for i in stored
    ]


def test_it_filters_and_sorts(vss: VssManager, service: FakeService) -> None:
    images = vss.get_isos(filter="name,like,Cent%;id,gt,100", sort="path,desc")

    paths = [image["path"] for image in images]
    assert paths == sorted(paths, reverse=True)
    assert set(paths) == {
        image.path
        for image in service.public.images
        if image.name.startswith("Cent") and image.id > 100
    }


def test_it_follows_the_pages_to_the_end(vss: VssManager, service: FakeService) -> None:
    images = vss.get_isos(show_all=True, per_page=7, filter="name,like,%ubuntu%", sort="name,asc")

    public = [image["name"] for image in images if image["public"]]
    assert len(public) == 38
    assert public == sorted(public)
    pages = [request.params["page"] for request in service.requests_to("GET", "/v2/iso")[1:]]
    assert pages == ["2", "3", "4", "5", "6"]


def test_it_takes_the_largest_page_where_it_asks_for_more(
    vss: VssManager, service: FakeService
) -> None:
    assert len(vss.get_isos(show_all=True, per_page=500)) == 247
    assert service.requests[0].params["per_page"] == "500"


def test_it_reads_the_personal_list(vss: VssManager) -> None:
    images = vss.get_user_isos()
    assert len(images) == 7
    assert not any(image["public"] for image in images)
    assert all(image["path"].startswith("[vssUser-xfers] demo/") for image in images)


@pytest.mark.parametrize("resource", ["/iso", "/user/image/iso"])
def test_it_describes_the_lists(url: str, resource: str) -> None:
    stranger = VssManager(api_endpoint=url)
    assert "GET" in stranger.request(resource, method=stranger.OPTIONS)["methods"]


def test_it_synchronises_and_reads_the_request_to_its_end(
    vss: VssManager, clock: FakeClock
) -> None:
    before = {image["id"] for image in vss.get_user_isos()}
    submission = vss.sync_user_isos()
    number = submission["request"]["id"]
    statuses = []
    for _ in range(5):
        statuses.append(vss.get_image_sync_request(number)["status"])
        clock.advance(1)

    assert statuses == ["SUBMITTED", *["IN_PROGRESS"] * 3, "PROCESSED"]
    came = [image["name"] for image in vss.get_user_isos() if image["id"] not in before]
    assert came == ["ubuntu-24.04.2-autoinstall.iso"]
    link = submission["_links"]["request"]
    assert vss.wait_for_request(link, "id", "PROCESSED") == number


def test_it_gets_a_token_with_user_and_password(url: str) -> None:
    vss = VssManager(api_endpoint=url)
    vss.get_token(*DEMO)
    assert not vss.tf_enabled
    assert len(vss.get_user_isos()) == 7


def test_it_gets_a_token_with_a_one_time_password(url: str, service: FakeService) -> None:
    vss = VssManager(api_endpoint=url)
    with pytest.raises(VssError, match="InvalidParameterValue: otp") as refusal:
        vss.get_token(*MFA)
    assert 399 < refusal.value.http_code < 500

    vss.request_totp(*MFA)
    vss.get_token(*MFA, otp=MFA_CODE)

    assert vss.tf_enabled
    assert vss.get_user_isos()[0]["path"].startswith("[vssUser-xfers] demo-mfa/")
    logins = service.requests_to("POST", "/auth/request-token")
    assert [login.json() for login in logins] == [{"otp": None}, {"otp": MFA_CODE}]
    assert len(service.requests_to("POST", "/tf/request-token")) == 1


@pytest.mark.parametrize(
    ("credentials", "message", "status"),
    [
        (("demo", "wrong"), "Wrong user or password", 401),
        (MUST_ENABLE_MFA, "TotpEnforcement: Must enable TOTP", 400),
    ],
)
def test_it_reads_why_there_is_no_token(
    url: str, credentials: tuple[str, str], message: str, status: int
) -> None:
    with pytest.raises(VssError, match=message) as refusal:
        VssManager(api_endpoint=url).get_token(*credentials)
    assert refusal.value.http_code == status


def test_it_reads_why_a_filter_is_refused(vss: VssManager) -> None:
    with pytest.raises(VssError, match="unknown field: nmae") as refusal:
        vss.get_isos(filter="nmae,eq,x")
    assert refusal.value.http_code == 400


def test_it_is_refused_with_a_revoked_token(vss: VssManager, service: FakeService) -> None:
    service.revoke_tokens()
    with pytest.raises(VssError, match="has been revoked") as refusal:
        vss.get_user_isos()
    assert refusal.value.http_code == 401
