"""What was written before, in this run and earlier ones, found by its words: the newest first, each text once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from typing import TypeAlias

from textual import on
from textual.widgets import Input

from streamtui.core.ports.prompts import Written
from streamtui.core.text.quoted import in_short
from streamtui.frontends.tui.chat.remembering import RememberingPanes
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.command_work import begin
from streamtui.frontends.tui.kit.offer import Offer
from streamtui.frontends.tui.kit.picker import Picker
from streamtui.frontends.tui.kit.search_field import SearchField

_MOST = 300
"""So many are offered; of more the person types some word."""
_LOOKED_AT = 2000
"""Characters of each."""


Prompts: TypeAlias = "Sequence[str | Written]"


class PromptPicker(Picker["str | Written"]):
    """Of a hundred thousand it looks through each at every key: so for words alone, and not for what is like them."""

    CSS_PATH = "../kit/picker.tcss"

    def __init__(self, prompts: Prompts, typed: str, all_prompts: Callable[[], Awaitable[Prompts]]) -> None:
        """`prompts` are there at once; `all_prompts`, which may take its time, has those of other programs, too."""
        super().__init__("EARLIER PROMPTS")
        self._prompts = _with_words(prompts)
        self._all_prompts = all_prompts
        self._begun = typed
        self._found = 0

    def on_mount(self) -> None:
        field = self.query_one(SearchField)
        field.value = self._begun
        self._find(self._begun)
        self.run_worker(self._find_more())

    async def _find_more(self) -> None:
        prompts = await self._all_prompts()
        if len(prompts) != len(self._prompts):
            self._prompts = _with_words(prompts)
            self._find(self.query_one(SearchField).value)

    @property
    def takes(self) -> str:
        return "Put in"

    @property
    def many(self) -> str:
        return f"{self._found:,}"

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        event.prevent_default()  # any picker would look for the words in what the rows show, and in no more
        self._find(event.value)

    def _find(self, typed: str) -> None:
        words = typed.casefold().split()
        found = [prompt for text, prompt in self._prompts if all(word in text for word in words)]
        self._found = len(found)
        offers = [Offer(in_short(_text(prompt), 400), prompt) for prompt in islice(found, _MOST)]
        self._offers.cursor = 0
        self.offer(offers)
        self._offers.cursor = 0 if offers else -1
        self.draw()

    def standing_note(self) -> str:
        if self._found > _MOST:
            return f"and {self._found - _MOST:,} more: type some word of it"
        return super().standing_note()


async def find_prompt(panes: RememberingPanes, typed: str) -> None:
    """Put one into the prompt; what is written there can be had back."""
    prompts = panes.prompt.earlier.newest_first or await panes.all_prompts()
    if not prompts:
        panes.say("Nothing was sent yet.")
        return
    found = await panes.app.push_screen_wait(PromptPicker(prompts, typed, panes.all_prompts))
    if found is not None:
        if panes.prompt.text.strip():
            panes.prompt.earlier.add(panes.prompt.text)
        panes.prompt.replace_text(found if isinstance(found, str) else panes.prompt.revive(found))
        panes.prompt.recalled = panes.prompt.text
    panes.prompt.focus()


def _text(prompt: str | Written) -> str:
    return prompt if isinstance(prompt, str) else prompt.text


def _with_words(prompts: Prompts) -> list[tuple[str, str | Written]]:
    return [(_words(prompt).casefold(), prompt) for prompt in prompts]


def _words(prompt: str | Written) -> str:
    """What is looked through: of what is folded, its beginning, too."""
    folded = () if isinstance(prompt, str) else prompt.folds.values()
    return "\n".join(text[:_LOOKED_AT] for text in (_text(prompt), *folded))


FIND_PROMPT: Command[RememberingPanes] = Command(
    "chat.find_prompt",
    "Find an earlier prompt",
    lambda panes: begin(panes, find_prompt(panes, "")),
    keys=("ctrl+r",),
    words=("prompts",),
    argument="[TEXT]",
    do_with=lambda panes, typed: begin(panes, find_prompt(panes, typed)),
    opens=True,
)
