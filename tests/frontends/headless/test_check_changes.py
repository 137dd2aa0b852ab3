"""`streamtui check --against`: two reports on a server, compared."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from streamtui.core.words.check_changes import EarlierReport, read_report
from streamtui.core.words.check_report import Checked, RuleResult, Status
from streamtui.frontends.headless.check_changes import show_changes
from tests.commands import Done, run
from tests.servers.defects import KEY, DefectServer
from tests.servers.threaded import in_thread

Compare = Callable[..., Done]


async def _no_time(_: float) -> None:
    """Nothing is timed here."""


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> Compare:
    """Run the command against a server with those defects."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    def check(*arguments: str | Path, defect: str) -> Done:
        with in_thread(DefectServer(defect, sleep=_no_time)) as server:
            return run("check", "--base-url", server.base_url, "--trust-env", "--runs", "1", *arguments)

    return check


def test_what_got_worse_and_better_between_two_versions_of_a_server_is_told(check: Compare, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text(check("--json", defect="no-done").stdout)
    worse = check("--json", "--against", old, defect="role-everywhere")
    against = json.loads(worse.stdout)["against"]
    assert worse.returncode == 1
    assert against.keys() == {"worse", "better", "same", "new", "gone", "others"}
    assert [other["what"] for other in against["others"]] == ["base_url"]
    assert {"id": "role", "must": False, "was": "pass", "now": "warn"} in against["worse"]
    assert {"id": "done", "must": True, "was": "fail", "now": "pass"} in against["better"]

    told = check("--against", old, defect="role-everywhere").stdout.splitlines()
    assert any(line.startswith(f"against {old}: ") for line in told)
    assert any(line.startswith("worse ✓ pass → ! warn The first delta says the role, once (role): ") for line in told)
    assert any(line.startswith("better ✗ fail → ✓ pass Ends with [DONE] (done): ") for line in told)


def _results(**statuses: Status) -> list[RuleResult]:
    return [RuleResult(name, "group", name, status, True, "seen", "Clients.") for name, status in statuses.items()]


def test_a_status_is_worse_than_another_in_this_order() -> None:
    order: list[Status] = ["pass", "warn", "not_supported", "fail"]
    for number, was in enumerate(order):
        changes = EarlierReport("old", {"a": was}).changes(_results(a=order[1]))
        assert (len(changes.better), changes.same, len(changes.worse)) == (number > 1, number == 1, number < 1)


def test_a_rule_that_only_one_of_them_has_is_named_and_no_change() -> None:
    changes = EarlierReport("old", {"a": "fail", "b\x1b[31m": "pass"}).changes(_results(a="fail", c="fail"))
    assert (changes.worse, changes.better, changes.same, changes.new) == ((), (), 1, ("c",))
    assert "\x1b" not in changes.gone[0]
    out = io.StringIO()
    show_changes(changes, "old", out)
    assert out.getvalue() == (
        "\nagainst old: 0 worse, 0 better, 1 as before, 1 rule that it does not have, 1 rule that it has alone.\n"
    )


RULES = [{"id": "a", "status": "fail"}]


def test_what_else_was_checked_is_said_as_far_as_the_earlier_report_says_what_that_was() -> None:
    old = {"schema": "streamtui.check.v1", "model": "m\x1b[31m", "api": "chat", "version": 1, "rules": RULES}
    checked = Checked("n", "http://x", "both", "0.1.0")
    changes = read_report("old", old).changes(_results(a="fail"), checked)
    out = io.StringIO()
    show_changes(changes, "old", out)
    assert out.getvalue().splitlines()[2].startswith("Not the same as then: model m")
    assert out.getvalue().endswith(", now n; API chat, now both.\n")
    assert "\x1b" not in out.getvalue()
    older = {"schema": old["schema"], "rules": RULES}
    assert read_report("old", older).changes(_results(a="fail"), checked).others == ()


TWICE = (
    b'{"schema": "streamtui.check.v1", "rules": [{"id": "done", "status": "pass"}, {"id": "done", "status": "fail"}]}'
)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "its JSON can't be read"),
        (b"\xff\xfe", "its JSON can't be read"),
        (b"[" * 100_000, "its JSON can't be read"),
        (b"[]", "it says no schema"),
        (b'{"schema": "streamtui.reply.v1\\u001b[31m"}', "its schema is streamtui.reply.v1"),
        (b'{"schema": "streamtui.check.v1"}', "it holds no rules"),
        (b'{"schema": "streamtui.check.v1", "rules": [1]}', "rule 1 of it has no id, or a status that is none"),
        (b'{"schema": "streamtui.check.v1", "rules": [{"id": "a", "status": []}]}', "rule 1 of it has no id"),
        (TWICE, "rule 2 of it is there twice"),
        (b" " * (5 << 20), "it is larger than 4 MiB"),
    ],
)
def test_a_file_that_is_no_report_is_one_sentence_before_anything_is_asked(
    tmp_path: Path, data: bytes, why: str
) -> None:
    old = tmp_path / "old.json"
    old.write_bytes(data)
    done = run("check", "--base-url", "http://127.0.0.1:1/v1", "-m", "m", "--against", old)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"streamtui: {old} is no report of a check, as {why}")
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize("api", ["chat", "responses"])
def test_a_report_on_other_rules_is_compared_with_nothing_before_anything_is_asked(tmp_path: Path, api: str) -> None:
    old = tmp_path / "old.json"
    rule = {"id": "responses-done" if api == "chat" else "done", "status": "pass"}
    old.write_text(json.dumps({"schema": "streamtui.check.v1", "rules": [rule]}))
    done = run("check", "--base-url", "http://127.0.0.1:1/v1", "-m", "m", "--api", api, "--against", old)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(
        f"streamtui: {old} can't be compared, as it has none of the rules that are asked here"
    )


@pytest.mark.parametrize("name", ["none.json", ""])
def test_nor_is_a_file_that_is_not_there_or_a_folder(tmp_path: Path, name: str) -> None:
    done = run("check", "--base-url", "http://127.0.0.1:1/v1", "-m", "m", "--against", tmp_path / name)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("streamtui: The report ")
