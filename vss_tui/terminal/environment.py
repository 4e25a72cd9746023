"""The environment that Textual finds: it reads its variables once, when it is imported."""

from collections.abc import MutableMapping

from vss_tui.terminal.colour import depth, wants_ansi_theme

ESCAPE_DELAY = 400
"""Milliseconds after an Esc in which more makes it an arrow key: a slow link splits those."""

ANSI_THEME = "ansi-dark"
"""The theme of Textual that draws with the terminal's own colours."""

_LEFT_OUT = (
    # A log of every event, a password's keys among them; so do the developer's modes.
    "TEXTUAL",
    "TEXTUAL_DEBUG",
    "TEXTUAL_LOG",
    # These press keys, take pictures and print the result on standard output.
    "TEXTUAL_PRESS",
    "TEXTUAL_SCREENSHOT",
    "TEXTUAL_SHOW_RETURN",
    # Ctrl+C and Ctrl+Z are keys with a meaning here.
    "TEXTUAL_ALLOW_SIGNALS",
    # A size exported once is wrong as soon as the window has another one.
    "COLUMNS",
    "LINES",
)


def prepare(environ: MutableMapping[str, str]) -> None:
    """Set up ``environ`` for Textual; call it before Textual is imported.

    What the user has set for the delay of Esc, the depth of colour and the kitty keyboard protocol
    stays. Nothing is left that would log what is typed.
    """
    for name in _LEFT_OUT:
        environ.pop(name, None)
    if not environ.get("NO_COLOR"):
        # Textual takes an empty one for a wish, against the convention.
        environ.pop("NO_COLOR", None)
    if not _is_number(environ.get("ESCDELAY", "")):
        environ["ESCDELAY"] = str(ESCAPE_DELAY)
    # Sizes and mouse places in pixels: a report for each pixel is too much for a slow link.
    environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    if wants_ansi_theme(environ):
        # From the start: what takes colours out is chosen by the first theme.
        environ["TEXTUAL_THEME"] = ANSI_THEME
    environ["TEXTUAL_COLOR_SYSTEM"] = depth(environ)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
