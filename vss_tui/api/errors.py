"""What can go wrong with the service: one family of errors, each with a sentence for the user."""

from typing import ClassVar


class ServiceError(Exception):
    """A request that came to nothing.

    The text never holds a token or a password. It may hold the service's own words, as they came:
    make it safe to show before it goes to a screen.

    Attributes:
        message: One plain sentence for the user that says what to do.
        retryable: Whether the same request may well succeed a little later.
        retry_after: Seconds that the service asks to wait first; None where it does not say.
        sent: Whether the request may have reached the service.
    """

    worth_retrying: ClassVar[bool] = False
    """What ``retryable`` is where the one who raises the error does not say."""

    def __init__(
        self,
        message: str,
        *,
        retryable: bool | None = None,
        retry_after: float | None = None,
        sent: bool = True,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.retryable = self.worth_retrying if retryable is None else retryable
        self.retry_after = retry_after
        self.sent = sent


class Unreachable(ServiceError):
    """No connection, or one that broke off before the answer was whole."""

    worth_retrying = True


class TimedOut(ServiceError):
    """No connection, or no whole answer, within the time allowed."""

    worth_retrying = True


class Untrusted(ServiceError):
    """The service's certificate cannot be trusted: nothing was sent, and there is no way round."""


class ProxyFailed(ServiceError):
    """The proxy that the user's environment names cannot be reached or refuses."""


class Redirected(ServiceError):
    """An answer that points elsewhere, where nothing was asked."""


class Rejected(ServiceError):
    """The service refuses the request (400 and other 4xx), in its own words."""


class Unauthorized(ServiceError):
    """The service does not accept the token (401).

    Attributes:
        reason: Why, without advice.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason}; sign in again with vss-tui login")
        self.reason = reason


class Forbidden(ServiceError):
    """The user is not allowed to do this (403)."""


class NotFound(ServiceError):
    """There is nothing at the address (404)."""


class RateLimited(ServiceError):
    """Too many requests (429); ``retry_after`` says for how long."""

    worth_retrying = True


class ServerError(ServiceError):
    """The service has a fault of its own (5xx)."""


class UnexpectedResponse(ServiceError):
    """An answer that is not what the service is known to send."""


class MaybeSubmitted(ServiceError):
    """A submission was sent and not answered: the service may have taken it."""


class NotAuthenticated(ServiceError):
    """There is no token, and none was to be had.

    Attributes:
        reason: Why, without advice.
    """

    def __init__(self, reason: str = "you are not signed in") -> None:
        super().__init__(f"{reason}; sign in with vss-tui login", sent=False)
        self.reason = reason


class SetupError(ServiceError):
    """A setting of the user's machine that cannot be used; the message names it."""

    def __init__(self, message: str) -> None:
        super().__init__(message, sent=False)


class SignInError(ServiceError):
    """A sign-in that the service refused; the message holds no advice on how to sign in."""


class WrongPassword(SignInError):
    """The user name or the password is wrong (401)."""


class OneTimePasswordNeeded(SignInError):
    """The account wants a one-time password as well."""


class WrongOneTimePassword(SignInError):
    """The one-time password is wrong or has run out."""


class MfaNotSetUp(SignInError):
    """The account must be set up for one-time passwords first, elsewhere."""
