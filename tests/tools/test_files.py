"""read_file and list_files stay where they belong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from streamtui.core.ports.tools import ToolOutput
from streamtui.tools.builtins import builtin_tools
from streamtui.tools.files import WorkingDirectory
from streamtui.tools.registry import Registry
from streamtui.tools.tool import ToolError
from streamtui.tools.workers.workers import ARITHMETIC, Workers


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "work"
    (root / "src").mkdir(parents=True)
    (root / "notes.txt").write_text("one\ntwo\nthree\n")
    (root / "src" / "main.py").write_text("print('hi')\n")
    (root / ".env").write_text("OPENAI_API_KEY=secret")
    (tmp_path / "outside.txt").write_text("secret")
    (tmp_path / "work-too").mkdir()
    (tmp_path / "work-too" / "a.txt").write_text("secret")
    return root


@pytest.fixture
def files(root: Path) -> WorkingDirectory:
    return WorkingDirectory(root)


def test_a_file_is_read_from_the_line_asked_for(files: WorkingDirectory) -> None:
    assert files.read_file("notes.txt") == "one\ntwo\nthree\n"
    assert files.read_file("src/../notes.txt", start_line=2) == "two\nthree\n"
    with pytest.raises(ToolError, match="has only 3 lines"):
        files.read_file("notes.txt", start_line=4)


def test_a_folder_is_listed_without_what_is_hidden(files: WorkingDirectory, root: Path) -> None:
    assert files.list_files() == "notes.txt\nsrc/"
    assert files.list_files("src") == "main.py"
    (root / "none").mkdir()
    assert files.list_files("none") == "[empty]"


def test_a_long_folder_says_how_much_is_left_out(files: WorkingDirectory, root: Path) -> None:
    for number in range(1010):
        (root / "src" / f"file{number}").touch()
    lines = files.list_files("src").splitlines()
    assert (len(lines), lines[-1]) == (1001, "[and 11 more]")


@pytest.mark.parametrize(
    "path", ["../outside.txt", "/etc/passwd", "src/../../outside.txt", "../work-too/a.txt", "link", "up/outside.txt"]
)
def test_nothing_leads_out(files: WorkingDirectory, root: Path, path: str) -> None:
    (root / "link").symlink_to(root.parent / "outside.txt")
    (root / "up").symlink_to(root.parent)
    with pytest.raises(ToolError, match="is not in the working directory"):
        files.read_file(path)
    with pytest.raises(ToolError, match="is not in the working directory"):
        files.list_files(path)


def test_links_within_are_followed(files: WorkingDirectory, root: Path) -> None:
    (root / "link").symlink_to("notes.txt")
    assert files.read_file("link").startswith("one")


@pytest.mark.parametrize("path", [".env", "src/../.env", "innocent"])
def test_hidden_files_are_not_read_as_they_may_hold_keys(files: WorkingDirectory, root: Path, path: str) -> None:
    (root / "innocent").symlink_to(".env")
    with pytest.raises(ToolError, match="is hidden"):
        files.read_file(path)


def test_what_is_no_readable_text_is_refused_in_a_sentence(files: WorkingDirectory, root: Path) -> None:
    (root / "image").write_bytes(b"\x89PNG\0")
    (root / "large").write_bytes(b"x" * 1_000_001)
    os.mkfifo(root / "pipe")
    (root / "loop").symlink_to("loop")
    cases = {"image": "not a text", "large": "1,000,001 bytes", "pipe": "no file", "src": "no file", "nope": "no file"}
    for path, words in cases.items():
        with pytest.raises(ToolError, match=words):
            files.read_file(path)
    for path in ("loop", "a\0b", "x" * 5000):
        with pytest.raises(ToolError):
            files.read_file(path)
        with pytest.raises(ToolError):
            files.list_files(path)


class Raced(WorkingDirectory):
    """Somebody puts a link in the place of `swapped` once a path was checked."""

    def __init__(self, root: Path, swapped: str, target: Path) -> None:
        super().__init__(root)
        self._place, self._target = root / swapped, target

    def _inside(self, path: str) -> Path:
        inner = super()._inside(path)
        self._place.rename(self._place.with_name("before"))
        self._place.symlink_to(self._target)
        return inner


def test_a_link_that_comes_between_check_and_opening_leads_nowhere(root: Path) -> None:
    refused = pytest.raises(ToolError, match=r"can't be|no f")
    with refused:
        Raced(root, "notes.txt", root.parent / "outside.txt").read_file("notes.txt")
    (root / "before").unlink()
    (root / "src" / "a.txt").write_text("mine")
    with refused:
        Raced(root, "src", root.parent / "work-too").read_file("src/a.txt")
    (root / "src").unlink()
    (root / "before").rename(root / "src")
    with refused:
        Raced(root, "src", root.parent).list_files("src")


def test_what_grows_while_it_is_read_is_read_up_to_the_bound(files: WorkingDirectory) -> None:
    if Path("/proc/self/pagemap").exists():  # a file that says it is empty, and is not
        with pytest.raises(ToolError, match="is too large: 1,000,001 bytes"):
            WorkingDirectory(Path("/proc/self")).read_file("pagemap")


async def test_a_model_calls_them_as_tools(root: Path) -> None:
    tools = Registry(builtin_tools({}, root, Workers(ARITHMETIC, {})))
    assert await tools.run("read_file", '{"path": "src/main.py"}') == ToolOutput("print('hi')\n")
    assert not (await tools.run("read_file", '{"path": "../outside.txt"}')).ok
    assert await tools.run("list_files", "") == ToolOutput("notes.txt\nsrc/")
    assert all(tool.read_only and tool.source == "built-in" for tool in tools.tools())
