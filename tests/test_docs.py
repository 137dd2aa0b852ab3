"""The documents for those who change the program name only what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from streamtui import __version__
from tests.paths import REPOSITORY

FOLDER = REPOSITORY / ".github"
DOCUMENTS = sorted(FOLDER.glob("*.md"))
PLACE = re.compile(r"`((?:streamtui|tests|\.ci|\.github|screenshots)/[\w./-]*)(?:::(\w+))?")


@pytest.mark.parametrize("document", [*DOCUMENTS, REPOSITORY / "README.md"], ids=lambda path: path.stem)
def test_every_place_named_is_there(document: Path) -> None:
    for path, name in PLACE.findall(document.read_text()):
        assert (REPOSITORY / path).exists(), path
        assert name in (REPOSITORY / path).read_text() if name else True, name


@pytest.mark.parametrize("document", [*DOCUMENTS, REPOSITORY / "README.md"], ids=lambda path: path.stem)
def test_a_place_that_is_named_in_short_is_there(document: Path) -> None:
    ends = {str(path) for folder in ("streamtui", "tests") for path in (REPOSITORY / folder).rglob("*.py")}
    short = [f"/{path}" for path in re.findall(r"`([a-z_]+(?:/[a-z_]+)*/[a-z_]+\.py)`", document.read_text())]
    assert [path for path in short if not any(end.endswith(path) for end in ends)] == []


@pytest.mark.parametrize("document", [*DOCUMENTS, REPOSITORY / "README.md"], ids=lambda path: path.stem)
def test_nothing_points_outside_of_the_repository(document: Path) -> None:
    assert "../" not in document.read_text()


def test_the_map_names_every_room() -> None:
    text = (FOLDER / "CONTRIBUTING.md").read_text()
    rooms = [path.name for path in (REPOSITORY / "streamtui").iterdir() if (path / "__init__.py").exists()]
    assert [room for room in rooms if f"{room}/" not in text] == []


def test_every_recipe_ends_in_what_tells() -> None:
    recipes = (FOLDER / "CONTRIBUTING.md").read_text().partition("## Recipes")[2].split("\n**")[1:]
    assert [recipe.partition(".**")[0] for recipe in recipes if "Tells:" not in recipe] == ["Run one test", "Measure"]


def test_a_release_begins_where_the_version_stands() -> None:
    release = (FOLDER / "CONTRIBUTING.md").read_text().partition("**Release.**")[2]
    place = re.search(r"\[tool\.hatch\.version\]\npath = \"(.+)\"", (REPOSITORY / "pyproject.toml").read_text())
    assert place is not None
    assert f"set the version in `{place[1]}`" in release


def test_this_version_has_its_part_in_the_changelog() -> None:
    assert f"\n## {__version__}\n" in (FOLDER / "CHANGELOG.md").read_text()
