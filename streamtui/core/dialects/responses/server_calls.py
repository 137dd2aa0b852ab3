"""The calls of a response that the server runs itself, whatever they are called, and the sources that it names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from streamtui.core.chat.events import CitationAdded, ServerCallReported, StreamEvent
from streamtui.core.chat.server_calls import Citation
from streamtui.core.dialects.responses.parts import Part
from streamtui.core.json_text.values import mapping, mappings, text
from streamtui.core.text.surrogates import join_surrogates
from streamtui.core.wire import bounds
from streamtui.core.wire.bounds import TooMuchError

_ENDING = "_call"
_WRITTEN = {
    "code_interpreter_call_code": "code",
    "mcp_call_arguments": "arguments",
    "shell_call_command": "command",
    "apply_patch_call_operation_diff": "diff",
}
"""What is written in pieces, by the events that bring it, and the field that has all of it at the end."""
_MOST_SHOWN = 100_000
"""Characters of what one runs; a picture in base64 is no code."""
MOST_CITATIONS = 1_000


@dataclass(slots=True)
class _Call:
    position: int
    kind: str = ""
    id: str = ""
    name: str = ""
    state: str = ""
    text: Part = field(default_factory=Part)


class ServerCalls:
    """Those of one response, by where their items stand."""

    def __init__(self) -> None:
        self._calls: dict[int, _Call] = {}
        self._cited: set[tuple[str, str]] = set()

    def take(self, at: float, place: int, item: dict[str, Any], events: list[StreamEvent], *, done: bool) -> None:
        """An item begins, or is whole; one that is no call says nothing. Raises TooMuchError."""
        kind = text(item.get("type"))
        if not kind.endswith(_ENDING) and kind not in ("mcp_list_tools", "mcp_approval_request"):
            return
        known = self._known(place)
        said = ServerCallReported(
            at,
            known.position,
            _new(known, "kind", kind.removesuffix(_ENDING)),
            _new(known, "id", text(item.get("id"))),
            _new(known, "name", text(item.get("name"))),
            _new(known, "state", text(item.get("status")) or ("completed" if done else "")),
            known.text.whole(_text_of(item)) if done else "",
        )
        if said != ServerCallReported(at, known.position):
            events.append(said)

    def step(
        self, at: float, place: int, stem: str, step: str, data: dict[str, Any], events: list[StreamEvent]
    ) -> None:
        """An event of the kind `response.STEM.STEP` is about one: a piece of what it runs, or its new state."""
        if (field_name := _WRITTEN.get(stem)) is not None:
            known = self._known(place)
            whole = step == "done"
            piece = data.get(field_name) if whole else data.get("delta")
            written = text(piece)[:_MOST_SHOWN]
            if new := known.text.whole(written) if whole else known.text.piece(written):
                events.append(ServerCallReported(at, known.position, text=new))
        elif stem.endswith(_ENDING) and step not in ("delta", "done"):
            known = self._known(place)
            if (state := _new(known, "state", step)) or not known.kind:
                kind = _new(known, "kind", stem.removesuffix(_ENDING))
                events.append(ServerCallReported(at, known.position, kind, state=state))

    def cite(self, at: float, annotation: dict[str, Any], events: list[StreamEvent]) -> None:
        """A source was named, each is told once."""
        url, title = (join_surrogates(text(annotation.get(name))[: bounds.NAME]) for name in ("url", "title"))
        title = title or join_surrogates(text(annotation.get("filename"))[: bounds.NAME])
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
    kind, call, _ = stem.partition(_ENDING)
    return kind + call if call else ""


def _text_of(item: dict[str, Any]) -> str:
    """What a call runs, as its item has it."""
    action = mapping(item.get("action"))
    asked = item.get("queries") or action.get("queries")
    queries = [query for query in asked if isinstance(query, str)] if isinstance(asked, list) else []
    for value in (
        *(item.get(name) for name in ("code", "arguments", "input", "query")),
        *(action.get(name) for name in ("query", "url", "pattern", "command")),
        mapping(item.get("operation")).get("diff"),
        "\n".join(queries),
        "\n".join(text(tool.get("name")) for tool in mappings(item.get("tools"))),
    ):
        if said := text(value):
            return said[:_MOST_SHOWN]
    return ""
