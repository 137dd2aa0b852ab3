"""What several commands take: the place, and the prompt."""

from __future__ import annotations

import io
import sys

import click
import pytest

from streamtui.cli import texts
from streamtui.cli.options import flags_of, prompt_and_pipe
from streamtui.config.flags import Flags
from tests.commands import run
from tests.doubles.terminals import FakeTerminal


def test_a_command_s_own_options_win_over_those_before_its_name() -> None:
    context = click.Context(click.Command("ask"), obj=Flags(profile="work", model="big"))
    assert flags_of(context, None, "small", None) == Flags(profile="work", model="small")
    assert flags_of(click.Context(click.Command("ask")), None, None, "http://x/v1") == Flags(base_url="http://x/v1")


@pytest.mark.parametrize("given", [None, "-"])
def test_the_prompt_comes_through_the_pipe_where_none_is_given(
    given: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("From the pipe"))
    assert prompt_and_pipe(given) == "From the pipe"


def test_a_prompt_stands_above_what_comes_through_the_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a = 1\n"))
    assert prompt_and_pipe("Explain this") == "Explain this\n\na = 1\n"


@pytest.mark.parametrize("stdin", [None, FakeTerminal(), io.StringIO(), io.StringIO("\n")])
def test_a_prompt_alone_is_sent_as_it_is(stdin: io.StringIO | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", stdin)
    assert prompt_and_pipe("Given") == "Given"


@pytest.mark.parametrize("stdin", [None, FakeTerminal()])
def test_without_prompt_and_pipe_it_is_asked_for(stdin: io.StringIO | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", stdin)
    with pytest.raises(click.UsageError, match="What is the prompt"):
        prompt_and_pipe(None)


def test_an_empty_prompt_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(click.UsageError, match="empty"):
        prompt_and_pipe(" \n")


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        (b"caf\xe9", "utf-8", "not UTF-8 (byte 0xe9): convert it"),
        (b"no mark", "utf-16", "What comes through the pipe "),  # Pythons differ in what they make of it
        (b"ab" * 40, "utf-8", "More than 0 MiB come through the pipe"),
    ],
)
def test_what_is_no_text_in_the_pipe_is_told(
    data: bytes, encoding: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "_MOST_PIPED", 50)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding, "surrogateescape"))
    with pytest.raises(click.UsageError) as told:
        prompt_and_pipe(None)
    assert words in told.value.message


def test_a_pipe_that_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class FakeFolder(io.StringIO):
        def read(self, size: int | None = -1, /) -> str:
            raise IsADirectoryError(21, "Is a directory")

    monkeypatch.setattr(sys, "stdin", FakeFolder())
    with pytest.raises(click.UsageError, match="Is a directory"):
        prompt_and_pipe(None)


@pytest.mark.parametrize(
    "words",
    [
        ["ask", "caf\udce9"],
        ["ask", "hi", "-m", "caf\udce9"],
        ["--model", "caf\udce9", "ask", "hi"],
        ["race", "hi", "-m", "a", "-m", "caf\udce9"],
        ["ask", "hi", "--system", "caf\udce9"],
        ["check", "--base-url", "http://caf\udce9/v1"],
    ],
)
def test_words_that_are_not_utf_8_are_told(words: list[str]) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert "it is not UTF-8 behind its first" in done.stderr
