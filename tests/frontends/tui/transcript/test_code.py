"""Long lines of code, wrapped or cut as set by keys."""

from __future__ import annotations

from collections import Counter
from unittest.mock import patch

from streamtui.frontends.tui.transcript.viewport import Viewport
from streamtui.markdown import code_block
from streamtui.markdown.highlight import States, highlight
from streamtui.rows.row import Run
from tests.frontends.tui.transcript.transcript_stage import FakeTerminal, Stage, finished, streaming

LINE = "".join(f"{number:03}." for number in range(40))
CODE = f"```\n{LINE}\nshort\n```"


async def test_long_lines_of_code_wrap_until_a_key_cuts_them_and_wrap_again() -> None:
    app = Stage([finished(CODE)])
    async with app.run_test(headless=False, size=(60, 24)) as pilot:
        wrapped = app.lines
        assert sum("0" in line for line in wrapped) > 2
        await pilot.press("w")
        code = [line for line in app.lines if "▏" in line]
        assert code[0].endswith("…")
        assert [line.strip() for line in code[1:]] == ["▏ short"]
        await pilot.press("w")
        assert app.lines == wrapped


async def test_cut_code_is_shifted_sideways_as_far_as_there_is_more_and_back() -> None:
    app = Stage([finished(CODE)])
    async with app.run_test(headless=False, size=(60, 24)) as pilot:
        terminal = FakeTerminal(app)
        await pilot.press("w", "right")
        assert any("▏ …02.003." in line for line in app.lines)
        await pilot.press(*["right"] * 30)
        at_the_end = app.lines
        assert any(line.rstrip().endswith("039.") for line in at_the_end)
        await pilot.press("right")
        assert app.lines == at_the_end
        terminal.paint()
        assert terminal.differences() == []
        await pilot.press(*["left"] * 30)
        assert any("▏ 000.001." in line for line in app.lines)


async def test_code_that_streams_in_is_cut_too_and_copied_whole() -> None:
    reply = streaming("```\n")
    app = Stage([reply])
    async with app.run_test(headless=False, size=(60, 24)) as pilot:
        await pilot.press("w")
        reply.text.append(f"{LINE}\n" * 100)
        app.transcript.wake()
        app.transcript.flush()
        assert all(line.endswith("…") for line in app.lines if "▏" in line)
        await pilot.press("c")
        assert app.clipboard == f"{LINE}\n" * 100


async def test_another_conversation_keeps_code_as_it_was_set() -> None:
    app = Stage([finished(CODE)])
    async with app.run_test(headless=False, size=(60, 24)) as pilot:
        await pilot.press("w")
        app.transcript.show([finished(CODE)])
        await pilot.pause()
        assert any(line.endswith("…") for line in app.lines)


NAMED = "```python\none = 1\ntwo = 2\n```"


async def test_a_code_block_says_how_it_is_copied_and_a_click_there_does_it() -> None:
    app = Stage([finished(NAMED)])
    async with app.run_test(headless=False, size=(60, 24)) as pilot:
        line = next(y for y, line in enumerate(app.lines) if "python" in line)
        assert app.lines[line].rstrip().endswith("c copy · 2 lines")
        await pilot.click(app.transcript, offset=(app.lines[line].index("copy"), line))
        assert app.clipboard == "one = 1\ntwo = 2\n"


async def test_how_it_is_copied_is_left_out_where_there_is_no_room_and_is_never_copied() -> None:
    app = Stage([finished(NAMED)])
    async with app.run_test(headless=False, size=(30, 24)):
        assert "copy" not in "\n".join(app.lines)
    app = Stage([finished(NAMED)])
    async with app.run_test(headless=False, size=(60, 24)) as pilot:
        line = next(y for y, line in enumerate(app.lines) if "python" in line)
        await pilot.mouse_down(app.transcript, offset=(1, line))
        await pilot.hover(app.transcript, offset=(12, line + 1))
        await pilot.mouse_up(app.transcript, offset=(12, line + 1))
        selected = app.screen.get_selected_text() or ""
        assert selected.startswith("python\n")
        assert "copy" not in selected


async def test_of_a_code_block_that_goes_on_no_number_of_lines_is_said_that_is_not_its_own() -> None:
    app = Stage([finished("```python\n" + "x = 1\n" * 200 + "```")])
    async with app.run_test(headless=False, size=(60, 260)):
        assert next(line for line in app.lines if "python" in line).rstrip().endswith("c copy")


def test_each_line_of_a_long_listing_is_highlighted_once_while_it_is_taken_in_by_slices() -> None:
    asked: Counter[str] = Counter()

    def counted(line: str, language: str, states: States) -> tuple[list[Run], States]:
        asked[line] += 1
        return highlight(line, language, states)

    lines = [f"{number} = '{LINE}'" for number in range(400)]
    view = Viewport([finished("\n".join(["```python", *lines, "```"]))], 80, 24)
    with patch.object(code_block, "highlight", counted):
        while view.take(0.0):
            view.draw()
        view.draw()
    assert {line for line in lines if asked[line] != 1} == set()
