"""How a call ends: its exit code, and its one sentence where it failed."""

from collections.abc import Callable
from enum import IntEnum
from typing import TYPE_CHECKING

from vss_tui.cli.output import OutputError, abandoned, flushed, print_error
from vss_tui.support.safe_text import escape, width

if TYPE_CHECKING:
    from vss_tui.filters import FilterError


class ExitStatus(IntEnum):
    """What the exit code of a call says."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOT_AUTHENTICATED = 4
    TIMED_OUT = 5
    CANCELLED = 130


class CliError(Exception):
    """A call that cannot go on.

    Attributes:
        sentence: Says to the user what is wrong and what to do.
        code: The exit code.
        details: Lines that go under the sentence.
    """

    def __init__(
        self, sentence: str, code: ExitStatus = ExitStatus.FAILED, details: tuple[str, ...] = ()
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.details = details


class UsageError(CliError):
    """A command line that makes no sense; ``call`` names the call whose help tells more."""

    def __init__(self, sentence: str, call: str = "", details: tuple[str, ...] = ()) -> None:
        super().__init__(sentence, ExitStatus.USAGE, details)
        self.call = call


def guarded(call: Callable[[], int]) -> int:
    """Run a call; whatever happens becomes an exit code and, on standard error, one sentence.

    A reader of standard output that has gone (``vss-tui ls | head -1``) is no failure.
    """
    try:
        code = _code_of(call)
        flushed()
    except KeyboardInterrupt:
        return ExitStatus.CANCELLED
    except BrokenPipeError:
        abandoned()
        return ExitStatus.DONE
    except Exception as error:  # noqa: BLE001 - the last resort: no call ends in a traceback
        failure = explained(error)
        if isinstance(error, OutputError):
            abandoned()
        _tell(failure)
        return failure.code
    return code


def explained(error: Exception) -> CliError:
    """Say what an error means to the user, and which exit code it is."""
    from vss_tui.filters import FilterError
    from vss_tui.models.query import SortError

    if isinstance(error, CliError):
        return error
    if isinstance(error, FilterError):
        return UsageError(str(error), "ls", _pointed_out(error))
    if isinstance(error, SortError):
        return UsageError(str(error), "ls")
    code = next((code for kinds, code in _known_errors() if isinstance(error, kinds)), None)
    return _unforeseen(error) if code is None else CliError(str(error), code)


def _known_errors() -> list[tuple[tuple[type[Exception], ...], ExitStatus]]:
    """Errors whose texts are sentences for the user, with their exit codes."""
    from vss_tui.api import errors
    from vss_tui.config import ConfigError
    from vss_tui.models.endpoint import EndpointError
    from vss_tui.models.token import MalformedToken

    signing_in = (errors.NotAuthenticated, errors.Unauthorized, errors.SignInError, MalformedToken)
    return [
        ((EndpointError, ConfigError, errors.SetupError), ExitStatus.USAGE),
        (signing_in, ExitStatus.NOT_AUTHENTICATED),
        ((errors.ServiceError, OutputError), ExitStatus.FAILED),
    ]


def _unforeseen(error: Exception) -> CliError:
    from vss_tui.support import crash_report

    return CliError(crash_report.sentence(error, crash_report.report(error)))


def _code_of(call: Callable[[], int]) -> int:
    try:
        return call()
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else ExitStatus.DONE


def _tell(failure: CliError) -> None:
    print_error(f"vss-tui: {failure.sentence}")
    for line in failure.details:
        print_error(line)
    if isinstance(failure, UsageError):
        print_error(
            f"try: vss-tui {failure.call} --help" if failure.call else "try: vss-tui --help"
        )


def _pointed_out(error: "FilterError") -> tuple[str, str]:
    """The expression, and below it carets under the place that is wrong."""
    before = escape(error.expression[: error.start])
    marked = escape(error.expression[error.start : error.end])
    line = f"  {before}{marked}{escape(error.expression[error.end :])}"
    return line, f"  {' ' * width(before)}{'^' * max(1, width(marked))}"
