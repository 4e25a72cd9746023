"""Exit statuses, and the errors that end a command."""

from collections.abc import Callable
from enum import IntEnum
from typing import TYPE_CHECKING

from vss_tui.cli.output import OutputError, discard_stdout, flush_stdout, print_error
from vss_tui.cli.running import EndedBySignal, end_by_signal
from vss_tui.support.safe_text import escape, width

if TYPE_CHECKING:
    from vss_tui.filters import FilterError


class ExitStatus(IntEnum):
    """The exit status of a command."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOT_AUTHENTICATED = 4
    TIMED_OUT = 5
    CANCELLED = 130


class CliError(Exception):
    """An error that ends a command.

    Attributes:
        message: Says what is wrong and what to do.
        status: The exit status.
        details: Lines below the message.
    """

    def __init__(
        self, message: str, status: ExitStatus = ExitStatus.FAILED, details: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.details = details


class UsageError(CliError):
    """Wrong usage; ``command`` is the one whose help tells more."""

    def __init__(self, message: str, command: str = "", details: tuple[str, ...] = ()) -> None:
        super().__init__(message, ExitStatus.USAGE, details)
        self.command = command


def run_guarded(command: Callable[[], int]) -> int:
    """Run a command and return its exit status; an error becomes one sentence on standard error.

    A closed pipe behind standard output (``vss-tui ls | head -1``) is no failure.
    """
    try:
        status = _status_of(command)
        flush_stdout()
    except EndedBySignal as end:
        end_by_signal(end.number)
    except KeyboardInterrupt:
        return ExitStatus.CANCELLED
    except BrokenPipeError:
        discard_stdout()
        return ExitStatus.DONE
    except Exception as error:  # noqa: BLE001 - the last resort: no command ends in a traceback
        failure = cli_error(error)
        if isinstance(error, OutputError):
            discard_stdout()
        _print(failure)
        return failure.status
    return status


def cli_error(error: Exception) -> CliError:
    """Return the message and exit status for an error."""
    from vss_tui.filters import FilterError
    from vss_tui.models.query import SortError

    if isinstance(error, CliError):
        return error
    if isinstance(error, FilterError):
        return UsageError(str(error), "ls", _marked(error))
    if isinstance(error, SortError):
        return UsageError(str(error), "ls")
    known = (status for kinds, status in _known_errors() if isinstance(error, kinds))
    status = next(known, None)
    return _unexpected(error) if status is None else CliError(str(error), status)


def _known_errors() -> list[tuple[tuple[type[Exception], ...], ExitStatus]]:
    """Return the errors whose texts are messages to the user, with their exit statuses."""
    from vss_tui.api import errors
    from vss_tui.config import ConfigError
    from vss_tui.models.endpoint import EndpointError
    from vss_tui.models.token import MalformedToken

    sign_in = (errors.NotAuthenticated, errors.Unauthorized, errors.SignInError, MalformedToken)
    return [
        ((EndpointError, ConfigError, errors.SetupError), ExitStatus.USAGE),
        (sign_in, ExitStatus.NOT_AUTHENTICATED),
        ((errors.ServiceError, OutputError), ExitStatus.FAILED),
    ]


def _unexpected(error: Exception) -> CliError:
    from vss_tui.support import crash_report

    return CliError(crash_report.sentence(error, crash_report.report(error)))


def _status_of(command: Callable[[], int]) -> int:
    try:
        return command()
    except EndedBySignal:
        raise
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else ExitStatus.DONE


def _print(failure: CliError) -> None:
    print_error(f"vss-tui: {failure.message}")
    for line in failure.details:
        print_error(line)
    if isinstance(failure, UsageError):
        print_error(
            f"try: vss-tui {failure.command} --help" if failure.command else "try: vss-tui --help"
        )


def _marked(error: "FilterError") -> tuple[str, str]:
    """Return the expression, and carets to stand below what is wrong in it."""
    before = escape(error.expression[: error.start])
    marked = escape(error.expression[error.start : error.end])
    line = f"  {before}{marked}{escape(error.expression[error.end :])}"
    return line, f"  {' ' * width(before)}{'^' * max(1, width(marked))}"
