"""Keys that come back: a server that repeats every key it was sent, in each place and cut in each way."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from streamtui.core.chat.events import BytesReceived, TextDelta
from streamtui.core.dialects.chat.reader import chat_decoder
from tests.commands import Done, run
from tests.frontends.tui.live_stage import live_stage
from tests.reading import events_in
from tests.servers import replies
from tests.servers.chat_server import ChatServer, RecordedRequest
from tests.servers.replies import Answer, Step
from tests.servers.threaded import in_thread

KEY = "QX7/ZK9-WJ4_VH8+YF6=QQZXJ"
OTHER = "JX8+ZQ3/YW2-KH1_JF5VVQZJ"
"""Another profile's."""


class EchoServer(ChatServer):
    """Repeats the key that it is sent; the model says how."""

    def answer(self, request: RecordedRequest) -> Answer:
        key = request.headers["Authorization"].removeprefix("Bearer ")
        both = f"{key} and {OTHER}"
        match request.model.split(":"):
            case ["whole"]:
                return replies.text(f"It is {both}.")
            case ["letters"]:
                return replies.text("It is ", *both, ".")
            case ["joined"]:
                return replies.text("It is ", *"\u200d".join(both), ".")
            case ["deltas"]:
                return replies.text("It is", *(both[at : at + 7] for at in range(-7, len(both), 7)), ".")
            case ["reads"]:
                body = b"".join(step for step in replies.text(f"It is {both}.").steps if isinstance(step, bytes))
                return replies.raw([body[at : at + 5] for at in range(0, len(body), 5)])
            case ["thoughts"]:
                thoughts: list[Step] = [replies.chunk({"reasoning_content": piece}) for piece in both]
                return Answer([*thoughts, *replies.text_steps("It is."), *replies.ending()])
            case ["names"]:
                return Answer([replies.chunk({"content": "It is."}, model=key), *replies.ending(both)])
            case ["refusal", place]:
                words = f"{'x' * int(place)} {key} {'y' * 60}"
                return replies.document({"error": {"message": words}}, 400, x_api_key=key, set_cookie=f"k={key}")
            case ["broken", place]:
                words = f"{'x' * int(place)} {key} {'y' * 60}"
                return Answer([*replies.text_steps("It is"), replies.sse({"error": {"message": words}})])
            case ["page"]:
                return replies.document(f"not JSON: {key}", 200, x_request_id=key)
        return replies.document({"error": f"{json.dumps(dict(request.headers))}"}, 500)


CUTS = ["whole", "letters", "joined", "deltas", "reads", "thoughts", "names"]
FAULTS = [*(f"{kind}:{place}" for kind in ("refusal", "broken") for place in range(205, 245, 9)), "page", "headers"]


def leaks(*texts: str) -> list[str]:
    """Runs of a key, however JSON escapes them, whatever nobody sees between them."""
    text = "\n".join(texts).replace("\\/", "/").replace("\\\\/", "/")
    text = re.sub(r"\u200d|\ufffd|\\+u200d", "", text)
    return [key[at : at + 4] for key in (KEY, OTHER) for at in range(len(key) - 3) if key[at : at + 4] in text]


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    (tmp_path / "config.toml").write_text(
        f'[profiles.other]\nbase_url = "http://127.0.0.1:1/v1"\napi_key = "{OTHER}"\n'
    )
    names = ("STREAMTUI_CONFIG_DIR", "STREAMTUI_DATA_DIR")
    return {"OPENAI_API_KEY": KEY, **dict.fromkeys(names, str(tmp_path))}


def ask(folders: Mapping[str, str], model: str, *more: str | Path) -> Done:
    with in_thread(EchoServer()) as server:
        env = {**folders, "OPENAI_BASE_URL": server.base_url, "STREAMTUI_RETRY_ATTEMPTS": "1"}
        return run(*more[:1], *more[1:], "-m", model, env=env)


@pytest.mark.parametrize("model", [*CUTS, *FAULTS])
def test_ask_shows_and_records_nothing_of_them(model: str, folders: Mapping[str, str], tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    done = ask(folders, model, "ask", "hi", "--json", "--stats", "--record", path)
    assert '"streamtui.reply.v1"' in done.stdout
    assert not leaks(done.stdout, done.stderr, path.read_text())
    if model in CUTS:
        assert done.returncode == 0
        events = events_in(path)
        body = b"".join(event.data for event in events if isinstance(event, BytesReceived))
        anew = [*(decoder := chat_decoder()).feed(body, 0), *decoder.close(0)]
        assert _text(anew) == _text(events) == json.loads(done.stdout)["content"]
        assert _text(events).startswith("It is")
        assert not leaks(body.decode())


@pytest.mark.parametrize("model", ["letters", "reads", "thoughts", "refusal:214"])
def test_ask_prints_nothing_of_them(model: str, folders: Mapping[str, str]) -> None:
    done = ask(folders, model, "ask", "hi")
    assert done.stdout + done.stderr
    assert not leaks(done.stdout, done.stderr)


@pytest.mark.parametrize("model", ["letters", "refusal:214"])
def test_batch_and_race_keep_nothing_of_them(model: str, folders: Mapping[str, str], tmp_path: Path) -> None:
    (tmp_path / "prompts.txt").write_text("one\ntwo\n")
    kept = tmp_path / "kept"
    done = ask(folders, model, "batch", tmp_path / "prompts.txt", "--out", kept)
    raced = ask(folders, model, "race", "hi", "--text", "-m", "whole")
    files = [path.read_text() for path in kept.rglob("*") if path.is_file()]
    assert any("streamtui.reply.v1" in text for text in files)
    assert not leaks(done.stdout, done.stderr, raced.stdout, raced.stderr, *files)


@pytest.mark.parametrize("model", ["whole", "refusal:214"])
def test_check_tells_nothing_of_them(model: str, folders: Mapping[str, str], tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    done = ask(folders, model, "check", "--runs", "1", "--timeout", "5", "--json", "--markdown", page)
    assert page.exists() if model == "whole" else "refused" in done.stderr
    assert not leaks(done.stdout, done.stderr, page.read_text() if page.exists() else "")


@pytest.mark.parametrize("model", ["letters", "refusal:214", "broken:223"])
async def test_the_screen_shows_nothing_of_them(
    model: str, folders: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in folders.items():
        monkeypatch.setenv(name, value)
    async with EchoServer() as server, live_stage(server.base_url, model, size=(100, 40)) as on:
        await on.ask("hi")
        assert "***" in on.text
        assert not leaks(on.text)


def test_a_refused_address_is_told_without_what_is_secret_in_it(folders: Mapping[str, str]) -> None:
    done = run("ask", "hi", "--base-url", f"http//me:{OTHER}@host/v1?key=abcd&sig={OTHER}", env=folders)
    assert done.returncode == 2
    assert "abcd" not in done.stderr
    assert not leaks(done.stderr)


def _text(events: Sequence[object]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))
