"""A state machine over the bytes that a terminal sends, as in the tables of DEC and ECMA-48.

It tells typed characters from control sequences, and pastes from both. What a sequence means is not
its concern. A sequence that is begun and not continued in time is dropped, so that no part of it
becomes keys; only an introducer that nothing follows was typed, as Esc and that character.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

META_DELAY = 0.04
"""Seconds between the two Esc of Alt and an arrow, which are one write; nobody types as fast."""
PASTE_TIMEOUT = 2.0
"""Idle seconds after which a paste without an end mark is given up."""

_BEL, _CAN, _SUB, _ESC, _DEL = 0x07, 0x18, 0x1A, 0x1B, 0x7F
_MAX_PARAMETERS = 256
"""Bytes of the parameters of a sequence; what has more is passed over whole."""
_INTERMEDIATES = "".join(map(chr, range(0x20, 0x30)))
_PASTE_START, _PASTE_END = "200", b"\x1b[201~"

_CSI, _SS3, _ST = 0x9B, 0x8F, 0x9C
_OSC = 0x9D
_STRINGS = {0x90, 0x98, _OSC, 0x9E, 0x9F}
"""DCS, SOS, OSC, PM and APC, which reach to a string terminator."""
_NEVER_SENT = {0x98, 0x9E}
"""SOS and PM: no terminal sends them, so that ``ESC X`` and ``ESC ^`` are most likely typed."""

_IN_PASTES = (
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*(?:[@-~]|\\Z)"
    "|(?:\x1b[]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)"
    "|\x1b[ -/]*[0-Z\\\\^-~]?"
    "|[\0\x80-\x9f]"
)


class Csi(NamedTuple):
    """A control sequence, ``CSI parameters intermediates final``; ``alt``: after a second Esc."""

    parameters: str
    intermediates: str
    final: str
    alt: bool = False


class Ss3(NamedTuple):
    """A function key in the form of the VT220, ``ESC O parameters final``."""

    parameters: str
    final: str
    alt: bool = False


class LegacyMouse(NamedTuple):
    """A mouse report in the encoding of X10: button code, column and row, from 1."""

    code: int
    column: int
    row: int


class Pasted(NamedTuple):
    """A pasted text, without the sequences in it and the line ends behind it."""

    text: str


Token = str | Csi | Ss3 | LegacyMouse | Pasted
"""What the parser finds; a ``str`` is one typed character, Esc and other controls included."""


class EscapeParser:
    """Turns bytes into tokens.

    Args:
        escape_delay: Seconds after which a sequence is not continued any more.
    """

    def __init__(self, escape_delay: float) -> None:
        self._escape_delay = escape_delay
        self._tokens: list[Token] = []
        self._state: Callable[[int], None] = self._ground
        self._collected = bytearray()
        self._introducer = 0
        self._eight_bit = False
        self._missing = 0
        self._escapes = 0
        self._escaped_at = 0.0
        self._now = 0.0
        self._pasting = False
        self._paste = bytearray()
        self.deadline: float | None = None
        """When to call ``expire`` unless more bytes come; None while nothing is begun."""

    def feed(self, data: bytes, now: float) -> list[Token]:
        """Return the tokens that end in ``data``, which was read at ``now``."""
        self._now = now
        position = 0
        while position < len(data):
            if self._pasting:
                position = self._feed_paste(data, position)
            else:
                self._state(data[position])
                position += 1
        return self._finish()

    def expire(self, now: float) -> list[Token]:
        """Return the tokens of what is begun and was not continued by ``now``."""
        self._now = now
        if self.deadline is None or now < self.deadline:
            return []
        if self._pasting:
            self._end_paste()
        else:
            self._give_up()
        return self._finish()

    def _finish(self) -> list[Token]:
        if self._pasting:
            self.deadline = self._now + PASTE_TIMEOUT
        elif self._state != self._ground:
            self.deadline = self._now + self._escape_delay
        else:
            self.deadline = None
        tokens, self._tokens = self._tokens, []
        return tokens

    def _give_up(self) -> None:
        """Drop what is begun, but for what was typed of it."""
        ends_in_escape = self._state == self._string_escape
        typed = "\x1b" * self._escapes
        replayed = b""
        if self._introducer:
            if self._eight_bit or (self._collected and self._introducer not in _NEVER_SENT):
                typed = ""
            else:
                typed += chr(self._introducer - 0x40)
                replayed = bytes(self._collected)
        self._reset()
        self._tokens += typed
        for byte in replayed:
            self._state(byte)
        if ends_in_escape:
            self._tokens.append("\x1b")

    def _reset(self) -> None:
        self._state = self._ground
        self._collected.clear()
        self._introducer = self._escapes = 0
        self._eight_bit = False

    def _ground(self, byte: int) -> None:
        if byte == _ESC:
            self._begin_escape()
        elif byte < 0x80:
            self._tokens.append(chr(byte))
        elif byte < 0xA0:
            self._introduce(byte, eight_bit=True)
        elif 0xC2 <= byte <= 0xF4:
            self._collected.append(byte)
            self._missing = 1 if byte < 0xE0 else 2 if byte < 0xF0 else 3
            self._state = self._utf8

    def _utf8(self, byte: int) -> None:
        if not 0x80 <= byte < 0xC0:
            self._restart(byte)
            return
        self._collected.append(byte)
        self._missing -= 1
        if self._missing:
            return
        character = self._collected.decode("utf-8", "ignore")
        self._reset()
        if "\x80" <= character < "\xa0":
            self._introduce(ord(character), eight_bit=True)
        elif character:
            self._tokens.append(character)

    def _begin_escape(self) -> None:
        self._reset()
        self._escapes = 1
        self._escaped_at = self._now
        self._state = self._escape

    def _escape(self, byte: int) -> None:
        if byte == _ESC:
            quick = self._now - self._escaped_at <= META_DELAY
            self._tokens += "\x1b" * (self._escapes - quick)
            self._escapes = 1 + quick
            self._escaped_at = self._now
        elif byte + 0x40 in {_CSI, _SS3, *_STRINGS}:
            self._introduce(byte + 0x40)
        else:
            typed = "\x1b" * self._escapes
            self._reset()
            self._tokens += typed
            self._ground(byte)

    def _introduce(self, introducer: int, *, eight_bit: bool = False) -> None:
        self._introducer = introducer
        self._eight_bit = eight_bit
        if introducer == _CSI:
            self._state = self._csi
        elif introducer == _SS3:
            self._state = self._ss3
        elif introducer in _STRINGS:
            self._state = self._string
        else:
            self._reset()

    def _restart(self, byte: int) -> None:
        """Drop what is begun, which ``byte`` cannot continue."""
        self._reset()
        self._ground(byte)

    def _csi(self, byte: int) -> None:
        collected = self._collected
        if byte < 0x20 or byte >= _DEL:
            self._restart(byte)
        elif byte < 0x40:
            collected.append(byte)
            if byte == ord("$") and collected[:-1].isdigit():
                # Shift with a function key, as rxvt sends it: no final byte follows.
                collected.pop()
                self._end_csi(byte)
        elif byte == ord("[") and not collected:
            self._reset()
            self._state = self._linux_function_key
        elif byte == ord("M") and not collected:
            self._reset()
            self._state = self._mouse
        else:
            self._end_csi(byte)

    def _end_csi(self, final: int) -> None:
        alt = self._escapes == 2
        text = self._collected.decode("ascii")
        self._reset()
        parameters = text.rstrip(_INTERMEDIATES)
        if final == ord("~") and text == _PASTE_START:
            self._pasting = True
        elif len(text) <= _MAX_PARAMETERS:
            self._tokens.append(Csi(parameters, text[len(parameters) :], chr(final), alt))

    def _linux_function_key(self, byte: int) -> None:
        if byte < 0x20 or byte >= _DEL:
            self._restart(byte)
        else:
            self._reset()
            self._tokens.append(Csi("[", "", chr(byte)))

    def _mouse(self, byte: int) -> None:
        if 0 < byte < 0x20:
            self._restart(byte)
            return
        self._collected.append(byte)
        if len(self._collected) == 3:
            code, column, row = self._collected
            self._reset()
            self._tokens.append(LegacyMouse(code - 0x20, column - 0x20, row - 0x20))

    def _ss3(self, byte: int) -> None:
        if byte < 0x20 or byte >= _DEL:
            self._restart(byte)
        elif byte < 0x40:
            self._collected.append(byte)
        else:
            alt = self._escapes == 2
            parameters = self._collected[:_MAX_PARAMETERS].decode("ascii")
            self._reset()
            self._tokens.append(Ss3(parameters, chr(byte), alt))

    def _string(self, byte: int) -> None:
        if byte == _ESC:
            self._state = self._string_escape
        elif (
            byte in {_CAN, _SUB}
            or (byte == _BEL and self._introducer == _OSC)
            or (byte == _ST and self._eight_bit)
        ):
            self._reset()
        elif len(self._collected) < _MAX_PARAMETERS:
            self._collected.append(byte)

    def _string_escape(self, byte: int) -> None:
        if byte == ord("\\"):
            self._reset()
            return
        if self._introducer in _NEVER_SENT:
            self._state = self._string
            self._give_up()
        self._begin_escape()
        self._escape(byte)

    def _feed_paste(self, data: bytes, position: int) -> int:
        """Collect the text of a paste, and return the position behind what belongs to it."""
        paste = self._paste
        before = len(paste)
        paste += data[position:]
        end = paste.find(_PASTE_END, max(0, before - len(_PASTE_END) + 1))
        if end < 0:
            return len(data)
        del paste[end:]
        self._end_paste()
        return position + end + len(_PASTE_END) - before

    def _end_paste(self) -> None:
        text = re.sub(_IN_PASTES, "", self._paste.decode("utf-8", "ignore")).rstrip("\r\n")
        self._pasting = False
        self._paste.clear()
        if text:
            self._tokens.append(Pasted(text))
