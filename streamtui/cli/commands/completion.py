"""The `completion` command."""

from __future__ import annotations

import click

from streamtui.cli.shell_scripts import SHELLS

_NAME = "streamtui"


@click.command()
@click.argument("shell", type=click.Choice([*SHELLS]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print what has a shell complete commands, options and names.

    Names are those of profiles, models, themes, tools, settings and conversations of this machine; no server is asked.

    \b
    bash: in ~/.bashrc            eval "$(streamtui completion bash)"
    zsh:  in ~/.zshrc             eval "$(streamtui completion zsh)"
    fish: streamtui completion fish > ~/.config/fish/completions/streamtui.fish
    """
    command = context.find_root().command
    click.echo(SHELLS[shell](command, {}, _NAME, f"_{_NAME.upper()}_COMPLETE").source())
