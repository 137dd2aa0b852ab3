"""A header that goes on and on, line by line, is read and passed on as one."""

from __future__ import annotations

from streamtui.core.http.heads import read_request
from streamtui.tap.rewriting import rewritten, without
from tests.cost.steps import steps


def test_lines_with_which_a_header_goes_on_take_no_steps_of_their_own() -> None:
    def read(lines: int) -> int:
        raw = b"GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n" + b" c\r\n" * lines + b"\r\n"
        head = read_request(raw)
        assert head.headers[1] == (b"X", b" ".join([b"b", *[b"c"] * lines]))
        assert rewritten(head, "/", "a") == without(head, "/", ()).raw == raw
        return steps(lambda: (read_request(raw), rewritten(head, "/", "a"), without(head, "/", (b"x",))))

    assert read(2000) == read(1)
