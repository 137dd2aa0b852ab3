"""Error bodies of every server, as a kind and one sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.core.faults.error_bodies import fault_from
from streamtui.core.faults.faults import FAULT_KINDS

URL = "https://api.example/v1/chat/completions"


def openai(message: str = "why", **fields: object) -> dict[str, Any]:
    return {"error": {"message": message, "type": None, "param": None, "code": None, **fields}}


@pytest.mark.parametrize(
    "body",
    [
        '{"padding": "' + "x" * 500 + '", "error": {"message": "Not \\"that\\" one", "trace": ["y", "yy',
        '{"count": ' + "9" * 5000 + ', "detail" : "Not \\"that\\" one"}',
        '{"error": "Not \\"that\\" one", "trace": ' + "[" * 100_000,
    ],
    ids=["cut", "number", "deep"],
)
def test_the_message_of_a_body_that_cannot_be_read_whole_is_found(body: str) -> None:
    assert '“Not "that" one”' in fault_from(body, status=400, url=URL).message


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "bad_request"),
        (401, "authentication"),
        (402, "quota"),
        (403, "permission"),
        (404, "not_found"),
        (408, "timeout"),
        (409, "bad_request"),
        (413, "bad_request"),
        (422, "bad_request"),
        (429, "rate_limit"),
        (500, "server"),
        (502, "server"),
        (503, "server"),
        (529, "server"),
    ],
)
@pytest.mark.parametrize("body", [openai(), "", "why", {"detail": "why"}, None, []], ids=str)
def test_the_status_tells_the_kind(body: Any, status: int, kind: str) -> None:
    fault = fault_from(body, status=status, url=URL)
    assert (fault.kind, fault.status) == (kind, status)
    assert ("why" in fault.message) == bool(body)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (429, openai("You exceeded your current quota", type="insufficient_quota", code="insufficient_quota"), "quota"),
        (429, openai("Rate limit reached", code="rate_limit_exceeded"), "rate_limit"),
        (
            400,
            openai("This model's maximum context length is 8192 tokens", code="context_length_exceeded"),
            "context_length",
        ),
        (
            400,
            openai("the request exceeds the available context size", type="exceed_context_size_error"),
            "context_length",
        ),
        (413, openai("prompt is too long: 210000 tokens"), "context_length"),
        (400, openai("The response was filtered", code="content_filter"), "content_filter"),
        (400, openai("bad", innererror={"code": "ResponsibleAIPolicyViolation"}), "content_filter"),
        (400, openai("API key not valid. Please pass a valid API key.", status="INVALID_ARGUMENT"), "authentication"),
        (400, {"object": "error", "message": "Invalid model: x", "type": "invalid_model", "code": "1500"}, "not_found"),
        (400, openai("Your credit balance is too low"), "quota"),
        (403, openai("insufficient_quota", code="insufficient_quota"), "quota"),
        (500, openai("rate limit of the database"), "server"),
        (404, openai("The API key's model does not exist", code="model_not_found"), "not_found"),
        (None, openai("slow down", code="rate_limit_exceeded"), "rate_limit"),
        (None, openai("no", type="invalid_request_error"), "bad_request"),
        (None, openai("Overloaded", type="overloaded_error"), "server"),
        (None, openai("who are you", code=401), "authentication"),
        (None, openai("model 'x' not found"), "not_found"),
        (200, openai("boom"), "server"),
    ],
)
def test_the_body_tells_more_than_the_status(status: int | None, body: Any, kind: str) -> None:
    assert fault_from(body, status=status).kind == kind


@pytest.mark.parametrize(
    "body",
    [
        openai("why"),
        {"message": "why", "code": None},  # the inner object, as the SDK gives it
        {"error": {"code": "404", "message": "why"}},  # Azure
        {"statusCode": 401, "message": "why"},  # Azure's gateway
        {"error": "why"},  # Ollama
        "why",
        {"detail": "why"},  # FastAPI
        {"detail": [{"loc": ["body"], "msg": "why", "type": "missing"}]},
        [{"error": {"code": 400, "message": "why", "status": "INVALID_ARGUMENT"}}],  # Gemini
        {"object": "error", "message": {"detail": [{"loc": ["body", "n"], "msg": "why"}]}, "type": "x"},  # Mistral
        {"error": {"message": "Provider returned error", "metadata": {"raw": '{"error": {"message": "why"}}'}}},
        {"error": "Bad Request", "message": "why", "status": 400},  # Spring
        {"errors": [{"message": "why"}]},
    ],
    ids=lambda body: json.dumps(body)[:60],
)
def test_the_servers_own_words_are_found(body: Any) -> None:
    assert "why" in fault_from(body, status=400).message
    assert "why" in fault_from(json.dumps(body), status=400).message


def test_a_validation_error_says_where() -> None:
    body = {
        "detail": [{"loc": ["body", "messages"], "msg": "Field required"}, {"loc": ["body", "n"], "msg": "too big"}]
    }
    assert "“body.messages: Field required; body.n: too big”" in fault_from(body, status=422).message


def test_a_web_page_is_not_shown() -> None:
    page = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head></html>"
    assert fault_from(page, status=502, url=URL).message == "api.example failed (502); ask again in a moment."


def test_the_sentence_says_what_happened_why_and_what_to_do() -> None:
    fault = fault_from(openai("Incorrect API key provided."), status=401, url=URL)
    happened, why, todo = (
        "refused the API key (401)",
        "Incorrect API key provided",
        "check OPENAI_API_KEY or the profile's key",
    )
    assert fault.message == f"api.example {happened}: “{why}”; {todo}."


def test_an_unknown_address_names_the_url_that_was_tried() -> None:
    fault = fault_from({"detail": "Not Found"}, status=404, url="http://me:pw@localhost:8000/chat/completions?key=x")
    assert "http://localhost:8000/chat/completions" in fault.message
    assert "/v1" in fault.message
    assert "pw" not in fault.message
    assert "key=x" not in fault.message


def test_an_unknown_model_is_named() -> None:
    body = openai("The model `x` does not exist", code="model_not_found")
    assert "“gpt-9”" in fault_from(body, status=404, url=URL, model="gpt-9").message


@pytest.mark.parametrize(
    ("wait_s", "words"),
    [
        (0.0, "a moment"),
        (1e-09, "a moment"),
        (7.5, "8 s"),
        (300.0, "300 s"),
        (4000.0, "67 min"),
        (86_400.0, "24 h"),
        (1e6, "12 days"),
    ],
)
def test_a_wait_is_passed_on_and_named_as_one_says_it(wait_s: float, words: str) -> None:
    fault = fault_from(openai(), status=429, retry_after_s=wait_s)
    assert (fault.retry_after_s, f"; wait {words} and ask again." in fault.message) == (wait_s, True)


def test_a_wait_within_the_body_is_found() -> None:
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "37.5s"}
    body = [{"error": {"code": 429, "message": "You exceeded your current quota", "details": [info]}}]
    fault = fault_from(body, status=429)
    assert (fault.kind, fault.retry_after_s) == ("rate_limit", 37.5)


@pytest.mark.parametrize(
    ("words", "wait_s"),
    [
        ("Limit 3, Used 3. Please try again in 20s. Visit", 20),
        ("Please try again in 1.898s.", 1.898),
        ("Please try again in 28ms.", 0.028),
        ("Please try again in 6m0s.", 360),
        ("Please try again in 1h2m3.5s.", 3723.5),
        ("Please retry in 35 seconds.", 35),
        ("Please try again in 5m.", 300),
        ("Please try again in a moment.", None),
        ("Please try again in 3 models.", None),
    ],
)
def test_a_wait_within_the_words_is_found(words: str, wait_s: float | None) -> None:
    fault = fault_from({"type": "error", "code": "rate_limit_exceeded", "message": words}, status=None)
    assert (fault.kind, fault.retry_after_s) == ("rate_limit", wait_s)


@pytest.mark.parametrize("key", ["sk-proj-abcdefghijkl", "Bearer abcdefghijkl", "api_key=abcdefghijkl"])
def test_keys_never_show(key: str) -> None:
    assert "abcdefghijkl" not in fault_from(openai(f"wrong: {key}"), status=401).message


def test_what_could_act_on_a_terminal_never_shows() -> None:
    message = fault_from(openai("a\x1b[31mb\x9bc\r\nd\u202ee\ud83d"), status=400).message
    assert not set(message) & set("\x1b\x9b\r\n\u202e\ud83d")


def test_long_words_are_cut() -> None:
    assert len(fault_from(openai("a b " * 100_000), status=400).message) < 400


deep: object = "why"
for _ in range(500):
    deep = {"error": {"message": deep, "detail": [deep]}} if _ < 8 else {"error": deep, "message": [deep]}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["error", "message", "detail", "code", "x"]), inner)
    ),
)


def test_a_deep_body_is_no_trouble() -> None:
    assert fault_from(deep, status=400).kind == "bad_request"


@given(body=JSON, status=st.none() | st.integers(100, 600))
def test_any_body_makes_a_fault(body: Any, status: int | None) -> None:
    fault = fault_from(body, status=status, url=URL)
    assert fault.kind in FAULT_KINDS
    assert fault.message.endswith(".")
    fault.message.encode()
