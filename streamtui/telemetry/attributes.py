"""What is said of a request and its reply in the attributes of a span, but for what they say in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from streamtui.core.chat.events import RequestSent
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.tool_calls import ToolCall
from streamtui.core.faults.faults import Fault
from streamtui.core.json_text.values import number, text
from streamtui.telemetry import names
from streamtui.telemetry.names import Conventions

Attributes: TypeAlias = dict[str, Any]
_PORTS = {"http": 80, "https": 443}


def of_request(sent: RequestSent) -> Attributes:
    """Whom is asked for what; these stand at metrics, too."""
    split = urlsplit(sent.url)
    host = split.hostname or ""
    said: Attributes = {names.OPERATION: names.CHAT, names.PROVIDER: names.provider_of(host), names.MODEL: sent.model}
    if host:
        said |= {names.SERVER: host, names.PORT: split.port or _PORTS.get(split.scheme, 443)}
    return said


def of_parameters(parameters: Mapping[str, Any], conventions: Conventions) -> Attributes:
    """What a request carries beside its messages."""
    said: Attributes = {names.STREAM: parameters.get("stream") is True}
    for name, called in names.PARAMETERS.items():
        value = parameters.get(name)
        if number(value) is not None and not (name == "n" and value == 1):
            said[called] = value
    stop = parameters.get("stop")
    if stop := [stop] if isinstance(stop, str) else stop:
        said[names.STOP] = [one for one in stop if isinstance(one, str)] if isinstance(stop, list) else []
    if conventions.latest:
        reasoning = parameters.get("reasoning")
        effort = reasoning.get("effort") if isinstance(reasoning, Mapping) else parameters.get("reasoning_effort")
        if text(effort):
            said[names.REASONING_LEVEL] = effort
        if text(previous := parameters.get("previous_response_id")):
            said[names.PREVIOUS_RESPONSE] = previous
    return said


def of_reply(reply: Reply) -> Attributes:
    """What came back; what is not known is left out."""
    reasons = [choice.finish_reason for choice in (reply, *reply.alternatives.values())]
    whole = reply.state is ReplyState.COMPLETE
    usage = reply.statistics.usage
    told: Attributes = {
        names.API: names.API_TYPES.get(reply.api),
        names.RESPONSE_ID: reply.response_id,
        names.RESPONSE_MODEL: reply.served_model,
        names.FINISH_REASONS: [reason or "error" for reason in reasons if reason or not whole],
        names.FIRST_CHUNK_S: reply.statistics.ttft_s,
        names.RESENT: reply.attempts - 1 or None,
    }
    if usage is not None:
        told |= {
            names.INPUT_TOKENS: usage.prompt_tokens,
            names.OUTPUT_TOKENS: usage.completion_tokens,
            names.CACHED_TOKENS: usage.cached_tokens,
            names.REASONING_TOKENS: usage.reasoning_tokens,
        }
    return {name: value for name, value in told.items() if value not in (None, "", [])}


def of_tool(call: ToolCall) -> Attributes:
    """Which tool runs."""
    called = {names.TOOL_CALL: call.server_id} if call.server_id else {}
    return {names.OPERATION: names.EXECUTE_TOOL, names.TOOL: call.name, names.TOOL_TYPE: "function", **called}


def error_type(fault: Fault) -> str:
    """Of which few kinds a failure is: the status where there was one."""
    return str(fault.status) if fault.status is not None and fault.status >= 400 else fault.kind
