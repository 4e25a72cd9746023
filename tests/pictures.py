"""Makes the pictures of the README: ``python -m tests.pictures`` writes ``screenshots/*.svg``."""

import asyncio
from pathlib import Path

from tests.scenarios import SIZES, STATES, Scenario, reach, scene

_FOLDER = Path(__file__).parent.parent / "screenshots"


async def _picture(state: Scenario, size: tuple[int, int]) -> str:
    app, service = scene(state)
    async with app.run_test(size=size) as pilot:
        await reach(state, app, service, pilot)
        return app.export_screenshot(title="vss-tui", simplify=True)


def main() -> None:
    """Write every state at every size."""
    _FOLDER.mkdir(exist_ok=True)
    for state in STATES:
        for name, size in SIZES.items():
            ending = "" if name == "narrow" else f"-{name}"
            path = _FOLDER / f"{state.name}{ending}.svg"
            path.write_text(asyncio.run(_picture(state, size)), encoding="utf-8")


if __name__ == "__main__":
    main()
