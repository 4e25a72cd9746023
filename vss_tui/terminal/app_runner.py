"""Run a Textual application on the user's terminal."""

import asyncio
import os
import sys
import threading
from asyncio import AbstractEventLoop
from collections.abc import Callable, Coroutine, MutableMapping
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Protocol, TypeVar

from vss_tui.terminal import first_frame
from vss_tui.terminal.environment import prepare_environment

if TYPE_CHECKING:
    from textual.driver import Driver

    from vss_tui.terminal.tty import Terminal

_CLEANUP_TIMEOUT = 0.3
"""Seconds that abandoned tasks, and each thread, may take to end."""


class Application(Protocol):
    """What is used of Textual's ``App``."""

    @property
    def return_code(self) -> int | None:
        """The exit code."""
        ...

    def run(self, *, mouse: bool, loop: AbstractEventLoop) -> object:
        """Run until it exits."""
        ...

    def exit(self, result: None, return_code: int) -> None:
        """Exit."""
        ...


AppType = TypeVar("AppType", bound=Application)


def run_on_terminal(
    make: Callable[["type[Driver] | None"], AppType],
    environ: MutableMapping[str, str],
    *,
    mouse: bool,
    prepare: Callable[[], Coroutine[None, None, None]] | None = None,
) -> tuple[AppType, int]:
    """Make an application and run it on the terminal, wherever the standard streams lead.

    Args:
        make: Makes it with the given driver, or with Textual's own for None. It is what imports
            Textual.
        environ: The environment of the process; it is prepared for Textual.
        mouse: Whether the application gets the mouse.
        prepare: Does what comes before ``make`` and takes long, on the loop of the application.

    Returns:
        The application and the exit code: 143, 129 and so on where a signal or a closed terminal
        ended the run, else the application's own.

    Raises:
        NoTerminalError: There is no terminal, or none that can show a screen.
    """
    prepare_environment(environ)
    with closing(asyncio.new_event_loop()) as loop:
        if os.name != "posix":
            if prepare is not None:
                loop.run_until_complete(prepare())
            application = make(None)
            application.run(mouse=mouse, loop=loop)
            return application, application.return_code or 0
        from vss_tui.terminal.tty import attached_to_tty

        with attached_to_tty(environ) as terminal:
            if prepare is not None:
                loop.run_until_complete(prepare())
            from vss_tui.terminal.driver import TerminalDriver

            application = make(TerminalDriver)
            return application, _run(application, loop, terminal, mouse=mouse)


def end_process(code: int) -> int:
    """Return ``code``, or end the process with it where the interpreter could not.

    The interpreter waits for threads that nothing can stop, such as the look-up of a host's name,
    and changes the code where the terminal was closed with something still to be shown.
    """
    for thread in _workers():
        thread.join(_CLEANUP_TIMEOUT)
    flushed = _flushed()
    if _workers() or not flushed:
        os._exit(code)
    return code


def _run(
    application: Application, loop: AbstractEventLoop, terminal: "Terminal", *, mouse: bool
) -> int:
    from vss_tui.terminal.signals import ending_signals

    def request_exit(code: int) -> None:
        with suppress(RuntimeError):  # the loop is closed: it has exited already
            loop.call_soon_threadsafe(application.exit, None, code)

    with ending_signals(request_exit, terminal) as termination:
        first_frame.hand_over()
        try:
            application.run(mouse=mouse, loop=loop)
        except BaseException:
            terminal.restore()
            # On a closed terminal any error is due to that.
            if termination.code is None:
                raise
        finally:
            _end_tasks(loop)
    return termination.code or application.return_code or 0


def _end_tasks(loop: AbstractEventLoop) -> None:
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.wait(tasks, timeout=_CLEANUP_TIMEOUT))
    loop.run_until_complete(loop.shutdown_asyncgens())


def _workers() -> list[threading.Thread]:
    main = threading.main_thread()
    return [each for each in threading.enumerate() if each is not main and not each.daemon]


def _flushed() -> bool:
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        return False
    return True
