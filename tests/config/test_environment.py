"""What the nearest `.env` file adds to the environment: keys, base URL and model, and nothing that acts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from streamtui.config.environment import Environment, read_environment, working_folder
from streamtui.core.faults.faults import ConfigurationError


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder below a home of the test's own, which is no repository."""
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def read(here: Path, keys: tuple[str, ...] = (), **shell: str) -> Environment:
    return read_environment(shell, keys, here)


def model_at(here: Path) -> str:
    return read(here).get("OPENAI_MODEL")


def test_the_nearest_file_above_adds_what_is_not_set(project: Path) -> None:
    inner = project / "deep"
    inner.mkdir()
    (project.parent / ".env").write_text("OPENAI_MODEL=far\nOPENAI_BASE_URL=http://far.example\n")
    (project / ".env").write_text("OPENAI_MODEL=near\nOPENAI_API_KEY=of-the-file\n")
    environment = read(inner, OPENAI_API_KEY="set-before")
    assert (environment.get("OPENAI_MODEL"), environment.get("OPENAI_API_KEY")) == ("near", "set-before")
    assert environment.get("OPENAI_BASE_URL") == ""
    assert str(environment.source_of("OPENAI_MODEL")) == str(project / ".env")
    assert str(environment.source_of("OPENAI_API_KEY")) == "the environment"


def test_nothing_else_is_taken_nothing_is_expanded_and_the_process_sees_none_of_it(project: Path) -> None:
    (project / ".env").write_text(
        "STREAMTUI_CONFIG_DIR=${PWD}/x\nPYTHONPATH=.\nSSL_CERT_FILE=x\nHTTPS_PROXY=http://x\nOPENAI_ORG_ID=o\n"
        "OPENAI_CUSTOM_HEADERS=A: b\nexport OPENAI_API_KEY='${HOME}$(id)'\nGROQ_KEY = \"g\"  # mine\n"
    )
    before = dict(os.environ)
    environment = read(project, ("GROQ_KEY",))
    assert environment.file.variables == {"OPENAI_API_KEY": "${HOME}$(id)", "GROQ_KEY": "g"}
    assert dict(os.environ) == before
    assert environment.shell.variables == {}


@pytest.mark.parametrize("as_file", [False, True])
def test_it_is_not_looked_for_above_a_repository(project: Path, as_file: bool) -> None:
    (project.parent / ".env").write_text("OPENAI_MODEL=above\n")
    assert model_at(project) == "above"
    (project / ".git").write_text("gitdir: elsewhere") if as_file else (project / ".git").mkdir()
    assert model_at(project) == ""
    (project / ".env").write_text("OPENAI_MODEL=at-its-top\n")
    inner = project / "deep"
    inner.mkdir()
    assert model_at(inner) == "at-its-top"


def test_it_is_not_looked_for_above_the_home_folder_however_that_is_reached(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / "link"
    link.symlink_to(project)
    monkeypatch.setenv("HOME", str(link))
    (tmp_path / ".env").write_text("OPENAI_MODEL=above\n")
    inner = project / "deep"
    inner.mkdir()
    assert model_at(inner) == ""
    (project / ".env").write_text("OPENAI_MODEL=of-home\n")
    assert model_at(inner) == "of-home"


def test_a_folder_of_that_name_is_none(project: Path) -> None:
    (project / ".env").mkdir()
    (project.parent / ".env").write_text("OPENAI_MODEL=above\n")
    assert model_at(project) == "above"


def test_a_file_that_is_refused_is_said_and_none_above_is_taken_instead(project: Path) -> None:
    path = project / ".env"
    path.write_text("OPENAI_MODEL=of-others\n")
    path.chmod(0o666)
    (project.parent / ".env").write_text("OPENAI_MODEL=above\n")
    environment = read(project)
    assert environment.get("OPENAI_MODEL") == ""
    assert environment.remark == f"{path} is left out: it may be written by others, which `chmod go-w` ends."


@pytest.mark.parametrize("target", [".env", "nothing"])
def test_a_link_that_leads_nowhere_is_such_a_file(project: Path, target: str) -> None:
    (project / ".env").symlink_to(target)
    (project.parent / ".env").write_text("OPENAI_MODEL=above\n")
    environment = read(project)
    assert environment.get("OPENAI_MODEL") == ""
    assert environment.remark.startswith(f"{project / '.env'} is left out: it ")


def test_its_name_is_shown_without_what_acts_on_a_terminal(project: Path) -> None:
    folder = project / "a\x1b[31mb"
    folder.mkdir()
    (folder / ".env").write_bytes(b"\xff")
    assert "a␛[31mb/.env is left out: it is not UTF-8 text." in read(folder).remark


def test_a_line_that_should_set_a_wanted_variable_and_does_not_is_said(project: Path) -> None:
    (project / ".env").write_text('ODD LINE\nOPENAI_MODEL="open\nOPENAI_BASE_URL=http://x\n')
    environment = read(project)
    assert environment.get("OPENAI_BASE_URL") == "http://x"
    assert environment.remark == f"Line 2 of {project / '.env'} can't be read and is left out."


def test_a_long_blank_is_not_gone_over_again_and_again(project: Path) -> None:
    (project / ".env").write_text("A=x" + " " * 60_000 + "y\nOPENAI_MODEL=m\n")
    environment = read(project)
    assert environment.get("OPENAI_MODEL") == ""
    assert "a line of blanks" in environment.remark


def test_a_working_folder_that_is_gone_is_a_sentence(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    project.rmdir()
    with pytest.raises(ConfigurationError, match="is gone"):
        working_folder()
