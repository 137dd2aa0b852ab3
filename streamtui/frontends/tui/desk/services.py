"""What the app is given: the one place where the screen meets the rest of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Protocol

from streamtui.core.chat.stalls import STALL_WARN_S
from streamtui.frontends.tui.kit.keymap import USUAL, Keymap
from streamtui.frontends.tui.terminal.colours import Colours
from streamtui.frontends.tui.terminal.telling import NOT_TOLD, Telling

if TYPE_CHECKING:
    from pathlib import Path

    from streamtui.core.chat.events import StreamEvent
    from streamtui.core.ports.attachments import Attachments
    from streamtui.core.ports.budget import Budget
    from streamtui.core.ports.choices import Choices
    from streamtui.core.ports.clock import Clock
    from streamtui.core.ports.copying import Copying
    from streamtui.core.ports.key_question import KeyQuestion
    from streamtui.core.ports.personas import Persona, Personas
    from streamtui.core.ports.prompts import Prompts, Snippets
    from streamtui.core.ports.provider import ChatProvider, Endpoint
    from streamtui.core.ports.race_entries import Places, Races
    from streamtui.core.ports.recordings import Recordings
    from streamtui.core.ports.session import Conversing
    from streamtui.core.ports.spending import Spending
    from streamtui.core.ports.store import History
    from streamtui.core.ports.wanted_key import TypedKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What every app is given, also one that talks to nobody: how things look, and who is told of them."""

    theme: str | None = None
    """auto, dark, light, or another theme by its name; `None` where the person did not say."""
    low_bandwidth: bool = False
    """Fewer and calmer frames, for a slow line."""
    colours: Colours = Colours.MANY
    """What the terminal has of them."""
    compact: bool = False
    """No blank rows between messages, and no margins."""
    telling: Telling = NOT_TOLD
    """How the person is told while they look elsewhere."""
    copying: Copying | None = None
    """How else than through the terminal something can be copied."""
    choices: Choices | None = None
    """What the person chose before, and where that is kept."""
    keymap: Keymap = USUAL
    mouse: bool = True
    """The mouse is the program's, not the terminal's."""

    told_settings: Callable[[], Mapping[str, str]] = dict
    """The names of all that can be set, and what it is for."""

    def of_every_app(self) -> dict[str, Any]:
        """All this by its names, to be given to another app, or with more to the same."""
        return {field.name: getattr(self, field.name) for field in fields(Shown)}


@dataclass(frozen=True, slots=True)
class SettingsNews:
    """The settings were changed while the program runs."""

    sentence: str
    """What is another now, and what is not yet."""
    wrong: bool = False
    """They can't be used as they are now; what held before holds."""
    shown: Shown | None = None
    """How things look by them, where that is to be another."""


class SettingsWatch(Protocol):
    """Looks after the settings."""

    def look(self) -> bool:
        """Whether something is new since the last time. May take as long as a disk does, in a thread."""
        ...

    def take(self) -> SettingsNews | None:
        """Have what was seen then hold, and say what it is; nothing where all is as it was."""
        ...


@dataclass(frozen=True, slots=True)
class Services(Shown):
    """Everything from outside that the app uses."""

    endpoint: Endpoint
    start_session: Callable[[ChatProvider], Conversing]
    """Begins an empty conversation."""
    clock: Clock
    open_inspector: bool = False
    """The function calls open by themselves at the first one."""
    key_from: str = ""
    """Where the key stands that the endpoint is asked with; nothing where it needs none."""
    places: Places | None = None
    """Where the chat may go."""
    key_answers: KeyAnswers | None = None
    """Where a question about a key can be answered that comes up on the way there."""
    keys: TypedKeys | None = None
    """Where a key goes that the person types."""
    races: Races | None = None
    save_code: Callable[[str, Path], Sequence[Path]] | None = None
    """Saves the code blocks of a text in a folder, and tells where. Raises StreamtuiError."""
    read_schema: Callable[[str], Mapping[str, Any]] | None = None
    """Makes a response format of the JSON Schema in a file. Raises StreamtuiError."""
    personas: Personas | None = None
    persona: Persona | None = None
    """Who answers from the beginning."""
    recordings: Recordings | None = None
    """Where conversations can be recorded."""
    stall_s: float = STALL_WARN_S
    """A silence of the stream that is longer is red."""
    attachments: Attachments | None = None
    """Reads the files that a prompt names."""
    prompts: Prompts | None = None
    """Keeps what is written in the prompt."""
    edit: Callable[[str], str] | None = None
    """Has a text edited in the person's editor, which has the terminal meanwhile. Raises StreamtuiError."""
    snippets: Snippets | None = None
    """Texts that the person keeps under names."""
    history: History | None = None
    """The conversations that are kept."""
    begins_with_history: bool = False
    """One of them is chosen at the beginning."""
    budget: Budget | None = None
    """What may be spent, where that is limited."""
    spending: Spending | None = None
    """What was spent, where that is kept."""
    remarks: Sequence[str] = ()
    """What was found meanwhile that the person should know."""
    before: Iterable[StreamEvent] = ()
    """What happened already in the conversation that is gone on with, to be seen while its place is opened."""
    settings: SettingsWatch | None = None
    """Looks after what is configured."""


@dataclass(frozen=True, slots=True)
class LaterServices(Shown):
    """What the prompt needs to be painted, and a way to everything else, which takes longer to load."""

    prepare: Callable[[], Services]
    """Called in a thread once the prompt takes keys. May raise StreamtuiError; KeyQuestionError and WantedKeyError
    until they are answered."""
    key_answers: KeyAnswers | None = None
    """Where a question about a key can be answered."""
    keys: TypedKeys | None = None
    """Where a key goes that the person types."""
    remarks: Sequence[str] = ()
    """What the person should know from the beginning."""


@dataclass(frozen=True, slots=True)
class KeyAnswers:
    """How the person is asked about keys."""

    clock: Clock
    keep: Callable[[KeyQuestion, bool, bool], None]
    """Goes by the answer from now on: may it be sent, is that to be remembered. Raises OSError where it can't be."""
