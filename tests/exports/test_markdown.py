"""A conversation as Markdown can be read as what it was."""

from __future__ import annotations

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.citation import Citation
from streamtui.core.chat.tree import Turn
from streamtui.core.faults.program_ends import PROGRAM_ENDED
from streamtui.core.ports.store import KeptConversation
from streamtui.exports.forms import exported
from streamtui.markdown.inline import markdown


def told(arguments: str, output: str) -> str:
    events: list[ev.StreamEvent] = [
        ev.PromptSubmitted(0.0, "Hi", "p"),
        ev.RequestSent(0.1, 1, "model", reply="r"),
        ev.ToolCallDelta(0.2, 0, name="run", arguments=arguments),
        ev.ReplyFinished(0.3),
        ev.ToolCallFinished(0.4, "r.0", output),
        ev.TurnFinished(0.5),
    ]
    return "".join(exported([KeptConversation("0" * 16, "T", [Turn("1", events=events)], "1")], "md"))


def test_a_call_is_a_line() -> None:
    assert told('{"a": 1}', "2") == '# T\n\n## You\n\nHi\n\n## model\n\n`run` `{"a": 1}` → `2`\n'


def test_a_reply_of_a_model_that_nobody_named_has_a_heading() -> None:
    events: list[ev.StreamEvent] = [
        ev.PromptSubmitted(0.0, "Hi", "p"),
        ev.RequestSent(0.1, 1, "", reply="r"),
        ev.TextDelta(0.2, "Ho"),
    ]
    made = "".join(exported([KeptConversation("0" * 16, "T", [Turn("1", events=events)], "1")], "md"))
    assert "## reply\n\nHo" in made


def test_one_that_begins_with_a_file_alone_has_a_heading() -> None:
    assert "".join(exported([KeptConversation("0" * 16, "", [], "")], "md")) == "# –\n"


def test_a_call_that_was_cut_says_so() -> None:
    events: list[ev.StreamEvent] = [
        ev.PromptSubmitted(0.0, "Hi", "p"),
        ev.RequestSent(0.1, 1, "model", reply="r"),
        ev.ToolCallDelta(0.2, 0, name="run", arguments='{"a'),
        ev.TurnFailed(0.3, PROGRAM_ENDED),
    ]
    made = "".join(exported([KeptConversation("0" * 16, "T", [Turn("1", events=events)], "1")], "md"))
    assert '`run` `{"a` *cut*\n' in made


def test_what_the_server_ran_stands_before_the_answer_and_its_sources_behind() -> None:
    events: list[ev.StreamEvent] = [
        ev.PromptSubmitted(0.0, "Hi", "p"),
        ev.RequestSent(0.1, 1, "model", reply="r"),
        ev.ServerCallReported(0.2, 0, "web_search", "ws", state="completed", text="rivers"),
        ev.TextDelta(0.3, "The Nile."),
        ev.CitationAdded(0.3, Citation("https://e.org/a", "[A](b) *c*")),
        ev.CitationAdded(0.3, Citation("javascript:x y", "")),
        ev.ReplyFinished(0.4),
    ]
    made = "".join(exported([KeptConversation("0" * 16, "T", [Turn("1", events=events)], "1")], "md"))
    assert made.split("## model\n\n")[1] == (
        "`web_search · server` `rivers` completed\n\nThe Nile.\n\n"
        "1. \\[A\\]\\(b\\) \\*c\\* <https://e.org/a>\n2. `javascript:x y`\n"
    )


@pytest.mark.parametrize("output", ["`", "``` a", "a\nb", "````\n# no heading\n```", "\n"])
def test_what_a_tool_gave_stays_code(output: str) -> None:
    tokens = markdown.parse(told("{}", output))
    inline = [child for token in tokens for child in token.children or [] if child.type == "code_inline"]
    blocks = [token.content.removesuffix("\n") for token in tokens if token.type == "fence"]
    assert output.removesuffix("\n") in [token.content for token in inline] + blocks
    assert sum(token.type == "heading_open" for token in tokens) == 3
