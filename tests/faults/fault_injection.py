"""Faults of the machine under the real command: a module that Python runs before all else.

Nothing of the application takes part: what fails is the library or the system call below it.
"""

from collections.abc import Mapping
from pathlib import Path

SECRET = "canary-s3cret"
"""What the errors that are raised say, and no line of code does."""

FAILING_HANDLER = """
import base64
def encode(data):
    raise LookupError("-".join(["canary", "s3cret"]))
base64.b64encode = encode
"""
"""The key ``v`` meets an error that nobody expects."""

FAILING_WORKER = """
import json
loads = json.loads
def failing(text, **how):
    if how:
        raise LookupError("-".join(["canary", "s3cret"]))
    return loads(text)
json.loads = failing
"""
"""Reading an answer of the service meets such an error."""

BLOCKED = b"blocked"

BLOCKING_HANDLER = """
import base64, os, time
def encode(data):
    os.write(2, b"blocked")
    time.sleep(600)
base64.b64encode = encode
"""
"""The key ``v`` stops the event loop, which says ``BLOCKED`` before."""

SILENT_NAME_SERVER = """
import socket, time
def getaddrinfo(*_, **how):
    time.sleep(600)
socket.getaddrinfo = getaddrinfo
"""
"""No look-up of a host's name comes to an end."""

READ_ONLY = """
import errno, os, tempfile
def refuse(*_, **how):
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))
os.mkdir = tempfile.mkstemp = refuse
"""
"""No file or folder can be made anywhere."""

CLOSED_DEVICE = """
import os
open_file = os.open
def refuse(path, *how, **more):
    if str(path).startswith(("/dev/pts/", "/dev/tty")):
        raise PermissionError(13, "Permission denied")
    return open_file(path, *how, **more)
os.open = refuse
"""
"""The terminal's device cannot be opened again, as after ``su``."""

STUCK_BEFORE_SYNC = """
import os, time
def stuck(_):
    os.write(2, b"saving")
    time.sleep(600)
os.fsync = stuck
"""
STUCK_BEFORE_REPLACING = """
import os, pathlib, time
def stuck(*_):
    os.write(2, b"saving")
    time.sleep(600)
os.replace = os.rename = pathlib.Path.replace = stuck
"""
SAVING = b"saving"
"""What those two say, in whose midst a file that is being written can be left."""


def with_fault(environ: Mapping[str, str], folder: Path, code: str) -> dict[str, str]:
    """Return an environment in which Python runs ``code`` first, from a file in ``folder``."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(code, encoding="ascii")
    found = environ.get("PYTHONPATH")
    return {**environ, "PYTHONPATH": f"{folder}:{found}" if found else str(folder)}
