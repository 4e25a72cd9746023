"""The programs that are measured, and the service that they talk to."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FIRST_NAME = "CentOS-6.5-x86_64-bin-DVD1.iso"
"""The name in the first row of the embedded service's public list."""
OURS_VARIABLE = "VSS_TUI_PYTHON"
"""Names an interpreter whose environment has vss-tui without the ``dev`` extra."""
VSS_CLI_VARIABLE = "VSS_CLI"
"""Names the ``vss-cli`` to compare with."""


@dataclass(frozen=True)
class Programs:
    """What is measured, each as the words that start it; None where it is not installed."""

    ours: tuple[str, ...]
    vss_cli: tuple[str, ...] | None
    fzf: tuple[str, ...] | None
    visidata: tuple[str, ...] | None


@contextmanager
def programs() -> Iterator[Programs]:
    """Find the programs; where no environment without ``dev`` is named, one is made."""
    with tempfile.TemporaryDirectory() as made:
        python = os.environ.get(OURS_VARIABLE) or _installed(Path(made))
        yield Programs(
            ours=(python, "-m", "vss_tui"),
            vss_cli=_found(os.environ.get(VSS_CLI_VARIABLE) or "vss-cli"),
            fzf=_found("fzf"),
            visidata=_found("vd"),
        )


@contextmanager
def service(*, images: int = 224, latency: float = 0.0) -> Iterator[tuple[str, str]]:
    """Serve the embedded service from a process of its own; give its URL and a token."""
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
    """The environment of a user with folders of their own, on a terminal of 256 colours."""
    with tempfile.TemporaryDirectory() as home:
        yield {
            "PATH": os.environ["PATH"],
            "HOME": home,
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "VSS_ENDPOINT": url,
            "VSS_TOKEN": token,
        }


def clear_cache(environ: Mapping[str, str]) -> None:
    """Empty the user's cache."""
    shutil.rmtree(Path(environ["HOME"]) / ".cache", ignore_errors=True)


def seconds_of(words: Sequence[str], environ: Mapping[str, str]) -> float:
    """Run a program to its end, and give the seconds it took."""
    began = time.perf_counter()
    subprocess.run(
        words,
        env=dict(environ),
        cwd=environ["HOME"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=120,
    )
    return time.perf_counter() - began


def _installed(folder: Path) -> str:
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = str(folder / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(ROOT)], check=True)
    return python


def _found(name: str) -> tuple[str, ...] | None:
    path = shutil.which(name)
    return None if path is None else (path,)
