"""ChatGPT's and Open WebUI's conversations arrive as trees, once, and whatever else a file holds does no harm."""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from streamtui.core.chat.reply import ReplyState
from streamtui.core.chat.tool_calls import ToolCallState
from streamtui.core.words.reply_words import head_figures
from tests.commands import run
from tests.storage.conversations.test_store import store_in
from tests.storage.imports.importing import brought, taken_in, written
from tests.storage.imports.samples import chatgpt, message, node, open_webui

PYTHON = {"recipient": "python", "content": {"content_type": "code", "language": "python", "text": "17 * 23"}}
THOUGHTS = {"content": {"content_type": "thoughts", "thoughts": [{"summary": "Hm", "content": "I multiply."}]}}
OUTPUT = {"content": {"content_type": "execution_output", "text": "391"}, "author": {"role": "tool", "name": "python"}}
IMAGE = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://x"}


def test_a_conversation_of_chatgpt_arrives_with_thoughts_calls_models_and_times(tmp_path: Path) -> None:
    done, [one] = brought(
        tmp_path,
        [
            chatgpt(
                node("s", "root", "system", "Hidden.", metadata={"is_visually_hidden_from_conversation": True}),
                node("u", "s", "user", IMAGE, "What is 17 * 23?", at=1, content={"parts": [IMAGE, "What is 17 * 23?"]}),
                node("a0", "u", "assistant", at=2, metadata={"model_slug": "o3"}, **THOUGHTS),
                node("a1", "a0", "assistant", at=3, metadata={"model_slug": "o3"}, **PYTHON),
                node("t", "a1", "tool", at=4, **OUTPUT),
                node("a2", "t", "assistant", "It is 391.", at=5, metadata={"finish_details": {"type": "max_tokens"}}),
            )
        ],
    )
    assert (done.added, done.known, done.faults) == (1, 0, [])
    assert done.left_out == {"image": 1, "hidden or system message": 1}
    assert (one.kept.title, one.kept.began, one.kept.changed) == ("Sorting", 1_700_000_000.0, 1_700_000_500.0)
    assert one.said == ["What is 17 * 23?", "", "It is 391."]
    [first, second] = one.replies
    assert (first.model, str(first.reasoning), second.model) == ("o3", "Hm\nI multiply.", "gpt-4o")
    [call] = first.tool_calls
    assert (call.name, str(call.arguments), call.output, call.state) == ("python", "17 * 23", "391", ToolCallState.DONE)
    assert (second.finish_reason, second.statistics.usage, second.statistics.ttft_s) == ("length", None, None)
    assert round(second.statistics.sent_at or 0) - round(one.kept.events[0].at) == 4


def test_the_marks_of_pages_that_chatgpt_cites_become_its_sources_and_files_are_counted(tmp_path: Path) -> None:
    cite, thing, odd = (f"\ue200{words}\ue201" for words in ("cite\ue202turn0search0", "entity", "navlist\ue202x"))
    references = [
        {"matched_text": cite, "alt": "([E](https://e.org/a))", "items": [{"title": "E", "url": "https://e.org/a"}]},
        {"matched_text": thing, "alt": "Motorola"},
    ]
    said = f"It is so {cite}. {thing} did it.{odd} \ue200 stays."
    files = [{"name": "a.pdf", "mime_type": "application/pdf"}, {"name": "b.png", "mimeType": "image/png"}]
    done, [one] = brought(
        tmp_path,
        chatgpt(
            node("u", "root", "user", IMAGE, "Is it?", metadata={"attachments": files}),
            node("a", "u", "assistant", said, metadata={"content_references": references}),
        ),
    )
    assert one.said == ["Is it?", "It is so. Motorola did it. \ue200 stays."]
    assert [(found.url, found.title) for found in one.replies[0].citations] == [("https://e.org/a", "E")]
    assert done.left_out == {"image": 1, "file": 1}


def test_older_marks_of_what_chatgpt_cites_become_its_sources_and_those_that_it_does_not_name_are_counted(
    tmp_path: Path,
) -> None:
    citations = [
        {"metadata": {"title": "E", "url": "https://e.org/a", "extra": {"cited_message_idx": 12}}},
        {"metadata": {"type": "file", "name": "a.pdf", "extra": {"cited_message_idx": 4}}},
    ]
    said = "So 【12†source】【12†L1-L9】, and【4:0†a.pdf】 so【7†source】. 【Note】 stays."
    done, [one] = brought(
        tmp_path,
        chatgpt(
            node("u", "root", "user", "【1†Me】?"), node("a", "u", "assistant", said, metadata={"citations": citations})
        ),
    )
    assert one.said == ["【1†Me】?", "So, and so. 【Note】 stays."]
    assert [(found.url, found.title) for found in one.replies[0].citations] == [("https://e.org/a", "E"), ("", "a.pdf")]
    assert done.left_out == {"unnamed source": 1}


