"""A reply that was to be JSON: whether it is, and whether it fits its schema."""

from __future__ import annotations

from collections.abc import Iterator

from streamtui.core.json_text.outline import JsonOutline
from streamtui.core.json_text.reply_reading import goes_on_from, reply_verdict
from streamtui.core.verdicts.case import Case
from streamtui.core.verdicts.misfits import first_misfit
from streamtui.core.verdicts.rule import Found, rule, standing

_MOST_LETTERS, _STEP = 50_000, 64
"""A text is looked at letter by letter for where it goes wrong; a longer one in steps of so many."""


@rule("reply-json")
def reply_json(case: Case) -> Iterator[Found]:
    """A JSON object, or JSON by a schema, was asked for, and the text is none, by the letter.

    Silent where the reply was cut or refused, or has no text.
    """
    reply, form = case.reply, case.form
    if form is None or not case.whole or not reply.text or reply.refusal:
        return
    text, begun = str(reply.text), goes_on_from(reply, form)
    verdict = reply_verdict(begun + text, form)
    if verdict.valid:
        return
    evidence, outline = case.evidence, JsonOutline()
    for _ in outline.feed(begun + text):
        pass
    if case.at_limit and not outline.broken:
        told = f"The limit cut the JSON of the reply, inside {outline.within}; raise {case.limit_name} and ask again."
        yield Found(told, evidence.of_text("text", len(text)))
    elif text.lstrip().startswith("```"):
        told = (
            "The reply has its JSON in a code fence, and is none itself: take it out, or ask for it by a strict schema."
        )
        yield Found(told, evidence.of_text("text", 0))
    else:
        at = max(0, verdict.at - len(begun)) if verdict.at is not None else 0
        where = standing(text, at, "where it ends")
        told = (
            f"JSON was asked for, and the reply is none, {where} (character {at + 1:,}): {verdict.reason}; ask again."
        )
        yield Found(told, evidence.of_text("text", at))


@rule("reply-schema", unless=("reply-json",))
def reply_schema(case: Case) -> Iterator[Found]:
    """The text is JSON, and not what the schema of the request asks for: a field, a type, a choice, a bound.

    Silent where the reply was cut or refused, or no schema was sent; about patterns, formats and conditions.
    """
    reply, form = case.reply, case.form
    if form is None or form.schema is None or not case.whole or not reply.text or reply.refusal:
        return
    text, begun = str(reply.text), goes_on_from(reply, form)
    if first_misfit(form.schema, [begun + text], "the") is None:
        return
    step = 1 if len(text) <= _MOST_LETTERS else _STEP
    pieces = [text[start : start + step] for start in range(0, len(text), step)]
    found = first_misfit(form.schema, [begun, *pieces], "the")
    if found is not None:
        kept = "though the request says strict: the server does not keep to that"
        advice = f", {kept}." if form.strict else "; describe the field, or have the schema be strict."
        whose = "The reply" if found.piece else "The reply that this one goes on with"
        yield Found(f"{whose} {found.what}{advice}", case.evidence.of_text("text", max(0, found.piece - 1) * step))
