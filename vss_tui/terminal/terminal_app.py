"""An application that keeps the error that ended it."""

import sys
from typing import TypeVar

from rich.console import Console, RenderableType
from textual.app import App
from textual.driver import Driver

Result = TypeVar("Result")


class TerminalApp(App[Result]):
    """An application whose unexpected errors are kept, in place of Textual's own report of them.

    That report shows the variables of every function, and with them passwords and tokens.

    Args:
        driver_class: What reads and writes the terminal; Textual's own unless given.

    Attributes:
        crash: The unexpected error that ended the run, or None.
    """

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver_class)
        self.crash: BaseException | None = None
        # What Textual prints its report with.
        self.error_console = Console(quiet=True)

    def bell(self) -> None:
        """Ring the bell; Textual does so when an error is about to end the run."""
        if self.return_code:
            self._keep(sys.exception())
        super().bell()

    def panic(self, *renderables: RenderableType) -> None:
        """End the run; Textual hands over an error that knows how to draw itself."""
        self._keep(next((each for each in renderables if isinstance(each, BaseException)), None))
        self._keep(sys.exception())
        super().panic(*renderables)

    def _keep(self, error: BaseException | None) -> None:
        self.crash = self.crash or error