def test_edits_and_answers_asked_again_arrive_as_branches(tmp_path: Path) -> None:
    _, [one] = brought(
        tmp_path,
        chatgpt(
            node("u1", "root", "user", "First", at=1),
            node("a1", "u1", "assistant", "Answer 1", at=2),
            node("a2", "u1", "assistant", "Answer 2", at=3),
            node("u2", "a1", "user", "More", at=4),
            node("a3", "u2", "assistant", "And more", at=5),
            node("u3", "root", "user", "First, edited", at=6),
            node("a4", "u3", "assistant", "Answer 3", at=7),
            current="a3",
        ),
    )
    assert one.said == ["First", "Answer 1", "More", "And more"]
    prompts = [
        [event["text"] for event in turn["events"] if event["event"] == "PromptSubmitted"] for turn in one.kept.tree
    ]
    assert sorted(prompts) == [["First"], ["First"], ["First, edited"], ["More"]]
    follows = {turn["id"]: turn["parent"] for turn in one.kept.tree}
    assert sum(parent is None for parent in follows.values()) == 3


def test_a_chat_of_open_webui_arrives_with_what_its_text_tells(tmp_path: Path) -> None:
    told = (
        '<details type="reasoning" done="true" duration="2">\n<summary>Thought for 2 seconds</summary>\n'
        "> I &lt;look&gt;.\n&gt; Then.\n</details>\n"
        '<details type="tool_calls" done="true" id="c1" name="weather" '
        'arguments="&quot;{\\&quot;city\\&quot;: 1}&quot;" result="&quot;Rain&quot;">\n'
        "<summary>Tool Executed</summary>\n</details>\n"
        '<details type="tool_calls" done="true" name="sea" arguments="{&quot;m&quot;: 2}" result="&quot;half">\n'
        "</details>\nTake an umbrella [1]."
    )
    done, [one] = brought(
        tmp_path,
        [
            open_webui(
                message("u", None, "user", "Weather?", timestamp=1_700_000_001, files=[{"type": "image"}]),
                message(
                    "a",
                    "u",
                    "assistant",
                    told,
                    model="llama3:8b",
                    timestamp=1_700_000_002,
                    sources=[
                        {
                            "source": {"name": "rain?"},
                            "metadata": [{"source": "https://rain.example", "title": "Rain"}] * 2,
                        },
                        {"source": {"id": "f", "name": "coast.pdf"}, "metadata": [{"source": "coast.pdf", "page": 1}]},
                    ],
                    usage={"prompt_eval_count": 12, "eval_count": 5, "total_duration": 2_500_000_000},
                ),
                message("b", "u", "assistant", "Another.", model="other", timestamp=1_700_000_003, done=False),
                params={"system": "Be terse."},
                current="a",
            )
        ],
    )
    assert (done.added, done.left_out) == (1, {"image": 1})
    assert (one.said, one.chat.system) == (["Weather?", "Take an umbrella [1]."], "Be terse.")
    [reply] = one.replies
    assert (reply.model, str(reply.reasoning)) == ("llama3:8b", "I <look>.\nThen.")
    assert [(str(call.arguments), call.output) for call in reply.tool_calls] == [
        ('{"city": 1}', "Rain"),
        ('{"m": 2}', '"half'),
    ]
    assert [(source.url, source.title) for source in reply.citations] == [
        ("https://rain.example", "Rain"),
        ("", "coast.pdf"),
    ]
    assert reply.statistics.usage is not None
    assert (reply.statistics.usage.prompt_tokens, reply.statistics.completion_tokens) == (12, 5)
    assert reply.statistics.duration_s == 2.5
    assert len(one.kept.tree) == 2


def test_what_failed_was_stopped_or_broke_off_says_so(tmp_path: Path) -> None:
    _, [one] = brought(
        tmp_path,
        open_webui(
            message("u", None, "user", "1"),
            message("a", "u", "assistant", "Half", done=False),
            message("u2", "a", "user", "2"),
            message("a2", "u2", "assistant", "", error={"content": "No such model"}),
        ),
    )
    assert [reply.state for reply in one.replies] == [ReplyState.CUT, ReplyState.FAILED]
    assert [reply.fault.message for reply in one.replies if reply.fault][1] == "No such model"
    stopped = node("a", "u", "assistant", "Half", metadata={"finish_details": {"type": "interrupted"}})
    _, kept = brought(tmp_path, chatgpt(node("u", None, "user", "1"), stopped, title="Stopped"))
    assert [reply.state for one in kept if one.kept.title == "Stopped" for reply in one.replies] == [ReplyState.STOPPED]


