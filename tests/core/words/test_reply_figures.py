"""What is written of a reply."""

from __future__ import annotations

from streamtui.core.chat.reply import Reply
from streamtui.core.words.reply_figures import ending


def test_a_servers_own_word_for_the_end_leaves_other_figures_their_room() -> None:
    assert ending(Reply(finish_reason="content_filter")) == "filter"
    assert ending(Reply(finish_reason="x" * 1000)) == "x" * 23 + "…"
