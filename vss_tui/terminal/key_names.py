"""What keys are called by Textual, however the terminal encodes them.

Terminals send keys as characters, as sequences of the VT220 and xterm with their variants, or by
the enhanced protocols (kitty's, and xterm's modifyOtherKeys). The same key has the same name in
each: what only an enhanced protocol tells apart (Ctrl+I and Tab, Shift+Enter and Enter, the keypad)
means what it means without.
"""

from collections.abc import Iterator
from typing import NamedTuple

from textual.keys import _character_to_key

from vss_tui.terminal.escape_parser import Csi, Ss3

_SHIFT, _ALT, _CTRL, _SUPER, _META, _CAPS_LOCK = 1, 2, 4, 8, 32, 64
_RELEASE = 3
_MAX_CODE_POINT = 0x10FFFF

_CONTROLS = {
    "\x00": "ctrl+@",
    "\x08": "backspace",
    "\t": "tab",
    "\n": "enter",  # as Enter arrives before raw mode
    "\r": "enter",
    "\x1b": "escape",
    "\x1c": "ctrl+backslash",
    "\x1d": "ctrl+right_square_bracket",
    "\x1e": "ctrl+circumflex_accent",
    "\x1f": "ctrl+underscore",
    "\x7f": "backspace",
}
_LETTERS = {
    **dict(zip("ABCDFH", ("up", "down", "right", "left", "end", "home"), strict=True)),
    **dict(zip("PQRS", ("f1", "f2", "f3", "f4"), strict=True)),
}
_NUMBERED = {
    **dict(enumerate(("home", "insert", "delete", "end", "pageup", "pagedown"), start=1)),
    7: "home",
    8: "end",
    **dict(
        zip(
            (*range(11, 16), *range(17, 22), *range(23, 27), 28, 29, *range(31, 35)),
            (f"f{number}" for number in range(1, 21)),
            strict=True,
        )
    ),
}
_FUNCTION_KEYS = {
    **{f"1{final}": (name, 0) for final, name in _LETTERS.items()},
    **{f"1{final.lower()}": (_LETTERS[final], _SHIFT) for final in "ABCD"},  # rxvt
    **{f"[{final}": (f"f{number}", 0) for number, final in enumerate("ABCDE", start=1)},  # Linux
    "1Z": ("tab", _SHIFT),
    **{
        f"{code}{final}": (name, modifiers)
        for code, name in _NUMBERED.items()
        # The last three are rxvt's.
        for final, modifiers in (("~", 0), ("$", _SHIFT), ("^", _CTRL), ("@", _CTRL | _SHIFT))
    },
}
"""Names and modifiers, by the first parameter (1 where there is none) and the final byte."""
_KEYPAD = {
    "M": "\r",
    "X": "=",
    **{chr(code + 0x40): chr(code) for code in range(ord("*"), ord("9") + 1)},
}
"""The keypad of the VT220 in its application mode."""
_KITTY_KEYS = {
    **{57399 + digit: str(digit) for digit in range(10)},
    **{57409 + at: sign for at, sign in enumerate("./*-+\r=,")},
    **dict(
        enumerate(("left", "right", "up", "down", "pageup", "pagedown", "home", "end"), start=57417)
    ),
    57425: "insert",
    57426: "delete",
    **{57376 + number: f"f{13 + number}" for number in range(23)},
}
"""The keys of kitty's protocol beyond Unicode: those of the keypad are the same as the others."""

_CYRILLIC = dict(
    zip(
        "йцукенгшщзхъфывапролджэячсмитьбюёіїєґ",
        "qwertyuiop[]asdfghjkl;'zxcvbnm,.`s]'\\",
        strict=True,
    )
)
"""The key of the Latin layout in the place of a letter of the Russian and Ukrainian ones."""
_SHIFTED = dict(zip("`1234567890-=[]\\;',./", '~!@#$%^&*()_+{}|:"<>?', strict=True))


class KeyPress(NamedTuple):
    """A key by its name in Textual, and the character that it types, if any."""

    name: str
    character: str | None = None


def character_key(character: str) -> KeyPress:
    """Return the key of one character that came as such."""
    if character in _CONTROLS:
        return KeyPress(_CONTROLS[character], character)
    if character < "\x20":
        return KeyPress(f"ctrl+{chr(ord(character) + 0x60)}", character)
    return KeyPress(_character_to_key(character), character)


def sequence_keys(sequence: Csi | Ss3) -> Iterator[KeyPress]:
    """Yield the keys that a sequence stands for; none for most."""
    match sequence:
        case Ss3(parameters, final, alt):
            key = _ss3_key(parameters, final)
        case Csi(parameters, "", "u", _):
            yield from _reported_keys(_numbers(parameters))
            return
        case Csi(parameters, "", final, alt):
            key = _csi_key(parameters, final)
        case _:
            return
    if key is not None:
        yield key._replace(name=f"alt+{key.name}") if alt and key.character is None else key


