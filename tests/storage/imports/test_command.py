"""`history import` on the command line: what came, what was here, what is left out and why."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands import run
from tests.storage.imports.importing import written
from tests.storage.imports.samples import chatgpt, message, node, open_webui

IMAGE = {"content_type": "image_asset_pointer"}
SECRET = "sk-0123456789abcdef0123456789abcdef"


def test_it_is_counted_and_said_what_is_left_out(tmp_path: Path) -> None:
    one = chatgpt(node("u", "root", "user", "Look", IMAGE), node("a", "u", "assistant", "I see."))
    other = open_webui(
        message("u", None, "user", "Hi", files=[{"type": "image"}]), message("a", "u", "assistant", "Hello.")
    )
    path = written(tmp_path, [one, other, {"odd": True}])
    done = run("history", "import", path)
    assert done.stdout == "2 conversations added.\nLeft out, as only what was said is taken over: 2 images.\n"
    assert done.returncode == 1
    assert done.stderr.startswith(f"streamtui: The conversation 3 in {path} can't be imported: ")
    again = run("history", "import", written(tmp_path, [one, other]))
    assert again.stdout == "0 conversations added; 2 conversations of these files are here already.\n"
    assert (again.returncode, again.stderr) == (0, "")
    told = json.loads(run("history", "import", path, "--json").stdout)
    assert (told["added"], told["known"], len(told["faults"])) == (0, 2, 0)
    assert "I see." in run("history", "export").stdout


def test_no_key_arrives(tmp_path: Path) -> None:
    path = written(tmp_path, chatgpt(node("u", "root", "user", f"My key is {SECRET}.")))
    assert run("history", "import", path, env={"OPENAI_API_KEY": SECRET}).returncode == 0
    for form in ("md", "html", "json", "jsonl"):
        said = run("history", "export", "--format", form).stdout
        assert "My key is" in said
        assert SECRET not in said
