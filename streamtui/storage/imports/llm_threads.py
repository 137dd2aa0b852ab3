"""The threads of the command `llm`: messages that are shared by all conversations which begin with them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from streamtui.core.json_text.values import integer, mapping, mappings, text
from streamtui.storage.imports.llm_database import (
    LlmDatabase,
    Row,
    duration_in,
    instant_in,
    json_in,
    llm_id,
    usage_in,
)
from streamtui.storage.imports.said import Call, Foreign, Result, Said, above

_MOST_MESSAGES = 100_000
"""In one thread; the oldest ones of a longer one are left out."""


def threads_in(database: LlmDatabase) -> Iterator[Foreign]:
    """Each as a conversation of its own. Raises ConfigurationError where the file is broken."""
    messages = _Messages(database)
    tips = database.keys("turns", "thread_id", "tip_message_hash", "id")
    for thread in database.rows("threads", "id"):
        identity, tip = text(thread.get("id")), text(thread.get("tip_message_hash"))
        foreign = Foreign(llm_id(identity), text(thread.get("name")), [], tip)
        foreign.said = messages.above([tip, *map(str, tips.get(identity, ()))], foreign.left_out)
        instants = [one.at for one in foreign.said if one.at]
        foreign.began, foreign.changed = instant_in(thread) or min(instants, default=None), max(instants, default=None)
        yield foreign


class _Messages:
    """Those of all threads: what each of them follows is known, what it says is read when it is wanted."""

    def __init__(self, database: LlmDatabase) -> None:
        self._database = database
        self._parents = {text(row.get("hash")): text(row.get("parent_hash")) for row in database.rows("messages")}
        self._parts = database.keys("parts", "message_hash", order="position")
        self._replied, self._asked = (
            database.keys("turns", column) for column in ("tip_message_hash", "parent_message_hash")
        )

    def above(self, ends: Iterable[str], left_out: Counter[str]) -> list[Said]:
        """Those that lead to these ends, each after the one that it follows.

        Without system prompts: what follows one names it.
        """
        wanted: set[str] = set()
        ordered: list[str] = []
        for end in ends:
            key, path = end, list[str]()
            while key in self._parents and key not in wanted and len(wanted) < _MOST_MESSAGES:
                wanted.add(key)
                path.append(key)
                key = self._parents[key]
            ordered += reversed(path)
        found: list[Said] = []
        systems, gone = dict[str, str](), dict[str, str]()
        for key in ordered:
            for row in self._database.rows("messages", hash=key):
                parts = [row for part in self._parts.get(key, ()) for row in self._database.rows("parts", id=part)]
                if row.get("role") == "system":
                    systems[key], gone[key] = _text(self._database, parts), self._parents[key]
                    continue
                said = _said(key, self._parents[key], text(row.get("role")), parts, self._database, left_out)
                self._tell(said)
                found.append(said)
        for said in found:
            said.system, said.parent = systems.get(said.parent), above(said.parent, gone)
        return found

    def _tell(self, said: Said) -> None:
        """When it was said, and by which model."""
        of_model = said.role == "assistant"
        for turn in (self._replied if of_model else self._asked).get(said.key, ())[:1]:
            for row in self._database.rows("turns", id=turn):
                said.at = instant_in(row)
                if of_model:
                    said.model, said.served_model = text(row.get("model")), text(row.get("resolved_model"))
                    said.duration_s, said.usage = duration_in(row), usage_in(row)


def _said(key: str, parent: str, role: str, parts: list[Row], database: LlmDatabase, left_out: Counter[str]) -> Said:
    said = Said(key, parent, "user" if role == "user" else "tool" if role == "tool" else "assistant")
    said.text = _text(database, [part for part in parts if part.get("type") == "text"])
    for part in parts:
        kind, payload = part.get("type"), json_in(part.get("payload"))
        name, identity = text(part.get("tool_name")) or text(payload.get("name")), text(payload.get("tool_call_id"))
        if kind == "reasoning":
            said.reasoning += text(part.get("text")) or text(payload.get("text"))
        elif kind == "tool_call":
            arguments = payload.get("arguments")
            said.calls.append(
                Call(name, text(arguments) or json.dumps(mapping(arguments), ensure_ascii=False), identity)
            )
        elif kind == "tool_result":
            failure = text(payload.get("exception"))
            output = text(part.get("text")) or text(payload.get("output")) or failure
            said.results.append(Result(output, identity, not failure, name))
        elif kind != "text":
            left_out["attachment"] += 1
    if said.results and not said.text:
        said.role = "tool"
    return said


def _text(database: LlmDatabase, parts: list[Row]) -> str:
    """What they say together; a text that borrows from a fragment names it."""
    found: list[str] = []
    for part in parts:
        found.append(text(part.get("text")))
        for piece in mappings(json_in(part.get("payload")).get("text_ref")):
            found.append(text(piece.get("literal")))
            if (fragment := integer(piece.get("fragment"))) is not None:
                found += [text(row.get("content")) for row in database.rows("fragments", id=fragment)]
    return "".join(found)
