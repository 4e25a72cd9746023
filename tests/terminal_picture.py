"""Pictures of a terminal as SVG, still and moving, in the colours of a palette."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual._compositor import LayoutUpdate
from textual.app import App

from vss_tui.support.safe_text import width

_TANGO = (
    *((0x2E, 0x34, 0x36), (0xCC, 0x00, 0x00), (0x4E, 0x9A, 0x06), (0xC4, 0xA0, 0x00)),
    *((0x34, 0x65, 0xA4), (0x75, 0x50, 0x7B), (0x06, 0x98, 0x9A), (0xD3, 0xD7, 0xCF)),
    *((0x55, 0x57, 0x53), (0xEF, 0x29, 0x29), (0x8A, 0xE2, 0x34), (0xFC, 0xE9, 0x4F)),
    *((0x72, 0x9F, 0xCF), (0xAD, 0x7F, 0xA8), (0x34, 0xE2, 0xE2), (0xEE, 0xEE, 0xEC)),
)
DARK = TerminalTheme(_TANGO[0], _TANGO[7], list(_TANGO[:8]), list(_TANGO[8:]))
"""Tango's dark palette, as GNOME's terminal has it."""
LIGHT = TerminalTheme(_TANGO[15], _TANGO[0], list(_TANGO[:8]), list(_TANGO[8:]))
"""Tango's light palette, likewise."""

Colour = tuple[int, ...]
Screen = Sequence[Sequence[Segment]]
"""The lines of a screen."""

_CELL, _LINE, _MARGIN = 8.4, 18, 12
_FONT = "14px ui-monospace, 'Cascadia Mono', Menlo, 'DejaVu Sans Mono', monospace"
_BLOCKS = {"█": (0, 1), "▌": (0, 0.5), "▐": (0.5, 0.5)}
_DIM = 2 / 3
"""How much of its colour a dim text keeps."""


@dataclass(frozen=True)
class Frame:
    """A screen, and how many seconds it stands in a moving picture."""

    screen: Screen
    seconds: float


def screen_of(app: App[Any]) -> Screen:
    """Return what an application shows."""
    update = app.screen._compositor.render_update(
        full=True, screen_stack=app._background_screens, simplify=True
    )
    assert isinstance(update, LayoutUpdate)
    return [[segment for strip in line for segment in strip] for line in update.strips]


def colours(style: Style | None, theme: TerminalTheme) -> tuple[Colour, Colour]:
    """Return a style's colours, text and ground, as a terminal of this palette shows them."""
    style = style or Style()
    text = style.color.get_truecolor(theme, foreground=True) if style.color else None
    ground = style.bgcolor.get_truecolor(theme, foreground=False) if style.bgcolor else None
    front = tuple(text or theme.foreground_color)
    back = tuple(ground or theme.background_color)
    if style.reverse:
        front, back = back, front
    if style.dim:
        front = tuple(round(f * _DIM + b * (1 - _DIM)) for f, b in zip(front, back, strict=True))
    return front, back


def picture(screen: Screen, theme: TerminalTheme) -> str:
    """Return a still picture."""
    return _document(screen, theme, "".join(_lines(screen, theme)), "")


def moving_picture(frames: Sequence[Frame], theme: TerminalTheme) -> str:
    """Return a picture that shows one screen after another, and begins anew."""
    total = sum(frame.seconds for frame in frames)
    known: dict[str, str] = {}
    groups, rules = [], ""
    start = 0.0
    for number, frame in enumerate(frames):
        uses = []
        for y, line in enumerate(frame.screen):
            drawn = "".join(_line(line, 0, theme))
            name = known.setdefault(drawn, f"l{len(known)}")
            if drawn:
                uses.append(f'<use href="#{name}" y="{y * _LINE}"/>')
        groups.append(f'<g class="f f{number}">{"".join(uses)}</g>')
        end = start + frame.seconds
        on, off = 100 * start / total, 100 * end / total
        rules += (
            f".f{number}{{animation-name:a{number}}}@keyframes a{number}"
            f"{{0%,{max(0, on - 0.001):.3f}%{{visibility:hidden}}"
            f"{on:.3f}%,{off - 0.002:.3f}%{{visibility:visible}}"
            f"{off - 0.001:.3f}%,100%{{visibility:hidden}}}}"
        )
        start = end
    rules = f".f{{animation:{total:g}s steps(1,end) infinite;visibility:hidden}}{rules}"
    shared = "".join(f'<g id="{name}">{drawn}</g>' for drawn, name in known.items())
    return _document(frames[0].screen, theme, f"<defs>{shared}</defs>{''.join(groups)}", rules)


def _document(screen: Screen, theme: TerminalTheme, body: str, rules: str) -> str:
    across = max(sum(width(segment.text) for segment in line) for line in screen) * _CELL
    wide, high = round(across + 2 * _MARGIN), len(screen) * _LINE + 2 * _MARGIN
    ground = _hex(theme.background_color)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}">'
        f"<style>text{{font:{_FONT};white-space:pre}}.b{{font-weight:bold}}{rules}</style>"
        f'<rect width="{wide}" height="{high}" rx="6" fill="{ground}" stroke="#888" '
        f'stroke-opacity=".4"/><g transform="translate({_MARGIN},{_MARGIN})">{body}</g></svg>\n'
    )


def _lines(screen: Screen, theme: TerminalTheme) -> Iterator[str]:
    for y, line in enumerate(screen):
        yield from _line(line, y * _LINE, theme)


def _line(line: Iterable[Segment], top: int, theme: TerminalTheme) -> Iterator[str]:
    column = 0
    for text, style, _ in line:
        front, back = colours(style, theme)
        cells = width(text)
        if back != tuple(theme.background_color):
            yield _rect(column, cells, top, back)
        yield from _text(text, style or Style(), column, top, front)
        column += cells


def _text(text: str, style: Style, column: int, top: int, front: Colour) -> Iterator[str]:
    for run in _runs(text):
        cells = width(run)
        if run in _BLOCKS:
            start, part = _BLOCKS[run]
            yield _rect(column + start, part, top, front)
        elif run == "│":
            yield _rect(column + 0.45, 0.12, top, front)
        elif run.strip():
            words = run.strip()
            start = (column + len(run) - len(run.lstrip())) * _CELL
            bold = ' class="b"' if style.bold else ""
            line = ' text-decoration="underline"' if style.underline else ""
            yield (
                f'<text x="{start:.1f}" y="{top + 13.5}" fill="{_hex(front)}"{bold}{line}'
                f' textLength="{width(words) * _CELL:.1f}">{escape(words)}</text>'
            )
        column += cells


def _runs(text: str) -> Iterator[str]:
    """Part a text at blanks of some length, and at what is drawn as a rectangle."""
    run = ""
    for character in text:
        if character in _BLOCKS or character == "│":
            yield from filter(None, (run, character))
            run = ""
        elif run and run.endswith("  ") and character != " ":
            yield run
            run = character
        else:
            run += character
    if run:
        yield run


def _rect(column: float, cells: float, top: int, colour: Colour) -> str:
    return (
        f'<rect x="{column * _CELL:.1f}" y="{top}" width="{cells * _CELL:.1f}" height="{_LINE}"'
        f' fill="{_hex(colour)}"/>'
    )


def _hex(colour: Iterable[int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)
