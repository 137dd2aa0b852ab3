"""The calls of a response that are no functions, whatever they are called, and the sources that it names.

The server runs them itself, but for those that it asks about, and those that a client is to run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from streamtui.core.chat.citation import Citation
from streamtui.core.chat.events import CitationAdded, ServerCallReported, StreamEvent
from streamtui.core.chat.server_calls import APPROVAL, CALL, CLIENT, SERVER, is_call
from streamtui.core.dialects.responses.calls import as_text
from streamtui.core.dialects.responses.parts import Part
from streamtui.core.dialects.responses.stage import Stage, stage_of
from streamtui.core.json_text.values import mapping, mappings, text
from streamtui.core.text.surrogates import join_surrogates
from streamtui.core.wire import bounds
from streamtui.core.wire.bounds import TooMuchError

_OUTPUT = "_output"
_CLIENTS = {"apply_patch_call", "computer_call", "local_shell_call"}
"""No server runs one of these."""
_WRITTEN = {
    "code_interpreter_call_code": "code",
    "mcp_call_arguments": "arguments",
    "custom_tool_call_input": "input",
    "shell_call_command": "command",
    "apply_patch_call_operation_diff": "diff",
}
"""What is written in pieces, by the events that bring it, and the field that has all of it at the end."""
_TOLD_BACK = ("id", "call_id", "name", "server_label")
"""What a server knows a call by, and wants to be told unchanged."""
_MOST_SHOWN = 100_000
"""Characters of what one runs; a picture in base64 is no code."""
_SOURCE = ("url", "title", "filename", "file_id")
"""Where a source is, and what it may be called, the best first."""
MOST_CITATIONS = 1_000


@dataclass(slots=True)
class _Call:
    position: int
    kind: str = ""
    id: str = ""
    name: str = ""
    state: str = ""
    server: str = ""
    call_id: str = ""
    runner: str = ""
    text: Part = field(default_factory=Part)


class ServerCalls:
    """Those of one response, by where their items stand."""

    def __init__(self) -> None:
        self._calls: dict[int, _Call] = {}
        self._clients: dict[str, _Call] = {}
        """Those that a client is to run, by their `call_id`."""
        self._cited: set[tuple[str, str]] = set()

    def take(self, at: float, place: int, item: dict[str, Any], stage: Stage, events: list[StreamEvent]) -> None:
        """An item begins, or is whole; one that is no call says nothing. Raises TooMuchError."""
        kind = text(item.get("type"))
        if kind.endswith(_OUTPUT):
            self._answered(at, item, events)
        if not is_call(kind):
            return
        done = stage is not Stage.PIECE
        runner = _runner(kind, item, done=done)
        if (kind == APPROVAL or runner == CLIENT) and any(len(text(item.get(n))) > bounds.NAME for n in _TOLD_BACK):
            raise TooMuchError(f"a name or id of more than {bounds.NAME:,} characters")
        known = self._known(place)
        said = ServerCallReported(
            at,
            known.position,
            _new(known, "kind", kind.removesuffix(CALL)),
            _new(known, "id", text(item.get("id"))),
            _new(known, "name", text(item.get("name")) or text(mapping(item.get("operation")).get("path"))),
            _new(known, "state", text(item.get("status")) or (_ended(item) if done else "")),
            known.text.take(_text_of(item), stage) if done else "",
            _new(known, "server", text(item.get("server_label"))),
            _new(known, "call_id", text(item.get("call_id"))),
            _new(known, "runner", "" if known.runner == SERVER else runner),
        )
        if known.runner == CLIENT and known.call_id:
            self._clients[known.call_id] = known
        if said != ServerCallReported(at, known.position):
            events.append(said)

    def step(
        self, at: float, place: int, stem: str, step: str, data: dict[str, Any], events: list[StreamEvent]
    ) -> None:
        """An event of the kind `response.STEM.STEP` is about one: a piece of what it runs, or its new state."""
        if (field_name := _WRITTEN.get(stem)) is not None:
            known = self._known(place)
            stage = stage_of(step)
            written = text(data.get("delta" if stage is Stage.PIECE else field_name))[:_MOST_SHOWN]
            kind = "" if known.kind else _new(known, "kind", item_kind(stem).removesuffix(CALL))
            if (new := known.text.take(written, stage)) or kind:
                events.append(ServerCallReported(at, known.position, kind, text=new))
        elif stem.endswith(CALL) and step not in ("delta", "done"):
            known = self._known(place)
            if (state := _new(known, "state", step)) or not known.kind:
                kind = _new(known, "kind", stem.removesuffix(CALL))
                events.append(ServerCallReported(at, known.position, kind, state=state))

    def _answered(self, at: float, item: dict[str, Any], events: list[StreamEvent]) -> None:
        """What came of a call stands there: the server ran it."""
        call = self._clients.pop(join_surrogates(text(item.get("call_id"))), None)
        if call is not None:
            events.append(ServerCallReported(at, call.position, runner=_new(call, "runner", SERVER)))

    @property
    def positions(self) -> dict[int, int]:
        """Which of them began first, by where they stand."""
        return {place: call.position for place, call in self._calls.items()}

    def cite(self, at: float, annotation: dict[str, Any], events: list[StreamEvent]) -> None:
        """A source was named, each is told once."""
        said = {**annotation, **mapping(annotation.get("url_citation"))}
        url, *titles = (join_surrogates(text(said.get(name))[: bounds.NAME]) for name in _SOURCE)
        title = next(filter(None, titles), "")
        if (url or title) and (url, title) not in self._cited and len(self._cited) < MOST_CITATIONS:
            self._cited.add((url, title))
            kind = join_surrogates(text(annotation.get("type"))[: bounds.NAME])
            events.append(CitationAdded(at, Citation(url, title, kind)))

    def _known(self, place: int) -> _Call:
        if (call := self._calls.get(place)) is None:
            if len(self._calls) >= bounds.CALLS:
                raise TooMuchError(f"more than {bounds.CALLS:,} calls")
            call = self._calls[place] = _Call(len(self._calls))
        return call


def _new(call: _Call, name: str, value: str) -> str:
    """The value, if it is another one; it is known from now on."""
    value = join_surrogates(value[: bounds.NAME])
    if not value or value == getattr(call, name):
        return ""
    setattr(call, name, value)
    return value


def item_kind(stem: str) -> str:
    """The type of the item that events `response.STEM.…` are about; nothing where that is no call."""
    kind, call, _ = stem.partition(CALL)
    return kind + call if call else ""


def _runner(kind: str, item: dict[str, Any], *, done: bool) -> str:
    """Who is to run it, as far as its item says; a shell has no environment where it is the client's."""
    if kind in _CLIENTS:
        return CLIENT
    if kind == "shell_call" and done:
        where = mapping(item.get("environment"))
        return SERVER if "container" in text(where.get("type")) or where.get("container_id") else CLIENT
    return CLIENT if kind == "tool_search_call" and item.get("execution") == CLIENT else ""


def _ended(item: dict[str, Any]) -> str:
    return "failed" if item.get("error") else "completed"


def _text_of(item: dict[str, Any]) -> str:
    """What a call runs, as its item has it; of what is asked about nothing is left out."""
    if item.get("type") == APPROVAL:
        return as_text(item.get("arguments"))
    action = mapping(item.get("action"))
    queries = [query for query in _listed(item.get("queries") or action.get("queries")) if isinstance(query, str)]
    for value in (
        *(item.get(name) for name in ("code", "arguments", "input", "query", "revised_prompt")),
        *(action.get(name) for name in ("query", "url", "pattern", "command")),
        *(mapping(item.get("operation")).get(name) for name in ("diff", "type")),
        as_text(item.get("arguments")),
        "\n".join(part for part in _listed(action.get("commands")) if isinstance(part, str)),
        " ".join(part for part in _listed(action.get("command")) if isinstance(part, str)),
        "\n".join(queries),
        "\n".join(text(tool.get("name")) for tool in mappings(item.get("tools"))),
        action.get("type"),
    ):
        if said := text(value):
            return said[:_MOST_SHOWN]
    return ""


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
