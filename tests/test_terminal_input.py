"""Whatever a terminal sends, the application goes on and takes the next key."""

import pytest

from tests.terminal_emulator import small_app

JUNK = {
    "mouse, old encoding": b"\x1b[M\x20\xa0\xff",
    "mouse, old encoding, as text": b"\x1b[M !!",
    "mouse, two numbers": b"\x1b[<35;10M",
    "mouse, no numbers": b"\x1b[<;;M",
    "mouse, not a number": b"\x1b[<32;NaN;NaNM",
    "mouse, many digits": b"\x1b[<99999999999999;1;1M",
    "mouse, before the first cell": b"\x1b[<0;-5;-5M",
    "mouse, far outside": b"\x1b[<0;9999;9999M",
    "bytes that are no text": b"\xff\xfe\x80",
    "half a letter": b"\xc3",
    "key released": b"\x1b[97;1:3u",
    "key of an alternate layout": b"\x1b[97:65;2u",
    "key beyond Unicode": b"\x1b[1114112;1u",
    "key with text beyond Unicode": b"\x1b[97;1;9999999999u",
    "size without numbers": b"\x1b[48;;;;t",
    "size of nothing, then the mouse": b"\x1b[48;0;0;0;0t\x1b[<0;5;5M",
    "paste with no text": b"\x1b[200~\xff\x1b[201~",
    "end of a paste that never began": b"\x1b[201~",
    "clipboard": b"\x1b]52;c;MTIz\x07",
    "answer to a question not asked": b"\x1bP1$r0m\x1b\\",
    "control characters": b"\x00\x01\x02\x1c\x1d\x1e\x1f",
    "many Esc": b"\x1b" * 50,
    "many sequences cut short": b"\x1b[" * 50,
    "place of the cursor": b"\x1b[99999;99999R",
    "unknown mode": b"\x1b[?2026;9$y",
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
def test_goes_on(clean_environment: dict[str, str], junk: bytes) -> None:
    with small_app(clean_environment) as terminal:
        terminal.wait_for("ready")
        terminal.send(junk)

        def takes_keys() -> bool:
            # A key that comes along with junk may be lost; the next one is not.
            terminal.send("x")
            return "key x" in terminal.text

        terminal.wait_for(takes_keys)
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert terminal.problems == []


def test_arrow_key_split_by_a_slow_link_is_no_escape(clean_environment: dict[str, str]) -> None:
    with small_app(clean_environment) as terminal:
        terminal.wait_for("ready")
        terminal.send("\x1b")
        terminal.settle(0.2)
        terminal.send("[A")
        terminal.wait_for("key up")


def test_delay_that_the_user_set_stays(clean_environment: dict[str, str]) -> None:
    with small_app(clean_environment | {"ESCDELAY": "20000"}) as terminal:
        terminal.wait_for("ready")
        terminal.send("\x1b")
        terminal.settle(1)
        terminal.send("[A")
        terminal.wait_for("key up")
