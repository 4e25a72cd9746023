"""Errors of the service, each with one sentence for the user: the cause first, then what to do.

The messages hold no token and no password; they may quote the service, 200 characters at most.

    ServiceError
     ├── SetupError              a setting of this machine cannot be used
     ├── Unreachable             no connection, or one that was lost
     ├── TimedOut                no connection, or no complete response, in time
     ├── CertificateError        the certificate is not to be trusted
     ├── ProxyFailed             the proxy cannot be reached, or refuses (407)
     ├── Redirected              a response that points elsewhere
     ├── UnexpectedResponse      nothing that this service is known to send
     ├── PaginationError         an incomplete list
     ├── Rejected                400 and other 4xx
     ├── Unauthorized            401
     ├── Forbidden               403
     ├── NotFound                404
     ├── RateLimited             429
     ├── ServerError             5xx
     ├── MaybeSubmitted          a submission without a response
     ├── NotAuthenticated        no token available
     └── SignInError             the sign-in is refused
          ├── WrongPassword
          ├── OneTimePasswordNeeded
          ├── WrongOneTimePassword
          └── MfaNotSetUp
"""

from typing import ClassVar


class ServiceError(Exception):
    """A request that failed.

    Attributes:
        message: The sentence for the user.
        retryable: Whether the same request may succeed a little later.
        retry_after: Seconds that the service asks to wait first; None where it does not say.
        sent: Whether the request may have reached the service.
    """

    default_retryable: ClassVar[bool] = False

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
        self.retryable = self.default_retryable if retryable is None else retryable
        self.retry_after = retry_after
        self.sent = sent


class SetupError(ServiceError):
    """A setting of the user's machine cannot be used; the message names it."""

    def __init__(self, message: str) -> None:
        super().__init__(message, sent=False)


class Unreachable(ServiceError):
    """No connection, or one that was lost before the response was complete."""

    default_retryable = True


class TimedOut(ServiceError):
    """No connection, or no complete response, within the time allowed."""

    default_retryable = True


class CertificateError(ServiceError):
    """The service's certificate is not to be trusted; nothing was sent, and there is no bypass."""


class ProxyFailed(ServiceError):
    """The proxy that the user's environment names cannot be reached, or refuses."""


class Redirected(ServiceError):
    """The response points elsewhere, where nothing was asked."""


class UnexpectedResponse(ServiceError):
    """The response is nothing that this service is known to send."""


class PaginationError(ServiceError):
    """The list is incomplete."""


class Rejected(ServiceError):
    """The service refuses the request (400 and other 4xx)."""


class Unauthorized(ServiceError):
    """The service refuses the token (401); ``reason`` is the message without advice."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason}; sign in again with vss-tui login")
        self.reason = reason


class Forbidden(ServiceError):
    """The user is not allowed to do this (403)."""


class NotFound(ServiceError):
    """There is nothing at the address (404)."""


class RateLimited(ServiceError):
    """Too many requests (429)."""

    default_retryable = True


class ServerError(ServiceError):
    """The service failed (5xx)."""


class MaybeSubmitted(ServiceError):
    """A submission was sent and not answered: the service may have taken it."""


class NotAuthenticated(ServiceError):
    """There is no token available; ``reason`` is the message without advice."""

    def __init__(self, reason: str = "not signed in") -> None:
        super().__init__(f"{reason}; sign in with vss-tui login", sent=False)
        self.reason = reason


class SignInError(ServiceError):
    """The service refuses a sign-in; the message holds no advice on how to sign in."""


class WrongPassword(SignInError):
    """The user name or the password is wrong (401)."""


class OneTimePasswordNeeded(SignInError):
    """The account wants a one-time password as well."""


class WrongOneTimePassword(SignInError):
    """The one-time password is wrong or has expired."""


class MfaNotSetUp(SignInError):
    """The account must be set up for one-time passwords first, elsewhere."""
