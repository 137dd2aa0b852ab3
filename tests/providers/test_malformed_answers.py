"""What answers is no server of chats, or broken: one sentence says what is the matter, and what came is kept."""

from __future__ import annotations

import errno
import re
from typing import Any

import httpx2
import pytest

from streamtui.config.settings import Settings, Timeouts
from streamtui.core.chat.events import ResponseStarted, StreamEvent
from streamtui.core.chat.usage import Usage
from streamtui.core.dialects.chat.reader import ChatReader
from streamtui.core.faults.error_bodies import fault_from
from streamtui.core.faults.faults import Fault, FaultKind, ProviderError
from streamtui.core.wire.sse import SseDecoder
from streamtui.providers import failures, sdk
from streamtui.providers.connection_faults import connection_fault
from tests.providers.talk import Talk, listen, make_provider, request, talk_to
from tests.servers.raw import RawServer
from tests.servers.replies import chunk
from tests.servers.tls import untrusted_context

HALF = chunk({"content": "Half"})
ENDED = HALF + chunk(finish="stop") + b"data: [DONE]\n\n"
OK = b"HTTP/1.1 200 OK\r\n"
REFUSED = b'{"error": {"message": "Bad thing."}}'


def response(status: str = "200 OK", body: bytes = ENDED, **headers: str) -> bytes:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body


def one_sentence(message: str) -> bool:
    return re.fullmatch(r"[^.]([^.]|\.\S)+\.", re.sub("“.*?”", "“”", message)) is not None


async def told(server: RawServer) -> Talk:
    async with server:
        talk = await talk_to(server.base_url)
        assert talk.fault is not None
        assert one_sentence(talk.fault.message), talk.fault.message
        assert server.place in talk.fault.message
        return talk