def test_each_comes_once_and_from_the_archive_too(tmp_path: Path) -> None:
    value = [chatgpt(node("u", "root", "user", "Hi"), node("a", "u", "assistant", "Hello."))]
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("user.json", "{}")
        made.writestr("conversations-001.json", json.dumps(value))
    assert taken_in(tmp_path, archive).added == 1
    again = taken_in(tmp_path, written(tmp_path, value), archive)
    assert (again.added, again.known, again.faults) == (0, 2, [])


def test_one_that_went_on_there_goes_on_here(tmp_path: Path) -> None:
    first = [node("u", "root", "user", "Hi", at=1), node("a", "u", "assistant", "Hello.", at=2)]
    more = [node("u2", "a", "user", "And?", at=3), node("a2", "u2", "assistant", "No more.", at=4)]
    brought(tmp_path, chatgpt(*first))
    done, [one] = brought(tmp_path, chatgpt(*first, *more, update_time=1_700_000_900.0))
    assert (done.added, done.grown, done.known) == (0, 1, 0)
    assert one.said == ["Hi", "Hello.", "And?", "No more."]
    assert one.kept.changed == 1_700_000_900.0
    done, [one] = brought(tmp_path, chatgpt(*first))
    assert (done.known, len(one.said)) == (1, 4)


def test_one_that_is_broken_is_told_and_the_others_arrive(tmp_path: Path) -> None:
    good = chatgpt(node("u", "root", "user", "Hi"), node("a", "u", "assistant", "Hello."))
    done, kept = brought(tmp_path, [7, {"mapping": 3}, good, {}])
    assert (done.added, len(done.faults), len(kept)) == (1, 3, 1)
    assert "conversation 4" in done.faults[-1]
    (broken := tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    (none := tmp_path / "none.zip").write_bytes(b"")
    cut = json.dumps([good, good])[:-9]
    done = taken_in(tmp_path, broken, none, tmp_path / "gone.json", written(tmp_path, cut))
    assert (done.added, done.known, len(done.faults)) == (0, 1, 3)
    assert all(str(tmp_path) in fault for fault in done.faults)


def test_links_that_lead_around_or_nowhere_lose_nothing(tmp_path: Path) -> None:
    _, kept = brought(
        tmp_path,
        chatgpt(
            node("u", "a", "user", "Around"),
            node("a", "u", "assistant", "and around"),
            node("v", "gone", "user", "Nowhere"),
            node("w", "w", "user", "Itself"),
            current="gone",
        ),
    )
    words = json.dumps([turn["events"] for one in kept for turn in one.kept.tree])
    assert all(said in words for said in ("Around", "and around", "Nowhere", "Itself"))


def test_a_question_that_is_repeated_too_often_leaves_the_path_that_was_shown(tmp_path: Path) -> None:
    answers = [node(f"a{number}", "u", "assistant", "x", at=number) for number in range(200)]
    done, [one] = brought(tmp_path, chatgpt(node("u", "root", "user", "y" * 10_000), *answers, current="a7"))
    assert (len(one.kept.tree), done.left_out) == (1, {"branch": 199})


WORDS = st.text(max_size=5)
IDS = st.sampled_from(["a", "b", "c", "d", "e", "root", ""])
ANY: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | IDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(IDS | WORDS, inner, max_size=3),
    max_leaves=6,
)
ROLES = st.sampled_from(["user", "assistant", "tool", "system", "odd"])


def some(fields: dict[str, Any]) -> Any:
    """Mostly as it should be; each field may be missing, or anything."""
    return st.fixed_dictionaries({}, optional={name: value | ANY for name, value in fields.items()})


