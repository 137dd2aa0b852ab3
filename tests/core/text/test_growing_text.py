"""A text that grows: readers take what is new, and see where it is another one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.text.growing_text import GrowingText

STEPS = st.lists(
    st.tuples(st.sampled_from(["append", "correct", "read"]), st.text("ab", max_size=3)), min_size=1, max_size=20
)


@given(STEPS)
def test_who_reads_what_is_new_and_begins_anew_where_it_is_another_one_has_the_text(
    steps: list[tuple[str, str]],
) -> None:
    text, said, cursor, read = GrowingText(), "", 0, ""
    for what, piece in [*steps, ("read", "")]:
        if what == "append":
            text.append(piece)
            said += piece
        elif what == "correct":
            text.correct(piece)
            said = piece
        else:
            read = (read if text.grew_since(cursor) else "") + text.since(cursor)
            cursor = text.cursor
        assert (str(text), len(text), bool(text)) == (said, len(said), bool(said))
    assert read == said


def test_a_twin_keeps_what_it_said_when_the_other_is_corrected() -> None:
    text = GrowingText("one")
    twin, cursor = text.twin(), text.cursor
    text.correct("two")
    text.append(" more")
    assert (str(twin), str(text)) == ("one", "two more")
    twin.become(text)
    assert not twin.grew_since(cursor)
    text.become(GrowingText("one"))
    assert (str(text), str(twin)) == ("one", "two more")
    assert not text.grew_since(twin.cursor)
