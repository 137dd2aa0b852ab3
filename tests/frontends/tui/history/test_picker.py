"""The list of conversations: what it shows, finds and changes, and where it leads."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from textual.events import Paste

from streamtui.core.chat import events as ev
from streamtui.core.chat.prompt_tokens import estimate_prompt
from streamtui.core.words.asked_words import FILTERS
from streamtui.frontends.tui.history.in_chat import STOPPED
from streamtui.storage.conversations.store import ConversationStore
from tests.doubles.places import FakePlaces
from tests.doubles.providers import FakeProvider, text_reply
from tests.frontends.tui.history.shelf import shelf
from tests.frontends.tui.stage import NARROW, WIDE, stage
from tests.storage.conversations.test_store import keep, turn

pytestmark = pytest.mark.one_python

THREE = (
    ("Explain quicksort", "It picks a pivot, and sorts both sides."),
    ("Name three rivers", "Rhine, Danube, 长江 and another one."),
    ("\x1b[31mred[/] [bold]", "A pivot is also a verb."),
)


async def test_every_title_keeps_to_its_cells(tmp_path: Path) -> None:
    titles = ("tab\tin\ttitle", "a" * 300, "素数" * 80, "\u202eevil", " \n ", "e\u0301" * 90, "\x9b31m")
    async with shelf(tmp_path, *((title, "Fine.") for title in titles), size=(80, 24)) as at:
        shown = [line for line in at.on.lines if " 2 msg " in line]
        assert len(shown) == len(titles)
        assert {line.rstrip()[-1] for line in shown} == {"│"}
        assert not any("\t" in line for line in shown)
        assert any("(no words)" in line for line in shown)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20), (40, 15), (20, 6)])
async def test_the_list_is_there_at_every_size_the_newest_first(tmp_path: Path, size: tuple[int, int]) -> None:
    async with shelf(tmp_path, *THREE, size=size) as at:
        if size[1] >= 15:
            lines = [line for line in at.on.lines if any(word in line for word in ("quick", "rivers", "[bold]"))]
            assert ["[bold]" in lines[0], "rivers" in lines[1], "quick" in lines[2]] == [True] * 3
        await at.type("pivot")
        await at.press("down", "pagedown", "up", "ctrl+t", "ctrl+r", "escape", "ctrl+x", "ctrl+b", "ctrl+s", "escape")


async def test_all_filters_are_named_in_the_room_there_is(tmp_path: Path) -> None:
    async with shelf(tmp_path, *THREE, size=NARROW) as at:
        assert " ".join(FILTERS) in at.on.text


async def test_a_row_says_what_it_was(tmp_path: Path) -> None:
    async with shelf(tmp_path, *THREE) as at:
        line = next(line for line in at.on.lines if "quicksort" in line)
        assert "model" in line
        assert "2 messages" in line
        assert "~9 tok" in line


async def test_hits_are_shown_with_their_words_marked_as_one_types(tmp_path: Path) -> None:
    async with shelf(tmp_path, *THREE) as at:
        text = await at.type("PIVOT")
        assert "rivers" not in text
        assert "It picks a pivot, and sorts" in text
        marked = [run.text for row in at.picker.list_rows(100, 20) for run in row if run.style == "mark"]
        assert marked == ["pivot", "pivot"]
        await at.type(" verb")
        assert at.picker.chosen is not None
        assert at.picker.chosen.title == "\x1b[31mred[/] [bold]"
        assert "That stands in no conversation." in await at.type("x")


async def test_filters_are_explained_and_completed_and_never_in_the_way(tmp_path: Path) -> None:
    async with shelf(tmp_path, *THREE) as at:
        assert "has:code" in at.on.text
        assert "Tab completes: has:" in await at.type("pivot ha")
        assert "Tab completes: has:code  has:call" in await at.press("tab")
        assert "quicksort" in at.on.text
        assert "That stands in no conversation." in await at.press("tab")
        assert at.picker.field.value == "pivot has:code"
        at.picker.field.value = ""
        assert "before: takes a date" in await at.type("before:20")
        assert "quicksort" in at.on.text
        assert "That stands" in await at.type("26-01")
        at.picker.field.value = ""
        shown = await at.type("after:lunch")
        assert "That stands in no conversation. after: takes a date: 2026-11-03" in shown


@pytest.mark.parametrize("size", [NARROW, (40, 15)])
async def test_what_went_wrong_is_read_whole_on_a_small_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    async with shelf(tmp_path, *THREE, size=size) as at:
        words = (await at.type("before:nonsense")).replace("│", " ").split()
        assert "before: takes a date: 2026-11-03, 2026-11, 2026, 3d or 2w ago." in " ".join(words)


async def test_a_conversation_is_renamed_where_it_stands(tmp_path: Path) -> None:
    async with shelf(tmp_path, *THREE) as at:
        assert "Enter Open" in await at.type("quick")
        text = await at.press("ctrl+r")
        assert "a new title" in text
        assert "Enter Keep" in text
        assert "of “Explain quicksort”" in text
        at.picker.field.value = " On  sorting "
        text = await at.press("enter")
        assert "On sorting" in text
        assert at.picker.field.value == "quick"
        await at.press("ctrl+r")
        at.picker.field.value = ""
        assert "Type to search" not in await at.press("ctrl+x")  # nothing is cut, and the clipboard stays as it is
        assert at.on.app.note is None
        assert "A title must have a letter" in await at.press("enter")
        at.picker.field.post_message(Paste("\n Of \nlines\n"))
        await at.press("end")
        assert at.picker.field.value == "Of lines"
        await at.press("escape")
        assert at.titles[-1] == "On sorting"


async def test_what_is_pinned_stands_first_until_it_is_not(tmp_path: Path) -> None:
    async with shelf(tmp_path, *THREE) as at:
        text = await at.press("end", "down", "down", "ctrl+t")
        assert "★ Explain quicksort" in text
        assert at.titles[0] == "Explain quicksort"
        assert at.picker.chosen is not None
        assert at.picker.chosen.title == "Explain quicksort"
        await at.press("ctrl+t")
        assert at.titles[-1] == "Explain quicksort"


async def test_of_what_another_program_deleted_for_good_nothing_is_said_to_be_done(tmp_path: Path) -> None:
    async with shelf(tmp_path, *THREE) as at:
        await at.press("ctrl+x", "ctrl+x")
        pivot, rivers = at.store.search("is:deleted").result()
        at.store.delete(rivers.id).result()
        assert "That conversation was deleted for good meanwhile." in await at.press("ctrl+b")
        assert "is back" in await at.press("ctrl+b")
        at.store.delete(pivot.id).result()
        said = await at.press("ctrl+t")
        assert "That conversation was deleted for good meanwhile." in said
        assert "[bold]" not in said


async def test_what_is_deleted_is_brought_back_and_can_go_for_good(tmp_path: Path) -> None:
    async with shelf(tmp_path, *THREE) as at:
        assert "Deleted · ^b brings it back; is:deleted has it for 7 days" in await at.press("ctrl+x")
        await at.press("ctrl+x")
        assert at.titles == ["Explain quicksort"]
        await at.press("ctrl+b")
        assert "is back" in await at.press("ctrl+b")
        assert len(at.titles) == 3
        await at.type("rivers")
        await at.press("ctrl+x")
        assert "That stands" in await at.type(" is:pinned")
        at.picker.field.value = "is:deleted"
        await at.done()
        assert "Name three rivers" in at.on.text
        assert "gone for good" in await at.press("ctrl+x")
        assert not at.picker.can_bring_back
        assert at.store.search("is:deleted").result() == []


@pytest.mark.parametrize("form", ["md", "html", "json", "jsonl"])
async def test_one_is_written_to_a_file_by_its_ending_and_never_over_another(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    async with shelf(tmp_path / "data", *THREE) as at:
        assert "Enter Write" in await at.press("down", "ctrl+s")
        assert at.picker.field.value == "Name-three-rivers.md"
        at.picker.field.value = f"sub/one.{form}"
        assert "Written to" in await at.press("enter")
        text = (here / "sub" / f"one.{form}").read_text("utf-8")
        assert "Danube" in text
        if form == "json":
            assert json.loads(text)["tree"]
        await at.press("ctrl+s")
        at.picker.field.value = f"sub/one.{form}"
        assert "is there already" in await at.press("enter")
        at.picker.field.value = "one.txt"
        assert "in which form" in await at.press("enter")
        await at.press("escape")
        assert at.picker.field.value == ""


async def test_one_is_opened_at_what_was_found(tmp_path: Path) -> None:
    def fill(store: ConversationStore) -> None:
        events = [event for number in range(30) for event in turn(f"Question {number}", f"Answer {number}.", number)]
        events += turn("Where is the needle?", "\n\n".join(["Hay."] * 40 + ["Here is the NEEDLE."] + ["Hay."] * 40), 40)
        events += [event for number in range(30) for event in turn(f"Later {number}", "More hay.", 50 + number)]
        keep(store, *events)

    async with shelf(tmp_path, fill=fill) as at:
        await at.type("here needle")
        text = await at.press("enter")
        assert "Here is the NEEDLE." in text
        assert [*at.on.chat_screen.transcript.found] == ["here", "needle"]
        row = next(place for place, line in enumerate(at.on.lines) if "NEEDLE" in line)
        strip = at.on.app.screen._compositor.render_strips()[row]
        plain = next(segment.style for segment in strip if "is the" in segment.text)
        hit = next(segment.style for segment in strip if "NEEDLE" in segment.text)
        assert plain is not None
        assert hit is not None
        assert plain.bgcolor != hit.bgcolor
        await at.press("escape")
        assert not at.on.chat_screen.transcript.found


async def test_what_went_in_for_a_reply_is_estimated_anew_once_all_was_read(tmp_path: Path) -> None:
    def fill(store: ConversationStore) -> None:
        keep(store, *(event for number in range(300) for event in turn(f"Question {number}", "An answer.", number)))

    async with shelf(tmp_path, fill=fill) as at:
        await at.press("enter")
        desk = at.on.chat_screen.desk
        assert desk.session is not None
        while not desk.session.whole:
            await at.on.pilot.pause()
        await at.done()
        conversation = desk.state.conversation
        assert len(conversation.messages) == 600
        assert conversation.last_reply is not None
        assert f"~{estimate_prompt(conversation, conversation.last_reply):,}" in at.on.text


async def test_who_opens_another_one_in_the_middle_of_a_reply_is_told_that_it_was_stopped(tmp_path: Path) -> None:
    provider = FakeProvider([*text_reply("Half of ")[:-1], asyncio.Event()])
    async with shelf(tmp_path, *THREE, provider=provider) as at:
        await at.type("rivers")
        await at.press("enter")
        assert STOPPED not in at.on.text
        await at.on.send("Tell me more")
        await provider.waiting.wait()
        await at.press("f2")
        await at.type("verb")
        text = await at.press("enter")
        assert STOPPED in text
        assert [*at.on.chat_screen.transcript.found] == ["verb"]
        await at.press("f2")
        assert "rivers" in await at.type("half of")


async def test_who_answered_last_answers_on(tmp_path: Path) -> None:
    answered = {
        "One": ("here", "qwen", "responses"),
        "Two": ("work", "big-one", "responses"),
        "Three": ("far", "x", "chat"),
        "Four": ("here", "gone-model", "chat"),
        "Five": ("gone-place", "y", "chat"),
        "Six": ("work", "elsewhere", "chat"),
    }
    elsewhere = "https://elsewhere.example/v1"

    def fill(store: ConversationStore) -> None:
        for prompt, (place, model, api) in answered.items():
            began, _, *rest = turn(prompt, "Yes.")
            url = elsewhere if model == "elsewhere" else f"https://{place}.example/v1"
            keep(store, began, ev.RequestSent(0.1, 1, model, url, place=place, api=api), *rest)
            store.listed().result()

    places = FakePlaces("smollm2-135m", "qwen")
    provider = FakeProvider([*text_reply("Half of ")[:-1], asyncio.Event()])
    async with shelf(tmp_path, fill=fill, places=places, opened=False, provider=provider) as at:
        connection = at.on.chat_screen.desk.connection

        async def open_one(prompt: str) -> str:
            await at.press("f2")
            await at.type(prompt)
            return await at.press("enter")

        assert "qwen at here is asked, as before" in await open_one("One")
        assert (places.profile, connection.model, connection.api) == ("here", "qwen", "responses")
        assert "x at far was asked here, and can't be now: qwen at here is" in await open_one("Three")
        await at.on.chat_screen.models.ask()
        for prompt, named in (("Four", "gone-model at here"), ("Five", "y at gone-place")):
            assert f"{named} was asked here, and can't be now: qwen at here is" in await open_one(prompt)
        assert "elsewhere at work was asked here, at another server: qwen at here is" in await open_one("Six")
        assert (places.profile, connection.model, connection.api) == ("here", "qwen", "responses")
        await at.on.send("Tell me more")
        await provider.waiting.wait()
        await open_one("Two")
        assert at.on.app.note is not None
        assert at.on.app.note.text == f"{STOPPED} · big-one at work is asked, as before; /model asks another one."
        assert (places.profile, connection.model, connection.api) == ("work", "big-one", "responses")


async def test_a_hit_on_another_branch_is_opened_on_that_branch(tmp_path: Path) -> None:
    def fill(store: ConversationStore) -> None:
        identity = keep(store, *turn("First", "One."))
        known = store.load(identity).result()
        first = store.keeper(known)
        for key, prompt in (("left", "The needle lies left"), ("right", "Nothing lies right")):
            first.begin(key, known.head)
            for event in turn(prompt, "Yes.", 9.0):
                first.keep(event)
        store.listed().result()

    async with shelf(tmp_path, fill=fill) as at:
        await at.type("needle")
        text = await at.press("enter")
        assert "The needle lies left" in text
        assert "Nothing lies right" not in text


async def test_the_conversation_that_one_is_in_has_a_title_and_is_not_deleted(tmp_path: Path) -> None:
    async with shelf(tmp_path, *THREE) as at:
        await at.press("end", "down", "down", "enter")
        await at.on.type("/title")
        assert "It is called “Explain quicksort”" in await at.press("enter")
        await at.on.type("/title On sorting")
        assert "It is called “On sorting” now" in await at.press("enter")
        await at.press("f2", "down", "down")
        assert "On sorting" in at.on.text
        assert "You are in this conversation" in await at.press("ctrl+x")
        session = at.on.chat_screen.desk.session
        await at.type("pivot")
        await at.press("down", "enter")
        assert [*at.on.chat_screen.transcript.found] == ["pivot"]
        assert at.on.chat_screen.desk.session is session  # nothing was read anew


async def test_a_title_is_completed_to_be_written_otherwise_as_it_is_by_then(tmp_path: Path) -> None:
    async with shelf(tmp_path, *THREE) as at:
        await at.press("end", "down", "down", "enter")
        present = at.on.chat_screen.desk.session
        assert present is not None
        text = await at.press(*"/title ")
        assert "Explain quicksort    " in text
        assert "as it is" in text
        await at.press("tab", *"again")
        assert at.on.prompt.text == "/title Explain quicksort again"
        assert "now" in await at.press("enter")
        assert at.titles[-1] == "Explain quicksort again"
        await at.press(*"/title ", "tab")
        assert at.on.prompt.text == "/title Explain quicksort again "
        at.on.prompt.clear()
        at.store.retitle(present.kept_as, "On\x1bsorting").result()
        await at.press(*"/title ", "tab")
        assert at.on.prompt.text == "/title On␛sorting "
        at.on.prompt.clear()
        await at.press("ctrl+n", *"/title ")
        assert "sorting" not in at.on.lines[-4]
        await at.press("tab")
        assert at.on.prompt.text == "/title "


async def test_more_than_a_page_is_read_as_one_goes_down(tmp_path: Path) -> None:
    def fill(store: ConversationStore) -> None:
        for number in range(130):
            keep(store, *turn(f"Number {number}", "Yes."))

    async with shelf(tmp_path, fill=fill) as at:
        assert "1 of 100+" in at.on.text
        text = await at.press(*["pagedown"] * 7)
        assert "130 of 130" in text
        assert "Number 0" in text


async def test_the_welcome_offers_the_last_conversations(tmp_path: Path) -> None:
    async with shelf(tmp_path, ("Before", "Yes."), *THREE, opened=False) as at:
        assert "F2       opens an earlier conversation" in at.on.text
        assert all(title in at.on.text for title in ("[bold]", "Name three rivers", "Explain quicksort"))
        assert "Before" not in at.on.text
        row = next(place for place, line in enumerate(at.on.lines) if "rivers" in line)
        await at.on.pilot.click(offset=(at.on.lines[row].index("rivers"), row))
        await at.done()
        while "Danube" not in at.on.text:
            await at.on.settle()
        await at.press("ctrl+n")
        assert "Explain quicksort" in at.on.text


@pytest.mark.parametrize("size", [(80, 24), (40, 15), (30, 9)])
async def test_the_welcome_fits_with_them_or_goes_without(tmp_path: Path, size: tuple[int, int]) -> None:
    async with shelf(tmp_path, *THREE, size=size, opened=False) as at:
        assert ("Explain quicksort" in at.on.text) == (size == (80, 24))


async def test_an_answer_that_comes_when_the_list_is_gone_is_no_trouble(tmp_path: Path) -> None:
    async with shelf(tmp_path, *THREE) as at:
        picker = at.picker
        await at.press("escape")
        picker.draw()
        await at.on.pilot.press("f2", "q", "escape", "escape", "f2", "p", "enter")
        await at.done()
        assert at.on.app.is_running


async def test_a_conversation_with_the_same_words_is_another_one(tmp_path: Path) -> None:
    def fill(store: ConversationStore) -> None:
        for turns in (2, 1):
            keep(store, *[event for number in range(turns) for event in turn("Hi", "Yes.", 9.0 * number)])
            store.listed().result()

    async with shelf(tmp_path, fill=fill) as at:
        await at.press("enter", "tab", "left_square_bracket", "left_square_bracket")
        assert at.on.chat_screen.transcript.number_in_focus == 0
        await at.press("f2", "down", "enter")
        assert len(at.on.chat_screen.desk.state.conversation.messages) == 4
        assert at.on.chat_screen.transcript.number_in_focus == 3


async def test_where_nothing_is_kept_that_is_said() -> None:
    async with stage(WIDE) as on:
        assert "opens an earlier conversation" not in on.text
        for words in ("/history", "/title", "/title Something else"):
            await on.type(words)
            await on.press("escape", "enter")
            assert "No conversation is kept in this run: start without --no-store" in on.text
            await on.press("space", "backspace")
            assert "No conversation is kept" not in on.text
