"""Everything the person can do: the tables that keys, slash commands, palette, key bar and help are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to do. Commands may share a key or a word: the first that is possible at the time is done."""

    action: str
    """The method of the chat screen, or of whatever else its table is for, without `action_`."""
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
    Command("calls", "Function calls: open them, close them", ("ctrl+t",), words=("calls",), label="Calls"),
    Command("statistics", "Statistics, show or hide", ("ctrl+s",), words=("statistics",), label="Statistics"),
    Command("tools", "Tools: look at them, switch them on and off", ("f3",), words=("tools",)),
    Command("race", "Race several models on one message", words=("race",), argument="[TEXT]"),
    Command("code", "Save the code blocks of the last reply as files", words=("code",), argument="[DIR]"),
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

CALLS_COMMANDS = (
    Command("previous_call", "The call before", ("up",)),
    Command("next_call", "The call after", ("down",)),
    Command("raw", "Arguments as they came, or as a tree", ("v",), label="Raw"),
    Command("copy_arguments", "Copy the arguments", ("a",), label="Copy arguments"),
    Command("copy_result", "Copy the result", ("o",), label="Result"),
    Command("copy_python", "Copy the call as a line of Python", ("p",), label="Python"),
    Command("run_again", "Edit the arguments and run the call again", ("e",), label="Run again"),
    Command("next_part", "To its next part: result, timeline, deltas, arguments", ("enter",)),
    Command("to_top", "To the beginning of the call", ("home",)),
    Command("to_end", "To the end of the call", ("end",)),
)
"""While the function calls have the focus."""

APPROVAL_COMMANDS = (
    Command("yes", "Run it", ("y",), label="Yes"),
    Command("always", "Run it, and do not ask again for this tool in this conversation", ("a",), label="Always"),
    Command("no", "Do not run it", ("n", "escape"), label="No"),
    Command("word", "Do not run it, and tell the model why", ("w",), label="No, with a word"),
    Command("stop_turn", "Do not run it, and stop the turn", ("s",), label="Stop all"),
)
"""While a tool call asks whether it may run."""

TOOLS_COMMANDS = (
    Command("previous_tool", "The tool before", ("up",)),
    Command("next_tool", "The tool after", ("down",)),
    Command("switch", "Switch it on or off for this conversation", ("space", "enter"), label="On or off"),
    Command("close", "Back to the chat", ("escape", "f3"), label="Back"),
)
"""While the tools are shown."""

EDIT_COMMANDS = (
    Command("run", "Run the call with these arguments", ("ctrl+r",), label="Run"),
    Command("cancel", "Back, without running it", ("escape",), label="Back"),
)
"""While the arguments of a call are edited."""

RACE_COMMANDS = (
    Command("close_difference", "Back to the answers", ("escape",), label="Back"),
    Command("stop_all", "Stop all; their texts stay", ("escape",), label="Stop all"),
    Command("leave", "Back to the chat", ("escape",), label="Back to the chat"),
    Command("previous", "The answer before", ("left",)),
    Command("next", "The answer after", ("right",), label="Next"),
    Command("stop_one", "Stop this one; the others go on", ("s",), label="Stop this one"),
    Command("retry_now", "Retry this one now", ("r",), label="Retry now"),
    Command("keep", "Keep this one: it goes on in the chat", ("k",), label="Keep this one"),
    Command("mark", "Mark this one, to be compared", ("space",), label="Mark"),
    Command("difference", "Compare the two marked, else this one with the next", ("d",), label="Compare"),
)
"""While a race is shown."""

PICKER_COMMANDS = (
    Command("start", "Begin the race", ("enter",), label="Race"),
    Command("switch", "Choose this one, or not", ("space",), label="Choose"),
    Command("previous", "The one before", ("up",)),
    Command("next", "The one after", ("down",)),
    Command("field", "Between the question and the list", ("tab",), label="Question, list"),
    Command("cancel", "Back to the chat", ("escape",), label="Back"),
)
"""While it is chosen who races."""

PROMPT_KEYS = (
    ("enter", "send"),
    ("ctrl+j", "break the line, as Alt+Enter and Shift+Enter do"),
    ("up", "on the first line: the prompt sent before"),
    ("down", "on the last line: back to the one after"),
)
"""Keys of the prompt itself, for the help."""

TRANSCRIPT_KEYS = (
    ("tab", "go there from the prompt"),
    ("[", "the message before"),
    ("]", "the message after"),
    ("end", "to the end, and follow it"),
    ("c", "copy the code block under the pointer, or the last one"),
    ("y", "copy the selection, or the message"),
    ("w", "wrap long lines of code, or cut them"),
    ("left", "the beginning of cut lines of code"),
    ("right", "more of cut lines of code"),
    ("shift+up", "select the message, then one more upwards"),
    ("shift+down", "select the message, then one more downwards"),
    ("escape", "drop the selection"),
)
"""Keys of the conversation while it has the focus, for the help."""

_SHOWN_KEYS = {
    "tab": "Tab",
    "escape": "Esc",
    "enter": "Enter",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "shift+up": "Shift+↑",
    "shift+down": "Shift+↓",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "space": "Space",
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

    def meant(self, possible: Callable[[str], bool]) -> Command | str:
        """The command to do, else a sentence that says why there is none."""
        meant = [known for known in COMMANDS if self.word in known.words]
        can_be = [known for known in meant if possible(known.action)]
        if not meant:
            return f"There is no command /{self.word}; /help lists them all."
        if not can_be:
            return f"/{self.word} has nothing to do right now."
        if self.argument and not can_be[0].argument:
            return f"/{self.word} takes nothing after it."
        return can_be[0]


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
