"""The command as a process, the way that shells and scripts meet it."""

import fcntl
import os
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.fake_service import FakeService

ROOT = Path(__file__).parent.parent
INSTALLED = str(Path(sys.executable).with_name("vss-tui"))
"""The command as it is installed beside this interpreter."""
_LIMIT = 60.0


@dataclass(frozen=True)
class CommandResult:
    """The exit status of a command, and what it wrote."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Command:
    """The installed command in an environment of its own."""

    environment: dict[str, str]
    words: tuple[str, ...] = (INSTALLED,)

    def with_variables(self, **variables: str) -> "Command":
        return Command({**self.environment, **variables})

    def without(self, *names: str) -> "Command":
        return Command({k: v for k, v in self.environment.items() if k not in names})

    def signed_in(self, url: str, service: FakeService) -> "Command":
        return self.with_variables(VSS_ENDPOINT=url, VSS_TOKEN=service.token)

    def run(self, *words: str) -> CommandResult:
        """Run it to its end; neither of its streams is a terminal."""
        process = self.start(*words)
        out, err = process.communicate(timeout=_LIMIT)
        return CommandResult(process.returncode, out.decode(), err.decode())

    def start(
        self, *words: str, stdout: int = subprocess.PIPE, stderr: int = subprocess.PIPE
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*self.words, *words],
            env=self.environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
        )

    def on_terminal(self, *words: str, columns: int = 80) -> CommandResult:
        """Run it with a terminal as its standard output, and no other."""
        ours, theirs = _terminal(columns)
        process = self.start(*words, stdout=theirs)
        os.close(theirs)
        out = _everything(ours)
        _, err = process.communicate(timeout=_LIMIT)
        return CommandResult(process.returncode, out, err.decode())

    def with_terminal_for_errors(self, *words: str, columns: int = 80) -> CommandResult:
        """Run it with a terminal as its standard error, and no other."""
        ours, theirs = _terminal(columns)
        process = self.start(*words, stderr=theirs)
        os.close(theirs)
        err = _everything(ours)
        out, _ = process.communicate(timeout=_LIMIT)
        return CommandResult(process.returncode, out.decode(), err)


def pending_bytes(stream: int) -> int:
    """How many bytes wait to be read from a pipe or a terminal."""
    return int.from_bytes(fcntl.ioctl(stream, termios.FIONREAD, bytes(4)), sys.byteorder)


def _terminal(columns: int) -> tuple[int, int]:
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    return ours, theirs


def _everything(terminal: int) -> str:
    """Read a terminal to its end, which Linux reports as an error."""
    read = b""
    with os.fdopen(terminal, "rb", buffering=0) as stream, suppress(OSError):
        while piece := stream.read(65536):
            read += piece
    return read.decode().replace("\r\n", "\n")
