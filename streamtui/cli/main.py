"""The command line: commands, options, exit codes. Whatever is heavy is imported where it is used."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from streamtui import __version__
from streamtui.cli.batch import batch
from streamtui.cli.check import check
from streamtui.cli.options import flags_of, place_options, prompt_or_pipe, tool_files_option
from streamtui.cli.race import race
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.words.exit_codes import ExitCode


class _Commands(click.Group):
    """Turns the program's own errors into one line and an exit code."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except StreamtuiError as error:
            click.echo(f"streamtui: {error.fault.message}", err=True)
            context.exit(ExitCode.USAGE if error.fault.kind == "configuration" else ExitCode.INCOMPLETE)


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@place_options
@click.option("--system", metavar="TEXT", help="The system prompt of new conversations.")
@click.option("--theme", metavar="NAME", help="dark, light, or another theme of Textual.")
@click.option("--low-bandwidth/--full-bandwidth", default=None, help="Fewer frames; the default over SSH.")
@tool_files_option
@click.version_option(__version__, prog_name="streamtui")
@click.pass_context
def cli(
    context: click.Context,
    profile: str | None,
    model: str | None,
    base_url: str | None,
    system: str | None,
    theme: str | None,
    low_bandwidth: bool | None,
    tool_files: tuple[Path, ...],
) -> None:
    """A full-screen terminal chat that shows the stream.

    Without a command it opens the chat. It talks to what the options say, else to OPENAI_BASE_URL / OPENAI_API_KEY /
    OPENAI_MODEL (environment or .env), else to the first profile of config.toml, else to a small model on this machine.
    """
    context.obj = flags_of(context, profile, model, base_url)
    if context.invoked_subcommand is None:
        from streamtui.cli.chat import run_chat

        code = run_chat(context.obj, system=system, theme=theme, low_bandwidth=low_bandwidth, tool_files=tool_files)
        context.exit(code)


@cli.command()
@click.argument("prompt", required=False)
@place_options
@click.option("--system", metavar="TEXT", help="The system prompt.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per reply (streamtui.reply.v1).")
@click.option("--stats", is_flag=True, help="Print the statistics to stderr.")
@click.option("--tool", "tools", multiple=True, metavar="NAME", help="A tool the model may call; repeatable.")
@tool_files_option
@click.option("--yes", is_flag=True, help="Run also tools that may change something, without asking.")
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path), help="Keep every event in this file.")
@click.option(
    "--code",
    is_flag=False,
    flag_value=".",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="[DIR]",
    help="Save the code blocks as code-1.py, ... there, or here; behind PROMPT.",
)
@click.pass_context
def ask(
    context: click.Context,
    /,
    prompt: str | None,
    profile: str | None,
    model: str | None,
    base_url: str | None,
    **options: Any,
) -> None:
    """Ask once; the reply goes to stdout as it arrives. PROMPT may come from a pipe."""
    from streamtui.cli.ask import run_ask

    context.exit(run_ask(flags_of(context, profile, model, base_url), prompt_or_pipe(prompt), **options))


@cli.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per reply (streamtui.reply.v1).")
@click.pass_context
def replay(context: click.Context, files: tuple[Path, ...], as_json: bool) -> None:
    """Read FILES again: raw server bytes (.sse), or recordings."""
    from streamtui.cli.pipes import run_on_pipes
    from streamtui.frontends.headless.replay import replay as replay_files

    context.exit(run_on_pipes(lambda out, err: replay_files(files, as_json=as_json, out=out, err=err)))


@cli.group()
def model() -> None:
    """The small models that run on this machine."""


@model.command("list")
@click.pass_context
def model_list(context: click.Context) -> None:
    """Which there are, and which are here."""
    from streamtui.cli.model import list_models, models_folder

    context.exit(list_models(models_folder(), sys.stdout))


@model.command("pull")
@click.argument("name", required=False)
@click.option(
    "--from", "source", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Take this GGUF file."
)
@click.pass_context
def model_pull(context: click.Context, name: str | None, source: Path | None) -> None:
    """Fetch NAME, or take a GGUF file of your own."""
    from streamtui.cli.model import adopt_model, models_folder, pull_model

    if (name is None) == (source is None):
        raise click.UsageError("Say which: a NAME from `streamtui model list`, or --from FILE.gguf.")
    folder = models_folder()
    context.exit(adopt_model(folder, source, sys.stderr) if source else pull_model(folder, name, sys.stderr))


@model.command("remove")
@click.argument("name")
@click.pass_context
def model_remove(context: click.Context, name: str) -> None:
    """Delete NAME's weights from this machine."""
    from streamtui.cli.model import models_folder, remove_model

    context.exit(remove_model(models_folder(), name, sys.stderr))


cli.add_command(race)
cli.add_command(batch)
cli.add_command(check)


def main() -> None:
    """The `streamtui` command."""
    cli(prog_name="streamtui")
