"""The conversations of the command `llm`: those of its first tables, a row for each response, and those of its threads.

A thread that goes on with a conversation of the first tables has its messages, too, but not who said them and when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from streamtui.core.json_text.values import text
from streamtui.storage.imports.llm_database import LlmDatabase, Row, duration_in, instant_in, llm_id, usage_in
from streamtui.storage.imports.llm_threads import threads_in
from streamtui.storage.imports.said import Call, Foreign, Result, Said


def llm_conversations(path: Path) -> Iterator[Foreign]:
    """All of them. Raises ConfigurationError where the file is none of its databases, or is broken."""
    database = LlmDatabase(path)
    try:
        responses = _Responses(database)
        for thread in threads_in(database):
            yield _gone_on(responses.take(thread.id), thread) if thread.id in responses.ids else thread
        for identity in [*responses.ids]:
            yield responses.take(identity)
    finally:
        database.close()


def _gone_on(before: Foreign, thread: Foreign) -> Foreign:
    """The thread, where what is in the first tables as well is as it stands there, also by its key."""
    known = {(one.parent, one.role, one.text): one.key for one in before.said}
    keys: dict[str, str] = {}
    for said in thread.said:  # each comes after the one that it follows
        said.parent = keys.get(said.parent, said.parent)
        if (key := known.get((said.parent, said.role, said.text))) is not None:
            keys[said.key] = key
    thread.said = [*before.said, *(said for said in thread.said if said.key not in keys)]
    thread.head = keys.get(thread.head, thread.head)
    thread.began = before.began or thread.began
    thread.left_out |= before.left_out
    return thread


class _Responses:
    """The conversations of the first tables, by their ids here; each is read when it is taken."""

    def __init__(self, database: LlmDatabase) -> None:
        self._database = database
        self._calls, self._results = (database.keys(table, "response_id") for table in ("tool_calls", "tool_results"))
        self._prompts, self._systems = (
            database.keys(f"{use}_fragments", "response_id", "fragment_id", "order") for use in ("prompt", "system")
        )
        self._attached = database.keys("prompt_attachments", "response_id", "attachment_id")
        names = {text(row.get("id")): text(row.get("name")) for row in database.rows("conversations")}
        self.ids: dict[str, list[str | int]] = {}
        self._names: dict[str, str] = {}
        for conversation, responses in database.keys("responses", "conversation_id", order="id").items():
            together = [responses] if conversation else [[response] for response in responses]
            for ids in together:
                identity = llm_id(conversation or f"response {ids[0]}")
                self.ids[identity], self._names[identity] = ids, names.get(conversation, "")

    def take(self, identity: str) -> Foreign:
        """One of them, which is not among those that wait any more."""
        foreign = Foreign(identity, self._names[identity], [])
        rows = self._database.rows
        for response in map(str, self.ids.pop(identity)):
            for row in rows("responses", id=response):
                prompt = [*_fragments(self._database, self._prompts.get(response, ())), text(row.get("prompt"))]
                system = [*_fragments(self._database, self._systems.get(response, ())), text(row.get("system"))]
                asked = [row for call in self._calls.get(response, ()) for row in rows("tool_calls", id=call)]
                came = [row for one in self._results.get(response, ()) for row in rows("tool_results", id=one)]
                _add(foreign, row, "\n".join(filter(None, prompt)), "\n\n".join(filter(None, system)), asked, came)
            foreign.left_out["attachment"] += len(self._attached.get(response, ()))
        return foreign


def _fragments(database: LlmDatabase, ids: Iterable[str | int]) -> Iterator[str]:
    """Texts that a prompt was put together from."""
    for identity in ids:
        yield from (text(row.get("content")) for row in database.rows("fragments", id=identity))


def _add(foreign: Foreign, row: Row, prompt: str, system: str, calls: list[Row], results: list[Row]) -> None:
    """A response: what it was asked, or the results of the calls of the one before it, and what it said."""
    key, at = text(row.get("id")), instant_in(row)
    if results:
        foreign.said.append(Said(f"{key} results", foreign.head, "tool", results=[*map(_result, results)], at=at))
        foreign.head = f"{key} results"
    if prompt or not results:
        foreign.said.append(Said(f"{key} prompt", foreign.head, "user", prompt, system=system or None, at=at))
        foreign.head = f"{key} prompt"
    foreign.said.append(
        Said(
            key,
            foreign.head,
            "assistant",
            text(row.get("response")),
            text(row.get("reasoning")),
            [Call(text(one.get("name")), text(one.get("arguments")), text(one.get("tool_call_id"))) for one in calls],
            model=text(row.get("model")),
            served_model=text(row.get("resolved_model")),
            at=at,
            duration_s=duration_in(row),
            usage=usage_in(row),
        )
    )
    foreign.head, foreign.began, foreign.changed = key, foreign.began or at, at or foreign.changed


def _result(row: Row) -> Result:
    failure = text(row.get("exception"))
    output = text(row.get("output")) or failure
    return Result(output, text(row.get("tool_call_id")), not failure, text(row.get("name")))
