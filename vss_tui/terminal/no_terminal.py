"""What can stand in the way of a screen."""


class NoTerminalError(Exception):
    """A screen cannot be shown; its text is a sentence for the user."""
