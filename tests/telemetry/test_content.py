"""What a request says, in the conventions' messages of parts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from streamtui.telemetry.content import input_content

CALL = {"type": "tool_call", "id": "c1", "name": "look", "arguments": '{"at": "here"}'}
RESULT = {"type": "tool_call_response", "id": "c1", "response": "sun"}
FUNCTION = {"name": "look", "arguments": '{"at": "here"}'}


def told(**data: Any) -> Any:
    return json.loads(input_content(json.dumps(data))["gen_ai.input.messages"])


def test_calls_and_their_results_are_parts_of_their_own_in_both_apis() -> None:
    thought = {"type": "reasoning", "content": "Hm."}
    chat = [
        {"role": "user", "content": "Hi"},
        {
            "role": "assistant",
            "content": None,
            "reasoning_content": "Hm.",
            "tool_calls": [{"id": "c1", "type": "function", "function": FUNCTION}],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "sun"},
    ]
    said = [{"role": "user", "parts": [{"type": "text", "content": "Hi"}]}]
    assert told(messages=chat) == [
        *said,
        {"role": "assistant", "parts": [thought, CALL]},
        {"role": "tool", "parts": [RESULT]},
    ]
    items = [
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi"}]},
        {"type": "reasoning", "id": "rs", "summary": [{"type": "summary_text", "text": "Hm."}]},
        {"type": "function_call", "call_id": "c1", **FUNCTION},
        {"type": "function_call_output", "call_id": "c1", "output": "sun"},
    ]
    assert told(input=items) == [
        *said,
        {"role": "assistant", "parts": [thought]},
        {"role": "assistant", "parts": [CALL]},
        {"role": "tool", "parts": [RESULT]},
    ]
    assert told(input="Hi") == said


@pytest.mark.parametrize(
    ("sent", "part"),
    [
        (
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
            {"type": "blob", "modality": "image", "mime_type": "image/png", "content": "AAAA"},
        ),
        (
            {"type": "input_image", "image_url": "https://h/a.png"},
            {"type": "uri", "modality": "image", "uri": "https://h/a.png"},
        ),
        (
            {"type": "input_audio", "input_audio": {"data": "BBBB", "format": "wav"}},
            {"type": "blob", "modality": "audio", "mime_type": "audio/wav", "content": "BBBB"},
        ),
        ({"type": "file", "file": {"file_id": "f"}}, {"type": "file", "file": {"file_id": "f"}}),
    ],
)
def test_what_is_no_words_is_a_part_of_its_kind(sent: dict[str, Any], part: dict[str, Any]) -> None:
    assert told(messages=[{"role": "user", "content": [sent]}]) == [{"role": "user", "parts": [part]}]


def test_what_is_no_request_of_either_api_says_nothing() -> None:
    assert input_content("[]") == input_content("{") == {}