def _ss3_key(parameters: str, final: str) -> KeyPress | None:
    if final in _LETTERS:
        modifiers = _modifiers(_numbers(parameters)[-1:])
        return None if modifiers is None else _named(_LETTERS[final], modifiers)
    if not parameters and final in "abcd":  # rxvt
        return _named(_LETTERS[final.upper()], _CTRL)
    return character_key(_KEYPAD[final]) if not parameters and final in _KEYPAD else None


def _csi_key(parameters: str, final: str) -> KeyPress | None:
    numbers = _numbers(parameters or "1")
    code, modifiers = _first(numbers[:1]), _modifiers(numbers[1:2])
    if modifiers is None or (parameters and final == "R"):  # which is the cursor's place
        return None
    if code == 27 and final == "~":  # modifyOtherKeys
        return _combined(_first(numbers[2:3]), modifiers)
    known = _FUNCTION_KEYS.get(f"{'[' if parameters == '[' else code}{final}")
    return None if known is None else _named(known[0], modifiers | known[1])


def _reported_keys(numbers: list[list[int | None]]) -> Iterator[KeyPress]:
    """Yield what a report of kitty's protocol types: ``code:shifted:base;modifiers:type;text``."""
    codes, modifiers = numbers[0], _modifiers(numbers[1:2])
    if modifiers is None:
        return
    text = numbers[2] if len(numbers) > 2 else []
    texts = [chr(code) for code in text if code is not None and _is_text(code)]
    if texts and not modifiers & (_CTRL | _ALT):
        yield from map(character_key, texts)
        return
    code, shifted, base = [*codes, None, None][:3]
    if modifiers & (_CTRL | _ALT) and base is not None:
        code = base
    elif modifiers & _SHIFT and shifted is not None:
        code, modifiers = shifted, modifiers & ~(_SHIFT | _CAPS_LOCK)
    key = _combined(code, modifiers)
    if key is not None:
        yield key


def _combined(code: int | None, modifiers: int) -> KeyPress | None:
    """Return the key of a code point with modifiers, named as if it came without a protocol."""
    if code is None:
        return None
    known = _KITTY_KEYS.get(code, "")
    if len(known) > 1:
        return _named(known, modifiers)
    if not known and code not in {8, 9, 13, 27, 127} and not _is_text(code):
        return None
    return _modified(known or chr(code), modifiers)


def _modified(character: str, modifiers: int) -> KeyPress:
    if character == "\t" and modifiers & _SHIFT:
        return _named("tab", modifiers)
    if modifiers & _CTRL:
        character = _control(_CYRILLIC.get(character.lower(), character))
    elif modifiers & _SHIFT or (modifiers & _CAPS_LOCK and character.isalpha()):
        upper = _SHIFTED.get(character, character.upper())
        character = upper if len(upper) == 1 else character
    key = character_key(character)
    if modifiers & _ALT:
        return KeyPress(f"alt+{key.name.lower()}")
    if modifiers & _CTRL and character not in _CONTROLS and character >= "\x20":
        return KeyPress(f"ctrl+{key.name}")
    return key


def _control(character: str) -> str:
    """Return what a terminal sends for Ctrl with a character, or the character for none."""
    if character == " ":
        return "\x00"
    upper = character.upper()
    return chr(ord(upper) - 0x40) if "@" <= upper <= "_" else character


def _named(name: str, modifiers: int) -> KeyPress:
    parts = [
        part for bit, part in ((_ALT, "alt"), (_CTRL, "ctrl"), (_SHIFT, "shift")) if modifiers & bit
    ]
    return KeyPress("+".join([*parts, name]))


def _numbers(parameters: str) -> list[list[int | None]]:
    """Split parameters at ``;``, and each at ``:``; None for what is no number."""
    return [
        [int(part) if _is_number(part) else None for part in each.split(":")]
        for each in parameters.split(";")
    ]


def _first(numbers: list[list[int | None]]) -> int | None:
    return numbers[0][0] if numbers else None


def _modifiers(numbers: list[list[int | None]]) -> int | None:
    """Return the bits of a modifier parameter; None for a key that was released, or nonsense."""
    if not numbers:
        return 0
    modifiers, event = [*numbers[0], None][:2]
    if event == _RELEASE or (modifiers is not None and modifiers > 256):
        return None
    bits = max(0, (modifiers or 1) - 1)
    # iTerm2 sends Super for Alt, and so do others for Option, Command or Meta.
    return bits | _ALT if bits & (_SUPER | _META) else bits


def _is_text(code: int) -> bool:
    return (
        0x20 <= code <= _MAX_CODE_POINT
        and not 0x7F <= code < 0xA0
        and not 0xD800 <= code < 0xF900  # surrogates, and kitty's own keys
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
