"""The main states of the browser look as they were accepted."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from tests.scenarios import SCENARIOS, SIZES, Scenario, play, set_up
from vss_tui.models.image import Image


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_state(
    scenario: Scenario, size: tuple[int, int], snap_compare: Callable[..., bool]
) -> None:
    app, service = set_up(scenario)

    async def arrive(pilot: Pilot[Image]) -> None:
        await play(scenario, app, service, pilot)

    assert snap_compare(app, terminal_size=size, run_before=arrive)
