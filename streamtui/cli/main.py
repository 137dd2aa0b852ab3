"""The command line. Each command is a module, loaded when it is asked for; the chat is what comes without one."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from streamtui.cli.completions import THEMES
from streamtui.cli.help import with_help
from streamtui.cli.options import flags_of, persona_option, place_options, store_options, tool_files_option
from streamtui.cli.pipes import hold_descriptors, tell_refusal
from streamtui.cli.texts import only_whole
from streamtui.cli.usage import CommandGroup, usage_sentence
from streamtui.config.environment import working_folder
from streamtui.config.library_variables import forget_odd_sizes
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.words.exit_codes import ExitCode, failure_code
from streamtui.frontends.headless.door import doors, no_doors, tell_bug
from streamtui.frontends.tui.terminal.raw_terminal import TERMINAL
from streamtui.version import __version__

COMMANDS = (
    "ask",
    "batch",
    "check",
    "completion",
    "config",
    "doctor",
    "history",
    "model",
    "race",
    "recording",
    "replay",
    "serve",
    "tap",
    "usage",
    "web",
)
"""Each is a click command of its own name in a module of its own name."""


class _Commands(CommandGroup):
    """Loads no command but the one that is called; turns the program's own errors into one line and an exit code."""

    def list_commands(self, _: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"streamtui.cli.commands.{name}"), name)
        if isinstance(command, click.Group):
            for inner in command.commands.values():
                with_help(only_whole(inner))
        return with_help(only_whole(command))

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Ends the process with the exit code; whatever the command line lacks is one sentence."""
        with doors():
            try:
                code = super().main(*args, **{**kwargs, "standalone_mode": False})
            except StreamtuiError as error:
                code = _complain(error.fault.message, failure_code(error.fault))
            except click.exceptions.NoArgsIsHelpError as error:
                error.show()
                code = ExitCode.USAGE
            except click.ClickException as error:
                code = _complain(usage_sentence(error), ExitCode.USAGE)
            except click.Abort:
                code = _complain("Interrupted.", ExitCode.INTERRUPTED)
            sys.exit(code)


def _complain(sentence: str, code: ExitCode) -> ExitCode:
    from streamtui.frontends.headless.complaint import complaint

    click.echo(complaint(sentence), err=True)
    return code


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@place_options
@click.option("--system", metavar="TEXT", help="The system prompt of new conversations.")
@click.option(
    "--theme", metavar="NAME", help="auto, dark, light or another one; /theme lists all.", shell_complete=THEMES
)
@click.option("--low-bandwidth/--full-bandwidth", default=None, help="Fewer frames; the default over SSH.")
@persona_option
@tool_files_option
@store_options
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
    persona: str | None,
    tool_files: tuple[Path, ...],
    resume: str | None,
    no_store: bool,
) -> None:
    """A full-screen terminal chat that shows the stream.

    Without a command it opens the chat. It talks to what the options say, else to OPENAI_BASE_URL / OPENAI_API_KEY /
    OPENAI_MODEL (environment or .env), else to the first profile of config.toml, else to a small model on this machine.
    """
    forget_odd_sizes(os.environ)
    working_folder()  # every command has something to do with it
    context.obj = flags_of(context, profile, model, base_url)
    if context.invoked_subcommand is None:
        from streamtui.cli.commands.chat import run_chat

        with no_doors():
            code = run_chat(
                context.obj,
                system=system,
                theme=theme,
                low_bandwidth=low_bandwidth,
                persona=persona,
                tool_files=tool_files,
                resume=resume,
                no_store=no_store,
                say=click.echo,
            )
        context.exit(code)
    TERMINAL.give_back()


with_help(only_whole(cli))


def main() -> None:
    """The `streamtui` command."""
    hold_descriptors()
    with doors():
        try:
            cli(prog_name="streamtui")
        except Exception as error:
            if not (isinstance(error, OSError) and tell_refusal()):
                tell_bug()
            sys.exit(1)