CONTENT = some(
    {
        "content_type": st.sampled_from(["text", "code", "thoughts", "multimodal_text", "user_editable_context"]),
        "parts": st.lists(WORDS | some({"content_type": st.just("image"), "text": st.text()}), max_size=3),
        "text": WORDS,
        "thoughts": st.lists(some({"summary": WORDS, "content": WORDS}), max_size=2),
    }
)
NODE = some(
    {
        "parent": IDS,
        "message": some(
            {
                "author": some({"role": ROLES, "name": WORDS}),
                "content": CONTENT,
                "create_time": st.floats(),
                "recipient": st.sampled_from(["all", "python"]),
                "metadata": some(
                    {
                        "model_slug": WORDS,
                        "finished_duration_sec": st.floats(),
                        "attachments": st.lists(some({"mime_type": WORDS}), max_size=2),
                        "content_references": st.lists(
                            some({"matched_text": WORDS, "items": st.lists(some({"url": WORDS}), max_size=2)}),
                            max_size=2,
                        ),
                    }
                ),
            }
        ),
    }
)
DETAILS = st.sampled_from(
    [
        "<details ",
        "</details>",
        'type="reasoning"',
        'type="tool_calls" name="x"',
        ' arguments="&quot;\\ud800"',
        ' result="&quot;\\ud800&quot;"',
        ">\n",
        "<summary>",
        "> a",
    ]
)
MESSAGE = some(
    {
        "parentId": IDS,
        "role": ROLES,
        "content": WORDS | st.lists(DETAILS, max_size=8).map("".join),
        "timestamp": st.floats() | st.integers(),
        "usage": some({"prompt_tokens": st.integers(), "total_duration": st.floats()}),
        "output": st.lists(some({"type": st.sampled_from(["reasoning", "function_call", "function_call_output"])})),
        "sources": st.lists(some({"source": some({"name": WORDS}), "metadata": st.lists(some({"source": WORDS}))})),
        "error": ANY,
    }
)
EXPORTS = some(
    {
        "id": WORDS,
        "title": WORDS,
        "mapping": st.dictionaries(IDS, NODE, max_size=6),
        "current_node": IDS,
        "create_time": st.floats(),
    }
) | some(
    {
        "id": WORDS,
        "chat": some(
            {
                "history": some({"messages": st.dictionaries(IDS, MESSAGE, max_size=6), "currentId": IDS}),
                "messages": st.lists(MESSAGE, max_size=4),
                "models": st.lists(st.text(max_size=3)),
                "params": some({"system": WORDS}),
            }
        ),
        "created_at": st.integers(),
    }
)


@settings(max_examples=200, deadline=None)
@given(st.lists(EXPORTS | ANY, max_size=4))
def test_whatever_a_file_holds_it_does_no_harm(values: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        done, kept = brought(folder, json.dumps(values))
        assert done.added + done.known + len(done.faults) + done.left_out["empty conversation"] == len(values)
        assert len(kept) == done.added
        for one in kept:
            assert one.said is not None
        again = taken_in(folder, folder / "export.json")
        assert (again.added, again.faults) == (0, done.faults)


@settings(max_examples=100)
@given(st.text(st.sampled_from('[]{}",: 1\\atrue\n\ud800'), max_size=40), st.integers(0, 3))
def test_what_is_almost_json_is_told(text: str, deep: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "export.json"
        path.write_bytes(("[" * deep**8 + text).encode("utf-8", "surrogatepass"))
        done = taken_in(Path(name), path)
        assert done.added == 0


def test_what_is_not_told_has_no_figure(tmp_path: Path) -> None:
    took = node("a", "u", "assistant", "Hello.", at=2, metadata={"finished_duration_sec": 4})
    _, [one] = brought(tmp_path, chatgpt(node("u", "root", "user", "Hi", at=1), took))
    assert [head_figures(reply) for reply in one.replies] == [["4.00 s"]]
    with store_in(tmp_path / "store") as store:
        assert [row.tokens for row in store.listed().result()] == [0]


def test_each_reply_counts_also_where_nothing_tells_when_it_was(tmp_path: Path) -> None:
    took = {"usage": {"prompt_tokens": 10, "completion_tokens": 5}}
    asked = [message("u", None, "user", "Hi"), message("v", "a", "user", "And?")]
    replied = [message(key, to, "assistant", "Yes.", **took) for key, to in ("au", "bv", "cv")]
    chat = open_webui(*asked, *replied)
    (path := tmp_path / "chats.json").write_text(json.dumps([chat]))
    for _ in range(2):
        assert run("history", "import", path).returncode == 0
        used = json.loads(run("usage", "--json").stdout)["sum"]
        assert (used["replies"], used["prompt_tokens"], used["completion_tokens"]) == (3, 30, 15)
        [row] = [json.loads(line) for line in run("history", "list", "--json").stdout.splitlines()]
        assert row["tokens"] == 45
        assert run("history", "delete", row["id"]).returncode == 0
