"""What is exported and imported is the same conversation."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from contextlib import suppress
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streamtui.core.chat import events as ev
from streamtui.core.chat.state import ChatState
from streamtui.core.faults.faults import ConfigurationError
from streamtui.exports.forms import exported
from streamtui.session.growing_tree import GrowingTree
from streamtui.storage.conversations.database import NAME
from streamtui.storage.conversations.store import ConversationStore
from streamtui.storage.imports.sources import Found, found_in
from tests.core.chat.test_condensed import shown
from tests.core.playback.test_playback import conversations
from tests.storage.conversations.test_store import keep, store_in, turn


def export(folder: Path, form: str) -> str:
    with store_in(folder) as store:
        rows = store.listed().result()
        return "".join(exported((store.load_whole(row.id).result() for row in rows), form))


def bring(folder: Path, said: str) -> list[bool]:
    (path := folder / "export.json").write_text(said, "utf-8")
    with store_in(folder / "other") as store:
        return [take(store, found) for found in found_in(path)]


def take(store: ConversationStore, found: Found) -> bool:
    if found.fault:
        raise ConfigurationError(found.fault)
    return store.take_in(found.exported).result() == "added"


def told(folder: Path) -> list[Any]:
    with store_in(folder) as store:
        loaded = [store.load(row.id).result() for row in store.listed().result()]
    begun = [conversation.events[0].at for conversation in loaded]
    return [
        (one.id, one.title, shown(ChatState().fold(shifted(one.events, at))))
        for one, at in zip(loaded, begun, strict=True)
    ]


def shifted(events: Any, at: float) -> list[ev.StreamEvent]:
    """As if it had begun at 0."""
    return [
        type(event)(**{**{n: getattr(event, n) for n in event.__struct_fields__}, "at": round(event.at - at, 6)})
        for event in events
    ]


@settings(max_examples=15, deadline=None)
@given(events=conversations())
def test_the_same_comes_back_and_once(events: list[ev.StreamEvent]) -> None:
    for form in ("json", "jsonl"):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with store_in(folder) as store:
                keep(store, *events)
            said = export(folder, form)
            assert bring(folder, said) == [True]
            assert told(folder / "other") == told(folder)
            assert bring(folder, said) == [False]
            again, first = json.loads(export(folder / "other", "json")), json.loads(export(folder, "json"))
            assert again["messages"] == first["messages"]
            assert len(again["tree"]["turns"]) == len(first["tree"]["turns"])


@st.composite
def branched(draw: st.DrawFn) -> list[tuple[int, list[ev.StreamEvent]]]:
    """Turns with all that may happen in them, each list after an earlier one, or from the beginning."""
    grown: list[tuple[int, list[ev.StreamEvent]]] = []
    for number in range(draw(st.integers(1, 4))):
        events = [
            replace(event, text=draw(ODD)) if isinstance(event, ev.PromptSubmitted) else event
            for event in draw(conversations())
        ]
        if draw(st.booleans()):
            events.insert(0, ev.SystemPromptChanged(events[0].at, draw(ODD)))
        grown.append((draw(st.integers(0, number)), events))
    return grown


ODD = st.text(max_size=8) | st.sampled_from(["\ud83d", "\u202e\0\x1b[31m", '"}\n', "𝕏 漢字 ä̈", "<script>"])


def keep_branched(store: ConversationStore, grown: list[tuple[int, list[ev.StreamEvent]]], title: str) -> None:
    ids = (f"turn{number}" for number in count())
    keeper = store.keeper()
    tree, ends = GrowingTree(lambda: next(ids), keeper), [""]
    for after, events in grown:
        state = ChatState().fold(tree.show(ends[after]))
        for event in events:
            state.apply(event)
            tree.take(event, state)
        ends.append(tree.tree.head)
    store.listed().result()
    with suppress(ConfigurationError):  # a title needs a letter
        store.retitle(keeper.id, title).result()


@settings(max_examples=25, deadline=None)
@given(grown=branched(), title=ODD, pinned=st.booleans())
def test_what_is_exported_imported_and_exported_is_the_same_to_the_letter(
    grown: list[tuple[int, list[ev.StreamEvent]]], title: str, pinned: bool
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with store_in(folder) as store:
            keep_branched(store, grown, title)
            for row in store.listed().result():
                store.pin(row.id, pinned=pinned).result()
        for form in ("json", "jsonl"):
            said = export(folder, form)
            bring(folder, said)
            assert export(folder / "other", form) == said
        assert set(json.loads(said)) == {"schema", "id", "title", "messages", "tree"}
        assert json.loads(said)["tree"]["pinned"] is pinned


def test_one_that_went_on_elsewhere_comes_whole_and_no_other_branch_goes(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        keep_branched(store, [(0, turn("One", "1")), (1, turn("Two", "2"))], "Grown")
    whole = json.loads(export(tmp_path, "json"))
    first, _ = whole["tree"]["turns"]
    before = {**whole, "tree": {**whole["tree"], "turns": [first], "head": first["id"]}}
    assert bring(tmp_path, json.dumps(before)) == [True]
    assert bring(tmp_path, json.dumps(whole)) == [False]
    assert export(tmp_path / "other", "json") == export(tmp_path, "json")
    elsewhere = json.loads(json.dumps(whole).replace("turn1", "turn9"))
    assert bring(tmp_path, json.dumps(elsewhere)) == [False]
    again = json.loads(export(tmp_path / "other", "json"))
    assert [each["id"] for each in again["tree"]["turns"]] == ["turn0", "turn1", "turn9"]
    assert again["tree"]["head"] == "turn1"


def test_one_that_was_discarded_is_back(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        identity = keep(store, *turn("One", "1"))
        said = "".join(exported([store.load_whole(identity).result()], "json"))
        store.discard(identity, discarded=True).result()
        assert store.listed().result() == []
        (path := tmp_path / "export.json").write_text(said, "utf-8")
        assert [take(store, found) for found in found_in(path)] == [True]
        assert [row.title for row in store.listed().result()] == ["One"]


def test_without_its_tree_only_what_is_shown_is_read(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        keep_branched(store, [(0, turn("One", "1")), (0, turn("Two", "2"))], "Branched")
        [row] = store.listed().result()
        whole, shown_alone = store.load_whole(row.id).result(), store.load_whole(row.id, tree=False).result()
    assert (len(whole.tree), shown_alone.tree) == (2, ())
    for form in ("md", "html"):
        assert "".join(exported([shown_alone], form)) == "".join(exported([whole], form))
    connection = sqlite3.connect(tmp_path / NAME)
    connection.execute("UPDATE turn SET events = x'00' WHERE key = 'turn0'")
    connection.commit()
    connection.close()
    with store_in(tmp_path) as store:
        assert store.load_whole(row.id, tree=False).result().head == "turn1"
        with pytest.raises(ConfigurationError, match="can't be read, as its events end too early"):
            store.load_whole(row.id).result()


def test_several_go_in_one_file(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        for number in range(3):
            keep(store, *turn(f"Question {number}", "Answer."))
    assert bring(tmp_path, export(tmp_path, "json")) == [True] * 3
    assert bring(tmp_path, export(tmp_path, "jsonl")) == [False] * 3


@pytest.mark.parametrize(
    "change",
    [
        lambda one: "no JSON",
        lambda one: json.dumps({**one, "schema": "other"}),
        lambda one: json.dumps({**one, "id": "../up"}),
        lambda one: json.dumps([one, 7]),
        lambda one: json.dumps({name: value for name, value in one.items() if name != "tree"}),
        lambda one: json.dumps(one).replace('"PromptSubmitted"', '"Sunrise"'),
        lambda one: json.dumps(one).replace('"bucket_s": 0.125', '"bucket_s": 0'),
        lambda one: "[" * 100_000,
    ],
)
def test_what_is_no_export_is_told_and_nothing_of_it_kept(tmp_path: Path, change: Any) -> None:
    with store_in(tmp_path) as store:
        keep(store, *turn("Question", "Answer."))
    said = change(json.loads(export(tmp_path, "json")))
    with pytest.raises(ConfigurationError, match=r"import|export"):
        bring(tmp_path, said)
    with store_in(tmp_path / "other") as store:
        assert [row.title for row in store.listed().result()] in ([], ["Question"] if said.endswith("7]") else [])


def bare(**fields: Any) -> dict[str, Any]:
    return {"schema": "streamtui.conversation.v1", "id": "by-hand", "tree": {"turns": [{"events": []}]}, **fields}


@pytest.mark.parametrize(
    ("title", "one"),
    [("Two\nlines\r\n\tand \u2028 more", "Two lines and more"), ("x" * 10_000, "x" * 400), ("\ud83d!", "\ufffd!")],
)
def test_a_title_that_comes_in_is_one_line(tmp_path: Path, title: str, one: str) -> None:
    with store_in(tmp_path) as store:
        assert store.take_in(bare(title=title)).result() == "added"
        assert [row.title for row in store.listed().result()] == [one]


def test_keys_are_hidden_in_texts_that_come_in_and_numbers_stay(tmp_path: Path) -> None:
    key = "12345678"
    prompt = {"event": "PromptSubmitted", "ms": 0.0, "text": f"It is {key}."}
    turns = [{"id": f"of {key}", "began": int(key), "events": [prompt]}]
    tree = {"began": int(key), "changed": int(key), "head": f"of {key}", "turns": turns}
    with store_in(tmp_path, key) as store:
        assert store.take_in(bare(title=f"About {key}", tree=tree)).result() == "added"
        [row] = store.listed().result()
        [kept] = store.load_whole(row.id).result().tree
    assert (row.title, row.began, row.changed) == ("About ***", int(key), int(key))
    assert (kept["id"], kept["events"][0]["text"]) == ("of ***", "It is ***.")


def deep(depth: int) -> dict[str, Any]:
    nested: list[Any] = []
    for _ in range(depth):
        nested = [nested]
    event = {"event": "ParametersChanged", "ms": 0.0, "parameters": {"deep": nested}}
    return bare(tree={"turns": [{"events": [event]}]})


def test_what_is_nested_too_deep_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        with pytest.raises(ConfigurationError, match="by-hand can't be imported: it is nested too deep"):
            store.take_in(deep(100_000)).result()
        assert store.listed().result() == []


def test_what_is_nested_deep_is_refused_or_can_be_read_again(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        for depth in (100, 450, 900):  # how deep is too deep, each Python decides
            with suppress(ConfigurationError):
                store.take_in({**deep(depth), "id": f"deep{depth}"}).result()
        assert "deep100" in [row.id for row in store.listed().result()]
        assert store.verify().result() == []
        for row in store.listed().result():
            assert "".join(exported([store.load_whole(row.id).result()], "json"))


def test_what_is_written_by_hand_and_lacks_parts_is_taken_as_it_is(tmp_path: Path) -> None:
    bare = {"schema": "streamtui.conversation.v1", "id": "by-hand", "tree": [{"events": []}, {"parent": 99}]}
    assert bring(tmp_path, json.dumps(bare)) == [True]
    assert StringIO(export(tmp_path / "other", "md")).read() == "# –\n"
