"""What is wrong with the words of a command line, in one sentence: click's errors as the program says its own."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from difflib import get_close_matches
from math import isfinite
from typing import Any

import click

_UNEXPECTED = "Got unexpected extra argument"
_SHOWN = 80
"""Characters of an odd value."""


class WholeNumber(click.IntRange):
    """A whole number within bounds."""

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        try:
            return super().convert(value, param, context)
        except click.BadParameter:
            self.fail(f"a whole number from {self.min} to {self.max} is wanted, not {_shown(value)}.", param, context)


class Number(click.FloatRange):
    """A number within bounds."""

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        with suppress(click.BadParameter):
            if isfinite(number := super().convert(value, param, context)):
                return number
        return self.fail(f"a number from {self.min:g} to {self.max:g} is wanted, not {_shown(value)}.", param, context)


class CommandGroup(click.Group):
    """Says which of its commands was meant, where there is none of that name."""

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(context)
        if args[0] not in known and not args[0].startswith("-") and not context.resilient_parsing:
            context.fail(no_such("command", args[0], known))
        return super().resolve_command(context, args)


def usage_sentence(error: click.ClickException) -> str:
    """`--runs: a whole number from 1 to 100 is wanted, not 'x'. See `streamtui check --help`.`"""
    context = error.ctx if isinstance(error, click.UsageError) else None
    said = _said(error)
    if context is None:
        return said
    if said.startswith(_UNEXPECTED) and any(param.name == "prompt" for param in context.command.params):
        said = f"{said} Put a prompt of several words into quotes."
    return f"{said} See `{context.command_path} --help`."


def no_such(kind: str, name: str, known: Iterable[str]) -> str:
    """`There is no command 'aks': did you mean 'ask'?`"""
    near = get_close_matches(name, known, 1)
    return f"There is no {kind} {_shown(name)}" + (f": did you mean {near[0]!r}?" if near else ".")


def _said(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            context = error.ctx
            known = [name for param in context.command.get_params(context) for name in param.opts] if context else []
            return no_such("option", error.option_name, [name for name in known if name.startswith("-")])
        case click.MissingParameter():
            return f"{_hint(error)} is missing."
        case click.BadParameter() if error.param is not None:
            return f"{_hint(error)}: {error.message[:1].lower()}{_sentence(error.message[1:])}"
    return _sentence(error.format_message())


def _hint(error: click.BadParameter) -> str:
    """What it is called on a command line: `--model`, `FILE`."""
    param = error.param
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return param.make_metavar(error.ctx).strip("[].") if param is not None and error.ctx is not None else "It"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} ..."


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."
