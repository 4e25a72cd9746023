"""Case 142: the embedded service answers what its official client asks."""

from pyvss import VssManager

from tests.fake_clock import START, FakeClock
from tests.fake_service import FakeService
from tests.fake_service.serving import serve


def test_case_142_pyvss_lists_the_sync_requests() -> None:
    clock = FakeClock(START)
    service = FakeService(now=clock.now)
    with serve(service) as url:
        vss = VssManager(tk=service.token, api_endpoint=url, timeout=10)
        for _ in range(3):
            vss.sync_user_isos()
            clock.advance(60)

        # What ``vss-cli request image ls`` sends.
        shown = vss.get_image_sync_requests(per_page=2, sort="created_on,desc", groups=1)
        assert [(each["id"], each["status"], each["user"]["username"]) for each in shown] == [
            (59, "PROCESSED", "demo"),
            (58, "PROCESSED", "demo"),
        ]
        everything = vss.get_image_sync_requests(show_all=True, per_page=2)
        assert everything == [vss.get_image_sync_request(number) for number in (57, 58, 59)]
        assert vss.get_image_sync_requests(filter="status,eq,ERROR") == []
