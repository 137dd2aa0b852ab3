"""How a call is laid out: the list, the tree, text, the timeline, a line of Python."""

from __future__ import annotations

import json

import pytest

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.json_text.outline import JsonOutline
from streamtui.core.ports.tools import ToolInfo
from streamtui.frontends.tui.calls.inspector_view import InspectorView
from streamtui.frontends.tui.calls.python_line import python_line
from streamtui.frontends.tui.calls.timeline import stage_rows, stages
from streamtui.frontends.tui.kit.growing_rows import GrowingRows
from streamtui.frontends.tui.kit.json_tree import JsonTree
from streamtui.frontends.tui.kit.row_stack import FixedRows, RowStack
from streamtui.rows.row import Row, Run, cells


def texts(rows: list[Row]) -> list[str]:
    return ["".join(span.text for span in row).rstrip() for row in rows]


def tree_of(*pieces: str, width: int = 30) -> JsonTree:
    outline = JsonOutline()
    tree = JsonTree(outline, width)
    for piece in pieces:
        for _ in outline.feed(piece):
            pass
        tree.take()
    return tree


def all_rows(tree: JsonTree) -> list[str]:
    return texts(tree.rows(0, tree.height))


def chat_with(*calls: str) -> ChatState:
    """A reply that makes these calls of `f`, none of them run."""
    state = ChatState().fold([ev.PromptSubmitted(0.0, "Go."), ev.RequestSent(1.0, 1, "model")])
    for position, arguments in enumerate(calls):
        for place in range(0, len(arguments), 4):
            piece = arguments[place : place + 4]
            state.apply(ev.ToolCallDelta(2.0 + place / 100, position, name="f" * (not place), arguments=piece))
    return state


def test_keys_stand_in_a_column_and_nested_values_below_theirs() -> None:
    tree = tree_of('{"a": 1, "long": {"b": [], "c": [true, null]}, "n": "x"}')
    assert all_rows(tree) == [
        "a     1",
        "long  2 fields",
        "  b  []",
        "  c  2 items",
        "    0  true",
        "    1  null",
        'n     "x"',
    ]


def test_a_text_that_does_not_fit_stands_below_its_key_whole() -> None:
    tree = tree_of(json.dumps({"short": "x", "text": "one\ntwo " + "y" * 40}))
    assert all_rows(tree)[1:] == ["text   48 characters", "│ one", "│ two", "│ " + "y" * 27, "│ " + "y" * 13]


def test_what_is_wrong_leaves_the_value_its_room() -> None:
    outline = JsonOutline()
    for _ in outline.feed('{"unit": "kelvin"}'):
        pass
    outline.nodes[1].problem = 'not one of "celsius", "fahrenheit"'
    assert all_rows(JsonTree(outline, 40)) == ['unit  "kelvin"  ✗ not one of "celsius",…']


def test_a_growing_tree_is_the_same_as_one_made_at_once() -> None:
    source = json.dumps({"a": "x" * 50, "b": [1, {"c": "one\ntwo"}], "d": "é" * 40, "e": None}, indent=1)
    whole = all_rows(tree_of(source))
    for size in (1, 3, 7):
        assert all_rows(tree_of(*(source[at : at + size] for at in range(0, len(source), size)))) == whole


def test_only_the_rows_asked_for_are_made() -> None:
    tree = tree_of(json.dumps({"lines": [f"line {number}" for number in range(1000)], "text": "a\nb\nc"}))
    assert tree.height == 1 + 1000 + 1 + 3
    assert texts(tree.rows(500, 502)) == ['  499  "line 499"', '  500  "line 500"']
    assert texts(tree.rows(1001, 1004)) == ["text   5 characters", "│ a", "│ b"]


@pytest.mark.parametrize("width", [12, 30, 80])
def test_no_row_of_a_tree_is_wider_than_it_may_be(width: int) -> None:
    deep = json.dumps({"漢字" * 20: {"k" * 30: ["漢" * 50, {"x": "y" * 200}]}}, ensure_ascii=False)
    tree = tree_of(deep, width=width)
    assert all(cells(row) <= width for row in tree.rows(0, tree.height))


def test_growing_text_is_cut_the_same_whatever_the_pieces() -> None:
    text = "one two three\nfour\x1b[2J five 漢字漢字 six\r\nseven"
    whole = GrowingRows(8, text).lines
    pieces = GrowingRows(8)
    for character in text:
        pieces.feed(character)
    assert pieces.lines == whole


def test_a_stack_gives_rows_across_its_parts() -> None:
    rows = [(Run(str(number)),) for number in range(6)]
    stack = RowStack([FixedRows(rows[:2]), FixedRows([]), FixedRows(rows[2:])])
    assert stack.height == 6
    assert texts(stack.rows(1, 4)) == ["1", "2", "3"]


