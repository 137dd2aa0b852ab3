"""Everything the person can do: the one table that keys, slash commands, palette, key bar and help are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to do. Commands may share a key or a word: the first that is possible at the time is done."""

    action: str
    """The method of the chat screen, without `action_`."""
    title: str
    keys: tuple[str, ...] = ()
    """In Textual's names, the one to be shown first."""
    bare_keys: tuple[str, ...] = ()
    """Keys that do it while the prompt is empty; in a text they are what they always are."""
    words: tuple[str, ...] = ()
    """Slash commands, without the slash."""
    argument: str = ""
    """What a slash command takes, as the help names it; empty for one that takes nothing."""
    label: str = ""
    """What the key bar says; empty for a command that is not in it."""

    @property
    def key(self) -> str:
        """The key as the screen writes it, or nothing."""
        return next(map(shown_key, (*self.bare_keys, *self.keys)), "")

    @property
    def usage(self) -> str:
        """How to give it: `^n  /new  /clear`, `/model NAME`."""
        keys = dict.fromkeys(map(shown_key, (*self.bare_keys, *self.keys)))
        return "  ".join((*keys, *(f"/{word} {self.argument}".rstrip() for word in self.words)))


COMMANDS = (
    Command("stop", "Stop the reply and keep its text", ("escape",), label="Stop"),
    Command("close_calls", "Back to the chat", ("escape",), label="Back"),
    Command("retry_now", "Retry now", ("ctrl+r",), ("R", "r"), ("retry",)),
    Command("connect", "Try to connect again", ("ctrl+r",), ("enter",), ("retry",)),
    Command("send_queued", "Send the prompt that waits", bare_keys=("enter",)),
    Command("take_back", "Edit the prompt that waits", bare_keys=("up",)),
    Command("continue_reply", "Continue the reply from where it broke off", ("ctrl+g",), words=("continue",)),
    Command("ask_again", "Ask the last message again", ("ctrl+r",), words=("retry",)),
    Command("new", "New conversation", ("ctrl+n",), words=("new", "clear"), label="New"),
    Command("calls", "Function calls, large", ("ctrl+t",), words=("calls",), label="Calls"),
    Command("statistics", "Statistics, show or hide", ("ctrl+s",), words=("statistics",), label="Statistics"),
    Command("palette", "All commands", ("ctrl+p",), label="Commands"),
    Command("help", "Help", ("f1",), words=("help",), label="Help"),
    Command("theme", "Light or dark", ("f2",), words=("theme",)),
    Command("model", "Ask another model", words=("model",), argument="NAME"),
    Command("system", "Set the system prompt; without text, remove it", words=("system",), argument="TEXT"),
    Command("page_up", "Scroll back", ("pageup",)),
    Command("page_down", "Scroll on", ("pagedown",)),
    Command("follow", "To the end of the conversation, and follow it", ("ctrl+end",)),
    Command("quit", "Quit", ("ctrl+q",), words=("quit", "exit"), label="Quit"),
)

PROMPT_KEYS = (
    ("enter", "send"),
    ("ctrl+j", "break the line, as Alt+Enter and Shift+Enter do"),
    ("up", "on the first line: the prompt sent before"),
    ("down", "on the last line: back to the one after"),
)
"""Keys of the prompt itself, for the help."""

_SHOWN_KEYS = {
    "escape": "Esc",
    "enter": "Enter",
    "up": "↑",
    "down": "↓",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "end": "End",
    "r": "R",
}


def shown_key(key: str) -> str:
    """A key as the screen writes it: `^n`, `Esc`, `F1`."""
    if key.startswith("ctrl+"):
        return "^" + (key[5:] if len(key) == 6 else shown_key(key[5:]))
    return _SHOWN_KEYS.get(key, key.capitalize() if len(key) == 2 else key)


def command(action: str) -> Command:
    """The command of that action."""
    return next(known for known in COMMANDS if known.action == action)


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """What was typed after a slash."""

    word: str
    argument: str

    @property
    def commands(self) -> tuple[Command, ...]:
        """Those it may mean; none for an unknown word."""
        return tuple(known for known in COMMANDS if self.word in known.words)


def slash_command(text: str) -> SlashCommand | None:
    """The command that a prompt is, or `None` when it is a message to the model."""
    stripped = text.strip()
    if stripped in ("quit", "exit"):
        return SlashCommand("quit", "")
    if not stripped.startswith("/") or stripped.startswith("//"):
        return None
    word, _, argument = stripped[1:].partition(" ")
    if "/" in word or "\n" in word:
        return None  # a path, not a command
    return SlashCommand(word.lower(), argument.strip())
