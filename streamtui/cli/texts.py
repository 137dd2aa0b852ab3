"""Texts that a person gives: arguments, options, a pipe. What is not UTF-8 is told, and not sent with holes in it."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Any

import click
from click.shell_completion import CompletionItem

_MOST_PIPED = 64 * 1024**2
"""Characters; no model reads more, and longer batches are files."""
_LONGEST_ID = 64


class _Text(click.types.StringParamType):
    """A string whose every character can be sent."""

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        text = super().convert(value, param, context)
        at = next((at for at, character in enumerate(text) if "\ud800" <= character <= "\udfff"), None)
        if at is not None:
            self.fail(f"it is not UTF-8 behind its first {at} characters; convert it first.", param, context)
        return text


class Id(_Text):
    """How the id of a conversation begins; an empty one is a slip, as of a variable of a script that is not set."""

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        text = super().convert(value, param, context)
        if not text.strip():
            self.fail("it is empty; `streamtui history list` names the ids.", param, context)
        if len(text) > _LONGEST_ID:
            self.fail(f"no id has more than {_LONGEST_ID} characters.", param, context)
        return text

    def shell_complete(self, _: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Those of the newest conversations."""
        from streamtui.cli.completions import ids

        return ids(incomplete)


def only_whole(command: click.Command) -> click.Command:
    """The command, taking only such strings; names of files may be anything."""
    for param in command.params:
        if type(param.type) is click.types.StringParamType:
            param.type = _Text()
    return command


def has_pipe() -> bool:
    """Something may come through a pipe: nobody sits at the other end."""
    return sys.stdin is not None and not sys.stdin.isatty()


def piped() -> str:
    """What comes through the pipe. Raises UsageError where that is no text."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="strict")  # in some locales Python lets anything through
    try:
        text = sys.stdin.read(_MOST_PIPED + 1)
    except UnicodeDecodeError as error:
        byte = f"byte 0x{error.object[error.start]:02x}"
        message = (
            f"What comes through the pipe is not {error.encoding.upper()} ({byte}): convert it first, as by iconv."
        )
        raise click.UsageError(message) from error
    except (OSError, UnicodeError) as error:  # the latter of an encoding that wants a mark at the beginning
        why = getattr(error, "strerror", None) or error
        raise click.UsageError(f"What comes through the pipe can't be read: {why}.") from error
    if len(text) > _MOST_PIPED:
        raise click.UsageError(f"More than {_MOST_PIPED // 1024**2} MiB come through the pipe, more than is taken.")
    return text
