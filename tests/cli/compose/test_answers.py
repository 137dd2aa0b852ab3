"""An answer is remembered for the very question, in a file that nobody else could have written."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from stat import S_IMODE

import pytest

from streamtui.cli.compose.answers import KeyAnswers
from streamtui.core.ports.key_question import KeyQuestion

ASKED = KeyQuestion("https://gw.example/v1", "/x/.env", "OPENAI_API_KEY", "the environment", "it belongs to me", "/x")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_a_no_that_is_remembered_goes_before_a_yes(folder: Path) -> None:
    KeyAnswers(folder).keep(ASKED, True)
    KeyAnswers(folder).keep(ASKED, False)
    assert KeyAnswers(folder)(ASKED) is False
    assert KeyAnswers(folder)(replace(ASKED, url="https://other.example/v1")) is None


def test_an_answer_is_remembered_by_later_runs_or_by_this_one_alone(folder: Path) -> None:
    answers, other = KeyAnswers(folder), replace(ASKED, url="https://other.example/v1")
    assert answers(ASKED) is None
    answers.keep(ASKED, True)
    answers.keep(other, False, remembered=False)
    assert (answers(ASKED), answers(other)) == (True, False)
    assert (KeyAnswers(folder)(ASKED), KeyAnswers(folder)(other)) == (True, None)
    KeyAnswers(folder).keep(other, True)
    assert (KeyAnswers(folder)(ASKED), KeyAnswers(folder)(other)) == (True, True)


@pytest.mark.parametrize("changed", [field.name for field in fields(KeyQuestion)])
def test_where_anything_of_it_is_another_it_is_asked_again(folder: Path, changed: str) -> None:
    KeyAnswers(folder).keep(ASKED, True)
    assert KeyAnswers(folder)(replace(ASKED, **{changed: "another"})) is None


def test_the_file_is_the_persons_alone_and_believed_only_then(folder: Path) -> None:
    KeyAnswers(folder).keep(ASKED, True)
    [file] = folder.iterdir()
    assert (S_IMODE(file.stat().st_mode), S_IMODE(folder.stat().st_mode)) == (0o600, 0o700)
    file.chmod(0o606)
    assert KeyAnswers(folder)(ASKED) is None
    file.chmod(0o600)
    assert KeyAnswers(folder)(ASKED) is True


@pytest.mark.parametrize("text", ["", "[", "{}", '[{"url": 3}]', "[" * 60_000, "\x00"])
def test_a_file_that_cannot_be_read_says_nothing_and_is_written_anew(folder: Path, text: str) -> None:
    folder.mkdir()
    (folder / "trusted-keys.json").write_text(text)
    assert KeyAnswers(folder)(ASKED) is None
    KeyAnswers(folder).keep(ASKED, True)
    assert KeyAnswers(folder)(ASKED) is True


def test_a_yes_that_cannot_be_kept_holds_for_this_run(folder: Path) -> None:
    folder.write_text("no folder")
    answers = KeyAnswers(folder)
    with pytest.raises(OSError, match="exists"):
        answers.keep(ASKED, True)
    assert answers(ASKED) is True
