"""The people whom the service knows."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field

from vss_tui.demo.collection import Collection
from vss_tui.demo.images import first_personal_images


@dataclass(slots=True)
class Account:
    """A person with a password and a store of their own.

    Attributes:
        name: The user name.
        password: What goes with it.
        code: The one-time password that is good just now; None where the account has no MFA.
        must_enable_mfa: Whether no token is given until MFA is set up elsewhere.
        images: The personal images.
    """

    name: str
    password: str = field(repr=False)
    code: str | None = field(default=None, repr=False)
    must_enable_mfa: bool = False
    images: Collection = field(default_factory=Collection, repr=False)


DEMO = ("demo", "demo")
"""User and password of the account that just works."""
MFA = ("demo-mfa", "demo")
"""User and password of the account that needs a one-time password as well: ``MFA_CODE``."""
MFA_CODE = "123456"
MUST_ENABLE_MFA = ("demo-new", "demo")
"""User and password of the account that gets no token before MFA is set up."""


def first_accounts(ids: Iterator[int]) -> dict[str, Account]:
    """Make the accounts that the service starts with, by user name.

    Args:
        ids: Gives the ids of their personal images.
    """
    accounts = (
        Account(*DEMO),
        Account(*MFA, code=MFA_CODE),
        Account(*MUST_ENABLE_MFA, must_enable_mfa=True),
    )
    for account in accounts:
        account.images.replace(first_personal_images(account.name, ids))
    return {account.name: account for account in accounts}


def basic_credentials(authorization: str) -> tuple[str, str] | None:
    """Read user and password of an ``Authorization: Basic`` header; None where it is none."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    user, _, password = text.partition(":")
    return user, password
