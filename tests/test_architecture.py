"""The borders of the house: who may import whom, what starts without what, and how long a module may be."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest
from textual.screen import Screen
from textual.widget import Widget

PACKAGE = Path(__file__).parent.parent / "streamtui"
MODULES = sorted(PACKAGE.rglob("*.py"))

#: room -> what it may import besides itself and the standard library
ALLOWED = {
    "core": {"msgspec", "unicode_segmentation_rs"},
    "files": {"filelock"},
    "rows": {"core", "rich"},
    "markdown": {"core", "rows", "markdown_it", "mdit_py_plugins", "pygments", "rich"},
    "config": {"core", "dotenv", "keyring", "msgspec", "platformdirs", "tomli", "tomlkit", "tomllib"},
    "providers": {
        "core",
        "config",
        "files",
        "openai",
        "httpx2",
        "httpcore2",
        "tenacity",
        "genai_prices",
        "filelock",
        "xllamacpp",
    },
    "tools": {
        "core",
        "config",
        "msgspec",
        "pydantic",
        "simpleeval",
        "httpx2",
        "mcp",
        "anyio",
        "jsonschema",
        "referencing",
    },
    "storage": {"core", "files", "msgspec", "filelock"},
    "attachments": {"core"},
    "copying": {"core", "files"},
    "exports": {"core", "rows", "markdown", "markdown_it"},
    "session": {"core", "msgspec"},
    "checks": {"core", "httpx2"},  # the wire as it is: below the SDK, which hides what the rules look at
    "doctor": {"core", "version"},
    "tap": {"core", "msgspec"},  # beside the program that it proxies: it starts fast, and needs nothing more
    "serve": {"core"},
    "watching": {"core"},
    "telemetry": {"core", "version", "opentelemetry"},
    "frontends.headless": {"core", "exports", "rich"},
    "frontends.web": {"core", "aiohttp", "aiohttp_jinja2", "jinja2", "textual_serve"},
    "frontends.tui": {"core", "rows", "markdown", "exports", "textual", "rich"},
    "cli": {
        "core",
        "config",
        "files",
        "providers",
        "tools",
        "storage",
        "session",
        "exports",
        "attachments",
        "copying",
        "checks",
        "doctor",
        "tap",
        "serve",
        "watching",
        "telemetry",
        "frontends",
        "click",
        "msgspec",
    },
}

TUI = PACKAGE / "frontends" / "tui"

#: room of the terminal -> the rooms and modules there that it may import besides itself
ROOMS = {
    "terminal": set(),
    "kit": {"terminal"},
    "desk": {"terminal", "kit"},
    "transcript": {"kit"},
    "calls": {"kit", "desk"},
    "wire": {"kit", "calls"},
    "race": {"terminal", "kit", "desk", "transcript"},
    "history": {"kit", "desk"},
    "figures": {"kit", "desk", "calls"},
    "looking": {"kit", "desk", "transcript", "calls", "wire", "figures"},
    "questions": {"kit", "desk"},
    "chat": {
        "terminal",
        "kit",
        "desk",
        "transcript",
        "calls",
        "wire",
        "race",
        "history",
        "figures",
        "looking",
        "questions",
        "memory",
        "theme",
    },
    "replay": {"terminal", "kit", "desk", "transcript", "calls", "wire", "race", "looking", "memory"},
    "tap": {"terminal", "kit", "desk", "transcript", "calls", "wire", "race", "looking", "memory"},
    "help": {"kit", "transcript", "calls", "wire", "race", "history", "questions", "chat", "replay", "tap"},
    "memory": set(),
    "theme": {"terminal", "kit"},
    "help_app": {"kit", "help"},
    "app": {"terminal", "kit", "desk", "questions", "chat", "help_app", "replay", "theme"},
    "over_app": {"app", "desk", "chat"},
    "replay_app": {"over_app", "desk", "replay"},
    "tap_app": {"over_app", "kit", "desk", "chat", "tap"},
}


def room_of(path: Path) -> str | None:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    if parts[0] == "frontends" and len(parts) > 1 and parts[1] != "__init__":
        return f"frontends.{parts[1]}"
    return parts[0] if len(parts) > 1 and parts[0] != "frontends" else None


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def imports_of(path: Path) -> set[str]:
    """Full names of all modules imported anywhere in the file, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the room"
            names.add(node.module or "")
            if path_of(node.module or "").name == "__init__.py":
                names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def name_of(path: Path) -> str:
    """The full name of a module, or of a package by its folder or its `__init__`."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def path_of(name: str) -> Path:
    path = PACKAGE.parent.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def defined_in(name: str) -> list[type]:
    """The classes that a module makes."""
    return [one for one in vars(import_module(name)).values() if isinstance(one, type) and one.__module__ == name]


def forbidden(room: str, name: str) -> bool:
    top = name.partition(".")[0]
    if top == "streamtui":
        inner = name.removeprefix("streamtui").lstrip(".")
        allowed = {room, "version", *ALLOWED[room]}
        return inner != "" and not any(inner == good or inner.startswith(good + ".") for good in allowed)
    return top not in sys.stdlib_module_names and top not in ALLOWED[room]


def test_a_module_imports_only_what_its_room_may() -> None:
    rooms = {path: room for path in MODULES if (room := room_of(path)) is not None}
    assert set(rooms.values()) == ALLOWED.keys()
    found = {name_of(path): {one for one in imports_of(path) if forbidden(room, one)} for path, room in rooms.items()}
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.one_python
def test_a_module_fits_on_a_few_screens_and_says_what_it_is() -> None:
    lines = {name_of(path): len(path.read_text().splitlines()) for path in MODULES}
    assert {name: count for name, count in lines.items() if count > 300} == {}
    assert [name_of(path) for path in MODULES if not ast.get_docstring(parsed(path))] == []


@pytest.mark.one_python
def test_a_room_of_the_terminal_looks_only_down() -> None:
    above, up = f"{name_of(TUI)}.", {}
    for path in sorted(TUI.rglob("*.py")):
        room = path.relative_to(TUI).with_suffix("").parts[0]
        if room != "__init__":
            seen = {name.removeprefix(above).partition(".")[0] for name in imports_of(path) if name.startswith(above)}
            up[name_of(path)] = seen - {room} - ROOMS[room]
    assert {name: rooms for name, rooms in up.items() if rooms} == {}


@pytest.mark.one_python
def test_the_desk_of_the_terminal_knows_no_textual() -> None:
    desk = {name_of(path): imports_of(path) for path in (TUI / "desk").rglob("*.py")}
    assert [name for name, names in desk.items() if any(one.partition(".")[0] == "textual" for one in names)] == []


WRITING = "O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)"
DEVICE = r"os\.devnull|os\.ttyname\("
"""What the system names is no file of anybody's."""
DESTROYING = re.compile(
    "write_text|write_bytes|mkdir|makedirs|touch|chmod|symlink|symlink_to|hardlink_to|rmtree|unlink|rmdir|removedirs"
    "|renames?|copyfile|copytree|NamedTemporaryFile|TemporaryDirectory|SpooledTemporaryFile|mkstemp|mkdtemp|mkfifo|mknod"
    "|FileLock|SoftFileLock|FileIO"
)


