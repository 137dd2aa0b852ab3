"""No two tools of MCP servers have one name, whatever servers and tools call themselves."""

from __future__ import annotations

import re
from itertools import product

import pytest

from streamtui.tools.mcp.names import model_name

SERVERS = ["git", "git_hub", "git-", "git_", "g"]


def test_a_server_cannot_speak_for_another_one_whose_name_begins_alike() -> None:
    assert model_name("git_hub", "push", SERVERS) == "git_hub_push"
    assert re.fullmatch("git_hub_push_[0-9a-f]{8}", model_name("git", "hub_push", SERVERS))


def test_a_plain_name_stays_as_it_is_and_does_not_depend_on_the_order() -> None:
    assert model_name("git", "status", SERVERS) == model_name("git", "status", SERVERS[::-1]) == "git_status"


@pytest.mark.parametrize(
    "tool", ["", "a.b", "a b", "é", "x" * 70, "\x1b[2J", "\ud800", "ok\n", "list_0123abcd", "a" * 10**6]
)
def test_a_name_that_cannot_be_told_or_could_be_a_digest_ends_in_one(tool: str) -> None:
    name = model_name("git", tool, SERVERS)
    assert re.fullmatch("git_[a-zA-Z0-9_-]*_[0-9a-f]{8}", name)
    assert len(name) <= 64


def test_names_differ_where_server_or_tool_do() -> None:
    parts = [
        "",
        "hub",
        "hub_",
        "_hub",
        "hub_push",
        "push",
        "a.b",
        "a/b",
        "a_b",
        "a_b_0123abcd",
        "_",
        "-",
        "x" * 64,
        "x" * 65,
    ]
    told = {model_name(server, tool, SERVERS) for server, tool in product(SERVERS, parts)}
    assert len(told) == len(SERVERS) * len(parts)
    for server, tool in product(SERVERS, parts):  # and what was told can't be a tool's own name
        name = model_name(server, tool, SERVERS)
        again = {
            model_name(other, name[len(other) + 1 :], SERVERS) for other in SERVERS if name.startswith(f"{other}_")
        }
        assert name == f"{server}_{tool}" or name not in again
