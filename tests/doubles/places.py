"""Places where the chat may go."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from streamtui.core.faults.faults import Fault, ProviderError
from streamtui.core.ports.key_question import KeyQuestion, KeyQuestionError
from streamtui.core.ports.provider import Endpoint
from streamtui.core.ports.race_entries import Entry, Places
from tests.doubles.providers import FakeEndpoint

QUESTION = KeyQuestion("https://far.example/v1", "the profile 'far'", "OPENAI_API_KEY", "a file", "it is OpenAI's")


class FakePlaces:
    """Begins at `here`; `work` can be gone to, `far` only with a yes, and `gone` not at all."""

    def __init__(self, *models: str, problem: str = "", said: Sequence[object] = ()) -> None:
        self.profile, self.key_from, self.lists_all = "here", "", True
        self.asked = 0
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.said = said
        """Where there is something in it, the question about the key has been answered."""
        self.moved: list[FakeEndpoint] = []
        self._models, self._problem = models, problem

    def others(self) -> Sequence[Entry]:
        names = {"here": "", "work": "big-one", "far": "far-one", "gone": "no-one"}
        return [Entry(profile, model) for profile, model in names.items() if profile != self.profile]

    async def models(self) -> Sequence[Entry]:
        self.asked += 1
        await self.may_answer.wait()
        if self._problem:
            raise ProviderError(Fault("connection", self._problem))
        return [Entry(self.profile, name) for name in self._models]

    def move(self, entry: Entry) -> Endpoint:
        if entry.profile == "gone":
            raise ProviderError(Fault("configuration", "The profile 'gone' takes its key from NOWHERE."))
        if entry.profile == "far" and not self.said:
            raise KeyQuestionError(QUESTION)
        self.profile, self.key_from = entry.profile, f"the key of {entry.profile}"
        self.moved.append(FakeEndpoint(model=entry.model, label=entry.profile))
        return self.moved[-1]


_: type[Places] = FakePlaces
