"""What stands in one place of a conversation, on different branches."""

from __future__ import annotations

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.messages import UserMessage
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.tree import ConversationTree, Turn


def turn(key: str, parent: str = "", asks: str = "") -> Turn:
    return Turn(key, parent, asks)


def tree() -> ConversationTree:
    """`p` is asked twice, then `q` in its place, behind a change of the system prompt; `r` follows the second `p`."""
    turns = [turn("s"), turn("a", "s", "p"), turn("b", "s", "p"), turn("c", "s", "q"), turn("d", "b", "r")]
    return ConversationTree(turns, "d")


def test_the_path_that_is_shown_ends_with_the_head() -> None:
    assert [one.key for one in tree().shown] == ["s", "b", "d"]
    assert ConversationTree([turn("a")], "not there").shown == []


def test_questions_are_told_from_answers() -> None:
    shown = tree()
    assert shown.at(UserMessage("Hi", 0.0, "p")) == shown.questions(shown["b"])
    assert (shown.questions(shown["b"]).turns, shown.questions(shown["b"]).number) == (("b", "c"), 0)
    assert (shown.answers(shown["b"]).turns, shown.answers(shown["b"]).number) == (("a", "b"), 1)
    assert shown.at(Reply("x", answers="p")) == shown.answers(shown["b"])
    assert shown.at(Reply("x", answers="r")) is None
    assert shown.at(Reply("x")) is None
    assert shown.at(UserMessage("Elsewhere", 0.0, "q")) is None, "it is on no path that is shown"


def test_what_happens_between_turns_makes_no_branch() -> None:
    both = ConversationTree([turn("a", "", "p"), turn("n", "a"), turn("b", "n", "q"), turn("c", "a", "r")], "b")
    assert both.questions(both["b"]).turns == ("b", "c")


def test_a_branch_goes_on_as_it_grew_last() -> None:
    grown = tree()
    assert (grown.end_of("s"), grown.end_of("b"), grown.end_of("a")) == ("c", "d", "a")
    assert grown.questions(grown["b"]).by(-1) == "c"
    assert grown.questions(grown["b"]).by(1) == "c"


@pytest.mark.parametrize("parent", ["gone", "a"])
def test_what_follows_nothing_that_is_known_is_a_first_one(parent: str) -> None:
    odd = ConversationTree([turn("a", parent, "p"), turn("b", "a", "q"), turn("a", "b", "r")], "b")
    assert [one.key for one in odd.shown] == ["a", "b"]


def test_a_turn_knows_by_its_events_what_it_asks() -> None:
    one = turn("k")
    one.take(ev.NoticeIssued(0.0, "So"))
    assert one.asks == ""
    one.take(ev.PromptSubmitted(0.0, "Hi"))
    assert one.asks == "k"


def test_long_conversations_are_walked_through_without_recursion() -> None:
    keys = [str(number) for number in range(20_000)]
    long = ConversationTree(
        [turn(key, before, key) for before, key in zip(["", *keys[:-1]], keys, strict=True)], "19999"
    )
    assert len(long.shown) == 20_000
    assert long.end_of("0") == "19999"
