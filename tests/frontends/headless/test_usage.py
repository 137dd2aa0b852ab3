"""What replies took is summed up from the store."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Done, run
from tests.servers import replies
from tests.servers.chat_server import ChatServer
from tests.servers.threaded import in_thread
from tests.storage.imports.samples import message, open_webui


def ask(*answers: replies.Answer, model: str = "paid", options: tuple[str, ...] = ()) -> None:
    with in_thread(ChatServer(*answers)) as server:
        for _ in answers:
            assert run("ask", "Hi", "--base-url", server.base_url, "-m", model, *options).returncode == 0


def uncounted() -> replies.Answer:
    return replies.Answer([*replies.text_steps("Hello", " there"), replies.chunk(finish="stop"), replies.DONE])


def told(*options: str) -> dict[str, Any]:
    done = run("usage", "--json", *options)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def refused(done: Done, sentence: str) -> None:
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"streamtui: {sentence}")


def test_tokens_and_costs_are_summed_by_model() -> None:
    ask(replies.priced(0.25, "Hello"), replies.priced(0.5, "Hello"))
    ask(uncounted(), model="free")
    found = told("--by", "model")
    assert (found["schema"], found["by"], found["since"]) == ("streamtui.usage.v1", "model", None)
    paid, free = found["rows"]
    assert (paid["model"], paid["replies"], paid["cost_usd"], paid["replies_without_cost"]) == ("paid", 2, 0.75, 0)
    assert (paid["prompt_tokens"], paid["completion_tokens"], paid["completion_tokens_estimated"]) == (20, 10, False)
    assert (free["model"], free["cost_usd"], free["replies_without_cost"]) == ("free", None, 1)
    assert (free["prompt_tokens"], free["completion_tokens_estimated"]) == (None, True)
    assert (found["sum"]["replies"], found["sum"]["cost_usd"], found["sum"]["prompt_tokens"]) == (3, 0.75, 20)
    assert 0 < paid["ttft_p50_s"] <= paid["duration_s"]


def test_a_sum_is_told_as_people_would_write_it() -> None:
    for options in ((), ("-c",), ("-c",)):  # 0.1 + 0.1 + 0.1 is 0.30000000000000004 in binary
        ask(replies.priced(0.1, "Hello"), options=options)
    told_of = told()["sum"]
    assert told_of["cost_usd"] == json.loads(run("history", "list", "--json").stdout)["cost_usd"] == 0.3
    assert all(len(str(told_of[name]).partition(".")[2]) <= 9 for name in ("duration_s", "ttft_p50_s"))


def test_the_table_says_what_is_an_estimate_and_what_is_not_known() -> None:
    ask(uncounted())
    unpriced = run("usage").stdout
    today = f"{datetime.now().astimezone():%Y-%m-%d}"
    assert [line.split()[:5] for line in unpriced.splitlines() if line.strip().startswith((today, "sum"))] == [
        [today, "1", "–", "~2", "–"],
        ["sum", "1", "–", "~2", "–"],
    ]
    ask(replies.priced(1.5, "Hello"))
    both = run("usage").stdout
    assert f"{today}         2   ≥10    ~7   ≥$1.50" in both
    assert both.rstrip().endswith("≥: of some replies it is not known")


def test_what_was_spent_stays_spent() -> None:
    ask(replies.priced(0.25, "Hello"))
    [kept] = [json.loads(line) for line in run("history", "list", "--json").stdout.splitlines()]
    exported = run("history", "export", "--format", "json", "--out", "all.json")
    assert exported.returncode == run("history", "delete", kept["id"]).returncode == 0
    assert told()["sum"]["cost_usd"] == 0.25
    assert run("history", "import", "all.json").returncode == 0
    assert told()["sum"]["cost_usd"] == 0.25


def test_a_profile_is_told_by_its_name() -> None:
    ask(replies.priced(0.25, "Hello"))
    [row] = told("--by", "profile", "--since", "today")["rows"]
    assert row["profile"]
    assert row["replies"] == 1


def test_a_request_that_nobody_answered_is_no_reply() -> None:
    with in_thread(ChatServer(replies.document({}, 401))) as server:
        assert run("ask", "Hi", "--base-url", server.base_url, "-m", "m").returncode == 1
    assert told()["sum"]["replies"] == 0


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((), "No reply is counted yet: `streamtui` and `streamtui ask` count what they get.\n"),
        (("--since", "2024-02-03"), "No reply is counted since 2024-02-03 00:00.\n"),
    ],
)
def test_where_nothing_is_kept_one_sentence_says_so(options: tuple[str, ...], sentence: str) -> None:
    done = run("usage", *options)
    assert (done.returncode, done.stdout) == (0, sentence)


def test_what_was_imported_counts_where_its_file_says_what_it_took(tmp_path: Path) -> None:
    asked, told_of = message("u", None, "user", "Hi"), {"prompt_tokens": 5, "completion_tokens": 2}
    for usage, counted in ((None, 0), (told_of, 1)):
        said = open_webui(asked, message("a", "u", "assistant", "Hello.", usage=usage))
        (path := tmp_path / "chat.json").write_text(json.dumps({**said, "id": f"chat {counted}"}))
        assert run("history", "import", path).stdout == "1 conversation added.\n"
        assert told()["sum"]["replies"] == counted
        assert run("usage").stdout.startswith("No reply is counted yet") is not bool(counted)


def test_a_beginning_that_is_none_is_told() -> None:
    refused(run("usage", "--since", "soon"), "'soon' is no beginning in time: a day (2026-11-03)")
