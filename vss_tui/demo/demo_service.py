"""The service's state, apart from HTTP."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from vss_tui.demo.accounts import DEMO, TokenError, TokenIssuer, first_accounts
from vss_tui.demo.images import Collection, personal_ids, public_images
from vss_tui.demo.sync_service import SyncService


@dataclass(slots=True)
class Options:
    """What the contract leaves open; may be set at any time.

    Attributes:
        like_ignores_case: Whether the filter's ``like`` ignores case.
        token_life: Seconds that a new token lives.
    """

    like_ignores_case: bool = True
    token_life: float = 86_400.0


def utc_now() -> datetime:
    """Return the present time."""
    return datetime.now(UTC)


class DemoService:
    """The images, accounts, tokens and sync requests of the embedded service.

    Args:
        images: How many images the public store holds, up to 100,000 or so.
        latency: Seconds that every response takes.
        options: How it behaves where the contract is open.
        now: The clock, with a zone; everything goes by it but ``latency``.

    Attributes:
        public: The public images.
        accounts: The accounts by user name.
        tokens: Issues the tokens.
        syncs: Takes the sync requests; its ``plans`` say what they bring.
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
        self.tokens = TokenIssuer(now)
        self.syncs = SyncService(now, ids)
        self._token = ""

    @property
    def token(self) -> str:
        """A valid token of the demo account; the same one as long as it is valid."""
        try:
            self.tokens.user_of(self._token)
        except TokenError:
            self._token, _ = self.tokens.issue(DEMO[0], self.options.token_life)
        return self._token
