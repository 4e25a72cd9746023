"""Accounts, and the steps of a login at the dialog."""

import re
from itertools import count

from tests.app_driver import AppDriver
from tests.fake_service import FakeService
from vss_tui.demo.accounts import Account, basic_credentials
from vss_tui.demo.demo_service import utc_now
from vss_tui.demo.images import personal_image

SIGN_IN, SEND_CODE = "/auth/request-token", "/tf/request-token"
DIALOG = "Sign in to lab"
ALICE, BOB = ("alice", "w0nderland"), ("bob", "bu1lder")
_IDS = count(9000)


def add_accounts(service: FakeService, *people: tuple[str, str]) -> FakeService:
    """Make accounts in a service, each with one personal image: ``alice.iso`` for alice."""
    for name, password in people:
        account = Account(name, password)
        account.images.add(personal_image(next(_IDS), name, f"uploads/{name}.iso", utc_now()))
        service.add_account(account)
    return service


async def log_in(browser: AppDriver, user: str, password: str, *, instead: bool = False) -> None:
    """Fill in the dialog and send it off, all in one go.

    ``instead`` of the user who is offered: then the dialog begins at the password.
    """
    await browser.wait_for(DIALOG)
    await browser.press_burst(
        *(["shift+tab"] if instead else []), *user, "enter", *password, "enter"
    )


async def enter_password(browser: AppDriver, password: str) -> None:
    """Sign in as the user who is offered, or give a one-time password."""
    await browser.wait_for(DIALOG)
    await browser.press_burst(*password, "enter")


async def wait_in_dialog(browser: AppDriver, *texts: str) -> None:
    """Wait until the dialog shows every one of ``texts``, wherever its lines end."""
    await browser.wait_until(lambda: all(text in dialog_text(browser) for text in texts))


def dialog_text(browser: AppDriver) -> str:
    """What stands in the dialog's frame, without its line ends."""
    parts = (re.search("│(.*)│", line) for line in browser.lines)
    return " ".join(" ".join(part[1] for part in parts if part).split())


async def wait_logged_in(browser: AppDriver) -> None:
    """Wait until the dialog has gone and what it held up is done."""
    await browser.wait_gone(DIALOG)
    await browser.wait_idle()


def login_attempts(service: FakeService) -> list[tuple[str, str] | None]:
    """User and password of each request for a token."""
    return [basic_credentials(each.authorization) for each in service.requests_to("POST", SIGN_IN)]
