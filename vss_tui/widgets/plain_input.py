"""A line to type into."""

from textual.widgets import Input

from vss_tui.support.safe_text import escape


class PlainInput(Input):
    """A line to type into; what it is given to hold is text and nothing else to a terminal.

    The toolkit's own input draws every character as it is, and some of what it is given was typed
    nowhere: filters remembered from earlier runs, a user's name out of a token.
    """

    def validate_value(self, value: str) -> str:
        """Make a value safe to show; the toolkit asks for that before it takes one."""
        return escape(value)
