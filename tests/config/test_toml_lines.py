"""Which line sets what."""

from __future__ import annotations

import re

import pytest

from streamtui.config.file import Reading
from streamtui.config.toml_lines import toml_lines

WRITTEN = '''\
# a = 0
theme = "a"  # "
text = """
[not.a.table]
theme = "b"
"""

[tools]
off = [  # [
  "a",
]
approve.x = "y"
"with.dot" = { in = 1, deep.er = 2 }

[[list]]
name = "first"

[[list]]
name = "second"
'''


def test_the_line_of_each_name_is_the_first_of_its_statement() -> None:
    lines = toml_lines(WRITTEN)
    assert lines == {
        ("theme",): 2,
        ("text",): 3,
        ("tools",): 8,
        ("tools", "off"): 9,
        ("tools", "approve"): 12,
        ("tools", "approve", "x"): 12,
        ("tools", "with.dot"): 13,
        ("tools", "with.dot", "in"): 13,
        ("tools", "with.dot", "deep"): 13,
        ("tools", "with.dot", "deep", "er"): 13,
        ("list",): 15,
        ("list", "name"): 16,
    }


def test_lines_end_as_any_system_ends_them() -> None:
    assert toml_lines(WRITTEN.replace("\n", "\r\n")) == toml_lines(WRITTEN)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "[profiles.work]\n\nmodle = 1",
            r"profiles.work.modle in line 3 .* \(perhaps model\); known are base_url",
        ),
        (
            "[profiles.work]\nheaders = {Host = 'x'}",
            r"profiles.work.headers.Host in line 2 .* can't be sent",
        ),
        ("\nrounds = 3", r"rounds in line 2 .* \(perhaps tools\.rounds\); known are"),
        ("[mcp]\nserver = {}", r"mcp.server in line 2 .* \(perhaps servers\); known are servers"),
        (
            '[profiles."a b".limits]\nrequests = 2',
            r'profiles\."a b"\.limits\.requests in line 2 of config\.toml is an unknown',
        ),
    ],
)
def test_an_unknown_setting_is_refused_with_its_line_and_the_nearest_name(written: str, said: str) -> None:
    (mistake,) = (reading := Reading(written, {})).mistakes
    assert re.match(said, reading.sentence(mistake))


def test_one_mistake_hides_no_other() -> None:
    reading = Reading("[profiles.work]\nmodle = 1\napi = 2\nheaders = {Host = 'x'}\noptions = {temperature = 9}", {})
    assert [reading.line(mistake.path) for mistake in reading.mistakes] == [2, 3, 4, 5]
