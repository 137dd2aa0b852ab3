"""A conversation of another program in the form in which this one exports its own, each reply with what is known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from streamtui.core.chat import events as ev
from streamtui.core.chat.codec import encode
from streamtui.core.chat.kept_reply import KeptCall, KeptChoice, KeptFigures, KeptReply
from streamtui.core.chat.live_tokens import SettledTokens
from streamtui.core.chat.token_ratios import untaught
from streamtui.core.faults.faults import Fault
from streamtui.core.ports.store import CONVERSATION_SCHEMA
from streamtui.core.text.text_counts import TextCounts
from streamtui.core.text.token_estimate import TokenCounts
from streamtui.storage.conversations.titles import title_of
from streamtui.storage.imports.said import Call, Foreign, Result, Said, digest
from streamtui.storage.imports.trees import Turn, turns_of

_STOPPED = Fault("cancelled", "Stopped.")
_CUT = Fault("cut", "The reply had broken off where it comes from.")


def exported_form(foreign: Foreign) -> dict[str, Any]:
    """The conversation. What of its branches is left out is counted."""
    found = turns_of(foreign.said, foreign.head)
    if found.left_out:
        foreign.left_out["branch"] += found.left_out
    began = foreign.began or next((one.at for one in foreign.said if one.at), None) or foreign.changed or 0.0
    turns: list[dict[str, Any]] = [
        {
            "id": turn.key,
            "parent": turn.parent or None,
            "began": since,
            "events": [json.loads(encode(event)) for event in events],
        }
        for turn, since, events in happened(found.turns, began)
    ]
    return {
        "schema": CONVERSATION_SCHEMA,
        "id": foreign.id,
        "title": foreign.title or title_of(next((one.text for one in foreign.said if one.role == "user"), "")),
        "tree": {
            "began": began,
            "changed": foreign.changed or max((began, *(turn["began"] for turn in turns))),
            "head": found.head,
            "turns": turns,
        },
    }


def happened(turns: Iterable[Turn], began: float) -> Iterator[tuple[Turn, float, Sequence[ev.StreamEvent]]]:
    """Of each turn the instant when it began, and what happened in it, in seconds since then."""
    prompts: dict[str, str] = {"": ""}
    instants: dict[str, float] = {"": began}
    taken: dict[int, int] = {}
    for turn in turns:
        since = next((one.at for one in turn.messages if one.at), None) or instants[turn.parent]
        told = next((one.system for one in reversed(turn.messages) if one.system is not None), None)
        prompt = prompts[turn.parent] if told is None else told
        system = [ev.SystemPromptChanged(0.0, prompt)] if prompt != prompts[turn.parent] else []
        prompts[turn.key], instants[turn.key] = prompt, since
        yield turn, since, [*system, *_events(turn, since, taken)]


def _events(turn: Turn, since: float, taken: dict[int, int]) -> Iterator[ev.StreamEvent]:
    """What happened in it, in seconds since it began; `taken` as for `_free`."""
    asked, replies = turn.messages[0], _Replies(since, taken)
    said: Sequence[Said] = turn.messages
    if asked.role == "user":
        yield ev.PromptSubmitted(0.0, asked.text, digest("p", asked.key))
        said = said[1:]
    for one in said:
        replies.take(one)
    yield from replies.events()
    fault = replies.fault
    yield ev.TurnFinished(replies.at) if fault is None else ev.TurnFailed(replies.at, fault)


class _Replies:
    """Messages of a model to replies: what it said until results came, or its turn ended, is one."""

    def __init__(self, since: float, taken: dict[int, int]) -> None:
        self.at = 0.0
        self._since, self._taken = since, taken
        self._groups: list[list[Said]] = []

    def take(self, one: Said) -> None:
        """One more message."""
        if not self._groups or (one.role == "assistant" and self._groups[-1][-1].role == "tool"):
            self._groups.append([])
        self._groups[-1].append(one)

    @property
    def fault(self) -> Fault | None:
        """Why the last one is not whole."""
        return _fault(self._groups[-1]) if self._groups else None

    def events(self) -> Iterator[ev.StreamEvent]:
        """The replies, each with what came of its calls."""
        for group in self._groups:
            reply, results = _reply(group)
            start = next((one.at for one in group if one.at), self._since)
            self.at = max(self.at, round(start - self._since, 3))
            ms = round((self._since + self.at) * 1000)
            self.at = round(self.at + (_free(ms, self._taken) - ms) / 1000, 3)
            yield ev.ReplyKept(self.at, reply)
            self.at = round(self.at + reply.ended_us / 1e6, 3)
            for number, result in results.items():
                yield ev.ToolCallFinished(self.at, f"{reply.id}.{number}", result.output, result.ok)


def _free(ms: int, taken: dict[int, int]) -> int:
    """That instant, or the next one that no other reply of the conversation has: by it each is counted.

    `taken` are those of the others, each with a later one that may be free.
    """
    first = ms
    while ms in taken:
        ms = taken[ms]
    taken[first] = taken[ms] = ms + 1
    return ms


def _reply(group: Sequence[Said]) -> tuple[KeptReply, dict[int, Result]]:
    calls = [call for one in group for call in one.calls]
    results = _matched(calls, [result for one in group for result in one.results])
    text = "\n\n".join(one.text for one in group if one.text and one.role == "assistant")
    reasoning = "\n\n".join(one.reasoning for one in group if one.reasoning)
    models = [one for one in group if one.model]
    durations = [one.duration_s for one in group if one.duration_s is not None]
    us = round(sum(durations) * 1e6) if durations else None
    fault = _fault(group)
    kept = KeptChoice(
        text,
        reasoning,
        calls=tuple([KeptCall(call.id, call.name, call.arguments) for call in calls]),
        finish_reason=next((one.finish_reason for one in reversed(group) if one.finish_reason), None),
    )
    counts, tokens = TextCounts(), TokenCounts()
    counts.feed(text)
    for part in (text, reasoning, *(call.arguments for call in calls)):
        tokens.feed(part)
    figures = KeptFigures(
        SettledTokens(untaught(), untaught().tokens(tokens.tokens)),
        counts.totals,
        next((one.usage for one in reversed(group) if one.usage is not None), None),
        last_payload_us=us,
    )
    state = "complete" if fault is None else "stopped" if fault is _STOPPED else "cut" if text or calls else "failed"
    return KeptReply(
        digest("r", group[0].key),
        models[-1].model if models else "",
        figures,
        kept,
        citations=tuple([citation for one in group for citation in one.citations]),
        served_model=next((one.served_model for one in reversed(group) if one.served_model), ""),
        state=state,
        fault=fault,
        ended_us=us or 0,
    ), results


def _matched(calls: list[Call], results: Sequence[Result]) -> dict[int, Result]:
    """Of each call its result, by number; a result that nobody asked for has its own call, which says no more."""
    found: dict[int, Result] = {}
    waiting: dict[str, list[int]] = {}
    for number in reversed(range(len(calls))):
        waiting.setdefault(calls[number].id, []).append(number)
    for result in results:
        numbers = waiting.get(result.id) or waiting.get("") or []
        if not numbers:
            calls.append(Call(result.name or "tool", "", result.id))
            numbers = [len(calls) - 1]
        found[numbers.pop()] = result
    return found


def _fault(group: Sequence[Said]) -> Fault | None:
    last = group[-1]
    if last.fault:
        return Fault("server", last.fault)
    return _STOPPED if last.stopped else _CUT if last.cut else None
