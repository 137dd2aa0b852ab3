"""What several commands take: the place to talk to, and a prompt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial, wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from streamtui.cli.completions import MODELS, PERSONAS, PROFILES
from streamtui.cli.texts import Id, has_pipe, piped
from streamtui.config.flags import APIS, Flags

BOTH = "both"
"""What --api is where both are meant, one after the other."""
CHOSEN = "?"
"""What `resume` is where no ID was given, and the person chooses."""
_TRUST, _API = f"{__name__}.trust_env", f"{__name__}.api"
_RESUME, _NO_STORE = f"{__name__}.resume", f"{__name__}.no_store"
F = TypeVar("F", bound=Callable[..., Any])


def place_options(command: F, *, apis: tuple[str, ...] = APIS) -> F:
    """The options that say where to talk to; `apis` are the names that --api takes."""
    for option in (
        click.option(
            "--profile",
            "-p",
            metavar="NAME",
            help="A profile of config.toml, `local`, or a ready one: groq, ollama, ...",
            shell_complete=PROFILES,
        ),
        click.option("--model", "-m", metavar="NAME", help="The model to ask.", shell_complete=MODELS),
        click.option("--base-url", metavar="URL", help="An OpenAI-compatible server, like http://127.0.0.1:8080/v1."),
        partial(api_option, apis=apis),
    ):
        command = option(command)
    return trust_option(command)


def api_option(command: F, *, apis: tuple[str, ...] = APIS) -> F:
    """--api, which `flags_of` has."""
    return click.option(
        "--api",
        type=click.Choice(apis),
        expose_value=False,
        callback=_note_api,
        help="What is spoken there; auto finds out (chat).",
    )(command)


def store_options(command: F) -> F:
    """The options that say which conversation to go on with, and whether any is kept: `resume`, and `no_store`.

    `resume` is how its id begins; nothing for the last one, `None` for a new one, `CHOSEN` where it is to be chosen.
    What stands before a command's name holds for it, too.
    """

    @wraps(command)
    def called(*args: Any, go_on: bool, resume: str | None, no_store: bool, **options: Any) -> Any:
        meta = click.get_current_context().meta
        said = "" if go_on and resume is None else resume
        meta[_RESUME] = meta.get(_RESUME) if said is None else said
        meta[_NO_STORE] = no_store or meta.get(_NO_STORE, False)
        return command(*args, resume=meta[_RESUME], no_store=meta[_NO_STORE], **options)

    decorated = cast("F", called)
    for option in (
        click.option("--no-store", is_flag=True, help="Keep nothing of the conversation on disk."),
        click.option(
            "--resume",
            is_flag=False,
            flag_value=CHOSEN,
            type=Id(),
            metavar="[ID]",
            help="Go on with the conversation whose ID begins so; without one the chat lists them.",
        ),
        click.option("--continue", "-c", "go_on", is_flag=True, help="Go on with the conversation that changed last."),
    ):
        decorated = option(decorated)
    return decorated


def keep_option(command: F) -> F:
    """The option to keep what is not kept unless it is said: `store`."""
    return click.option(
        "--store", is_flag=True, callback=_keep_or_not, help="Keep the replies among the conversations."
    )(command)


def trust_option(command: F) -> F:
    """The option that says yes to every key question; `flags_of` knows of it."""
    return click.option(
        "--trust-env",
        is_flag=True,
        expose_value=False,
        callback=_note_trust,
        help="Send a key also to a server that it was not given for.",
    )(command)


def tool_files_option(command: F) -> F:
    """The option for tools of one's own."""
    return click.option(
        "--tools",
        "tool_files",
        multiple=True,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE.py",
        help="Functions of yours that the model may call; repeatable.",
    )(command)


def persona_option(command: F) -> F:
    """The option that says who answers."""
    return click.option(
        "--persona",
        "-P",
        metavar="NAME",
        help="Who answers: a persona of config.toml, with its system prompt and parameters.",
        shell_complete=PERSONAS,
    )(command)


def set_option(command: F) -> F:
    """The option for what requests carry beside the messages."""
    return click.option(
        "--set",
        "sets",
        multiple=True,
        metavar="NAME=VALUE",
        help="A parameter: temperature=0.2; repeatable.",
    )(command)


def attach_option(command: F) -> F:
    """The option for what is sent with the words."""
    return click.option(
        "--attach",
        "attach",
        multiple=True,
        type=click.Path(),
        metavar="PATH",
        help="Send this file with the prompt: text, an image, a PDF, or a folder's names; repeatable.",
    )(command)


def slo_option(command: F) -> F:
    """The option for what a good reply has to keep."""
    return click.option(
        "--slo",
        metavar="LIMITS",
        help="Tell how many replies keep them, and how many a second: ttft=500ms,gap95=80ms.",
    )(command)


def flags_of(context: click.Context, profile: str | None, model: str | None, base_url: str | None) -> Flags:
    """A command's own options, and where it has none those given before its name."""
    outer = context.find_object(Flags) or Flags()
    given: dict[str, Any] = {"profile": profile, "model": model, "base_url": base_url}
    said = {name: value for name, value in given.items() if value is not None}
    api = None if speaks_both(context) else context.meta.get(_API)
    return replace(outer, **said, api=api, trust_env=context.meta.get(_TRUST, False))


def speaks_both(context: click.Context) -> bool:
    """--api says so; only a check takes it."""
    return bool(context.meta.get(_API) == BOTH)


def _keep_or_not(context: click.Context, _: click.Parameter, given: bool) -> bool:
    if given and context.meta.get(_NO_STORE):
        raise click.UsageError("--store and --no-store can't both be meant: drop one of them.")
    return given


def _note_api(context: click.Context, _: click.Parameter, given: str | None) -> None:
    context.meta[_API] = given or context.meta.get(_API)


def _note_trust(context: click.Context, _: click.Parameter, given: bool) -> None:
    context.meta[_TRUST] = given or context.meta.get(_TRUST, False)


def prompt_and_pipe(prompt: str | None) -> str:
    """The prompt that was given and, a blank line below it, what comes through a pipe; `-` is the pipe alone.

    Raises UsageError where there is neither.
    """
    given = None if prompt == "-" else prompt
    if given is None and not has_pipe():
        raise click.UsageError("What is the prompt? Give it as an argument or through a pipe.")
    texts = [text for text in (given or "", piped() if has_pipe() else "") if text.strip()]
    if not texts:
        raise click.UsageError("The prompt is empty.")
    return "\n\n".join(texts)
