"""HTTPS with a certificate that nobody signed."""

from __future__ import annotations

import ssl
from pathlib import Path


def untrusted_context() -> ssl.SSLContext:
    """For `ChatServer(tls=...)`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).with_name("untrusted.pem"))
    return context
