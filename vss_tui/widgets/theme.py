"""The colours: the terminal's own by default, and ASCII signs where it shows no others."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

TERMINAL = Theme(
    name="terminal",
    ansi=True,
    primary="ansi_cyan",
    secondary="ansi_cyan",
    accent="ansi_cyan",
    success="ansi_green",
    warning="ansi_yellow",
    error="ansi_red",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    variables={
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "ink": "ansi_black",
        "ink-on-success": "ansi_black",
        "ink-on-warning": "ansi_black",
        "ink-on-error": "ansi_bright_white",
        "rule": "ansi_bright_black",
        "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_cyan",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-foreground": "ansi_black",
        "block-cursor-blurred-background": "ansi_cyan",
        "border": "ansi_cyan",
        "border-blurred": "ansi_default",
        "input-cursor-foreground": "ansi_black",
        "input-cursor-background": "ansi_cyan",
        "input-cursor-text-style": "none",
        "input-selection-foreground": "ansi_black",
        "input-selection-background": "ansi_cyan",
        "scrollbar": "ansi_bright_black",
        "scrollbar-hover": "ansi_bright_black",
        "scrollbar-active": "ansi_cyan",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
    },
)
"""The terminal's own colours, with one accent.

Of Tango's 16 colours only green, cyan and bright red are seen well on its dark and its light
ground (3.0 to 3.6:1), blue, red and yellow on one of them: warnings and failures stand on a ground
of their own (black on yellow 5.1:1, white on red 5.1:1).
"""

_STAND_INS = str.maketrans(
    "▌▐█│─╭╮╰╯┌┐└┘…·–‹›↑→↓←⏎✓✗●",
    "||#|-++++++++.--<>^>v<>+x*",
)


class AsciiFilter(LineFilter):
    """Write signs and borders in ASCII, for a terminal that is not one of UTF-8."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        return [Segment(ascii_text(text), style, control) for text, style, control in segments]


def ascii_text(text: str) -> str:
    """Return ``text`` in ASCII, as wide as before."""
    if text.isascii():
        return text
    from rich.cells import get_character_cell_size

    return "".join(
        character if character.isascii() else "?" * get_character_cell_size(character)
        for character in text.translate(_STAND_INS)
    )


def variable_defaults(theme: Theme) -> dict[str, str]:
    """Return the style sheet's own variables, for a theme that does not set them."""

    def ink(ground: str | None) -> str:
        return Color.parse(ground or theme.primary).get_contrast_text(1.0).hex

    return {
        "ink": ink(theme.accent),
        "ink-on-success": ink(theme.success),
        "ink-on-warning": ink(theme.warning),
        "ink-on-error": ink(theme.error),
        "rule": Color.parse(theme.foreground or "grey").with_alpha(0.4).hex,
    }
