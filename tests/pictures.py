"""Makes the pictures of the README: ``python -m tests.pictures`` writes ``screenshots/*.svg``."""

import asyncio
from pathlib import Path

from tests.scenarios import SCENARIOS, SIZES, Scenario, play, set_up

_FOLDER = Path(__file__).parent.parent / "screenshots"


async def _picture(scenario: Scenario, size: tuple[int, int]) -> str:
    app, service = set_up(scenario)
    async with app.run_test(size=size) as pilot:
        await play(scenario, app, service, pilot)
        return app.export_screenshot(title="vss-tui", simplify=True)


def main() -> None:
    """Write every state at every size."""
    _FOLDER.mkdir(exist_ok=True)
    for scenario in SCENARIOS:
        for name, size in SIZES.items():
            ending = "" if name == "narrow" else f"-{name}"
            path = _FOLDER / f"{scenario.name}{ending}.svg"
            path.write_text(asyncio.run(_picture(scenario, size)), encoding="utf-8")


if __name__ == "__main__":
    main()
