"""Places where the chat may go."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from streamtui.core.faults.faults import Fault, ProviderError
from streamtui.core.ports.key_question import KeyQuestion, KeyQuestionError
from streamtui.core.ports.model_facts import ModelFacts, Price
from streamtui.core.ports.provider import Endpoint
from streamtui.core.ports.race_entries import Entry, Places
from streamtui.core.ports.wanted_key import WantedKey, WantedKeyError
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
        self.looked = 0
        self.keyed = False
        self._models, self._problem = models, problem
        self._recent: list[Entry] = []

    def others(self) -> Sequence[Entry]:
        names = {"here": "", "work": "big-one", "far": "far-one", "gone": "no-one"}
        return [Entry(profile, model, "YOUR PROFILES") for profile, model in names.items() if profile != self.profile]

    @property
    def where(self) -> str:
        return "a model on this machine" if self.profile == "here" else f"{self.profile}.example"

    @property
    def recent(self) -> Sequence[Entry]:
        return self._recent

    def chosen(self, entry: Entry) -> None:
        self._recent = [entry, *(other for other in self._recent if other != entry)]

    def wanted_key(self, why: str) -> WantedKey | None:
        return WantedKey(self.profile, "https://work.example/v1", why or "as it is", self.key_from)

    def keyless(self) -> Sequence[Entry]:
        return [Entry("locked", "locked-one", "WANT A KEY")]

    async def look_around(self) -> None:
        self.looked += 1

    @property
    def found(self) -> Sequence[str]:
        return ["Ollama · 3 models"] if self.looked else []

    def facts(self, entries: Sequence[Entry]) -> Mapping[Entry, ModelFacts]:
        return {entry: ModelFacts(8192, Price(1, 2), ("tools",)) for entry in entries if entry.model == "big-one"}

    async def models(self) -> Sequence[Entry]:
        self.asked += 1
        await self.may_answer.wait()
        if self._problem:
            raise ProviderError(Fault("connection", self._problem))
        return [Entry(self.profile, name) for name in self._models]

    def is_at(self, profile: str, url: str) -> bool:
        return profile == "here" or url.startswith(f"https://{profile}.example")

    def move(self, entry: Entry) -> Endpoint:
        if entry.profile == "gone":
            raise ProviderError(Fault("configuration", "The profile 'gone' takes its key from NOWHERE."))
        if entry.profile == "locked" and not self.keyed:
            raise WantedKeyError(WantedKey("locked", "https://locked.example/v1", "locked wants a key."))
        if entry.profile == "far" and not self.said:
            raise KeyQuestionError(QUESTION)
        self.profile, self.key_from = entry.profile, f"the key of {entry.profile}"
        self.moved.append(FakeEndpoint(model=entry.model, label=entry.profile))
        return self.moved[-1]


_: type[Places] = FakePlaces
