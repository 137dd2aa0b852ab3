"""Random answers on the wire, as to all that stands before the body: status, headers, lengths, packing.

They go through a real connection, the SDK, and the provider with its attempts and waits.
"""

from __future__ import annotations

import asyncio
import gzip
import random
import zlib
from collections import Counter
from collections.abc import Iterable

from streamtui.core.faults.faults import FAULT_KINDS, ProviderError
from streamtui.providers.openai_api import OpenAIProvider
from tests.fuzz.failing import named
from tests.fuzz.streams import random_body
from tests.providers.talk import listen, make_provider, request

_HTTP = ["HTTP/1.1"] * 60 + ["HTTP/1.0", "HTTP/0.9", "HTTP/2", "http/1.1", "HTTP/1.1.1", "", "ICY", "SSH-2.0-x", "\x00"]
_STATUS = ["200 OK"] * 30 + [
    "200",
    "201 Created",
    "204 No Content",
    "205 Reset",
    "206 Partial",
    "299 x",
    "304 Not Modified",
]
_STATUS += ["100 Continue", "101 Switching", "103 Early Hints", "301 Moved", "302 Found", "307 Again", "308 Gone on"]
_STATUS += ["400 Bad", "401 No", "403 Not you", "404 Where", "408 Slow", "409 Both", "413 Large", "422 Odd", "429 Many"]
_STATUS += [
    "500 Oh",
    "502 Gate",
    "503 Busy",
    "504 Late",
    "529 Full",
    "99 Low",
    "600 High",
    "999 Higher",
    "-1 x",
    "2OO OK",
]
_STATUS += ["200 \xff\xfe", "200 " + "x" * 5000, "9" * 400]

_NUMBERS = ["0", "1", "5", "-1", "1.5", "nan", "inf", "1e400", "9" * 400, "0x10", "١٢", "1, 2", "", " ", "2147483648"]
_DATES = ["Fri, 31 Dec 99999999999 23:59:59 GMT", "Wed, 21 Oct 2015 07:28:00 GMT", "Thu, 99 Foo 0000 99:99:99 +9999"]
_TYPES = ["text/event-stream", "application/json", "text/html", "application/x-ndjson", "image/png", "", "x", ";;;"]
_CHARSETS = ["utf-8", "utf-16", "utf-32", "base64", "zlib", "rot13", "idna", "punycode", "unicode_escape", "undefined"]
_CHARSETS += ["mbcs", "hex", "bz2", "latin-1", "\x00", "'" * 99, "x" * 3000]
_PACKED = ["gzip", "deflate", "br", "zstd", "identity", "compress", "x-gzip", "gzip, gzip", "nothing", "", ",", "\xff"]
_PLACES = ["/v1/elsewhere", "//", "http://[", "http://127.0.0.1:99999/", "ftp://x", "http://127.0.0.1:1/v1", "\x01", ""]
_PLACES += [
    "https://127.0.0.1:1/",
    "file:///etc/passwd",
    "javascript:1",
    "http://" + "a" * 300,
    "é",
    "?" * 9000,
    "http://a/" + "x" * 9000,
]
MOST_SAID = 1500
"""Characters of a sentence, whatever the server says."""
_ERRORS = [
    b'{"error": {"message": "no", "code": 9}}',
    b'{"error": "x"}',
    b"<html>no</html>",
    b"",
    b"\xff\xfe\x00",
    b"[" * 9999,
]
_ERRORS += [b'{"error": {"message": ' + b"9" * 5000 + b"}}", b'{"detail": [{"msg": "a", "loc": [1, null]}]}', b"null"]


