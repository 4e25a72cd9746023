"""From what a terminal sends to Textual's events."""

import re
from collections.abc import Iterator

from textual import constants, events, messages
from textual.message import Message

from vss_tui.terminal.escape_parser import Csi, LegacyMouse, Pasted, Ss3, Token
from vss_tui.terminal.key_names import KeyPress, character_key, sequence_keys

_MOUSE = r"<(\d{1,9});(\d{1,9});(\d{1,9})"
_MODE_REPORT = r"\?(\d{1,9});([0-4])"
_SIZE_REPORT = r"48;(\d{1,5});(\d{1,5});(\d{1,9});(\d{1,9})"
_SYNCHRONIZED_OUTPUT, _IN_BAND_RESIZE = "2026", "2048"
_SHIFT, _META, _CTRL, _MOTION, _WHEEL, _OTHER_BUTTONS = 4, 8, 16, 32, 64, 128
_LEFT, _RELEASED = 0, 3
_WHEEL_EVENTS = (
    events.MouseScrollUp,
    events.MouseScrollDown,
    events.MouseScrollLeft,
    events.MouseScrollRight,
)


class InputEvents:
    """Makes Textual's events of what the parser finds; what means nothing makes none.

    Of the mouse's buttons only the left one counts: a terminal may use the others itself, and
    reports their clicks all the same.

    Attributes:
        device_attributes: How many answers to the query for them (DA1) have come.
    """

    def __init__(self) -> None:
        self.device_attributes = 0
        self._left_is_down = False
        self._last = (0.0, 0.0)
        self._in_band_resize = False
        self._cell = (1.0, 1.0)

    def events(self, token: Token) -> Iterator[Message]:
        """Yield the events that a token stands for."""
        match token:
            case str():
                yield _key(character_key(token))
            case Pasted(text):
                yield events.Paste(text)
            case LegacyMouse(code, column, row):
                yield from self._mouse(code, column, row, released=code & 3 == _RELEASED)
            case Csi(parameters, "", "M" | "m" as final) if mouse := re.fullmatch(
                _MOUSE, parameters
            ):
                code, column, row = map(int, mouse.groups())
                yield from self._mouse(code, column, row, released=final == "m")
            case Csi(parameters, "", "c") if parameters.startswith("?"):
                self.device_attributes += 1
            case Csi(parameters, "$", "y") if report := re.fullmatch(_MODE_REPORT, parameters):
                yield from self._mode(report[1], int(report[2]))
            case Csi(parameters, "", "t") if self._in_band_resize:
                yield from self._resize(parameters)
            case Csi() | Ss3():
                yield from map(_key, sequence_keys(token))

    def _mouse(self, code: int, column: int, row: int, *, released: bool) -> Iterator[Message]:
        if column < 1 or row < 1 or code & _OTHER_BUTTONS:
            return
        button = code & 3
        kind: type[events.MouseEvent]
        if code & _WHEEL:
            kind, button = _WHEEL_EVENTS[button], 0
        elif released:
            # The old encoding does not tell which button was released.
            if not self._left_is_down or button not in {_LEFT, _RELEASED}:
                return
            self._left_is_down = False
            kind, button = events.MouseUp, 1
        elif button != _LEFT or (code & _MOTION and not self._left_is_down):
            return
        else:
            self._left_is_down = True
            kind, button = (events.MouseMove if code & _MOTION else events.MouseDown), 1
        width, height = self._cell
        x, y = (column - 1) / width, (row - 1) / height
        delta_x, delta_y = int(x) - int(self._last[0]), int(y) - int(self._last[1])
        self._last = (x, y)
        yield kind(
            None,
            *(x, y, delta_x, delta_y, button),
            *(bool(code & _SHIFT), bool(code & _META), bool(code & _CTRL)),
            screen_x=x,
            screen_y=y,
        )

    def _mode(self, mode: str, setting: int) -> Iterator[Message]:
        """Tell of a mode that the terminal supports; 0 and 4: mode not supported."""
        if setting in {0, 4}:
            return
        if mode == _SYNCHRONIZED_OUTPUT:
            yield messages.TerminalSupportsSynchronizedOutput()
        elif mode == _IN_BAND_RESIZE and constants.SMOOTH_SCROLL:
            self._in_band_resize = True
            yield messages.InBandWindowResize.from_setting_parameter(setting)

    def _resize(self, parameters: str) -> Iterator[Message]:
        """Tell of a new size, and how many pixels of the mouse make a cell."""
        found = re.fullmatch(_SIZE_REPORT, parameters)
        if found is None:
            return
        rows, columns, height, width = map(int, found.groups())
        if rows and columns:
            self._cell = (max(1.0, width / columns), max(1.0, height / rows))
            yield events.Resize.from_dimensions((columns, rows), (width, height))


def _key(key: KeyPress) -> events.Key:
    return events.Key(key.name, key.character)
