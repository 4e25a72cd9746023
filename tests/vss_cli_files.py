"""What ``vss-cli`` leaves in a user's home, made as it makes it."""

import base64
import hashlib
import hmac
import json
import os
import platform
import socket
from collections.abc import Mapping
from pathlib import Path

import yaml
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def auth(user: str, password: str) -> str:
    """The ``auth`` of an endpoint: base64 of user and password."""
    return base64.b64encode(f"{user}:{password}".encode()).decode()


def write_config(
    home: Path, *endpoints: Mapping[str, object], mode: int = 0o600, **general: object
) -> Path:
    """Write ``config.yaml``."""
    return write_text(home, yaml.safe_dump({"general": general, "endpoints": [*endpoints]}), mode)


def write_text(home: Path, text: str | bytes, mode: int = 0o600) -> Path:
    """Write ``config.yaml`` as it stands."""
    path = home / ".vss-cli" / "config.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    path.chmod(mode)
    return path


def write_encrypted(
    home: Path, endpoint: str, key: str, user: str, password: str, **changes: object
) -> Path:
    """Write ``credentials.enc`` for one endpoint; ``changes`` go into its outer layer."""
    content = {
        "version": 1,
        "credentials": {
            f"vss-cli_{key}_{kind}": {
                "value": value,
                "type": kind,
                "endpoint": endpoint,
                "metadata": None,
            }
            for kind, value in (("username", user), ("password", password))
        },
    }
    salt, nonce = os.urandom(32), os.urandom(12)
    sealed = AESGCM(_derived(salt)).encrypt(nonce, json.dumps(content).encode(), None)
    package = {
        "version": 1,
        "algorithm": "AES-256-GCM",
        "salt": salt.hex(),
        "nonce": nonce.hex(),
        "ciphertext": sealed.hex(),
        **changes,
    }
    seal = hmac.new(_derived(salt + b"_hmac"), json.dumps(package).encode(), hashlib.sha256)
    path = home / ".vss-cli" / "credentials.enc"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"hmac": seal.hexdigest(), "data": package}))
    path.chmod(0o600)
    return path


def _derived(salt: bytes) -> bytes:
    machine = "|".join((platform.node(), str(Path.home()), socket.gethostname()))
    secret = hashlib.sha256(machine.encode()).digest()
    return hashlib.pbkdf2_hmac("sha256", secret, salt, 600_000, 32)
