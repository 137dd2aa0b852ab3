"""What the app is given: the one place where the screen meets the rest of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from streamtui.core.chat.stalls import STALL_WARN_S
from streamtui.frontends.tui.kit.colours import Colours

if TYPE_CHECKING:
    from pathlib import Path

    from streamtui.core.chat.events import StreamEvent
    from streamtui.core.ports.budget import Budget
    from streamtui.core.ports.choices import Choices
    from streamtui.core.ports.clock import Clock
    from streamtui.core.ports.key_question import KeyQuestion
    from streamtui.core.ports.provider import ChatProvider, Endpoint
    from streamtui.core.ports.race_entries import Places, Races
    from streamtui.core.ports.recordings import Recordings
    from streamtui.core.ports.session import Conversing
    from streamtui.core.ports.spending import Spending
    from streamtui.core.ports.store import History


@dataclass(frozen=True, slots=True)
class Services:
    """Everything from outside that the app uses."""

    endpoint: Endpoint
    start_session: Callable[[ChatProvider], Conversing]
    """Begins an empty conversation."""
    clock: Clock
    theme: str | None = None
    """dark, light, or one of Textual's themes by name; `None` where the person did not say."""
    low_bandwidth: bool = False
    """Fewer and calmer frames, for a slow line."""
    colours: Colours = Colours.MANY
    """What the terminal has of them."""
    open_inspector: bool = False
    """The function calls open by themselves at the first one."""
    key_from: str = ""
    """Where the key stands that the endpoint is asked with; nothing where it needs none."""
    choices: Choices | None = None
    """What the person chose before, and where that is kept."""
    places: Places | None = None
    """Where the chat may go."""
    key_answers: KeyAnswers | None = None
    """Where a question about a key can be answered that comes up on the way there."""
    races: Races | None = None
    save_code: Callable[[str, Path], Sequence[Path]] | None = None
    """Saves the code blocks of a text in a folder, and tells where. Raises StreamtuiError."""
    recordings: Recordings | None = None
    """Where conversations can be recorded."""
    stall_s: float = STALL_WARN_S
    """A silence of the stream that is longer is red."""
    history: History | None = None
    """The conversations that are kept."""
    begins_with_history: bool = False
    """One of them is chosen at the beginning."""
    budget: Budget | None = None
    """What may be spent, where that is limited."""
    spending: Spending | None = None
    """What was spent, where that is kept."""
    before: Iterable[StreamEvent] = ()
    """What happened already in the conversation that is gone on with, to be seen while its place is opened."""


@dataclass(frozen=True, slots=True)
class LaterServices:
    """What the prompt needs to be painted, and a way to everything else, which takes longer to load."""

    prepare: Callable[[], Services]
    """Called in a thread once the prompt takes keys. May raise StreamtuiError, and KeyQuestionError until that is
    answered."""
    theme: str | None = None
    low_bandwidth: bool = False
    colours: Colours = Colours.MANY
    key_answers: KeyAnswers | None = None
    """Where a question about a key can be answered."""
    remarks: Sequence[str] = ()
    """What the person should know from the beginning."""
    choices: Choices | None = None
    """What the person chose before."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What an app needs that talks to nobody."""

    theme: str | None = None
    low_bandwidth: bool = False
    colours: Colours = Colours.MANY
    choices: Choices | None = None


@dataclass(frozen=True, slots=True)
class KeyAnswers:
    """How the person is asked about keys."""

    clock: Clock
    keep: Callable[[KeyQuestion, bool, bool], None]
    """Goes by the answer from now on: may it be sent, is that to be remembered. Raises OSError where it can't be."""
