"""What several commands take: the place, and the prompt."""

from __future__ import annotations

import io
import sys

import click
import pytest

from streamtui.cli.options import flags_of, prompt_or_pipe
from streamtui.config.flags import Flags
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
    assert prompt_or_pipe(given) == "From the pipe"
    assert prompt_or_pipe("Given") == "Given"


@pytest.mark.parametrize("stdin", [None, FakeTerminal()])
def test_without_prompt_and_pipe_it_is_asked_for(stdin: io.StringIO | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", stdin)
    with pytest.raises(click.UsageError, match="What is the prompt"):
        prompt_or_pipe(None)


def test_an_empty_prompt_is_none() -> None:
    with pytest.raises(click.UsageError, match="empty"):
        prompt_or_pipe(" \n")
