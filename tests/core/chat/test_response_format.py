"""The form that replies are to have: what is taken for a schema, what is sent for it, how it is read again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from streamtui.core.chat.response_format import JSON_OBJECT, RESPONSE_FORMAT, response_format, wanted_format
from streamtui.core.dialects.responses.parameters import own_parameters
from streamtui.core.faults.faults import ConfigurationError

STRICT = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}
LOOSE = {"type": "object", "properties": {"a": {"type": "string"}}}
ENDLESS: Any = '{"items":' * 200_000


@pytest.mark.parametrize(
    ("written", "name", "strict"),
    [
        (STRICT, "file", True),
        (LOOSE, "file", False),
        ({**LOOSE, "title": "A person\u202e!"}, "A_person", False),
        ({"name": "n", "strict": True, "schema": LOOSE}, "n", True),
        ({"type": "json_schema", "json_schema": {"name": "n", "schema": STRICT}}, "n", True),
        ({"type": "json_schema", "name": "n", "strict": False, "schema": STRICT}, "n", False),
    ],
)
def test_a_schema_alone_or_in_the_form_of_either_api_is_taken(written: Any, name: str, strict: bool) -> None:
    value = response_format(json.dumps(written), "file")
    for parameters in ({RESPONSE_FORMAT: value}, own_parameters({RESPONSE_FORMAT: value})):
        form = wanted_format(parameters)
        assert form is not None
        assert (form.name, form.strict) == (name, strict)
        assert form.schema in (STRICT, {**LOOSE, **({"title": written["title"]} if "title" in written else {})})


def test_any_object_is_a_form_of_its_own() -> None:
    assert response_format('{"type": "json_object"}') == JSON_OBJECT
    form = wanted_format({RESPONSE_FORMAT: JSON_OBJECT})
    assert form is not None
    assert form.words == "JSON object"
    assert wanted_format({}) is None
    assert wanted_format({RESPONSE_FORMAT: {"type": "text"}}) is None
    assert wanted_format({RESPONSE_FORMAT: 5, "text": {"format": []}}) is None


@pytest.mark.parametrize("written", ["", "{", "[]", "{}", '{"a": 1}', '"type"', ENDLESS])
def test_what_is_no_schema_is_refused_with_a_sentence(written: str) -> None:
    with pytest.raises(ConfigurationError, match=r"\.$"):
        response_format(written)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('{"type": "objekt"}', r"the type 'objekt' \(perhaps object\), which JSON Schema does not know"),
        ('{"type": "object", "properties": {"type": {"items": {"anyOf": [{"type": ["string", "nul"]}]}}}}', "'nul'"),
        ('{"$defs": {"a": {"type": "date"}}, "$ref": "#/$defs/a"}', "'date'"),
    ],
)
def test_a_type_that_there_is_not_is_named(written: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        response_format(written)
    assert response_format('{"type": "object", "properties": {"type": {"const": {"type": "x"}}}}')
