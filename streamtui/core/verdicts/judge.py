"""The table of rules, and what they say of a reply."""

from __future__ import annotations

from collections.abc import Sequence

from streamtui.core.chat.events import StreamEvent
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.stalls import STALL_WARN_S
from streamtui.core.verdicts.case import Case
from streamtui.core.verdicts.evidence import Evidence
from streamtui.core.verdicts.rule import Rule
from streamtui.core.verdicts.rules.arguments import cut_by_limit, invalid_json, schema
from streamtui.core.verdicts.rules.calls import call_in_text, same_index, unknown_tool
from streamtui.core.verdicts.rules.course import loop, stall
from streamtui.core.verdicts.rules.endings import content_filter, cut, empty, finish_reason, reasoning_budget
from streamtui.core.verdicts.rules.formats import reply_json, reply_schema
from streamtui.core.verdicts.rules.usage import usage
from streamtui.core.verdicts.verdict import Verdict

RULES: tuple[Rule, ...] = (
    *(cut, content_filter, cut_by_limit, invalid_json, unknown_tool, schema, same_index),
    *(reply_json, reply_schema),
    *(call_in_text, reasoning_budget, empty, finish_reason, loop, usage, stall),
)
"""All of them; a rule comes behind those that it is silent beside."""


def verdicts_of(
    reply: Reply, events: Sequence[StreamEvent], *, stall_s: float = STALL_WARN_S, timed: bool = True
) -> tuple[Verdict, ...]:
    """What went wrong with a reply that is over; of most, nothing.

    `events`: those of the attempt that brought it, from its request on, as far as they are kept: without them what is
    in the reply itself is judged, and no chunk is named. `timed`: their instants mean something.
    """
    if reply.state is ReplyState.OPEN:
        return ()
    case = Case(reply, Evidence(events), stall_s, timed)
    found: list[Verdict] = []
    for rule in RULES:
        said = {verdict.id for verdict in found}
        if said.isdisjoint(rule.unless):
            found += rule.verdicts(case)
    return tuple(found)
