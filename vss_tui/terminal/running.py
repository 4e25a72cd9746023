"""One run of an application on the terminal."""

import asyncio
import os
import sys
import threading
from asyncio import AbstractEventLoop
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import closing, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TypeVar

from vss_tui.terminal.environment import prepare

if TYPE_CHECKING:
    from textual.driver import Driver

    from vss_tui.terminal.tty import Terminal

_TIDYING = 0.3
"""Seconds for tasks, and for each thread, to end that nobody waits for any more."""


class Application(Protocol):
    """An application as Textual makes it."""

    @property
    def return_code(self) -> int | None:
        """The exit code that it left with."""
        ...

    def run(self, *, mouse: bool, loop: AbstractEventLoop) -> object:
        """Run until it leaves."""
        ...

    def exit(self, result: None, return_code: int) -> None:
        """Leave."""
        ...


Made = TypeVar("Made", bound=Application)


def run_on_terminal(
    make: Callable[["type[Driver] | None"], Made],
    environ: MutableMapping[str, str],
    *,
    mouse: bool,
    module: str = "textual.app",
    begin: Callable[[], Awaitable[None]] | None = None,
) -> tuple[Made, int]:
    """Make an application and run it on the terminal, wherever the standard streams lead.

    Args:
        make: Makes it, with the driver that it is to use, or with None for Textual's own. Textual
            is to be imported there, not before.
        environ: The environment of the process; it is prepared for Textual.
        mouse: Whether the application gets the mouse.
        module: What ``make`` needs, and takes long to import.
        begin: Begins work of the application, which goes on while that is imported.

    Returns:
        The application and the exit code: 143, 129 and so on where a signal or the end of the
        terminal ended the run, else the application's own.

    Raises:
        NoScreen: There is no terminal that shows a screen.
    """
    prepare(environ)
    with closing(asyncio.new_event_loop()) as loop:
        if os.name != "posix":
            _import(module, loop, begin)
            application = make(None)
            application.run(mouse=mouse, loop=loop)
            return application, application.return_code or 0
        from vss_tui.terminal.tty import attached_to_tty

        with attached_to_tty(environ) as terminal:
            _import(module, loop, begin)
            from vss_tui.terminal.driver import TerminalDriver

            application = make(TerminalDriver)
            return application, _run(application, loop, terminal, mouse=mouse)


def end_process(code: int) -> int:
    """Give ``code`` back, or end the process with it where the interpreter could not.

    It would wait for threads that nothing can stop, such as a look-up of a host's name, and would
    change the code where the terminal has gone with something still to be shown.
    """
    for thread in _workers():
        thread.join(_TIDYING)
    flushed = _flushed()
    if _workers() or not flushed:
        os._exit(code)
    return code


def _import(
    module: str, loop: AbstractEventLoop, begin: Callable[[], Awaitable[None]] | None
) -> None:
    """Import a module; where there is work to begin, begin it first, and import in a thread."""
    if begin is None:
        import_module(module)
        return

    async def both() -> None:
        await begin()
        await asyncio.to_thread(import_module, module)

    loop.run_until_complete(both())


def _run(
    application: Application, loop: AbstractEventLoop, terminal: "Terminal", *, mouse: bool
) -> int:
    from vss_tui.terminal.signals import ending_signals

    def leave(code: int) -> None:
        with suppress(RuntimeError):  # it has left already
            loop.call_soon_threadsafe(application.exit, None, code)

    with ending_signals(leave, terminal) as ending:
        try:
            application.run(mouse=mouse, loop=loop)
        except BaseException:
            terminal.restore()
            # On a terminal that has gone nothing can be left in order.
            if ending.code is None:
                raise
        finally:
            _end_tasks(loop)
    return ending.code or application.return_code or 0


def _end_tasks(loop: AbstractEventLoop) -> None:
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.wait(tasks, timeout=_TIDYING))
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
