"""A reply that is to be JSON, as far as it is written."""

from __future__ import annotations

from functools import cached_property

from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.chat.response_format import ResponseFormat
from streamtui.core.json_text.outline import JsonOutline
from streamtui.core.json_text.reading import JsonReading
from streamtui.core.json_text.verdict import Verdict, json_verdict, strict_verdict


class ReplyReading(JsonReading):
    """Reads a reply's text on, and holds it against what was asked for."""

    def __init__(self, reply: Reply, form: ResponseFormat) -> None:
        super().__init__(reply.text, form.schema)
        self._reply, self._form = reply, form
        self._begun = goes_on_from(reply, form)
        self.began_anew = False
        """It goes on with no other reply, as it was read: it is to be read once more."""
        self._feed(self._begun)

    def take(self) -> None:
        """See JsonReading; also whether it began anew, once that shows."""
        super().take()
        if self._begun and not self.began_anew and (self.outline.broken or not self.writing):
            self.began_anew = not goes_on_from(self._reply, self._form)

    @property
    def goes_on(self) -> bool:
        """It is read with the reply before it, which broke off."""
        return bool(self._begun)

    @property
    def writing(self) -> bool:
        """See JsonReading."""
        return self._reply.state is ReplyState.OPEN

    @property
    def cut(self) -> bool:
        """See JsonReading."""
        return not (self.writing or self._reply.state is ReplyState.COMPLETE or self.outline.complete)

    @cached_property
    def objection(self) -> str | None:
        """Nobody is asked: it is known where all that the schema says was checked."""
        return "" if self._form.schema is not None and self._checks.whole else None

    def _judged(self, text: str) -> Verdict:
        return reply_verdict(self._begun + text, self._form)


def goes_on_from(reply: Reply, form: ResponseFormat) -> str:
    """The JSON that the reply's text goes on with; nothing where it begins anew, though it was asked to go on."""
    begun, text = reply.begun, str(reply.text)
    if not begun or text.lstrip()[:1] != begun.lstrip()[:1]:
        return begun
    outline = JsonOutline()
    for _ in outline.feed(begun + text):
        pass
    return "" if outline.broken or (not outline.complete and reply_verdict(text, form).valid) else begun


def reply_verdict(text: str, form: ResponseFormat) -> Verdict:
    """Whether a whole reply is the JSON that was asked for; a schema says itself whether it is an object."""
    if form.schema is None and text.strip():
        return strict_verdict(text)
    return json_verdict(text)
