"""The service's state, apart from HTTP."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from vss_tui.demo.accounts import DEMO, Account, first_accounts
from vss_tui.demo.collection import Collection
from vss_tui.demo.faults import Faults
from vss_tui.demo.images import personal_ids, public_images
from vss_tui.demo.limits import Allowance, RateLimit
from vss_tui.demo.log import Request
from vss_tui.demo.sync import SyncDesk
from vss_tui.demo.tokens import TokenDesk, TokenError


@dataclass(slots=True)
class Options:
    """What is open in the service's contract, or differs from day to day; may be set at any time.

    Attributes:
        like_ignores_case: Whether the filter's ``like`` takes A and a as one.
        weekday_in_times: Times as ``2020-04-24 Fri 16:36:15 EDT`` in the place of
            ``2020-04-24 16:36:15 EDT``.
        token_life: Seconds that a new token lives.
        rate_limit: Requests to be had in ``rate_period`` seconds; past them comes 429.
        login_limit: The same for token requests, good or bad.
        rate_period: See above.
        retry_after: Whether a 429 says in ``Retry-After`` how long to wait.
    """

    like_ignores_case: bool = True
    weekday_in_times: bool = False
    token_life: float = 86_400.0
    rate_limit: int = 10_000
    login_limit: int = 5
    rate_period: float = 60.0
    retry_after: bool = True


def utc_now() -> datetime:
    """The time of this machine's clock."""
    return datetime.now(UTC)


class DemoService:
    """Everything that the embedded service knows and remembers.

    Args:
        images: How many images the public store holds, up to 100,000 or so.
        latency: Seconds that every answer takes.
        options: How it behaves.
        now: The clock, with a zone; everything that takes time goes by it, but for ``latency`` and
            the delays of faults.

    Attributes:
        public: The public images.
        accounts: The people, by user name.
        tokens: Issues the tokens.
        syncs: Takes the sync requests; its ``plans`` say what they bring.
        faults: What is to go wrong.
        requests: Every request so far, the oldest first.
    """

    def __init__(
        self,
        images: int = 240,
        latency: float = 0.0,
        *,
        options: Options | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.latency = latency
        self.options = options or Options()
        self.now = now
        self.public = Collection(public_images(images))
        ids = personal_ids()
        self.accounts = first_accounts(ids)
        self.tokens = TokenDesk(now)
        self.syncs = SyncDesk(now, ids)
        self.faults = Faults()
        self.requests: list[Request] = []
        self._rate = RateLimit(now)
        self._login_rate = RateLimit(now)
        self._token = ""

    @property
    def personal(self) -> Collection:
        """The personal images of the demo account."""
        return self.accounts[DEMO[0]].images

    @property
    def token(self) -> str:
        """A token of the demo account that is good now; the same one as long as it is."""
        try:
            self.tokens.user_of(self._token)
        except TokenError:
            self._token = self.issue_token()
        return self._token

    def issue_token(self, user: str = DEMO[0], life: float | None = None) -> str:
        """Make a token without asking for a password.

        Args:
            user: Whom it speaks for.
            life: Seconds that it lives, below zero for one that has ended; None: as long as others.
        """
        seconds = self.options.token_life if life is None else life
        return self.tokens.issue(user, seconds)[0]

    def revoke_tokens(self) -> None:
        """Answer 401 to every token issued so far."""
        self.tokens.revoke()

    def add_account(self, account: Account) -> None:
        """Know one more person."""
        self.accounts[account.name] = account

    def allow(self, path: str) -> Allowance:
        """Count a request to ``path`` against its limit."""
        options = self.options
        if path == "/auth/request-token":
            return self._login_rate.take(options.login_limit, options.rate_period)
        return self._rate.take(options.rate_limit, options.rate_period)

    def requests_to(self, method: str = "*", path: str = "*") -> list[Request]:
        """Return the requests of this method and path; ``*`` in either stands for any."""
        return [request for request in self.requests if request.matches(method, path)]
