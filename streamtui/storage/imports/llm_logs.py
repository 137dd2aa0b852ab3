"""The conversations of the command `llm`: those of its first tables, a row for each response, and those of its threads.

A conversation that stands in both is read as a thread, which has all of it.
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
        yield from threads_in(database)
        yield from _responses_in(database, {text(row.get("id")) for row in database.rows("threads")})
    finally:
        database.close()


def _responses_in(database: LlmDatabase, threads: set[str]) -> Iterator[Foreign]:
    names = {text(row.get("id")): text(row.get("name")) for row in database.rows("conversations")}
    calls, results = (database.keys(table, "response_id") for table in ("tool_calls", "tool_results"))
    borrowed = [
        database.keys(f"{use}_fragments", "response_id", "fragment_id", "order") for use in ("prompt", "system")
    ]
    prompts, systems = borrowed
    attached = database.keys("prompt_attachments", "response_id", "attachment_id")
    for conversation, responses in database.keys("responses", "conversation_id", order="id").items():
        together = [responses] if conversation else [[response] for response in responses]
        for ids in together if conversation not in threads else ():
            foreign = Foreign(llm_id(conversation or f"response {ids[0]}"), names.get(conversation, ""), [])
            for identity in map(str, ids):
                for row in database.rows("responses", id=identity):
                    prompt = [*_fragments(database, prompts.get(identity, ())), text(row.get("prompt"))]
                    system = [*_fragments(database, systems.get(identity, ())), text(row.get("system"))]
                    asked = [row for call in calls.get(identity, ()) for row in database.rows("tool_calls", id=call)]
                    came = [row for one in results.get(identity, ()) for row in database.rows("tool_results", id=one)]
                    _add(foreign, row, "\n".join(filter(None, prompt)), "\n\n".join(filter(None, system)), asked, came)
                foreign.left_out["attachment"] += len(attached.get(identity, ()))
            yield foreign


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
