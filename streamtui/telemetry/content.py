"""What was said, as the conventions have it: messages of parts, as JSON. It goes out only when that is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeAlias

from streamtui.core.chat.reply import Reply
from streamtui.core.json_text.parsing import parsed_object
from streamtui.core.json_text.values import mapping, mappings, text
from streamtui.core.wire.sent_request import SYSTEM_ROLES, sent_in
from streamtui.telemetry import names

Part: TypeAlias = dict[str, Any]
_TEXTS = ("text", "input_text", "output_text", "refusal", "summary_text", "reasoning_text")
_IMAGES = ("image_url", "input_image")


def input_content(body: str) -> dict[str, str]:
    """What a request says, of either API; nothing where it is of none."""
    data = parsed_object(body)
    if (request := sent_in(data)) is None:
        return {}
    asked = data.get("messages", data.get("input"))
    items = [{"role": "user", "content": asked}] if isinstance(asked, str) else mappings(asked)
    system = [_text(said)] if (said := text(data.get("instructions"))) else []
    messages: list[dict[str, Any]] = []
    for item in items:
        role, parts = _role(item), list(_parts(item))
        if role in SYSTEM_ROLES:
            system += parts
        else:
            messages.append({"role": role, "parts": parts})
    told = {
        names.INPUT: messages,
        names.SYSTEM: system,
        names.TOOLS: [{"type": tool.kind, **tool.definition} for tool in request.tools],
    }
    return {name: json.dumps(value, ensure_ascii=False) for name, value in told.items() if value}


def output_content(reply: Reply) -> dict[str, str]:
    """What was answered, the same way."""
    parts = [_reasoning(str(reply.reasoning))] if reply.reasoning else []
    parts += [_text(said) for said in (str(reply.text), str(reply.refusal)) if said]
    parts += [_call(call.server_id, call.name, str(call.arguments)) for call in reply.model_calls]
    message = {"role": "assistant", "parts": parts, "finish_reason": reply.finish_reason or "error"}
    return {names.OUTPUT: json.dumps([message], ensure_ascii=False)}


def _role(item: dict[str, Any]) -> str:
    """Whose a message is, or an item of the Responses API, which may have no role."""
    return text(item.get("role")) or ("tool" if text(item.get("type")).endswith("_output") else "assistant")


def _parts(item: dict[str, Any]) -> Iterator[Part]:
    kind, content = text(item.get("type")), item.get("content")
    if item.get("role") in ("tool", "function"):
        yield _result(item.get("tool_call_id") or item.get("name"), content)
    elif kind in ("function_call", "custom_tool_call"):
        yield _call(item.get("call_id"), item.get("name"), item.get("arguments", item.get("input")))
    elif kind.endswith("_call_output"):
        yield _result(item.get("call_id"), item.get("output"))
    elif kind == "reasoning":
        yield from (_reasoning(text(one.get("text"))) for one in mappings(item.get("summary")))
    elif "role" not in item:
        yield item
    else:
        if thought := text(item.get("reasoning_content")) or text(item.get("reasoning")):
            yield _reasoning(thought)
        yield from [_text(content)] if isinstance(content, str) else map(_part, mappings(content))
        legacy = [{"function": item["function_call"]}] if mapping(item.get("function_call")) else []
        for call in (*mappings(item.get("tool_calls")), *legacy):
            function = mapping(call.get("function")) or mapping(call.get("custom"))
            yield _call(call.get("id"), function.get("name"), function.get("arguments", function.get("input")))


def _part(part: dict[str, Any]) -> Part:
    """One of a content's; of a kind that the conventions have no name for as it is."""
    kind = text(part.get("type"))
    if kind in _TEXTS:
        return _text(text(part.get("text")) or text(part.get("refusal")))
    if kind in _IMAGES:
        image = part.get("image_url")
        url = text(image) or text(mapping(image).get("url"))
        head, is_data, data = url.partition(";base64,")
        if is_data and head.startswith("data:"):
            return {"type": "blob", "modality": "image", "mime_type": head.removeprefix("data:"), "content": data}
        return {"type": "uri", "modality": "image", "uri": url}
    if kind == "input_audio":
        sound = mapping(part.get("input_audio"))
        mime = f"audio/{text(sound.get('format'))}"
        return {"type": "blob", "modality": "audio", "mime_type": mime, "content": text(sound.get("data"))}
    return part


def _text(content: str) -> Part:
    return {"type": "text", "content": content}


def _reasoning(content: str) -> Part:
    return {"type": "reasoning", "content": content}


def _call(identity: object, name: object, arguments: object) -> Part:
    return {"type": "tool_call", "id": identity, "name": name, "arguments": arguments}


def _result(identity: object, response: object) -> Part:
    return {"type": "tool_call_response", "id": identity, "response": response}