def test_the_list_shows_where_every_call_stands() -> None:
    state = chat_with('{"a": 1}', '{"a"')
    view = InspectorView(lambda _: None)
    view.take(state.conversation.messages)
    rows = texts(list(view.rows(4.0, 60, 20)))
    assert rows[1].split() == ["●", "f", "written", "1.00", "s", "0.0", "s", "8", "ch"]
    assert rows[2].split() == ["›", "●", "f", "writing", "1.00", "s", "2.0", "s", "4", "ch"]


def test_in_little_width_the_list_leaves_out_figures_in_place_of_names() -> None:
    view = InspectorView(lambda _: None)
    view.take(chat_with('{"a": 1}', "{" + '"a": 1, ' * 20).conversation.messages)
    rows = texts(list(view.rows(4.0, 38, 60)))
    assert rows[0].split() == ["CALLS", "0", "/", "2", "took"]
    assert rows[2].split()[:4] == ["›", "●", "f", "writing"]
    assert "…" not in "".join(rows[rows.index(next(row for row in rows if row.startswith("DELTAS"))) :])


def chat_of_server(*reported: ev.StreamEvent) -> tuple[ChatState, InspectorView]:
    """A reply in which the server runs things itself, and a view of it."""
    state = ChatState().fold([ev.PromptSubmitted(0.0, "Go."), ev.RequestSent(1.0, 1, "model"), *reported])
    view = InspectorView(lambda _: None)
    view.take(state.conversation.messages)
    return state, view


def test_what_the_server_runs_is_listed_in_its_time_and_shown_whole_as_it_grows() -> None:
    state, view = chat_of_server(
        ev.ServerCallReported(1.5, 0, "web_search", "ws", state="completed", text="rivers"),
        ev.ToolCallDelta(2.0, 0, name="f", arguments="{}"),
        ev.ServerCallReported(3.0, 1, "code_interpreter", "ci\x1b", state="in_progress"),
    )
    for number in range(40):
        state.apply(ev.ServerCallReported(4.0 + number, 1, text=f"line_{number}(\n"))
        view.rows(4.0 + number, 80, 20)
    rows = texts(list(view.rows(44.0, 80, 20)))
    assert [row.split()[:5] for row in rows[1:4]] == [
        ["✓", "web_search", "·", "server", "completed"],
        ["●", "f", "written", "1.00", "s"],
        ["›", "◆", "code_interpreter", "·", "server"],
    ]
    assert rows[3].split()[5:] == ["in", "progress", "2.00", "s", "41.0", "s", "350", "ch"]
    assert [row.strip() for row in rows[-2:]] == ["line_39(", "▌"]
    state.apply(ev.ServerCallReported(45.0, 1, state="completed"))
    rows = texts(list(view.rows(50.0, 80, 90)))
    title = rows.index("code_interpreter  ci␛  completed 42.0 s                        run by the server")
    assert rows[title + 3 : title + 5] == ["  line_0(", "  line_1("]
    assert rows[-2].split()[:4] == ["first", "of", "it", "2.00"]
    assert rows[-1].split()[:4] == ["went", "on", "42.0", "s"]
    assert (view.chosen, view.reading, view.why) == (None, None, None)
    view.move(-1)
    assert view.chosen is state.conversation.messages[1].tool_calls[0]  # type: ignore[union-attr]


def test_what_is_asked_of_us_is_shown_with_what_went_back() -> None:
    state, view = chat_of_server(
        ev.ServerCallReported(
            2.0, 0, "mcp_approval_request", "a", "roll", "completed", '{"sides": 20, "times": 3}', "dice"
        ),
        ev.ServerCallReported(2.0, 1, "computer", "c", runner="client", text="click"),
        ev.ReplyFinished(2.0),
    )
    call = state.conversation.messages[1].server_calls[0]  # type: ignore[union-attr]
    state.apply(ev.ToolCallRefused(3.0, call.key, "Not with these dice."))
    assert texts(list(view.rows(4.0, 80, 40)))[4].split() == [
        "computer",
        "c",
        "not",
        "run",
        "for",
        "a",
        "client",
        "to",
        "run",
    ]
    view.move(-1)
    rows = texts(list(view.rows(4.0, 80, 40)))
    assert [row.split() for row in rows if row.startswith(("  sides", "  times"))] == [
        ["sides", "20"],
        ["times", "3"],
    ]
    assert rows[rows.index(next(row for row in rows if row.startswith("SENT BACK"))) + 1] == "  Not with these dice."
    view.raw = True
    assert '  {"sides": 20, "times": 3}' in texts(list(view.rows(4.0, 80, 40)))


