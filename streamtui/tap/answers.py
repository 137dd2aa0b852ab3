"""What the tap answers itself, where a request can't go on: an error as OpenAI's servers write it."""

from __future__ import annotations

import socket
import ssl
from http import HTTPStatus

from streamtui.core.http.refusal import Refusal
from streamtui.tap.admission import CODE


def answer(refusal: Refusal, *, with_body: bool = True) -> bytes:
    """The whole response; the connection ends behind it."""
    body = refusal.body
    head = (
        f"HTTP/1.1 {refusal.status} {HTTPStatus(refusal.status).phrase}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + (body if with_body else b"")


def unreachable(place: str, error: Exception) -> Refusal:
    """The server can't be reached; `place` is its URL without a path."""
    untrusted = isinstance(error, ssl.SSLCertVerificationError)
    advice = "name its authority in SSL_CERT_FILE" if untrusted else "start that server"
    return Refusal(502, f"streamtui tap can't reach {place}: {_why(error)}; {advice}, or check --to.", CODE)


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message})"
    if isinstance(error, ssl.SSLError):
        return "it speaks no TLS that is understood here"
    if isinstance(error, socket.gaierror):
        return "its name is not known"
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens there"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:1].lower() + error.strerror[1:]
    return str(error) or type(error).__name__
