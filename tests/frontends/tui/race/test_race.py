"""A race in the app: side by side, each for itself; stopped alone or together, compared, kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Thread, current_thread, main_thread
from typing import Any

import pytest

from streamtui.cli.compose.races import AppRaces
from streamtui.core.chat.phase import Phase
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.frontends.tui.chat.screen import ChatScreen
from streamtui.frontends.tui.desk.commands import CONTINUE
from streamtui.frontends.tui.race.picker import RacePicker
from streamtui.session.race import Race
from tests.frontends.tui.race.race_stage import NARROW, WIDE, RaceStage, race_stage
from tests.known import known

pytestmark = pytest.mark.one_python

GOOD = "The sky looks blue to me at night."


def states(on: RaceStage) -> dict[str, ReplyState]:
    return {one.label: one.state.reply.state for one in on.racing.race.contestants if one.state.reply is not None}


async def test_one_that_fails_one_that_stalls_and_one_that_is_slow_harm_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun_in: list[Thread] = []
    begin = AppRaces.start

    def start(*given: Any) -> Race:
        begun_in.append(current_thread())
        if meanwhile:
            on.app.call_from_thread(meanwhile[0])
        return begin(*given)

    monkeypatch.setattr(AppRaces, "start", start)
    meanwhile: list[Callable[[], object]] = []
    async with race_stage(size=(200, 40)) as on:
        await on.race("Why?", "slow", "stalling", "failing")
        await on.shows("Half a word")
        while list(states(on).values()).count(ReplyState.OPEN) > 2:
            await on.settle()
        assert states(on) == {
            "good": ReplyState.COMPLETE,
            "slow": ReplyState.OPEN,
            "stalling": ReplyState.OPEN,
            "failing": ReplyState.FAILED,
        }
        assert GOOD in on.text
        assert "✗ 127.0.0.1" in on.text
        assert "2 of 4 still running" in on.text
        on.server.may_end.set()
        await on.shows("One two")
        assert states(on)["slow"] is ReplyState.COMPLETE
        await on.press("escape", "escape")
        meanwhile.append(on.desk.new_conversation)
        await on.pick("Why?")
        await on.press(*"other", "space", "enter")
        await on.shows("The race was not begun, as another conversation was meanwhile.")
    assert main_thread() not in begun_in, "a command that prints a key would hold up the screen"


async def test_one_is_stopped_alone() -> None:
    async with race_stage() as on:
        await on.race("Why?", "slow", "stalling")
        await on.shows("Half a word")
        await on.press("right", "right", "s")
        await (await on.server.request_of("stalling")).gone.wait()
        await on.shows("■ stopped")
        assert states(on) == {
            "good": ReplyState.COMPLETE,
            "slow": ReplyState.OPEN,
            "stalling": ReplyState.STOPPED,
        }
        assert "1 of 3 still running" in on.text


async def test_escape_stops_all_and_once_more_leaves() -> None:
    async with race_stage() as on:
        await on.race("Why?", "slow", "stalling")
        await on.shows("Half a word")
        await on.press("escape")
        await on.over()
        for model in ("slow", "stalling"):
            await (await on.server.request_of(model)).gone.wait()
        assert "Half a word" in on.text
        await on.press("escape")
        assert isinstance(on.app.screen, ChatScreen)
        assert on.desk.state.conversation.messages == []


async def test_the_kept_reply_is_sent_along_with_the_next_message() -> None:
    async with race_stage() as on:
        await on.ask("First")
        await on.race("Why?", "other")
        await on.over()
        history = [{"role": "user", "content": "First"}, {"role": "assistant", "content": GOOD}]
        asked = [*history, {"role": "user", "content": "Why?"}]
        assert on.histories() == {"good": asked, "other": asked}
        await on.press("right", "k")
        assert "The reply of other is a part of this conversation now." in on.text
        reply = on.desk.state.reply
        assert reply is not None
        assert reply.model == "other"
        assert reply.statistics.ttft_s is not None
        assert on.desk.state.totals.replies == 2
        await on.ask("And now?")
        kept = {"role": "assistant", "content": "The sky looks green to me at night."}
        assert on.histories()["good"] == [*asked, kept, {"role": "user", "content": "And now?"}]


async def test_a_reply_that_is_kept_is_in_sight_and_the_screen_says_that_it_is_over() -> None:
    async with race_stage(size=(100, 12)) as on:
        for prompt in ("First", "Second", "Third"):
            await on.ask(prompt)
        on.chat_screen.transcript.scroll_to(y=0)
        await on.settle()
        assert not on.chat_screen.transcript.follow
        await on.race("Why?", "other")
        await on.over()
        await on.pilot.press("right", "k")  # and nothing is drawn that the app does not draw itself
        while on.app.screen is not on.chat_screen or on.desk.turns.busy:
            await on.pilot.pause()
        await on.pilot.pause()
        assert on.chat_screen.transcript.follow
        assert "✓ done" in on.text.partition("\n")[0]


async def test_without_a_text_the_last_message_is_asked_again_and_its_reply_on_a_branch() -> None:
    async with race_stage() as on:
        await on.ask("Why?")
        await on.race("", "other")
        await on.over()
        assert on.histories()["other"] == [{"role": "user", "content": "Why?"}]
        await on.press("right", "k")
        await on.ask("And now?")
        assert [message["content"] for message in on.histories()["good"]] == [
            "Why?",
            "The sky looks green to me at night.",
            "And now?",
        ]
        replies = [one for one in on.desk.state.conversation.messages if isinstance(one, Reply)]
        assert [reply.model for reply in replies] == ["other", "good"]


async def test_one_that_is_kept_while_others_run_stops_them() -> None:
    async with race_stage() as on:
        await on.race("Why?", "stalling")
        await on.shows("Half a word")
        await on.shows("✓ done")
        racing = on.racing
        await on.press("f1")
        above = on.app.screen
        racing.keep()  # as where the help is opened just behind the key
        await (await on.server.request_of("stalling")).gone.wait()
        while not racing.over:
            await on.settle()
        assert on.app.screen is above
        await on.press("escape")
        while not isinstance(on.app.screen, ChatScreen):
            await on.settle()
        assert on.desk.state.phase is Phase.DONE
        assert str(known(on.desk.last_reply).text) == GOOD


async def test_a_stopped_reply_that_is_kept_can_be_continued() -> None:
    async with race_stage() as on:
        await on.race("Why?", "stalling")
        await on.shows("Half a word")
        await on.press("right", "s")
        await on.shows("■ stopped")
        await on.press("k")
        assert CONTINUE.possible(on.desk)


async def test_two_answers_are_compared() -> None:
    async with race_stage() as on:
        await on.race("Why?", "slow", "other")
        await on.shows("looks green")
        await on.press("space", "right", "right", "space", "d")
        assert "  − good" in on.text
        assert "  + other" in on.text
        lines = [line.strip() for line in on.text.splitlines()]
        at = lines.index("The sky looks")
        assert lines[at : at + 4] == ["The sky looks", "− blue", "+ green", "to me at night."]
        await on.press("escape", "escape")
        await on.over()
        assert "best" in on.text.casefold()


async def test_a_wait_for_a_retry_is_shown_and_can_be_ended() -> None:
    async with race_stage() as on:
        await on.race("Why?", "limited")
        await on.shows("Rate limited by 127.0.0.1")
        assert GOOD in on.text
        await on.press("right", "r")
        await on.over()
        assert states(on)["limited"] is ReplyState.COMPLETE


async def test_what_has_no_room_is_behind_tabs() -> None:
    async with race_stage(size=NARROW) as on:
        await on.race("Why?", "other", "slow")
        await on.shows("❯1 good ✓    2 other ✓")
        assert "looks blue" in on.text
        assert "looks green" not in on.text
        await on.press("right")
        assert "1 good ✓   ❯2 other ✓" in on.text
        assert "looks green" in on.text
        assert "looks blue" not in on.text


async def test_the_results_stand_under_the_question_while_they_come_and_when_all_is_over() -> None:
    async with race_stage(size=WIDE) as on:
        await on.race("Why?", "failing", "slow")
        await on.shows("bad request")
        await on.shows("● streaming")
        title, good, failing, slow = (row.split() for row in on.text.splitlines()[2:6])
        assert title[:3] == ["RESULTS", "first", "token"]
        assert title[-1] == "now"
        assert good[:3] == ["❯", "1", "good"]
        assert good[-1] == "stop"
        assert failing[-2:] == ["bad", "request"]
        assert slow[-4:-2] == ["●", "streaming"]
        on.server.may_end.set()
        await on.over()
        title, good, failing, slow = (row.split() for row in on.text.splitlines()[2:6])
        assert "best" in on.text.casefold()
        assert [row[-1] for row in (good, slow)] == ["stop", "done"]


async def test_the_picker_knows_the_models_of_the_place_the_other_profiles_and_what_is_typed() -> None:
    async with race_stage() as on:
        await on.pick("Why?")
        await on.shows("limited")
        rows = [line.split("│")[1].split() for line in on.text.splitlines() if " · " in line and "│" in line]
        assert rows[:2] == [["·", "other"], ["·", "slow"]]
        assert ["·", "other", "work"] in rows
        await on.press(*"brand-new", "space")
        assert "✓ brand-new" in on.text
        assert "2 chosen" in on.text


async def test_the_picker_wants_a_question_and_two_who_race() -> None:
    async with race_stage() as on:
        await on.pick("")
        await on.press("tab", "enter")
        assert "What is asked?" in on.text
        await on.press(*"Why?", "enter")
        assert "A race needs two or more" in on.text
        assert isinstance(on.app.screen, RacePicker)
        await on.press("escape")
        assert isinstance(on.app.screen, ChatScreen)


async def test_models_that_come_when_the_picker_was_left_do_no_harm() -> None:
    async with race_stage() as on:
        await on.pick("")
        picker = on.app.screen
        assert isinstance(picker, RacePicker)
        await on.press("escape")
        picker.draw()
        assert isinstance(on.app.screen, ChatScreen)


async def test_it_says_why_a_place_can_not_take_part() -> None:
    async with race_stage() as on:
        await on.pick("Why?")
        await on.press(*"locked", "space", "enter")
        await on.shows("takes its key from NO_SUCH_KEY, which is not set")
        assert isinstance(on.app.screen, ChatScreen)


async def test_leaving_the_program_in_the_middle_of_a_race_closes_the_connections() -> None:
    async with race_stage() as on:
        await on.race("Why?", "stalling")
        await on.shows("Half a word")
        request = await on.server.request_of("stalling")
        await on.pilot.press("ctrl+q")
        await request.gone.wait()


async def test_the_code_of_the_last_reply_is_saved(tmp_path: Path) -> None:
    async with race_stage(model="code") as on:
        await on.ask("Show me")
        await on.send(f"/code {tmp_path}")
        assert (tmp_path / "code-1.py").read_text() == "print(1)\n"
        assert (tmp_path / "code-2.sh").read_text() == "ls\n"
        assert f"Saved in {tmp_path}: code-1.py, code-2.sh" in on.text


@pytest.mark.parametrize(
    ("model", "said"), [("good", "The last reply has no code blocks."), ("code", "can't be saved")]
)
async def test_it_says_why_no_code_is_saved(tmp_path: Path, model: str, said: str) -> None:
    (tmp_path / "file").write_text("")
    async with race_stage(model=model) as on:
        await on.ask("Show me")
        await on.send(f"/code {tmp_path}/file")
        assert said in on.text


async def test_in_a_small_window_the_answer_has_the_room() -> None:
    async with race_stage(size=NARROW) as on:
        await on.race("Why?", "other", "slow")
        await on.pilot.resize_terminal(40, 15)
        while "TOKENS" in on.text:
            await on.settle()
        await on.shows("❯1 good ✓")
        assert "looks blue" in on.text
        await on.press("escape")
        await on.over()
        assert "looks blue" in on.text
        assert "✓ all finished" in on.text
        assert "* IS BEST" in on.text


@pytest.mark.parametrize("size", [(40, 15), (20, 6)])
async def test_in_a_small_window_it_can_still_be_chosen_who_races(size: tuple[int, int]) -> None:
    async with race_stage(size=NARROW) as on:
        await on.pick("Why?")
        await on.pilot.resize_terminal(*size)
        await on.settle()
        rows = on.text.splitlines()
        assert any("❯ ✓ good" in row for row in rows)
        assert "Enter Race" in rows[-2]
        if size[1] > 6:
            assert sum("·" in row for row in rows) >= 4
            assert "Type to search or to name a model " in on.text, "no letter of it is cut"


async def test_what_was_set_in_the_chat_is_sent_for_all_and_stands_beside_the_question() -> None:
    async with race_stage() as on:
        await on.send("/set temperature 0.2")
        await on.send("/set max_tokens 50")
        await on.race("Why?", "other")
        await on.over()
        assert "T 0.2 · max 50" in on.text.splitlines()[0]
        for model in ("good", "other"):
            body = (await on.server.request_of(model)).body
            assert (body["temperature"], body["max_tokens"]) == (0.2, 50)