def test_of_many_calls_those_around_the_chosen_one_are_listed() -> None:
    view = InspectorView(lambda _: None)
    view.take(chat_with(*["{}"] * 50).conversation.messages)
    view.choose(0)
    rows = view.rows(4.0, 60, 20)
    assert len(rows) <= 20
    assert texts([rows[1]])[0].startswith("❯")


def test_the_view_fills_its_height_and_no_more() -> None:
    view = InspectorView(lambda _: None)
    view.take(chat_with(json.dumps({"text": "\n".join(map(str, range(500)))})).conversation.messages)
    for height in (4, 8, 30):
        assert len(view.rows(4.0, 40, height)) == height
    assert all(cells(row) <= 40 for row in view.rows(4.0, 40, 30))


def test_the_next_part_of_a_call_is_its_timeline_then_its_deltas_then_its_beginning() -> None:
    view = InspectorView(lambda _: None)
    view.take(chat_with(json.dumps({"text": "\n".join(map(str, range(200)))})).conversation.messages)
    view.rows(4.0, 40, 12)
    view.scroll(-10_000)
    tops = []
    for _ in range(3):
        rows = texts(list(view.rows(4.0, 40, 12)))
        tops.append((rows[3] or rows[4]).split()[0])
        view.to_next_part()
    assert tops == ["f", "TIMELINE", "DELTAS"]
    assert texts(list(view.rows(4.0, 40, 12)))[3].split() == ["f", "unknown", "tool"]


def test_bars_are_in_proportion_and_in_their_place() -> None:
    call = ToolCall(state=ToolCallState.DONE, first_delta_at=2.0, last_delta_at=4.0, completed_at=4.0)
    call.started_at, call.finished_at = 4.0, 8.0
    rows = texts(stage_rows(stages(call, 0.0, 9.0), 24 + 40))
    assert rows == [
        "first delta     2.00 s  ━━━━━━━━━━",
        "written         2.00 s            ━━━━━━━━━━",
        "ran             4.00 s                      ━━━━━━━━━━━━━━━━━━━━",
    ]


def test_the_time_of_a_question_runs_until_it_is_answered() -> None:
    call = ToolCall(state=ToolCallState.WAITING, first_delta_at=2.0, last_delta_at=3.0, completed_at=3.0, asked_at=4.0)
    assert [(stage.label, stage.end) for stage in stages(call, None, 9.0)] == [("written", 3.0), ("your answer", 9.0)]
    call.approved_at = 6.0
    assert stages(call, None, 9.0)[-1].end == 6.0


@pytest.mark.parametrize(
    ("name", "arguments", "line"),
    [
        ("f", {}, "f()"),
        ("get-weather", {"place": "O'Hare\n", "days": None}, 'get_weather(place="O\'Hare\\n", days=None)'),
        ("2x", {"class": 1}, "_2x(**{'class': 1})"),
        ("", {"a b": [True]}, "_(**{'a b': [True]})"),
    ],
)
def test_a_call_is_a_line_of_python(name: str, arguments: dict[str, object], line: str) -> None:
    assert python_line(name, arguments) == line


def test_prose_is_broken_at_words_however_it_comes() -> None:
    text = "many words of a result that is longer than a row\nand another line"
    pieces = GrowingRows(9, at_words=True)
    for character in text:
        pieces.feed(character)
    assert pieces.lines == GrowingRows(9, text, at_words=True).lines
    assert " ".join(pieces.lines).split() == text.split()


def test_where_there_is_little_room_what_is_known_of_arguments_is_told_whole_by_its_last_part() -> None:
    state = ChatState().fold(
        [
            *(ev.PromptSubmitted(0.0, "Go."), ev.RequestSent(1.0, 1, "model")),
            ev.ToolCallDelta(2.0, 0, name="f", arguments='{"place": "Bergen"}'),
            ev.FinishReported(2.1, "tool_calls"),
            ev.ReplyFinished(2.1),
        ]
    )
    info = ToolInfo("f", "", {"type": "object", "properties": {"place": {"type": "string"}}}, "built-in")
    for width in range(28, 60):
        view = InspectorView(lambda _: info, lambda *_: "")
        view.take(state.conversation.messages)
        heading = next(row for row in texts(list(view.rows(3.0, width, 20))) if row.startswith("ARGUMENTS"))
        said = heading.removeprefix("ARGUMENTS").split("  ")[1]
        assert said in ("✓ valid JSON, fits the schema", "fits the schema")
        assert (said == "fits the schema") == (width < 40)
