"""What an app is given, all under the test's control."""

from __future__ import annotations

from streamtui.core.ports.attachments import Attachments
from streamtui.core.ports.budget import Budget
from streamtui.core.ports.choices import Choices
from streamtui.core.ports.key_question import KeyQuestion
from streamtui.core.ports.prompts import Prompts, Snippets
from streamtui.core.ports.provider import ChatProvider
from streamtui.core.ports.race_entries import Places, Races
from streamtui.core.ports.recordings import Recordings
from streamtui.core.ports.spending import Spending
from streamtui.core.ports.store import History
from streamtui.core.ports.wanted_key import TypedKeys
from streamtui.frontends.tui.desk.services import KeyAnswers, Services
from streamtui.frontends.tui.terminal.colours import Colours
from tests.doubles.clocks import FakeClock
from tests.doubles.providers import FakeEndpoint
from tests.doubles.sessions import FakeSession


class FakeServices:
    """What an app is given, and the sessions it began."""

    def __init__(
        self,
        endpoint: FakeEndpoint | None = None,
        *,
        theme: str | None = None,
        low_bandwidth: bool = False,
        colours: Colours = Colours.MANY,
        compact: bool = False,
        places: Places | None = None,
        choices: Choices | None = None,
        recordings: Recordings | None = None,
        races: Races | None = None,
        spending: Spending | None = None,
        history: History | None = None,
        budget: Budget | None = None,
        keys: TypedKeys | None = None,
        attachments: Attachments | None = None,
        prompts: Prompts | None = None,
        snippets: Snippets | None = None,
    ) -> None:
        self.clock = FakeClock()
        self.endpoint = endpoint or FakeEndpoint()
        self.sessions: list[FakeSession] = []
        self.answered: list[tuple[KeyQuestion, bool, bool]] = []
        """What was said to questions about keys."""
        self.services = Services(
            self.endpoint,
            self._start_session,
            self.clock,
            theme=theme,
            low_bandwidth=low_bandwidth,
            colours=colours,
            compact=compact,
            choices=choices,
            places=places,
            recordings=recordings,
            races=races,
            spending=spending,
            history=history,
            budget=budget,
            keys=keys,
            attachments=attachments,
            prompts=prompts,
            snippets=snippets,
            key_answers=KeyAnswers(self.clock, lambda *said: self.answered.append(said)),
        )

    @property
    def session(self) -> FakeSession:
        """The one that is in use."""
        return self.sessions[-1]

    def _start_session(self, provider: ChatProvider) -> FakeSession:
        self.sessions.append(FakeSession(self.clock))
        return self.sessions[-1]
