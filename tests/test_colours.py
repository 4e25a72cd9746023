"""The colours in force: contrast with Tango's palettes, meanings without colour, ASCII signs."""

import pytest
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme

from tests.app_driver import run_browser
from tests.scenarios import SCENARIOS, Scenario, play, set_up
from tests.terminal_picture import DARK, LIGHT, Colour, colours, screen_of
from vss_tui.support.safe_text import width
from vss_tui.widgets.theme import ascii_text

_SIGNS = "▌▐█│─╭╮╰╯"
"""Signs and borders say nothing that a word beside them does not say."""


def luminance(colour: Colour) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def plain(style: Style | None) -> bool:
    """Tell whether a style has the terminal's own two colours, whichever way round."""
    return style is None or all(
        colour is None or colour.is_default for colour in (style.color, style.bgcolor)
    )


async def words_of(scenario: Scenario) -> list[Segment]:
    app, service = set_up(scenario)
    async with app.run_test(size=(80, 24)) as pilot:
        await play(scenario, app, service, pilot)
        return [
            segment
            for line in screen_of(app)
            for segment in line
            if segment.text.strip(f" {_SIGNS}")
        ]


STATES = [each for each in SCENARIOS if each.name in ("newest", "error", "sync-done", "login")]


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("scenario", STATES, ids=lambda scenario: scenario.name)
async def test_words_have_contrast_on_dark_and_light_terminals(
    scenario: Scenario, theme: TerminalTheme
) -> None:
    for text, style, _ in await words_of(scenario):
        ratio = contrast(*colours(style, theme))
        if plain(style) and not (style and style.dim):
            assert ratio >= 4.5, (text, style)
        elif plain(style):
            # Dim is two parts of the text's colour: no palette has more to give on its own ground.
            assert ratio >= 4, (text, style)
        else:
            assert ratio >= 3, (text, style)


async def test_every_state_has_a_sign_of_its_own() -> None:
    seen = {}
    for scenario, sign in (("sync-done", "▐✓▌"), ("error", "▐✗▌"), ("error", "▐of ")):
        segments = await words_of(next(each for each in SCENARIOS if each.name == scenario))
        seen[sign] = "".join(segment.text for segment in segments)
    assert {sign: sign.strip("▐▌") in text for sign, text in seen.items()} == dict.fromkeys(
        seen, True
    )


@pytest.mark.parametrize(
    "text", ["▐1 Public 240▌", "row 1 of 9 · ‹ page 2 of 5 ›", "漢字 é", "╭──╮", "…", "✓ ✗ ● ↓ ⏎"]
)
def test_ascii_signs_are_as_wide_as_what_they_stand_for(text: str) -> None:
    assert ascii_text(text).isascii()
    assert len(ascii_text(text)) == width(text)


async def test_an_ascii_terminal_gets_nothing_else() -> None:
    async with run_browser() as browser:
        await browser.press("question_mark")
        await browser.wait_for("Keys")
        browser.app._options = browser.app._options._replace(ascii=True)
        browser.app.repaint()
        await browser.wait_until(lambda: all(map(str.isascii, browser.lines)))
