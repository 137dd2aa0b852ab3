"""The tools of a request, as they are named."""

from __future__ import annotations

from streamtui.core.wire.sent_request import sent_in
from streamtui.core.wire.sent_tools import sent_tool, tool_labels

REQUEST = sent_in({"messages": [], "tools": [{"function": {"name": f"tool_{number}"}} for number in range(9)]})


def test_as_many_are_named_as_there_is_room_for() -> None:
    assert tool_labels(REQUEST, 1_000).endswith("tool_7, tool_8")
    assert tool_labels(REQUEST, 20) == "tool_0, tool_1 and 7 more"
    assert tool_labels(REQUEST, -5) == "tool_0 and 8 more"
    assert tool_labels(None, 20) == ""


def test_what_the_model_was_told_of_a_tool_is_known_and_no_other() -> None:
    known = sent_tool(REQUEST, "tool_3")
    assert known is not None
    assert known.parameters == {}
    assert sent_tool(REQUEST, "tool_9") is None
    assert sent_tool(REQUEST, "") is None
