"""HTTPS with a certificate that nobody signed."""

from __future__ import annotations

import ssl
from pathlib import Path

CERTIFICATE = Path(__file__).with_name("untrusted.pem")
"""For 127.0.0.1; a client that takes it for an authority trusts it."""


def untrusted_context() -> ssl.SSLContext:
    """For `ChatServer(tls=...)`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context
