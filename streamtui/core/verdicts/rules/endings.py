"""How a reply ended: cut, filtered, empty, thought to its end, with a reason that contradicts what came."""

from __future__ import annotations

from collections.abc import Iterator

from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.faults.program_ends import PROGRAM_ENDS
from streamtui.core.verdicts.case import Case
from streamtui.core.verdicts.rule import Found, named, rule, shown
from streamtui.core.words.figures import plural

_CALLS = ("tool_calls", "function_call")


@rule("cut")
def cut(case: Case) -> Iterator[Found]:
    """The stream ended before the reply did: by an error in it, a broken chunk, a lost connection, a silence.

    Silent where the person stopped it or the program ended, and where nothing came at all: then the fault says why.
    """
    reply, evidence = case.reply, case.evidence
    fault = reply.fault
    if fault is None or fault.kind in ("cancelled", "content_filter", "budget") or not reply.statistics.chunks:
        return
    if fault in PROGRAM_ENDS:
        return
    broken, error = evidence.carrying("broken"), evidence.carrying("error")
    call = next((one for one in reversed(case.calls) if one.unfinished), None)
    after = f"after {_came(reply)}" if call is None else f"inside the arguments of {named(call.call.name)}"
    if reply.state is ReplyState.CUT and call is not None:
        after += f" at byte {call.byte_at(len(call.arguments)):,}"
    where = None if call is None else call.position
    if error is not None:
        yield Found(f"The server broke the reply off with an error {after}; ask again.", error, where)
    elif broken is not None and fault.kind == "malformed":
        yield Found(
            "A chunk can't be read as JSON, and what it said is lost; look at its bytes, and tell the server's makers.",
            broken,
        )
    else:
        reason = case.said
        said = f"though the server had said {shown(reason)}" if reason else "and the server said no finish reason"
        yield Found(f"The stream ended {after}, {said}; ask again, or continue the reply.", evidence.last, where)


@rule("content-filter", unless=("cut",))
def content_filter(case: Case) -> Iterator[Found]:
    """The server's content filter stopped the reply, by its finish reason or by an error."""
    fault = case.reply.fault
    if fault is not None and fault.kind == "content_filter" and case.reply.statistics.chunks:
        evidence = case.evidence
        yield Found(
            f"The content filter stopped the reply after {_came(case.reply)}; put the request in other words.",
            evidence.carrying("finish") or evidence.carrying("error") or evidence.last,
        )


@rule("reasoning-budget", unless=("cut",))
def reasoning_budget(case: Case) -> Iterator[Found]:
    """The limit was reached in the reasoning, and no answer came. Silent where some did, or one token was wanted."""
    reply, usage = case.reply, case.reply.statistics.usage
    reasoned = usage.reasoning_tokens if usage is not None else None
    sealed = any(item.get("type") == "reasoning" for item in reply.output)
    if case.asked_for_one:
        return
    if case.whole and case.at_limit and not _answered(reply) and (reply.reasoning or reasoned or sealed):
        tokens = reasoned or case.completion_tokens or (case.limit[1] if case.limit is not None else None)
        counted = "All tokens" if tokens is None else f"{'All ' if tokens > 1 else ''}{plural(tokens, 'token')}"
        chunk = case.evidence.of_text("reasoning", len(reply.reasoning)) if reply.reasoning else None
        yield Found(
            f"{counted} went into reasoning and none was left for an answer; raise {case.limit_name}, or lower the"
            " effort.",
            chunk or case.evidence.carrying("finish"),
        )


@rule("empty", unless=("cut", "reasoning-budget", "call-in-text"))
def empty(case: Case) -> Iterator[Found]:
    """A reply ended well and says nothing: no text but blanks, no refusal, no call.

    Silent where the server ran something itself, where another choice has text, where a chunk brought a picture or a
    sound, which is no text, or the conversation made shorter, and where one token was wanted.
    """
    reply = case.reply
    if not case.whole or case.asked_for_one or _answered(reply) or reply.server_calls or reply.citations:
        return
    if any(not choice.empty for choice in reply.alternatives.values()) or _has_other(case):
        return
    chunk = case.evidence.carrying("finish") or case.evidence.last
    if case.at_limit:
        yield Found(f"The limit was reached before anything came; raise {case.limit_name}.", chunk)
        return
    counted, reason = case.completion_tokens, case.said
    what = "The reply is empty" + (f" but for {plural(len(reply.text), 'blank')}" if reply.text else "")
    if reply.reasoning:
        what = f"Only reasoning came, {plural(len(reply.reasoning), 'character')}, and no answer"
    seen = [f"counted {plural(counted, 'token')}"] if counted and counted > 1 else []
    seen += [f"said {shown(reason)}"] if reason else []
    server = f", though the server {' and '.join(seen)}" if seen else ""
    yield Found(f"{what}{server}; look in its chunks for fields that nobody reads, and at the chat template.", chunk)


@rule("finish-reason", unless=("cut", "call-in-text", "cut-by-limit", "reasoning-budget", "empty"))
def finish_reason(case: Case) -> Iterator[Found]:
    """The finish reason contradicts what came: `tool_calls` without a call, `stop` with one, or none at all.

    Silent in the Responses API, which has none: there it is made here of what came. A call that the request demanded
    ends with `stop`, also at OpenAI.
    """
    reply, reason = case.reply, case.reply.finish_reason
    if not case.whole or reply.api == "responses":
        return
    calls, evidence = case.calls, case.evidence
    if reason in _CALLS and not calls and not reply.server_calls:
        yield Found(
            f"The server said {shown(reason or '')}, but no call came; agents that wait for one hang.",
            evidence.carrying("finish"),
        )
    elif reason == "stop" and calls and not (case.request is not None and case.request.must_call):
        count = "a call" if len(calls) == 1 else f"{len(calls)} calls"
        yield Found(
            f"The server said {shown(reason)}, though {count} came; clients that go by the reason never run"
            f" {named(calls[0].call.name)}: it should say tool_calls.",
            evidence.carrying("finish"),
        )
    elif reason is None and reply.statistics.chunks:
        yield Found(
            "The server ended the reply without a finish reason; whether it is whole can't be known.",
            evidence.last,
        )


def _answered(reply: Reply) -> bool:
    return bool(str(reply.text).strip() or reply.refusal or reply.model_calls)


def _came(reply: Reply) -> str:
    for text, what in ((reply.text, ""), (reply.reasoning, " of reasoning"), (reply.refusal, " of a refusal")):
        if text:
            return f"{plural(len(text), 'character')}{what}"
    return plural(len(reply.model_calls), "call") if reply.model_calls else "nothing of the answer"


def _has_other(case: Case) -> bool:
    known = ('"compaction"', '"audio"', '"images"', '"image_url"', '"b64_json"', '"inline_data"')
    texts = [text for kind in ("other", "item") for _, text in case.evidence.texts_of(kind, most=200)]
    return any(word in text for text in texts for word in known)
