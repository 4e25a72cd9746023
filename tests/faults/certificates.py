"""Certificates for a service on loopback, good ones and bad ones."""

import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Authority:
    """Signs certificates.

    Args:
        folder: Where the files go.
        name: What it is called.

    Attributes:
        file: Its own certificate, for those who trust it.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.file = folder / f"{name}.pem"
        self._folder = folder
        self._name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        self._key = ec.generate_private_key(ec.SECP256R1())
        constraints = x509.BasicConstraints(ca=True, path_length=0)
        self.file.write_bytes(self._signed(self._name, self._key, constraints, 9))

    def certify(
        self, context: ssl.SSLContext, *, address: str = "127.0.0.1", days: float = 1
    ) -> None:
        """Let servers with ``context`` show a certificate of ``address``, good for ``days``."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, address)])
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        chain = self._folder / "server.pem"
        chain.write_bytes(private + self._signed(subject, key, names, days))
        context.load_cert_chain(chain)

    @property
    def subject_hash(self) -> str:
        """What OpenSSL names its certificate by in a folder."""
        command = ("openssl", "x509", "-hash", "-noout", "-in", str(self.file))
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()

    def _signed(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        extension: x509.ExtensionType,
        days: float,
    ) -> bytes:
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=9))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(extension, critical=True)
            .sign(self._key, hashes.SHA256())
        )
        return certificate.public_bytes(serialization.Encoding.PEM)