def destroys(node: ast.AST) -> bool:
    """It may make, change or remove what is at a path. A `TemporaryFile` has none."""
    if not isinstance(node, ast.Call):
        return isinstance(node, ast.Attribute) and re.fullmatch(WRITING, node.attr) is not None
    owner, _, name = ast.unparse(node.func).rpartition(".")
    if owner in ("os", "shutil") and name in ("link", "remove", "replace", "truncate", "copy", "copy2", "move"):
        return True
    if name == "open" and owner != "os":
        words = [*node.args, *(word.value for word in node.keywords)]
        return any(re.search(r"'[rbt]*[wxa+][wxabt+]*'", ast.unparse(word)) for word in words)
    return DESTROYING.fullmatch(name) is not None


@pytest.mark.one_python
def test_only_the_room_of_files_makes_changes_or_removes_them() -> None:
    found = []
    for path in (path for path in MODULES if room_of(path) != "files"):
        lines = path.read_text().splitlines()
        places = {node.lineno for node in ast.walk(parsed(path)) if isinstance(node, ast.expr) and destroys(node)}
        found += [(name_of(path), line) for place in places if not re.search(DEVICE, line := lines[place - 1])]
    assert found == []


def test_no_modules_form_a_circle() -> None:
    modules = {name_of(path): path for path in MODULES}
    TopologicalSorter({name: imports_of(path) & modules.keys() - {name} for name, path in modules.items()}).prepare()


def test_no_widget_imports_a_screen() -> None:
    defined = {name_of(path): defined_in(name_of(path)) for path in TUI.rglob("*.py")}
    screens = {name for name, classes in defined.items() if any(issubclass(one, Screen) for one in classes)}
    widgets = {name for name, classes in defined.items() if any(issubclass(one, Widget) for one in classes)} - screens
    assert screens
    assert widgets
    assert {name: found for name in widgets if (found := imports_of(path_of(name)) & screens)} == {}


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        (
            "import streamtui.cli.main",
            {"openai", "httpx2", "textual", "pydantic", "tenacity", "genai_prices", "rich", "msgspec", "asyncio"},
        ),
        ("import streamtui", {"openai", "httpx2", "textual", "rich", "msgspec", "asyncio", "click"}),
        ("import streamtui.cli.compose.watched", {"openai", "httpx2", "textual", "rich", "click"}),
        ("import streamtui.frontends.tui.app", {"openai", "httpx2", "pydantic", "tenacity"}),
        ("import streamtui.frontends.tui.desk.face", {"openai", "httpx2", "textual", "rich"}),
        ("import streamtui.frontends.headless.ask", {"openai", "textual"}),
        ("import streamtui.frontends.headless.check", {"openai", "httpx2", "textual"}),
        ("import streamtui.frontends.headless.replay", {"openai", "httpx2", "textual", "asyncio"}),
        ("import streamtui.frontends.headless.race", {"openai", "httpx2", "textual"}),
        ("import streamtui.frontends.headless.batch", {"openai", "httpx2", "textual"}),
        ("import streamtui.providers.local.serve", {"openai", "textual", "xllamacpp"}),
        ("import streamtui.config.settings", {"textual", "unicode_segmentation_rs"}),
        ("import streamtui.frontends.tui.app, streamtui.cli.compose.places", {"openai", "unicode_segmentation_rs"}),
        ("import streamtui.providers.endpoint", {"openai", "httpx2", "pydantic", "tenacity", "textual"}),
        ("import streamtui.providers.openai_api", {"textual"}),
        ("import streamtui.tap.engine", {"openai", "httpx2", "textual", "rich", "click"}),
    ],
)
def test_what_starts_fast_loads_nothing_heavy(statement: str, absent: set[str]) -> None:
    code = f"import sys; {statement}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert absent.isdisjoint(loaded)
