"""The line at the top of the window of a tap: what matters most is in it, however narrow it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from streamtui.core.ports.tap import Stage
from streamtui.frontends.tui.tap.head import about_rows, head_row
from streamtui.frontends.tui.tap.opened import Opened
from streamtui.frontends.tui.tap.window import TapWindow
from streamtui.rows.row import cells
from tests.doubles.clocks import FakeClock
from tests.doubles.taps import FakeProgram, FakeTap
from tests.frontends.tui.tap.test_request_list import listed, request


@pytest.mark.parametrize(
    ("width", "begins", "ends"),
    [
        (118, "tap  http://127.0.0.1:4141/v1 → 127.0.0.1:9000", "● running   3 requests · 2 running · 1 failed  held"),
        (78, "tap  127.0.0.1:4141/v1  ", "● running   3 requests · 2 running · 1 failed  held"),
        (60, "tap  ", "● running   3 requests · 2 running · 1 failed  held"),
        (48, "●   3 requests", "· 2 running · 1 failed  held"),
        (38, "●   3 · 2 running", "· 1 failed  held"),
    ],
)
def test_the_narrower_it_is_the_less_it_says_and_each_part_whole(width: int, begins: str, ends: str) -> None:
    clock = FakeClock()
    window = TapWindow(
        *(FakeTap(clock, lambda _: None), clock, FakeTap.base_url, "127.0.0.1:9000"),
        *(lambda _: [], lambda *_: str(Path()), FakeProgram()),
    )
    requests = listed(request(1), request(2), request(3, stage=Stage.FAILED))
    requests.hold(0)
    said = head_row(window, requests, "", width)
    text = "".join(run.text for run in said)
    assert cells(said) <= width
    assert text.startswith(begins)
    assert text.endswith(ends)


def test_where_there_is_no_room_for_all_what_changed_comes_first_and_what_is_cut_off_is_seen() -> None:
    one, opened = request(3, thread=1, messages=6), Opened()
    changes = ["since the last request: the system prompt changed at character 9", "cache: all of it is read again"]

    def said(most: int, width: int) -> list[str]:
        rows = about_rows(one, opened, "", changes, width, most)
        return ["".join(run.text for run in row).rstrip() for row in rows]

    assert said(5, 80) == ["goes on with #1 · sent 6 messages", *changes]
    assert said(2, 80) == changes
    assert said(2, 34) == ["since the last request: the system", "prompt changed at character 9…"]
    assert said(1, 34) == ["since the last request: the syste…"]
    assert said(2, 40) == ["since the last request: the system", "prompt changed at character 9…"]
