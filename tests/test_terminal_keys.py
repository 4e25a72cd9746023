"""A key has one name, however a terminal encodes it, and what is no key has none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from vss_tui.terminal.escape_parser import Csi, EscapeParser, Ss3
from vss_tui.terminal.input_events import InputEvents


def received(data: str | bytes) -> list[Message]:
    """What becomes of bytes that come in one read, after which nothing comes."""
    parser, decoder = EscapeParser(0.1), InputEvents()
    tokens = parser.feed(data.encode() if isinstance(data, str) else data, 0.0)
    while parser.deadline is not None:
        tokens += parser.expire(parser.deadline)
    return [event for token in tokens for event in decoder.events(token)]


def keys(data: str | bytes) -> list[str]:
    return [event.key for event in received(data) if isinstance(event, events.Key)]


SAME_KEY = {
    "up": ["\x1b[A", "\x1bOA", "\x1b[1A", "\x1b[1;1A", "\x1b[57419u", "\x1b[1;1:2A", "\x1b[1;129A"],
    "down": ["\x1b[B", "\x1bOB", "\x1b[57420u"],
    "alt+up": ["\x1b[1;3A", "\x1b\x1b[A", "\x1b\x1bOA", "\x1b[1;9A", "\x1b[1;33A", "\x1b[57419;3u"],
    "ctrl+left": ["\x1b[1;5D", "\x1bO5D", "\x1bO1;5D", "\x1bOd"],
    "shift+left": ["\x1b[1;2D", "\x1b[d"],
    "home": ["\x1b[H", "\x1bOH", "\x1b[1~", "\x1b[7~", "\x1b[57423u"],
    "end": ["\x1b[F", "\x1bOF", "\x1b[4~", "\x1b[8~", "\x1b[57424u"],
    "pageup": ["\x1b[5~", "\x1b[5;1~", "\x1b[57421u"],
    "pagedown": ["\x1b[6~", "\x1b[57422u"],
    "shift+pageup": ["\x1b[5;2~", "\x1b[5$"],
    "ctrl+delete": ["\x1b[3;5~", "\x1b[3^"],
    "f1": ["\x1bOP", "\x1b[P", "\x1b[11~", "\x1b[[A", "\x1b[1;1P"],
    "f3": ["\x1bOR", "\x1b[13~", "\x1b[[C"],
    "f5": ["\x1b[15~", "\x1b[[E"],
    "f12": ["\x1b[24~"],
    "f20": ["\x1b[34~", "\x1b[57383u"],
    "escape": ["\x1b", "\x1b[27u", "\x1b[27;2u", "\x1b[91;5u", "\x1b[27;5;91~"],
    "enter": ["\r", "\n", "\x1b[13u", "\x1b[13;2u", "\x1b[13;5u", "\x1bOM", "\x1b[57414u"],
    "tab": ["\t", "\x1b[9u", "\x1b[105;5u", "\x1b[27;5;105~"],
    "shift+tab": ["\x1b[Z", "\x1b[9;2u", "\x1b[27;2;9~"],
    "backspace": ["\x7f", "\x08", "\x1b[127u", "\x1b[127;2u", "\x1b[104;5u", "\x1b[8u"],
    "space": [" ", "\x1b[32u", "\x1b[32;2u", "\x1b[27;2;32~"],
    "ctrl+c": [
        *("\x03", "\x1b[99;5u", "\x1b[99;6u", "\x1b[99;5:1u", "\x1b[27;5;99~", "\x1b[27;6;67~"),
        *("\x1b[1089;5u", "\x1b[1089::99;5u", "\x1b[1057;6u", "\x1b[1089;69u", "\x1b[99;133u"),
    ],
    "ctrl+@": ["\x00", "\x1b[32;5u"],
    "ctrl+underscore": ["\x1f", "\x1b[95;5u"],
    "alt+a": ["\x1b[97;3u", "\x1b[27;3;97~"],
    "5": ["5", "\x1bOu", "\x1b[57404u", "\x1b[53u"],
    "slash": ["/", "\x1bOo", "\x1b[57410u", "\x1b[47u"],
    "A": ["A", "\x1b[65;2u", "\x1b[97;2u", "\x1b[97:65;2u", "\x1b[97;65u", "\x1b[97;2;65u"],
    "right_curly_bracket": ["}", "\x1b[93;2u", "\x1b[93:125;2u", "\x1b[125;2u"],
    "q": ["q", "\x1b[113u", "\x1b[113;1:2u", "\x1b[113;129u"],
    "й": ["й", "\x1b[1081u", "\x1b[1081::113u"],
    "Й": ["Й", "\x1b[1081;2u", "\x1b[1081:1049:113;2u"],
}


@pytest.mark.parametrize(
    ("data", "key"), [(data, key) for key, encoded in SAME_KEY.items() for data in encoded]
)
def test_key(data: str, key: str) -> None:
    assert keys(data) == [key]


def test_a_character_is_what_is_typed() -> None:
    typed = "aЙ5/ \x1b[97;2u\x1b[57404u\x1b[97;;97:98u"
    characters = [event.character for event in received(typed) if isinstance(event, events.Key)]
    assert characters == ["a", "Й", "5", "/", " ", "A", "5", "a", "b"]


NO_KEY = [
    *("\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\", "\x1b]52;c;cQ==\x07", "\x1bP1+r544e=71\x1b\\"),
    *("\x1b_Gi=1;OK\x1b\\", "\x1b[?62;22c", "\x1b[>41;354;0c", "\x1b[0n", "\x1b[?997;1n"),
    *("\x1b[I", "\x1b[O", "\x1b[?1u", "\x1b[?1004;2$y", "\x1b[4;2$y", "\x1b[8;24;80t", "\x1b[201~"),
    *("\x1b[99;5:3u", "\x1b[1;1:3A", "\x1b[57441u", "\x1b[57358;65u", "\x1b[3u", "\x1b[1114112u"),
    *("\x1b[55296u", "\x1b[u", "\x1b[99;999u", "\x1b[9A", "\x1b[z", "\x1b[1;2;3;4z", "\x1bOz"),
    *("\x1b[5;2R", "\x1b[57427u", "\x1bOE", "\x1b[E", "\x1b[200A", "\x1b[;;;;u", "\x1b[1;5y"),
]


@pytest.mark.parametrize("data", NO_KEY)
def test_no_key(data: str) -> None:
    assert received(data) == []


@pytest.mark.parametrize("data", ["\x1b[?2026;0$y", "\x1b[?2026;4$y", "\x1b[48;5;5;50;50t"])
def test_reports_that_change_nothing(data: str) -> None:
    assert received(data) == []


def mouse(data: str | bytes) -> list[tuple[str, float, float]]:
    return [
        (type(event).__name__, event.x, event.y)
        for event in received(data)
        if isinstance(event, events.MouseEvent)
    ]


MOUSE = [
    ("\x1b[<0;10;5M\x1b[<32;11;5M\x1b[<0;11;5m", [("Down", 9, 4), ("Move", 10, 4), ("Up", 10, 4)]),
    ("\x1b[M *%\x1b[M#*%", [("Down", 9, 4), ("Up", 9, 4)]),
    ("\x1b[<64;1;1M\x1b[<65;2;2M", [("ScrollUp", 0, 0), ("ScrollDown", 1, 1)]),
    ("\x1b[M`!!\x1b[Ma!!", [("ScrollUp", 0, 0), ("ScrollDown", 0, 0)]),
    ("\x1b[<16;10;5M\x1b[<16;10;5m", [("Down", 9, 4), ("Up", 9, 4)]),
    # Other buttons, bare motion, a release of what was not pressed, and places that are none.
    *((f"\x1b[<{code};10;5M\x1b[<{code};10;5m", []) for code in (1, 2, 35, 34, 128, 129)),
    *(("\x1b[M" + chr(32 + code) + "*%\x1b[M#*%", []) for code in (1, 2, 35)),
    *((f"\x1b[<0;{place}M", []) for place in ("0;5", "5;0", "-1;5", "5", ";", "NaN;1", "9" * 20)),
    ("\x1b[<0;10;5m", []),
]


@pytest.mark.parametrize(("data", "expected"), MOUSE)
def test_mouse(data: str, expected: list[tuple[str, float, float]]) -> None:
    assert mouse(data) == [(f"Mouse{name}", x, y) for name, x, y in expected]


@given(
    st.builds(
        Csi,
        st.text("0123456789:;<=>?[", max_size=20),
        st.text(" !$'", max_size=2),
        st.characters(min_codepoint=0x24, max_codepoint=0x7E),
        st.booleans(),
    )
    | st.builds(Ss3, st.text("0123456789:;<=>?", max_size=9), st.characters(codec="ascii"))
)
def test_any_sequence_is_at_most_a_few_keys(sequence: Csi | Ss3) -> None:
    list(InputEvents().events(sequence))
