"""A small application on a terminal, for the tests to run: ``python -m tests.terminal_app``.

It shows its size and the keys pressed, and does what it is told by a key.
"""

import asyncio
import os
import sys
import time

from vss_tui.terminal.app_runner import end_process, run_on_terminal
from vss_tui.terminal.environment import NoTerminalError

SECRET = "canary-s3cret"
PATH = "[vss-ISOs] Linux/ubuntu-22.04.iso"
PICKED = "ubuntu-22.04.iso"


def run() -> int:
    try:
        app, code = run_on_terminal(_application, os.environ, mouse="--no-mouse" not in sys.argv)
    except NoTerminalError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if app.crash is not None:
        from vss_tui.support import crash_report

        sys.stderr.write(crash_report.sentence(app.crash, crash_report.report(app.crash)) + "\n")
    elif app.return_value is not None:
        sys.stdout.write(f"{app.return_value}\n")
    return end_process(code)


def _application(driver):  # noqa: C901 - small parts in a row
    from textual.events import Key, Resize
    from textual.widgets import Input, Static

    from vss_tui.terminal.terminal_app import TerminalApp

    class Small(TerminalApp[str]):
        CSS = "Input { height: 3; }"

        def compose(self):
            yield Static("", id="size", markup=False)
            yield Static("ready", id="keys", markup=False)
            if "--input" in sys.argv:
                yield Input(password=True)

        def on_resize(self, event: Resize) -> None:
            self.query_one("#size", Static).update(f"{event.size.width}x{event.size.height}")

        def on_key(self, event: Key) -> None:
            self.query_one("#keys", Static).update(f"key {event.key}")
            if "--input" not in sys.argv and event.key in _COMMANDS:
                getattr(self, f"do_{_COMMANDS[event.key]}")()

        def do_quit(self) -> None:
            self.exit(PICKED)

        def do_error(self) -> None:
            password = SECRET
            raise KeyError(f"no {password}")

        def do_worker(self) -> None:
            async def fail() -> None:
                password = SECRET
                raise ValueError(password)

            self.run_worker(fail())

        def do_thread(self) -> None:
            self.run_worker(asyncio.to_thread(time.sleep, 600))

        def do_block(self) -> None:
            os.write(2, b"blocked")
            time.sleep(600)

        def do_flood(self) -> None:
            self.set_interval(0.01, self._repaint)

        def _repaint(self) -> None:
            self.query_one("#size", Static).update(os.urandom(500).hex())

        def do_print(self) -> None:
            os.write(1, b"stray output\n")

        def do_copy(self) -> None:
            self.copy_to_clipboard(PATH)

        def do_suspend(self) -> None:
            self.action_suspend_process()

    return Small(driver_class=driver)


_COMMANDS = {
    "q": "quit",
    "e": "error",
    "w": "worker",
    "t": "thread",
    "b": "block",
    "f": "flood",
    "p": "print",
    "c": "copy",
    "ctrl+z": "suspend",
}


if __name__ == "__main__":
    sys.exit(run())
