"""Files of prompts: text, JSON lines, tables; and what is wrong with them, said with the line."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.ports.batch import Prompt
from streamtui.storage.batch import prompt_files
from streamtui.storage.batch.prompt_files import read_prompts


def said(prompt: Prompt) -> str:
    return str(prompt.messages[-1]["content"])


Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def file(tmp_path: Path) -> Write:
    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_text_is_a_prompt_a_line_named_by_its_number(file: Write) -> None:
    prompts = list(read_prompts(file("p.txt", "\ufeffOne\r\n\n  Two  \nThree"), system="Be brief."))
    assert [(prompt.id, said(prompt)) for prompt in prompts] == [("1", "One"), ("3", "Two"), ("4", "Three")]
    assert prompts[0].messages[0] == {"role": "system", "content": "Be brief."}


def test_json_lines_bring_id_model_and_options(file: Write) -> None:
    messages = [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}]
    lines = [
        {"id": "a", "prompt": "One", "model": "m", "options": {"temperature": 0}, "topic": "left alone"},
        {"id": 7, "messages": messages},
        {"prompt": "Three"},
    ]
    prompts = list(read_prompts(file("p.jsonl", "\n".join(map(json.dumps, lines))), system="Be brief."))
    assert [prompt.id for prompt in prompts] == ["a", "7", "3"]
    assert (prompts[0].model, prompts[0].options) == ("m", {"temperature": 0})
    assert prompts[1].messages == [{"role": "system", "content": "Be brief."}, *messages]


def test_a_system_message_of_its_own_stays_the_only_one(file: Write) -> None:
    messages = [{"role": "system", "content": "Rhyme."}, {"role": "user", "content": "Hi"}]
    path = file("p.jsonl", json.dumps({"messages": messages}))
    assert next(read_prompts(path, system="Be brief.")).messages == messages


def test_a_table_fills_the_template(file: Write) -> None:
    path = file("p.csv", 'id,topic,tone\ncats,"Cats, big\nand small",dry\n,Dogs,warm\n')
    prompts = list(read_prompts(path, "Write {{JSON}} about {topic}, {tone}."))
    assert [(prompt.id, said(prompt)) for prompt in prompts] == [
        ("cats", "Write {JSON} about Cats, big\nand small, dry."),
        ("2", "Write {JSON} about Dogs, warm."),
    ]


def test_a_table_without_a_template_has_a_column_of_prompts(file: Write) -> None:
    assert [said(prompt) for prompt in read_prompts(file("p.tsv", "prompt\tmodel\nHi\tm\n"))] == ["Hi"]


@pytest.mark.parametrize(
    ("name", "content", "template", "why"),
    [
        ("p.jsonl", "{}\n", None, "line 1 needs a prompt or messages"),
        ("p.jsonl", '{"prompt": "x", "messages": []}', None, "and not both"),
        ("p.jsonl", '{"prompt": "ok"}\nnot json', None, "line 2 is not JSON"),
        ("p.jsonl", '{"prompt": " "}', None, "must be a text that says something"),
        ("p.jsonl", '{"id": true, "prompt": "x"}', None, "id must be"),
        ("p.jsonl", '{"messages": ["x"]}', None, "each with a"),
        ("p.jsonl", "[" * 100_000, None, "line 1 is nested too deeply"),
        ("p.jsonl", '{"prompt": "x", "options": {"a": ' + "[" * 200 + "]" * 200 + "}}", None, "nested too deeply"),
        ("p.jsonl", '{"prompt": "x", "options": {"top_p": NaN}}', None, "line 1 holds NaN"),
        ("p.jsonl", '{"prompt": "x", "options": {"top_p": 1e400}}', None, "line 1 holds 1e400"),
        ("p.jsonl", '{"prompt": "x", "id": ' + "9" * 5000 + "}", None, "line 1 holds a number of too many digits"),
        ("p.jsonl", '{"prompt": "x", "id": ["' + "y" * 5000 + '"]}', None, "id must be a text or a whole number"),
        ("p.jsonl", b"\x00\x00", None, "line 1 is not JSON"),
        ("p.jsonl", '{"prompt": "x"}'.encode("utf-16"), None, "not UTF-8"),
        ("p.csv", 'id,prompt\n1,"never closed\n2,x\n', None, "can't be read as a table"),
        ("p.csv", ",".join(f"c{number}" for number in range(1000)) + "\n", None, "c42}, "),
        ("p.jsonl", "[]", None, "not an object"),
        ("p.csv", "topic\nCats\n", None, "no column for {prompt}: there are {topic}"),
        ("p.csv", "topic\nCats\n", "About {topic.__class__}", "no column for"),
        ("p.csv", "topic\nCats\n", "About {topic!r}", "no column for"),
        ("p.csv", "topic\nCats\n", "About {topic", "can't be used"),
        ("p.csv", "topic\nCats\n", "About cats", "names no column"),
        ("p.csv", "id,topic\nCats\n", "About {topic}", "row 1 has no value for topic"),
        ("p.txt", "Hi\n", "About {topic}", "--template is for tables"),
        ("p.txt", b"\xff\xfe", None, "not UTF-8"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    file: Write, name: str, content: bytes | str, template: str | None, why: str
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        list(read_prompts(file(name, content), template))
    assert why in str(refused.value)
    assert len(str(refused.value)) < 800


def test_what_has_no_end_is_not_read_to_it(file: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompt_files, "_LONGEST", 100)
    for name, first in (("p.txt", "Hi"), ("p.jsonl", ""), ("p.csv", "prompt")):
        with pytest.raises(ConfigurationError, match="line 2, is longer than"):
            list(read_prompts(file(name, f"{first}\n{'x' * 101}")))
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ConfigurationError, match="is no file"):
        list(read_prompts(tmp_path / "pipe.txt"))


def test_no_more_is_read_than_is_asked_for(file: Write) -> None:
    path = file("p.jsonl", '{"prompt": "x"}\n' * 100_000 + "broken\n")
    assert len(list(islice(read_prompts(path), 3))) == 3
