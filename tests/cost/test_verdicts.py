"""Replies are judged at a cost that is in proportion to their size, whatever they repeat."""

from __future__ import annotations

import pytest

from streamtui.core.chat.state import ChatState
from streamtui.core.verdicts.judge import verdicts_of
from streamtui.core.verdicts.loops import loop_in
from streamtui.core.verdicts.quoting import Quoting
from tests.core.verdicts.judged import events_of, piece, whole
from tests.cost.test_loops import grows_with_the_size

pytestmark = pytest.mark.one_python


@pytest.mark.parametrize("text", ["`<a`b", "```\n<a ``\n", "<a", "`<a ``b ```c\n\n"])
def test_what_is_quoted_is_looked_for_once(text: str) -> None:
    def look(count: int) -> None:
        quoting = Quoting(text * count * 50)
        for at in range(len(text) * count * 50):
            quoting.in_code(at)

    grows_with_the_size(look)


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
