"""Figures that do not depend on the machine: bytes written, requests sent, modules imported."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.bench.measures import Written, written_by_us
from tests.fake_service import FakeService
from tests.fake_service.serving import serve

_HEAVY = (
    "textual",
    "rich.console",
    "httpx",
    "yaml",
    "keyring",
    "starlette",
    "tenacity",
    "argcomplete",
)
_ASK = """
import sys
from vss_tui.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
heavy = [name for name in {heavy!r} if name in sys.modules]
print("imported:", *heavy, file=sys.stderr)
"""


@pytest.fixture
def environ(clean_environment: dict[str, str]) -> Iterator[dict[str, str]]:
    service = FakeService()
    with serve(service) as url:
        yield {**clean_environment, "VSS_ENDPOINT": url, "VSS_TOKEN": service.token}


@pytest.mark.parametrize(
    ("words", "imported"),
    [
        (["--help"], ""),
        (["ls", "--help"], ""),
        (["pick", "--help"], ""),
        (["config"], ""),
        (["ls"], "httpx"),
    ],
    ids=" ".join,
)
def test_a_call_imports_what_it_needs(
    environ: dict[str, str], words: list[str], imported: str
) -> None:
    # Where the dev extra is installed click is, and httpx imports rich for its own command then.
    ended = subprocess.run(
        [sys.executable, "-c", "import sys; sys.modules['click'] = None\n" + _program(), *words],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ended.stderr.splitlines()[-1] == f"imported: {imported}".rstrip()


def test_the_browser_is_imported_without_the_network(environ: dict[str, str]) -> None:
    program = "import sys, vss_tui.app; print('httpx' in sys.modules, 'starlette' in sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ended.stdout == "False False\n"


@pytest.fixture(scope="module")
def measured() -> tuple[Written, int]:
    """The bytes that a run of the browser writes, and its requests without a key."""
    return written_by_us([sys.executable, "-m", "vss_tui"])


def test_bytes_of_the_first_screen(measured: tuple[Written, int]) -> None:
    assert measured[0].first_screen <= 8 * 1024


def test_bytes_of_a_row_down(measured: tuple[Written, int]) -> None:
    assert measured[0].row_down <= 280


def test_bytes_of_a_page_turn(measured: tuple[Written, int]) -> None:
    assert measured[0].page_turn <= 3 * 1024


def test_bytes_of_a_focus_change(measured: tuple[Written, int]) -> None:
    assert measured[0].focus == 0


def test_idle_writes_and_asks_nothing(measured: tuple[Written, int]) -> None:
    written, requests = measured
    assert (written.idle, requests) == (0, 0)


def _program() -> str:
    return _ASK.format(heavy=_HEAVY)
