"""The embedded service with what tests need beyond it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from tests.fake_service.faults import Faults
from tests.fake_service.rate_limits import RateLimitStatus, RateLimitWindow
from tests.fake_service.received_request import ReceivedRequest
from vss_tui.demo import DemoService, Options
from vss_tui.demo.accounts import DEMO, Account
from vss_tui.demo.demo_service import utc_now
from vss_tui.demo.images import Collection


class PastEnd(Enum):
    """What the service answers for a page past the end."""

    EMPTY = auto()
    NOT_FOUND = auto()
    LAST_PAGE = auto()


@dataclass(slots=True)
class FakeOptions(Options):
    """What differs from day to day; may be set at any time.

    Attributes:
        rate_limit: Requests granted in ``rate_period`` seconds; past them comes 429.
        login_limit: The same for token requests, good or bad.
        rate_period: See above.
        retry_after: Whether a 429 says in ``Retry-After`` how long to wait.
        past_end: The response to a page past the end.
    """

    rate_limit: int = 10_000
    login_limit: int = 5
    rate_period: float = 60.0
    retry_after: bool = True
    past_end: PastEnd = PastEnd.EMPTY


class FakeService(DemoService):
    """The embedded service, its requests recorded, with faults to order.

    Args:
        images: How many images the public store holds.
        options: How it behaves.
        now: The clock, with a zone; everything goes by it but the delays of faults.

    Attributes:
        faults: What goes wrong.
        requests: Every request so far, the oldest first.
    """

    options: FakeOptions

    def __init__(
        self,
        images: int = 240,
        *,
        options: FakeOptions | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__(images, options=options or FakeOptions(), now=now)
        self.faults = Faults()
        self.requests: list[ReceivedRequest] = []
        self._rate_limit = RateLimitWindow(now)
        self._login_limit = RateLimitWindow(now)

    @property
    def personal(self) -> Collection:
        """The personal images of the demo account."""
        return self.accounts[DEMO[0]].images

    def issue_token(self, user: str = DEMO[0], life: float | None = None) -> str:
        """Issue a token without a password; with ``life`` below zero, an expired one."""
        seconds = self.options.token_life if life is None else life
        return self.tokens.issue(user, seconds)[0]

    def revoke_tokens(self) -> None:
        """Answer 401 to every token issued so far."""
        self.tokens.revoke()

    def add_account(self, account: Account) -> None:
        self.accounts[account.name] = account

    def count_request(self, path: str) -> RateLimitStatus:
        """Count a request to ``path`` against its limit."""
        options = self.options
        if path == "/auth/request-token":
            return self._login_limit.count(options.login_limit, options.rate_period)
        return self._rate_limit.count(options.rate_limit, options.rate_period)

    def requests_to(self, method: str = "*", path: str = "*") -> list[ReceivedRequest]:
        """Return the requests of this method and path; ``*`` in either stands for any."""
        return [request for request in self.requests if request.matches(method, path)]
