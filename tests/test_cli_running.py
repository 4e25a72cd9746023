"""How a signal ends a command that has no screen, wherever it arrives."""

import signal
import subprocess
import sys
from textwrap import dedent

import pytest

WORK = """
import asyncio, os, signal, sys
from vss_tui.cli.exit_status import blocking, signals_raised
from vss_tui.cli.running import run_async

def strike():
    os.kill(os.getpid(), signal.SIGINT)

async def main():
{body}

with signals_raised():
    sys.exit(run_async(main()))
"""


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            """
            try:
                strike()
            except BaseException:
                print("seen inside a step")
            await asyncio.Event().wait()
            """,
            id="amid a step of foreign code, which might keep it",
        ),
        pytest.param(
            """
            with blocking():
                strike()
                os.read(os.pipe()[0], 1)
            """,
            id="where the loop does not come round",
        ),
        pytest.param(
            """
            strike()
            with blocking():
                os.read(os.pipe()[0], 1)
            """,
            id="just before the loop does not come round",
        ),
        pytest.param(
            """
            strike()
            strike()
            os.read(os.pipe()[0], 1)
            """,
            id="twice, where the loop unexpectedly does not come round",
        ),
    ],
)
def test_a_signal_ends_the_work(body: str, clean_environment: dict[str, str]) -> None:
    indented = "\n".join(f"    {line}" for line in dedent(body).splitlines())

    ended = subprocess.run(
        [sys.executable, "-c", WORK.format(body=indented)],
        capture_output=True,
        text=True,
        env=clean_environment,
        timeout=30,
        check=False,
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGINT, "", "")
