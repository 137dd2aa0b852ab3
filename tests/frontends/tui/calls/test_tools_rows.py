"""The list of tools as rows."""

from __future__ import annotations

from streamtui.core.ports.tools import ToolInfo
from streamtui.frontends.tui.calls.tools_rows import tool_list_rows
from streamtui.rows.row import joined
from tests.doubles.tools import FakeToolbox


def shown(tools: list[ToolInfo], *notes: str, height: int = 9) -> list[str]:
    rows = tool_list_rows(FakeToolbox(), tools, 0, notes, 50, height)
    return [" ".join(row.split()) for row in joined(rows).split("\n")]


def test_no_count_is_told_before_there_are_tools() -> None:
    assert shown([], "Looking what tools there are …") == ["TOOLS", "Looking what tools there are …"]


def test_of_a_list_that_is_cut_is_told_which_part_of_it_is_shown() -> None:
    tools = [ToolInfo(f"tool_{number}", "", {}, "built-in") for number in range(5)]
    assert shown(tools)[0] == "TOOLS 5 of 5 on"
    assert len(shown(tools)) == 6
    assert shown(tools, height=4)[0] == "TOOLS 1–3 shown · 5 of 5 on"


def test_where_a_tool_comes_from_stands_behind_a_description_that_is_cut() -> None:
    tool = ToolInfo("read_file", "Read a text file in the working directory of this program.", {}, "built-in")
    for width in range(40, 100):
        row = joined(tool_list_rows(FakeToolbox(), [tool], 0, (), width, 9)).split("\n")[1]
        assert row.endswith("  built-in")
        assert len(row) == width
