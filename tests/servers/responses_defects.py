"""What a server of the Responses API can do wrong, each by name; and a server that does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.servers import defect_changes as change
from tests.servers import good_responses
from tests.servers import responses_changes as made
from tests.servers.chat_server import RecordedRequest
from tests.servers.defect_changes import Body
from tests.servers.defect_list import Defect
from tests.servers.defects import DefectServer
from tests.servers.replies import DONE, Answer, document

_CALL = "responses-call responses-call-item responses-call-events responses-parallel-calls"


def _defect(rule: str, also: str = "", **changes: Any) -> Defect:
    return Defect(rule, frozenset(also.split()), **changes)


RESPONSES_DEFECTS: dict[str, Defect] = {
    "json-type": _defect("responses-content-type", answer=made.chat_type),
    "one-newline": _defect("responses-framing", packets=change.every_packet(lambda packet: packet[:-1])),
    "late-first-byte": _defect("responses-first-byte", answer=change.steps(change.delayed(0, 12), first=True)),
    "one-delta": _defect("responses-deltas", "responses-speed", chunks=made.one_delta),
    "delta-of-nothing": _defect("responses-deltas", chunks=made.first_delta_null),
    "no-utf-8": _defect("responses-utf-8", packets=change.with_bytes("ü", b"\xfc")),
    "replaced-characters": _defect("responses-utf-8", packets=change.with_bytes("ü", b"\\ufffd")),
    "no-event-lines": _defect(
        "responses-event-names", packets=change.every_packet(lambda packet: packet[packet.index(b"data:") :])
    ),
    "other-event-lines": _defect(
        "responses-event-names",
        packets=change.every_packet(lambda packet: packet.replace(b"event: response.", b"event: ")),
    ),
    "no-numbers": _defect("responses-sequence", chunks=made.each(do=lambda event: event.pop("sequence_number"))),
    "same-number": _defect("responses-sequence", chunks=made.each(do=lambda event: event.update(sequence_number=1))),
    "no-created": _defect(
        "responses-created",
        "responses-background-cancel",
        chunks=made.without("response.created", "response.in_progress"),
    ),
    "created-twice": _defect("responses-created", chunks=made.created_twice),
    "created-when-all-is-done": _defect(
        "responses-created", chunks=made.each("response.created", do=lambda event: made.with_status(event, "completed"))
    ),
    "other-final-id": _defect("responses-created", chunks=made.final(id="resp_other")),
    "no-terminal": _defect(
        "responses-terminal",
        "responses-final-output responses-usage responses-max-output-tokens",
        chunks=made.without(*made.ENDS),
    ),
    "goes-on-behind-the-end": _defect("responses-terminal", chunks=made.last({"type": "response.debug"})),
    "other-status": _defect("responses-terminal", "responses-max-output-tokens", chunks=made.final(status="done")),
    "no-done": _defect("responses-done", packets=lambda packets: packets[:-1]),
    "done-twice": _defect("responses-done", packets=lambda packets: [*packets, DONE]),
    "nothing-added": _defect("responses-items", "responses-call-item", chunks=made.without(made.ADDED)),
    "added-late": _defect("responses-items", chunks=made.moved(made.ADDED, made.PART_ADDED)),
    "added-without-type": _defect(
        "responses-items", chunks=made.each(made.ADDED, do=lambda event: event["item"].pop("type"))
    ),
    "added-without-role": _defect(
        "responses-items", chunks=made.each(made.ADDED, do=lambda event: event["item"].pop("role", None))
    ),
    "no-parts": _defect("responses-parts", chunks=made.without(made.PART_ADDED, "response.content_part.done")),
    "part-late": _defect("responses-parts", chunks=made.moved(made.PART_ADDED, made.DELTA)),
    "part-never-done": _defect("responses-parts", chunks=made.without("response.content_part.done")),
    "part-begins-with-text": _defect(
        "responses-parts", chunks=made.each(made.PART_ADDED, do=lambda event: event["part"].update(text="Once"))
    ),
    "done-is-other": _defect(
        "responses-done-equals-deltas", chunks=made.each(made.TEXT_DONE, do=lambda event: event.update(text="Other."))
    ),
    "text-never-done": _defect("responses-done-equals-deltas", chunks=made.without(made.TEXT_DONE)),
    "delta-behind-done": _defect("responses-done-equals-deltas", chunks=made.moved(made.TEXT_DONE, made.DELTA)),
    "part-done-is-other": _defect(
        "responses-done-equals-deltas",
        chunks=made.each("response.content_part.done", do=lambda event: event["part"].update(text="Other.")),
    ),
    "no-final-output": _defect("responses-final-output", chunks=made.final(output=[])),
    "other-final-items": _defect(
        "responses-final-output",
        chunks=made.each(
            *made.ENDS, do=lambda event: [item.update(id="other") for item in event["response"]["output"]]
        ),
    ),
    "a-delta-is-lost": _defect(
        "responses-final-output", "responses-done-equals-deltas responses-schema", chunks=made.first_delta_lost
    ),
    "no-model": _defect("responses-form", chunks=made.final(model=None)),
    "no-annotations": _defect("responses-form", chunks=made.each(do=made.without_annotations)),
    "items-go-on": _defect(
        "responses-item-status", chunks=made.each(made.ITEM_DONE, *made.ENDS, do=made.items_with_status("in_progress"))
    ),
    "cut-item-is-whole": _defect(
        "responses-item-status", chunks=made.each(made.ITEM_DONE, *made.ENDS, do=made.items_with_status("completed"))
    ),
    "final-items-go-on": _defect(
        "responses-item-status", chunks=made.each(*made.ENDS, do=made.items_with_status("in_progress"))
    ),
    "other-item-ids": _defect("responses-item-ids", chunks=made.each(made.DELTA, do=made.other_item_ids)),
    "indexes-from-1": _defect(
        "responses-indexes",
        chunks=made.each(
            do=lambda event: event.update(output_index=event["output_index"] + 1) if "output_index" in event else None
        ),
    ),
    "no-indexes": _defect(
        "responses-indexes",
        "responses-parallel-calls",
        chunks=made.each(do=lambda event: event.pop("output_index", None)),
    ),
    "no-content-index": _defect(
        "responses-indexes",
        "responses-parts responses-done-equals-deltas",
        chunks=made.each(made.DELTA, do=lambda event: event.pop("content_index")),
    ),
    "no-usage": _defect("responses-usage", chunks=made.final(usage=None)),
    "wrong-usage": _defect(
        "responses-usage",
        "responses-speed",
        chunks=made.final(usage={"input_tokens": 3, "output_tokens": 4, "total_tokens": 9}),
    ),
    "more-cached-than-read": _defect(
        "responses-usage",
        chunks=made.each(
            *made.ENDS, do=lambda event: event["response"]["usage"].update(input_tokens_details={"cached_tokens": 9999})
        ),
    ),
    "limit-ignored": _defect("responses-max-output-tokens", body=change.ignoring("max_tokens")),
    "limit-without-reason": _defect("responses-max-output-tokens", chunks=made.final(incomplete_details=None)),
    "not-forced": _defect("responses-call", _CALL, body=change.not_forced),
    "no-call-id": _defect(
        "responses-call",
        "responses-parallel-calls",
        chunks=made.each(made.ITEM_DONE, do=lambda event: event["item"].pop("call_id", None)),
    ),
    "half-arguments": _defect("responses-call", "responses-schema", chunks=made.each(do=made.half)),
    "call-added-without-name": _defect(
        "responses-call-item", chunks=made.each(made.ADDED, do=lambda event: event["item"].pop("name", None))
    ),
    "call-id-changes": _defect("responses-call-item", chunks=made.each(made.ADDED, do=made.same_call_id)),
    "call-begins-with-arguments": _defect("responses-call-item", chunks=made.each(made.ADDED, do=made.with_arguments)),
    "arguments-of-another": _defect(
        "responses-call-item",
        chunks=made.each(made.ARGUMENTS_DELTA, do=lambda event: event.update(item_id="fc_other")),
    ),
    "arguments-whole": _defect("responses-call-events", chunks=made.without(made.ARGUMENTS_DELTA)),
    "arguments-are-other": _defect(
        "responses-call-events", chunks=made.each(made.ARGUMENTS_DONE, do=lambda event: event.update(arguments="{}"))
    ),
    "arguments-late": _defect("responses-call-events", chunks=made.moved(made.ARGUMENTS_DONE, made.ITEM_DONE)),
    "one-call-only": _defect("responses-parallel-calls", body=change.with_values(parallel_tool_calls=False)),
    "calls-same-id": _defect("responses-parallel-calls", chunks=made.each(do=made.same_call_id)),
    "calls-grow-at-one-index": _defect(
        "responses-parallel-calls",
        chunks=made.each(made.ARGUMENTS_DELTA, do=lambda event: event.update(output_index=0)),
    ),
    "schema-ignored": _defect("responses-schema", body=change.without_format("json_schema")),
    "kept-all-the-same": _defect("responses-store", chunks=made.final(store=True)),
    "kept-and-not-said": _defect(
        "responses-store", fetched=lambda _, identity: ({"id": identity, "object": "response"}, 200)
    ),
    "no-ciphertext": _defect(
        "responses-reasoning", "responses-reasoning-back", chunks=made.each(do=made.without_ciphertext)
    ),
    "ciphertext-not-in-the-end": _defect(
        "responses-reasoning", "responses-reasoning-back", chunks=made.each(*made.ENDS, do=made.without_ciphertext)
    ),
    "include-refused": _defect("responses-reasoning", "responses-reasoning-back", answer=change.unsupported("include")),
    "reasoning-refused": _defect("responses-reasoning-back", answer=made.no_reasoning_back),
    "turn-before-forgotten": _defect("responses-previous", body=made.turn_before_forgotten),
    "stored-and-lost": _defect("responses-previous", answer=made.nothing_stored),
    "no-previous": _defect("responses-previous", answer=change.unsupported("previous_response_id")),
    "no-cancel": _defect(
        "responses-background-cancel", cancelled=lambda _: ({"error": {"message": "Not found."}}, 404)
    ),
    "cancel-ignored": _defect(
        "responses-background-cancel", cancelled=lambda told: ({**told[0], "status": "in_progress"}, 200)
    ),
    "no-background": _defect("responses-background-cancel", answer=change.unsupported("background")),
    "background-ignored": _defect("responses-background-cancel", body=change.ignoring("background")),
    "context-cut": _defect(
        "responses-error-context",
        "responses-error-stream",
        refusal=change.accepting("context"),
        chunks=made.each(*made.ENDS, do=made.read_in_part),
    ),
    "context-accepted": _defect(
        "responses-error-context", "responses-error-stream", refusal=change.accepting("context")
    ),
    "error-without-code": _defect(
        "responses-error-stream",
        refusal=made.failing({"type": "error", "error": {**made.TOO_LONG, "code": None}}, made.FAILED),
    ),
    "error-without-message": _defect(
        "responses-error-stream",
        refusal=made.failing(
            {**made.FAILED, "response": {"status": "failed", "error": {"code": "context_length_exceeded"}}}
        ),
    ),
    "error-alone": _defect("responses-error-stream", refusal=made.failing({"type": "error", **made.TOO_LONG})),
    "goes-on-behind-an-error": _defect(
        "responses-error-stream", refusal=made.failing(made.FAILED, {"type": made.DELTA, "delta": "Still"})
    ),
    "goes-on": _defect("responses-cancel", answer=change.goes_on),
    "slow-first-token": _defect("responses-first-token", answer=change.steps(change.delayed(1, 12))),
    "slow": _defect("responses-speed", answer=change.steps(change.slowly)),
    "any-model": _defect("responses-error-model", refusal=change.accepting("model")),
    "model-in-stream": _defect(
        "responses-error-model", "responses-error-stream", refusal=change.refusing("model", change.in_stream)
    ),
    "any-previous": _defect("responses-error-previous", refusal=change.accepting("previous")),
    "previous-500": _defect("responses-error-previous", refusal=change.refusing("previous", change.as_500)),
    "any-key": _defect("responses-error-key", refusal=change.accepting("key")),
    "parameter-500": _defect("responses-error-parameter", refusal=change.refusing("parameter", change.as_500)),
}


class ResponsesServer(DefectServer):
    """Speaks both APIs; the defects are for the Responses API."""

    known: Mapping[str, Defect] = RESPONSES_DEFECTS

    def __init__(self, *defects: str, **how: Any) -> None:
        super().__init__(*defects, **how)
        self._stored: dict[str, list[Body]] = {}
        """The messages up to and with the reply of each response that was to be stored, by its id."""

    def asked_for(self, request: RecordedRequest) -> Body:
        if "input" not in request.body:
            return super().asked_for(request)
        asked = {**good_responses.as_chat(request.body), "responses": True}
        before = self._stored.get(asked.get("previous_response_id", ""))
        if before is not None:
            del asked["previous_response_id"]
            asked.update(before=before, messages=[*before, *asked["messages"]])
        return asked

    def pieces(self, body: Body, number: int) -> made.Events:
        if "responses" not in body:
            return super().pieces(body, number)
        events = good_responses.events(body, number)
        response = events[-1]["response"]
        if response["store"]:
            said = "".join(part["text"] for item in response["output"] for part in item.get("content", ()))
            self._stored[response["id"]] = [*body["messages"], {"role": "assistant", "content": said}]
        return events

    def answer(self, request: RecordedRequest) -> Answer:
        if request.method != "GET":
            return super().answer(request)
        identity = request.path.rpartition("/")[2]
        known = {"id": identity, "object": "response"} if identity in self._stored else None
        body: Body = known or {"error": {"message": "There is no such response.", "code": "not_found"}}
        return document(*self._changed("fetched", (body, 200 if known else 404), identity))

    async def _cancel(self, request: web.Request) -> web.StreamResponse:
        await super()._cancel(request)
        body, status = self._changed("cancelled", ({"id": self.cancelled[-1], "status": "cancelled"}, 200))
        return web.json_response(body, status=status)

    def packets(self, pieces: made.Events) -> list[bytes]:
        if "type" not in pieces[0]:
            return super().packets(pieces)
        return made.framed(*pieces)