NO_HTTP: list[tuple[RawServer, str]] = [
    (RawServer(b"SSH-2.0-OpenSSH_9.6\r\n", unasked=True, stays_open=True), "no HTTP, it said “SSH-2.0-OpenSSH_9.6”"),
    (RawServer(b"<html>hello</html>"), "no HTTP, it said “<html>hello</html>”"),
    (RawServer(b"\x15\x03\x01\x00\x02\x02\x46"), "write https:// in the base URL"),
    (RawServer(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00", stays_open=True), "speaks HTTP/2 alone"),
    (RawServer(b"HTTP/2 200 OK\r\n\r\n"), "speaks HTTP/2 alone"),
    (RawServer(response("400 Bad Request", b"<html>The plain HTTP request was sent to HTTPS port</html>")), "https://"),
]
BROKEN_HTTP: list[tuple[RawServer, str]] = [
    (RawServer(b"HTTP/1.1 99 Odd\r\n\r\n"), "its status line can't be read"),
    (RawServer(OK + b"X y\r\n\r\n"), "a header of it can't be read"),
    (RawServer(OK + b"X: " + b"x" * 300_000 + b"\r\n\r\n"), "its headers are too large"),
    (RawServer(OK + b"Content-Length: many\r\n\r\n"), "its Content-Length makes no sense"),
    (RawServer(OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n"), "its Content-Length makes no sense"),
    (RawServer(OK + b"Transfer-Encoding: odd\r\n\r\n"), "its Transfer-Encoding is unknown"),
    (RawServer(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), "its chunks have no sizes"),
    (RawServer(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"), "it goes on in another protocol"),
]
NO_REPLY: list[tuple[RawServer, str]] = [
    (RawServer(b"HTTP/1.1 204 No Content\r\n\r\n"), "answered “204 No Content” in place of a reply"),
    (RawServer(response("205 Reset", b"")), "answered “205 Reset” in place of a reply"),
    (RawServer(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "answered “304 Not Modified” in place of a reply"),
    (RawServer(response("302 Found", b"")), "answered “302 Found” in place of a reply"),
    (RawServer(response("302 Found", b"", Location="http://[::1")), "redirects to an address that can't be used"),
    (RawServer(response("307 To", b"", Location="ftp://x/")), "redirects to an address that can't be used"),
    (RawServer(response(content_encoding="gzip")), "answered in a compression that can't be read"),
]


@pytest.mark.parametrize(("server", "words"), [*NO_HTTP, *BROKEN_HTTP, *NO_REPLY], ids=lambda value: str(value)[:30])
async def test_what_is_no_reply_says_what_it_is_and_is_asked_once(server: RawServer, words: str) -> None:
    talk = await told(server)
    assert talk.fault is not None
    assert words in talk.fault.message
    assert server.asked == talk.reply.attempts == 1


async def test_a_tls_server_that_is_spoken_to_in_plain_hangs_up() -> None:
    talk = await told(RawServer(tls=untrusted_context()))
    assert talk.fault is not None
    assert "closed the connection before it replied; ask again, or write https://" in talk.fault.message


async def test_redirects_in_circles_are_followed_once() -> None:
    server = RawServer(response("307 To", b"", Location="/v1/chat/completions", Connection="close"))
    talk = await told(server)
    assert talk.fault is not None
    assert "redirects in circles" in talk.fault.message
    assert talk.reply.attempts == 1


BROKEN_LATER: list[tuple[bytes, FaultKind, str]] = [
    (OK + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\nzz\r\n" % (len(HALF), HALF), "malformed", "no sizes"),
    (OK + b"Content-Length: 5000\r\n\r\n" + HALF, "cut", "broke off in mid-reply"),
]


@pytest.mark.parametrize(("said", "kind", "words"), BROKEN_LATER, ids=["chunks", "length"])
async def test_what_breaks_in_mid_reply_keeps_the_text(said: bytes, kind: FaultKind, words: str) -> None:
    talk = await told(RawServer(said))
    assert talk.fault is not None
    assert (talk.text, talk.fault.kind) == ("Half", kind)
    assert words in talk.fault.message
    assert "what arrived is kept" in talk.fault.message


@pytest.mark.parametrize(("fails", "words"), [("take", "a chunk that can't be read, “{"), ("end", "a reply whose end")])
async def test_what_our_reader_fails_on_is_left_out_and_told(
    monkeypatch: pytest.MonkeyPatch, fails: str, words: str
) -> None:
    taken = ChatReader.take

    def take(reader: ChatReader, at: float, data: dict[str, Any], events: list[StreamEvent]) -> None:
        if "bad" in repr(data):
            raise OverflowError("int too large")
        taken(reader, at, data, events)

    def end(*_: object) -> None:
        raise OverflowError("int too large")

    monkeypatch.setattr(ChatReader, fails, take if fails == "take" else end)
    talk = await told(RawServer(response(body=HALF + chunk({"content": "bad"}) + ENDED)))
    assert talk.fault is not None
    assert talk.fault.kind == "malformed"
    assert talk.text == ("HalfHalf" if fails == "take" else "HalfbadHalf")
    assert words in talk.fault.message


async def test_what_our_decoder_fails_on_is_a_malformed_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OverflowError("int too large")

    monkeypatch.setattr(SseDecoder, "close", fail)
    talk = await told(RawServer(response(body=HALF)))
    assert talk.fault is not None
    assert (talk.text, talk.fault.kind) == ("Half", "malformed")
    assert "sent what can't be read (“OverflowError: int too large”)" in talk.fault.message


CHARSETS = ["utf-16", "utf-32", "base64", "zlib", "rot13", "hex", "punycode", "idna", "undefined", "nope", "\x01", '"']


@pytest.mark.parametrize("charset", CHARSETS)
async def test_no_charset_of_a_refusal_hides_its_words(charset: str) -> None:
    headers = {"Content-Type": f"application/json; charset={charset}"}
    talk = await told(RawServer(response("400 Bad", REFUSED, **headers)))
    assert talk.fault is not None
    assert (talk.fault.kind, talk.fault.status) == ("bad_request", 400)
    assert "“Bad thing”" in talk.fault.message


async def test_of_a_refusal_that_our_reading_fails_on_the_status_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(body: object, **asked: Any) -> Fault:
        if body:
            raise RecursionError
        return fault_from(body, **asked)

    monkeypatch.setattr(failures, "fault_from", fail)
    talk = await told(RawServer(response("401 No", REFUSED)))
    assert talk.fault is not None
    assert (talk.fault.kind, talk.fault.status) == ("authentication", 401)


async def test_a_refusal_in_another_form_of_unicode_is_read() -> None:
    talk = await told(RawServer(response("400 Bad", REFUSED.decode().encode("utf-16-le"))))
    assert talk.fault is not None
    assert "“Bad thing”" in talk.fault.message


async def test_an_id_of_a_request_may_be_anything() -> None:
    async with RawServer(OK + b"x-request-id: \xff\x1b[31m" + b"y" * 5000 + b"\r\n\r\n" + ENDED) as server:
        talk = await talk_to(server.base_url)
    (started,) = talk.of(ResponseStarted)
    assert started.request_id is not None
    assert len(started.request_id) == 200


NO_LISTS = [b"", b"null", b"7", b'"x"', b"<html>", b"\xff\xfe", b"[" * 100_000, b'{"data": ' * 50_000, b"9" * 5000]
ODD_LISTS: list[tuple[bytes, list[str]]] = [
    (b"{}", []),
    (b'{"data": 7}', []),
    (
        b'{"data": [null, 7, "x", [], {}, {"id": 1e400}, {"id": null, "name": "n"}, {"id": "a\\ud83d"}]}',
        ["n", "a\ufffd"],
    ),
    (b'[{"id": ' + b"9" * 400 + b'}, {"id": "m"}]', ["m"]),
    (b'\xef\xbb\xbf{"models": [{"name": "m"}]}', ["m"]),
]


@pytest.mark.parametrize("body", NO_LISTS, ids=range(len(NO_LISTS)))
async def test_what_is_no_list_of_models_says_so(body: bytes) -> None:
    async with RawServer(response(body=body)) as server:
        provider = make_provider(server.base_url)
        with pytest.raises(ProviderError, match="did not answer with a list of models") as raised:
            await provider.models()
        await provider.close()
    assert raised.value.fault.kind == "malformed"


@pytest.mark.parametrize(("body", "names"), ODD_LISTS, ids=range(len(ODD_LISTS)))
async def test_a_list_of_models_is_read_as_far_as_it_goes(body: bytes, names: list[str]) -> None:
    headers = {"Content-Type": "text/plain; charset=base64"}
    async with RawServer(response(body=body, **headers)) as server:
        provider = make_provider(server.base_url)
        assert await provider.models() == names
        await provider.close()


async def test_a_server_that_only_says_continue_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sdk, "_READ_S", 0.05)
    async with RawServer(endless=[b"HTTP/1.1 100 Continue\r\n\r\n" * 100]) as server:
        provider = make_provider(server.base_url, settings=Settings(timeouts=Timeouts(connect_s=0.1)))
        with pytest.raises(ProviderError, match="took too long to answer"):
            await provider.models()
        await provider.close()


@pytest.mark.parametrize("options", [{"top_p": float("nan")}, {"seed": {1, 2}}])
async def test_options_that_no_json_can_say_are_a_matter_of_configuration(options: dict[str, Any]) -> None:
    async with RawServer(response()) as server:
        provider = make_provider(server.base_url)
        talk = await listen(provider, request(options=options))
        await provider.close()
        assert server.asked == 0
    assert talk.fault is not None
    assert talk.fault.kind == "configuration"
    assert "check the options" in talk.fault.message


async def test_a_model_whose_name_is_no_text_is_told() -> None:
    talk = await talk_to("http://127.0.0.1:9/v1", "caf\udce9")
    assert talk.fault is not None
    assert talk.fault.message.startswith("The model's name is not UTF-8")


async def test_a_price_list_that_fails_costs_no_reply() -> None:
    def price(usage: Usage, *, model: str, base_url: str) -> float | None:
        raise ArithmeticError

    usage = {"prompt_tokens": 2**53 - 1, "completion_tokens": 1}
    async with RawServer(response(body=HALF + chunk(usage=usage) + ENDED)) as server:
        talk = await talk_to(server.base_url, price=price)
    assert (talk.fault, talk.reply.statistics.cost_usd) == (None, None)


def test_no_files_left_says_what_to_do() -> None:
    error = httpx2.ConnectError("no")
    error.__cause__ = OSError(errno.EMFILE, "Too many open files")
    found = connection_fault(error, "http://x/v1", 5)
    assert found is not None
    assert "`ulimit -n`" in found.fault.message


async def test_a_cookie_is_not_kept_so_that_it_can_spoil_no_later_request() -> None:
    async with RawServer(response(Set_Cookie="a=\xff\x1b")) as server:
        provider = make_provider(server.base_url)
        try:
            first = await listen(provider, request())
            assert [first.text, (await listen(provider, request())).text] == ["Half", "Half"]
        finally:
            await provider.close()
