"""Makes the pictures of the README: ``python -m tests.pictures`` writes ``screenshots/*.svg``."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from rich.terminal_theme import TerminalTheme

from tests.app_driver import AppDriver
from tests.scenarios import SCENARIOS, Scenario, play, set_up
from tests.terminal_picture import DARK, LIGHT, Frame, moving_picture, picture, screen_of

_FOLDER = Path(__file__).parent.parent / "screenshots"
_PICTURES = (
    ("browser", "newest", (80, 24), DARK),
    ("pick", "pick", (80, 16), DARK),
    ("details", "details", (120, 22), DARK),
    ("sync", "sync-done", (80, 16), DARK),
    ("error", "error", (80, 16), DARK),
    ("light", "help", (80, 24), LIGHT),
)
"""Each picture's name, its scenario, the size of the terminal, and its colours."""
_TYPED = "ubuntu server"


async def _screen(scenario: Scenario, size: tuple[int, int], theme: TerminalTheme) -> str:
    app, service = set_up(scenario)
    async with app.run_test(size=size) as pilot:
        await play(scenario, app, service, pilot)
        return picture(screen_of(app), theme)


@asynccontextmanager
async def _recording(frames: list[Frame]) -> AsyncIterator[Callable[..., Awaitable[None]]]:
    """Start the browser; what is given presses keys, and takes a frame that stands so long."""
    scenario = next(each for each in SCENARIOS if each.name == "public-list")
    app, service = set_up(scenario)
    async with app.run_test(size=(80, 16)) as pilot:
        browser = AppDriver(app, pilot, service)
        await browser.wait_until(lambda: service.requests)
        await browser.wait_idle()

        async def take(seconds: float, *keys: str, answered: bool = False) -> None:
            await browser.press(*keys)
            if answered:
                await browser.wait_debounce()
            await browser.flush_messages()
            frames.append(Frame(screen_of(app), seconds))

        yield take


async def _film() -> str:
    """Find an image, pick it out, copy it: ten seconds."""
    frames: list[Frame] = []
    async with _recording(frames) as take:
        await take(1.2)
        await take(0.4, "slash")
        for letter in _TYPED:
            await take(0.16, letter)
        await take(1.0, answered=True)
        await take(0.8, "enter")
        await take(1.2, "U", answered=True)
        await take(0.5, "j")
        await take(0.8, "j")
        await take(2.0, "v")
    return moving_picture(frames, DARK)


def main() -> None:
    """Write them all."""
    _FOLDER.mkdir(exist_ok=True)
    scenarios = {scenario.name: scenario for scenario in SCENARIOS}
    for name, scenario, size, theme in _PICTURES:
        drawn = asyncio.run(_screen(scenarios[scenario], size, theme))
        (_FOLDER / f"{name}.svg").write_text(drawn, encoding="utf-8")
    (_FOLDER / "find-and-copy.svg").write_text(asyncio.run(_film()), encoding="utf-8")


if __name__ == "__main__":
    main()