def answer(rng: random.Random) -> bytes:
    """All bytes of one answer."""
    body = rng.choice([random_body(rng), b'data: {"choices": []}\n\ndata: [DONE]\n\n', rng.choice(_ERRORS)])
    headers = [_header(rng, body) for _ in range(rng.choice([0, 1, 1, 2, 4]))]
    if rng.random() < 0.5:
        headers.append(f"Content-Length: {len(body)}")
    if rng.random() < 0.02:
        headers += [f"X-Filler-{number}: {number}" for number in range(rng.choice([99, 5000]))]
    if rng.random() < 0.2:
        body = gzip.compress(body) if rng.random() < 0.5 else zlib.compress(body)
    if rng.random() < 0.2:
        body = b"".join(b"%x\r\n%b\r\n" % (len(body), body) for _ in range(1)) + rng.choice([b"0\r\n\r\n", b"", b"zz"])
    head = "\r\n".join([f"{rng.choice(_HTTP)} {rng.choice(_STATUS)}", *headers]) + rng.choice(
        ["\r\n\r\n"] * 30 + ["\n\n", ""]
    )
    raw = bytearray(head.encode("utf-8", "replace") + body)
    for _ in range(rng.choice([0, 0, 0, 0, 0, 0, 0, 1, 5])):
        raw[rng.randrange(len(raw))] = rng.randrange(256)
    return bytes(raw[: rng.randrange(len(raw)) if rng.random() < 0.04 else None])


def run(cases: Iterable[int]) -> Counter[str]:
    """Ask for these answers, and count how they ended."""
    return asyncio.run(_run(cases))


async def _run(cases: Iterable[int]) -> Counter[str]:
    endings: Counter[str] = Counter()
    said = b""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.read(1 << 16)
            writer.write(said)
            await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    provider = make_provider(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")
    try:
        for number in cases:
            said = answer(random.Random(number))
            with named("answer", number, said):
                talk = await listen(provider, request(f"m{number}"))
                assert talk.fault is None or talk.fault.kind in FAULT_KINDS
                assert talk.fault is None or len(talk.fault.message) < MOST_SAID
                endings[talk.fault.kind if talk.fault else talk.reply.state.value] += 1
                if number % 8 == 0:
                    endings[await _listed(provider)] += 1
    finally:
        await provider.close()
        server.close()
    return endings


async def _listed(provider: OpenAIProvider) -> str:
    """What became of the same answer to the question which models there are."""
    try:
        names = await provider.models()
    except ProviderError as error:
        return f"models {error.fault.kind}"
    assert all(isinstance(name, str) for name in names)
    return "models named"


def _header(rng: random.Random, body: bytes) -> str:
    number = rng.choice(_NUMBERS)
    return rng.choice(
        [
            f"Content-Type: {rng.choice(_TYPES)}",
            f"Content-Type: {rng.choice(_TYPES)}; charset={rng.choice(_CHARSETS)}",
            f"Content-Encoding: {rng.choice(_PACKED)}",
            f"Content-Length: {rng.choice([number, str(len(body)), str(len(body) + 9)])}",
            f"Transfer-Encoding: {rng.choice(['chunked', 'gzip, chunked', 'chunked, chunked', 'x', ''])}",
            f"Retry-After: {rng.choice([number, *_DATES])}",
            f"retry-after-ms: {number}",
            f"Date: {rng.choice(_DATES)}",
            f"x-should-retry: {rng.choice(['true', 'false', 'x'])}",
            f"x-request-id: {rng.choice(['id', chr(27) + '[31m', 'x' * 9000, chr(0x202E)])}",
            f"Location: {rng.choice(_PLACES)}",
            f"Connection: {rng.choice(['close', 'keep-alive', 'upgrade'])}",
            f"Set-Cookie: {rng.choice(['a=b', '=', ';', 'a=b; Expires=Fri, 31 Dec 99999 00:00:00 GMT'])}",
            f"openai-processing-ms: {number}",
            f"x-ratelimit-reset-requests: {number}",
            rng.choice(
                ["no colon", ": nameless", "Bad Header: 1", "X: a\r\n folded", "\x00: 1", "X-Long: " + "x" * 70_000]
            ),
        ]
    )
