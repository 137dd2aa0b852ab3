"""Replies are judged at a cost that is in proportion to their size, whatever they repeat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from streamtui.core.chat.state import ChatState
from streamtui.core.verdicts.judge import verdicts_of
from streamtui.core.verdicts.loops import loop_in
from streamtui.core.verdicts.quoting import Quoting
from tests.core.verdicts.judged import events_of, piece, whole
from tests.cost.test_loops import grows_with_the_size


class Scanned(str):
    """Counts the characters among which it is looked for something."""

    __slots__ = ("looked_at",)
    looked_at: int

    def _in(self, look: Callable[..., int], what: str, start: int, end: int) -> int:
        self.looked_at = getattr(self, "looked_at", 0) + max(0, end - start)
        return look(what, start, end)

    def find(self, what: str, start: Any = 0, end: Any = None) -> int:
        return self._in(super().find, what, start, end)

    def rfind(self, what: str, start: Any = 0, end: Any = None) -> int:
        return self._in(super().rfind, what, start, end)

    def count(self, what: str, start: Any = 0, end: Any = None) -> int:
        return self._in(super().count, what, start, end)


@pytest.mark.parametrize("text", ["`<a`b" * 500, "```\n<a ``\n" * 500, "<a" * 1000])
def test_what_is_quoted_is_looked_for_once(text: str) -> None:
    scanned = Scanned(text)
    quoting = Quoting(scanned)
    for at in range(len(text)):
        fences = text.count("```", 0, at) % 2 == 1
        assert quoting.in_code(at) == (fences or text.count("`", text.rfind("\n", 0, at) + 1, at) % 2 == 1)
        assert quoting.in_fence(at) == fences
    assert scanned.looked_at < 8 * len(text)


def test_code_that_repeats() -> None:
    grows_with_the_size(lambda count: loop_in("```\n" + "abc def;\n" * 100 * count))


def test_many_calls_of_which_nobody_knows_the_tools() -> None:
    def judge(count: int) -> None:
        calls = [piece('{"a', f"f{at}", index=at) for at in range(count)]
        events = events_of(whole(*calls, finish="tool_calls"))
        reply = ChatState().fold(events).reply
        assert reply is not None
        assert len(verdicts_of(reply, events)) == count

    grows_with_the_size(judge)
