"""Certificates that this machine signs for itself."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from hub.adapters.clock import SystemClock


@dataclass(frozen=True)
class Certificate:
    """A certificate and its key in one ``file``; whoever trusts that file trusts the server."""

    file: Path

    def of_server(self) -> ssl.SSLContext:
        """What a server needs that shows it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file)
        return context


def certificate(place: Path, address: str = "127.0.0.1") -> Certificate:
    """Of the machine at ``address``, good for a day."""
    key = rsa.generate_private_key(65_537, 2_048)
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")]), SystemClock().now()
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file = place / f"{address}.pem"
    written = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + signed.public_bytes(pem)
    file.write_bytes(written)
    return Certificate(file)
