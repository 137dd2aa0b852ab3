"""Where a key is typed that a server wants, and nobody sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from textual import events
from textual.app import App, ComposeResult

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.wanted_key import Keeping, TypedKeys, WantedKey
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.guard import Guard
from streamtui.frontends.tui.kit.line_field import LineField
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.prompt_input import PromptInput
from streamtui.frontends.tui.kit.question import QuestionScreen, scrolling
from streamtui.frontends.tui.kit.row_stack import FixedRows
from streamtui.frontends.tui.kit.rows import ACCENT, BRIGHT, DIM, LABEL, STRONG, WARN
from streamtui.rows.row import Row, Run, cells
from streamtui.rows.wrapping import wrap

_KEPT: Mapping[Keeping, str] = {
    "keyring": "in the system's keyring",
    "run": "in this run alone",
    "file": "in config.toml",
}
_NO_KEY = "A key is one word of plain letters, digits and signs."

KEY_FORM_COMMANDS: tuple[Command[KeyForm], ...] = (
    Command(
        "typed_key.yes",
        "Write it into config.toml",
        lambda form: form.give(),
        lambda form: form.asks,
        keys=("y",),
        label="Yes, write it",
    ),
    Command(
        "typed_key.no",
        "Not into config.toml",
        lambda form: form.ask(False),
        lambda form: form.asks,
        keys=("n",),
        label="No",
    ),
    Command(
        "typed_key.take",
        "Use this key",
        lambda form: form.take(),
        lambda form: not form.asks,
        keys=("enter",),
        label="Use it",
    ),
    Command(
        "typed_key.keep",
        "Keep it elsewhere",
        lambda form: form.keep_elsewhere(),
        lambda form: not form.asks,
        keys=("tab",),
        label="Keep it elsewhere",
    ),
    Command(
        "typed_key.close",
        "Go on without it",
        lambda form: form.dismiss(None),
        keys=("escape", "ctrl+c"),
        label="Without it",
    ),
    *scrolling("typed_key")[:4],  # the others go to the ends of the field
)
"""While a key is typed."""


@dataclass(frozen=True, slots=True)
class TypedKey:
    """What was typed, and where it is to be kept."""

    key: str = field(repr=False)
    keeping: Keeping


class KeyForm(QuestionScreen["TypedKey | None"]):
    """Gives what was typed, or nothing. Into a file it is written only after a yes."""

    TABLE = KEY_FORM_COMMANDS
    FIRST = True

    asks: bool
    """Whether it may be written into the file."""

    def __init__(
        self, wanted: WantedKey, keepings: Sequence[Keeping], file: str, guard: Guard, prompt: PromptInput
    ) -> None:
        """The first of the `keepings` is the usual one; `file` is the path of config.toml."""
        super().__init__(guard, prompt, self._question)
        self.asks = False
        self._wanted, self._keepings, self._file = wanted, list(keepings), file
        self._problem = ""
        self._field = LineField(placeholder="Paste the key", password=True, id="typed-key")

    def below(self) -> ComposeResult:
        yield self._field

    def on_mount(self) -> None:
        self.ask(False)

    def withholds(self, event: events.Event) -> bool:
        """What is typed or pasted goes into the field at once: a key must not end in the prompt, in plain sight."""
        typed = isinstance(event, events.Paste) or (isinstance(event, events.Key) and event.is_printable)
        return not (typed and not self.asks) and super().withholds(event)

    def ask(self, asks: bool) -> None:
        """Ask whether it may be written into the file, or no more."""
        self.asks = asks
        self._field.display = not asks
        self.set_focus(None if asks else self._field)
        self._draw()

    def take(self) -> None:
        """Use what is typed, if it is a key."""
        key = self._field.value.strip()
        self._problem = "" if key and key.isascii() and key.isprintable() and " " not in key else _NO_KEY
        if self._problem:
            self._draw()
        elif self._keepings[0] == "file":
            self.ask(True)
        else:
            self.give()

    def give(self) -> None:
        """It is the person's word."""
        self.dismiss(TypedKey(self._field.value.strip(), self._keepings[0]))

    def keep_elsewhere(self) -> None:
        """Keep it in the next of the places."""
        self._keepings.append(self._keepings.pop(0))
        self._draw()

    def _draw(self) -> None:
        self.details.show_source(lambda width: FixedRows(self._rows(max(width, 1))))
        self.call_after_refresh(self.guard_changed)

    def _question(self, width: int, *, brief: bool) -> Sequence[Row]:
        words = (
            "Write the key into config.toml, in plain letters?" if self.asks else f"The key for {self._wanted.profile}"
        )
        rows = wrap((Run("? ", WARN), Run(shown_text(words), STRONG)), width)
        return rows if brief else [*rows, ()]

    def _rows(self, width: int) -> tuple[Row, ...]:
        return tuple(row for line in self._lines(width) for row in wrap(line, width))

    def _lines(self, width: int) -> Iterator[Row]:
        if self.asks:
            yield (Run("file    ", LABEL), Run(self._file, BRIGHT))
            yield (Run("You alone may read it; whoever gets a copy of it has the key.", DIM),)
            return
        yield (Run("server  ", LABEL), Run(shown_text(self._wanted.url), BRIGHT))
        if self._wanted.key_from:
            yield (Run("so far  ", LABEL), Run(shown_text(self._wanted.key_from), BRIGHT))
        yield from self._kept(width)
        yield (Run(shown_text(self._problem or self._wanted.why), WARN),)

    def _kept(self, width: int) -> Iterator[Row]:
        """Where it is to be kept, each place in one piece."""
        places: list[Row] = []
        for keeping, words in _KEPT.items():
            if keeping in self._keepings:
                held = keeping == self._keepings[0]
                places.append(
                    (Run("● " if held else "○ ", ACCENT if held else DIM), Run(words, BRIGHT if held else DIM))
                )
        label, apart = Run("kept    ", LABEL), Run("   ")
        in_one = (label, *(run for place in places for run in (*place, apart)))[:-1]
        if cells(in_one) <= width:
            yield in_one
        else:
            yield (label, *places[0])
            yield from ((Run(" " * len(label.text)), *place) for place in places[1:])


async def ask_for_key(
    app: App[Any], wanted: WantedKey, keys: TypedKeys, guard: Guard, prompt: PromptInput
) -> str | None:
    """Have it typed, and go by it; what became of it, in a sentence, or `None` where the person has none."""
    typed = await app.push_screen_wait(KeyForm(wanted, keys.keepings, keys.file, guard, prompt))
    if typed is None:
        return None
    try:
        return await asyncio.to_thread(keys.take, wanted, typed.key, typed.keeping)
    except StreamtuiError as error:
        return f"{error.fault.message} The key holds in this run; /key keeps it elsewhere."
