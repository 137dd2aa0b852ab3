"""What stands below the options in every `--help`: examples, variables, exit codes, the place of config.toml."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import click

EXAMPLES: Mapping[str, Sequence[str]] = {
    "streamtui": (
        "streamtui",
        "streamtui --base-url http://127.0.0.1:11434/v1 -m qwen3",
        "streamtui --continue",
        "streamtui --system 'Answer in one sentence.' --tools my_tools.py",
    ),
    "streamtui ask": (
        'streamtui ask "Why is the sky blue?" --stats',
        'cat app.py | streamtui ask "What is wrong here?"',
        'streamtui ask "What is 17 * 23?" --tool calculate --record chat.jsonl',
    ),
    "streamtui batch": (
        "streamtui batch prompts.txt --concurrency 10",
        "streamtui batch topics.csv --template 'Write about {topic}' --out replies",
        "cat prompts.jsonl | streamtui batch - --out answers --retry-failed",
    ),
    "streamtui check": (
        "streamtui check --base-url http://127.0.0.1:8080/v1 -m qwen3",
        "streamtui check -p local --markdown report.md",
    ),
    "streamtui config": ("streamtui config show --changed", "streamtui config set tools.rounds 3"),
    "streamtui config path": ("streamtui config path", "streamtui config path --all"),
    "streamtui config show": ("streamtui config show", "streamtui config show --changed --json"),
    "streamtui config keys": ("streamtui config keys",),
    "streamtui config check": ("streamtui config check",),
    "streamtui config edit": ("streamtui config edit",),
    "streamtui config set": (
        "streamtui config set tools.off read_file,list_files",
        "streamtui config set profiles.work.base_url https://llm.example/v1",
        "streamtui config set profiles.work --unset",
    ),
    "streamtui completion": ("streamtui completion bash >> ~/.bashrc",),
    "streamtui doctor": ("streamtui doctor", "streamtui doctor -p work --json"),
    "streamtui history": ("streamtui history list", 'streamtui history search "quick sort"'),
    "streamtui history list": ("streamtui history list --limit 10",),
    "streamtui history search": ('streamtui history search "quick sort" --json',),
    "streamtui history show": ("streamtui history show 3f9a",),
    "streamtui history replay": ("streamtui history replay 3f9a", "streamtui history replay 3f9a --json"),
    "streamtui history export": (
        "streamtui history export 3f9a --out talk.md",
        "streamtui history export --format jsonl --out all.jsonl",
    ),
    "streamtui history import": ("streamtui history import all.jsonl", "streamtui history import chatgpt.zip"),
    "streamtui history delete": ("streamtui history delete 3f9a",),
    "streamtui history rename": ('streamtui history rename 3f9a "Sorting"',),
    "streamtui history verify": ("streamtui history verify",),
    "streamtui tap": (
        "streamtui tap -- python app.py",
        "streamtui tap --to http://127.0.0.1:11434/v1 --record requests",
        "streamtui tap -p work --headless --json -- node agent.js",
    ),
    "streamtui usage": ("streamtui usage --since 1m", "streamtui usage --by model --json"),
    "streamtui web": (
        "streamtui web",
        "streamtui web --port 0 -- -p work --no-store",
        "streamtui web -- replay chat.jsonl",
    ),
    "streamtui model": ("streamtui model list", "streamtui model pull qwen2.5-coder-0.5b"),
    "streamtui model list": ("streamtui model list",),
    "streamtui model pull": ("streamtui model pull", "streamtui model pull --from mine.gguf"),
    "streamtui model remove": ("streamtui model remove smollm2-135m",),
    "streamtui race": (
        'streamtui race -m big-model -m small-model "Why is the sky blue?" --text',
        'streamtui race -p work -p local "Hello" --repeat 10 --json',
    ),
    "streamtui recording": (
        "streamtui recording show chat.jsonl",
        "streamtui recording convert chat.jsonl chat.har",
    ),
    "streamtui recording show": ("streamtui recording show chat.jsonl",),
    "streamtui recording diff": ("streamtui recording diff before.jsonl after.jsonl",),
    "streamtui recording convert": (
        "streamtui recording convert chat.jsonl reply.sse",
        "streamtui recording convert browser.har browser.jsonl",
    ),
    "streamtui replay": ("streamtui replay chat.jsonl reply.sse --json",),
    "streamtui serve": (
        "streamtui serve chat.jsonl",
        "streamtui serve chat.jsonl browser.har --speed max --listen 127.0.0.1:0",
        "streamtui serve chat.jsonl --status 429 --retry-after 3 --times 2",
    ),
}
"""By the command's path, each a line to copy."""
_PLACE = (
    ("OPENAI_BASE_URL", "the server; also in .env, as the next two"),
    ("OPENAI_API_KEY", "its key"),
    ("OPENAI_MODEL", "the model to ask"),
    ("STREAMTUI_API", "chat, responses or auto"),
)
_SILENT = tuple(f"streamtui {name}" for name in ("config", "history", "model", "recording", "replay", "serve", "usage"))
"""Commands that ask no server."""
_FOLDERS = (
    ("STREAMTUI_CONFIG_DIR", "the folder of config.toml"),
    ("STREAMTUI_DATA_DIR", "the folder of models, logs and conversations"),
)
_CODES = (
    ("0", "all that was asked for is there"),
    ("1", "something is not whole, or could not be kept"),
    ("2", "wrong usage or configuration"),
    ("130", "interrupted"),
)


def with_help(command: click.Command) -> click.Command:
    """The command, whose help ends with all of that."""
    command.format_epilog = _write_end  # type: ignore[method-assign, assignment]
    return command


def _write_end(context: click.Context, formatter: click.HelpFormatter) -> None:
    from streamtui.config.paths import config_dir

    path = context.command_path
    with formatter.section("Examples"):
        for line in EXAMPLES[path]:
            formatter.write(f"{'':{formatter.current_indent}}{line}\n")
    talks = not path.startswith(_SILENT)
    sections: Mapping[str, Any] = {
        "Environment": (*(_PLACE if talks else ()), *_FOLDERS),
        "Exit codes": _CODES,
        "Files": (("config.toml", str(config_dir(os.environ) / "config.toml")),),
    }
    for title, rows in sections.items():
        with formatter.section(title):
            formatter.write_dl(rows)
