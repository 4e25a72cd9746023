"""The programs that are measured, and the service that they talk to."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FIRST_NAME = "CentOS-6.5-x86_64-bin-DVD1.iso"
"""The name in the first row of the embedded service's public list."""
OURS_VARIABLE = "VSS_TUI_PYTHON"
"""Names an interpreter whose environment has the vss-tui to measure."""
VSS_CLI_VARIABLE = "VSS_CLI"
"""Names the ``vss-cli`` to compare with."""


@dataclass(frozen=True)
class Programs:
    """What is measured; environments that nobody named are made in ``folder`` when needed."""

    folder: Path

    @cached_property
    def ours(self) -> str:
        """The command of vss-tui, installed from its wheel without the ``dev`` extra."""
        named = os.environ.get(OURS_VARIABLE)
        return _command(named, "vss-tui") if named else self._installed("vss-tui", str(ROOT))

    @cached_property
    def vss_cli(self) -> str:
        """The command of vss-cli, whose dependencies do not go together with ours."""
        return os.environ.get(VSS_CLI_VARIABLE) or self._installed("vss-cli", "vss-cli")

    @cached_property
    def fzf(self) -> str | None:
        """The command of fzf; None where it is not installed."""
        return shutil.which("fzf")

    def _installed(self, command: str, package: str) -> str:
        environment = self.folder / command
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        python = str(environment / "bin" / "python")
        quiet = ("--quiet", "--disable-pip-version-check")
        subprocess.run([python, "-m", "pip", "install", *quiet, package], check=True)
        return _command(python, command)


@contextmanager
def programs() -> Iterator[Programs]:
    """Yield the programs."""
    with tempfile.TemporaryDirectory() as folder:
        yield Programs(Path(folder))


@contextmanager
def service(*, images: int = 224, latency: float = 0.0) -> Iterator[tuple[str, str]]:
    """Serve the embedded service from a process of its own, yielding its URL and a token."""
    words = (sys.executable, "-m", "vss_tui.demo", "--port", "0")
    options = ("--images", str(images), "--latency", str(latency))
    with subprocess.Popen(
        (*words, *options), cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as served:
        try:
            assert served.stdout is not None
            url, token = served.stdout.readline().split()
            yield url, token
        finally:
            served.terminate()


@contextmanager
def user(url: str, token: str) -> Iterator[dict[str, str]]:
    """Yield the environment of a user with a home of their own, on a terminal of 256 colours."""
    with tempfile.TemporaryDirectory() as home:
        yield {
            "PATH": os.environ["PATH"],
            "HOME": home,
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "VSS_ENDPOINT": url,
            "VSS_TOKEN": token,
        }


@contextmanager
def served_user(*, images: int = 224, latency: float = 0.0) -> Iterator[dict[str, str]]:
    """Yield the environment of a user of a service."""
    with service(images=images, latency=latency) as found, user(*found) as environ:
        yield environ


def clear_cache(environ: Mapping[str, str]) -> None:
    """Empty the user's cache."""
    shutil.rmtree(Path(environ["HOME"]) / ".cache", ignore_errors=True)


def _command(python: str, name: str) -> str:
    return str(Path(python).with_name(name))
