"""A reply as one line of JSON, `streamtui.reply.v1`, and what it means for the exit code.

The line is ASCII: nothing in it can act on a terminal, and no locale can spoil it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from streamtui.core.chat.reply import Choice, Reply, ReplyState
from streamtui.core.chat.response_format import wanted_format
from streamtui.core.chat.server_calls import CUSTOM, ServerCall
from streamtui.core.chat.statistics import ReplyStatistics
from streamtui.core.verdicts.verdict import FORMAT_RULES, Verdict
from streamtui.core.words.exit_codes import ExitCode
from streamtui.core.words.figures import decimal
from streamtui.core.words.verdict_words import verdict_fields

SCHEMA = "streamtui.reply.v1"


def reply_line(reply: Reply, *, timed: bool = True, verdicts: Iterable[Verdict] | None = None, **more: Any) -> str:
    """The reply as a line of JSON without its newline; not `timed`, where the instants of its events mean nothing.

    `verdicts`: what went wrong with it, where that was asked; `more`: fields that say which of several replies it is.
    """
    said = None if verdicts is None else list(verdicts)
    line = {
        "schema": SCHEMA,
        "model": reply.served_model or reply.model,
        **_choice(reply, reply.server_calls),
        "usage": asdict(reply.statistics.usage) if reply.statistics.usage is not None else None,
        "statistics": _statistics(reply.statistics, timed=timed),
        "alternatives": [{"index": index, **_choice(choice)} for index, choice in sorted(reply.alternatives.items())],
        "api": reply.api,
        "response_id": reply.response_id or None,
        "server_calls": [{"type": call.item_type, "id": call.id, "status": call.status} for call in reply.server_calls],
        "citations": [{"url": one.url, "title": one.title, "type": one.kind} for one in reply.citations],
        "attempts": reply.attempts,
        "complete": reply.state is ReplyState.COMPLETE,
        "error": asdict(reply.fault) if reply.fault is not None else None,
        "format": _format(reply, said),
        **({} if said is None else {"verdicts": verdict_fields(said)}),
        **more,
    }
    return json.dumps(line)


def _format(reply: Reply, verdicts: Sequence[Verdict] | None) -> dict[str, Any] | None:
    """The form that was asked for, and whether the whole text has it; `None` where that was not judged."""
    if (form := wanted_format(reply.options)) is None:
        return None
    judged = verdicts is not None and reply.state is ReplyState.COMPLETE and reply.text and not reply.refusal
    fits = all(one.id not in FORMAT_RULES for one in verdicts or ()) if judged else None
    kind = "json_object" if form.schema is None else "json_schema"
    return {"type": kind, "name": form.name or None, "strict": form.strict, "fits": fits}


def exit_code(replies: Iterable[Reply]) -> ExitCode:
    """0 if all replies are complete, else 1."""
    complete = all(reply.state is ReplyState.COMPLETE for reply in replies)
    return ExitCode.DONE if complete else ExitCode.INCOMPLETE


def _choice(choice: Choice, ran: Iterable[ServerCall] = ()) -> dict[str, Any]:
    """Of a server's calls are those among a client's that have its type."""
    custom = [(call.call_id, call.name, str(call.text)) for call in ran if call.kind == CUSTOM]
    calls = [(call.server_id, call.name, str(call.arguments)) for call in choice.model_calls]
    return {
        "content": str(choice.text),
        "reasoning": str(choice.reasoning),
        "refusal": str(choice.refusal) or None,
        "tool_calls": [
            {"id": identity, "name": name, "arguments": arguments} for identity, name, arguments in [*custom, *calls]
        ],
        "finish_reason": choice.finish_reason,
    }


def _statistics(statistics: ReplyStatistics, *, timed: bool) -> dict[str, Any]:
    counts = statistics.counts
    return {
        "words": counts.words,
        "sentences": counts.sentences,
        "characters": counts.characters,
        "code_blocks": counts.code_blocks,
        "chunks": statistics.chunks,
        "ttft_s": decimal(statistics.ttft_s) if timed else None,
        "duration_s": decimal(statistics.duration_s) if timed else None,
        "tpot_s": decimal(statistics.tpot_s) if timed else None,
    }
