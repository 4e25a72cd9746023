"""The main states of the browser look as they were accepted."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from tests.scenarios import SIZES, STATES, Scenario, reach, scene
from vss_tui.models.image import Image


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_state(state: Scenario, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    app, service = scene(state)

    async def arrive(pilot: Pilot[Image]) -> None:
        await reach(state, app, service, pilot)

    assert snap_compare(app, terminal_size=size, run_before=arrive)
