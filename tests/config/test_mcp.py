"""The tables of MCP servers."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomlkit

from streamtui.config.file import Reading, read_configuration
from streamtui.config.mcp import McpServerConfig
from streamtui.core.faults.faults import ConfigurationError


def test_servers_are_read_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        '[mcp.servers.files]\ncommand = "uvx"\nargs = ["mcp-files", "."]\nenv = { TOKEN = "secret" }\n'
        '[mcp.servers.web]\nurl = "http://127.0.0.1:8000/mcp"\nheaders = { Authorization = "Bearer secret" }\n'
    )
    files, web = read_configuration(tmp_path, {}).mcp_servers
    assert files == McpServerConfig("files", "uvx", ["mcp-files", "."], {"TOKEN": "secret"})
    assert (web.name, web.url) == ("web", "http://127.0.0.1:8000/mcp")
    assert "secret" not in f"{files}{web}"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (5, r"mcp in line 1 .* must be a table: write \[mcp\]"),
        ({"server": {}}, r"an unknown setting \(perhaps servers\)"),
        ({"servers": 5}, r"\[mcp\.servers\.NAME\]"),
        ({"servers": {"a": 5}}, r"mcp\.servers\.a in line 2 of config\.toml must be a table"),
        ({"servers": {"a b": {"command": "x"}}}, "letters, digits"),
        ({"servers": {"a": {}}}, "either a command to start or a url"),
        ({"servers": {"a": {"command": "x", "url": "http://x"}}}, "either a command to start or a url"),
        (
            {"servers": {"a": {"cmd": "x"}}},
            r"an unknown setting \(perhaps command\); known are command",
        ),
        (
            {"servers": {"a": {"command": ["x"]}}},
            r"mcp\.servers\.a\.command in line \d of config\.toml is \['x'\], but must be a text",
        ),
        ({"servers": {"a": {"command": "x", "args": "y"}}}, r"args in line \d of config\.toml must be a list of texts"),
        (
            {"servers": {"a": {"command": "x", "env": {"A": 1}}}},
            r"env in line \d of config\.toml must be a table of texts",
        ),
        ({"servers": {"a": {"url": "localhost:8000"}}}, r"url in line \d of config\.toml must be an address"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(table: object, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        Reading(tomlkit.dumps({"mcp": table}), {}).configuration  # noqa: B018 - it raises
