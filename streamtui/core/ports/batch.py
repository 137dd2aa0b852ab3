"""A batch as data: its prompts, and how far it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from streamtui.core.chat.attachments import as_json
from streamtui.core.chat.objectives import Objectives
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.statistics import ConversationStatistics
from streamtui.core.faults.faults import ConfigurationError

_SHOWN = 80
"""Characters of an id in a sentence."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing to ask."""

    id: str
    """Names it in the results; no other prompt of the batch has it."""
    messages: Sequence[Mapping[str, Any]]
    model: str = ""
    """Empty: the model of the place."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Parameters of the API that go before those of the place."""

    @property
    def told(self) -> str:
        """The id as sentences name it."""
        return repr(self.id if len(self.id) <= _SHOWN else f"{self.id[:_SHOWN]}...")

    @property
    def digest(self) -> str:
        """Tells this prompt from others that have the same id."""
        whole = json.dumps([self.messages, self.model, self.options], sort_keys=True, default=as_json)
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Answered:
    """What is known of a prompt that an earlier run asked."""

    digest: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is to do, seen before anything is done."""

    total: int
    done: int
    """Answered by earlier runs."""
    failed: int
    """Failed in earlier runs, and not to be asked again."""
    without_model: bool
    """Some prompt to be asked leaves the model to the place."""
    crowded: frozenset[str]
    """Ids, casefolded, that several prompts have but for their case."""


def survey(prompts: Iterable[Prompt], answered: Mapping[str, Answered]) -> Survey:
    """Look through all prompts. Raises ConfigurationError where two have one id, or an answered one has changed."""
    ids: set[str] = set()
    folded: set[str] = set()
    crowded: set[str] = set()
    done = failed = 0
    without_model = False
    for prompt in prompts:
        if prompt.id in ids:
            raise ConfigurationError(f"Two prompts have the id {prompt.told}: give each an id of its own.")
        ids.add(prompt.id)
        fold = prompt.id.casefold()
        (crowded if fold in folded else folded).add(fold)
        if (known := answered.get(prompt.id)) is None:
            without_model = without_model or not prompt.model
        elif known.digest != prompt.digest:
            raise ConfigurationError(
                f"The prompt {prompt.told} is not the one that an earlier run asked: choose another --out."
            )
        else:
            done += known.complete
            failed += not known.complete
    return Survey(len(ids), done, failed, without_model, frozenset(crowded))


@dataclass(slots=True)
class BatchState:
    """How far a batch is."""

    total: int
    """All prompts of the batch."""
    done_before: int = 0
    """Answered by earlier runs."""
    failed_before: int = 0
    """Failed in earlier runs, and not asked again by this one."""
    done: int = 0
    failed: int = 0
    running: dict[str, ChatState] = field(default_factory=dict)
    """The chats under way, by their prompts' ids, in the order in which they began."""
    sums: ConversationStatistics = field(default_factory=ConversationStatistics)
    """Of the replies that ended in this run."""
    began_at: float | None = None
    objectives: Objectives | None = None
    """What a good reply has to keep, where that was said."""
    good: int = 0
    """Replies of this run that kept it."""

    @property
    def left(self) -> int:
        """Prompts without a reply yet."""
        return self.total - self.done_before - self.failed_before - self.done - self.failed

    @property
    def all_complete(self) -> bool:
        """Every prompt of the batch has a whole reply."""
        return self.done_before + self.done == self.total

    def end(self, reply: Reply) -> None:
        """Count a reply that ended."""
        if reply.state is ReplyState.COMPLETE:
            self.done += 1
        else:
            self.failed += 1
        self.good += self.objectives is not None and self.objectives.kept(reply)
        self.sums.add(reply.statistics)

    def elapsed_s(self, now: float) -> float:
        """Seconds since this run began."""
        return 0.0 if self.began_at is None else now - self.began_at

    def rate(self, now: float) -> float | None:
        """Tokens per second of all streams together, since the run began."""
        open_replies = (reply for state in self.running.values() if (reply := state.reply) is not None)
        tokens = self.sums.completion_tokens + sum(reply.statistics.completion_tokens for reply in open_replies)
        elapsed_s = self.elapsed_s(now)
        return tokens / elapsed_s if tokens and elapsed_s else None

    def goodput(self, now: float) -> float | None:
        """Good replies a second, since the run began; `None` where nothing says which are good."""
        elapsed_s = self.elapsed_s(now)
        return self.good / elapsed_s if self.objectives is not None and elapsed_s else None

    def left_s(self, now: float) -> float | None:
        """Seconds until all is done, if it goes on like this; `None` before the first reply ended."""
        ended = self.done + self.failed
        return self.elapsed_s(now) / ended * self.left if ended else None


OnEnd: TypeAlias = Callable[[Prompt, Reply], None]
"""Called with each reply that is saved and counted."""


class Batch(Protocol):
    """Prompts that are asked, so many at a time."""

    @property
    def state(self) -> BatchState:
        """How far it is."""
        ...

    async def run(self, on_end: OnEnd | None = None) -> None:
        """Ask until all is done. Cancelling it drops the replies under way; what ended before is saved."""
        ...
