"""A view of a conversation in which verdicts lead to the chunks that prove them."""

from __future__ import annotations

from abc import abstractmethod

from streamtui.core.chat.reply import Reply
from streamtui.frontends.tui.kit.proof import ProofWanted
from streamtui.frontends.tui.transcript.selectable import SelectableView
from streamtui.frontends.tui.transcript.why import VerdictRows, Verdicts, no_verdicts


class ProvingView(SelectableView):
    """See above."""

    verdicts: Verdicts = staticmethod(no_verdicts)
    """What is said of a reply."""
    _proved: tuple[str, int] = "", -1
    """The reply whose proof was wanted last, and which of its verdicts that was."""

    @property
    @abstractmethod
    def reply_in_focus(self) -> Reply | None:
        """The message in focus, if it is a reply."""

    @property
    def has_verdicts(self) -> bool:
        """Something went wrong with the reply in focus."""
        return (reply := self.reply_in_focus) is not None and bool(self.verdicts(reply))

    def prove(self) -> None:
        """See the proof of the first verdict on the reply in focus; then of the next."""
        if (reply := self.reply_in_focus) is not None:
            self.prove_of(reply)

    def prove_of(self, reply: Reply) -> None:
        """The same of that reply."""
        if verdicts := self.verdicts(reply):
            number = (self._proved[1] + 1) % len(verdicts) if self._proved[0] == reply.id else 0
            self._proved = reply.id, number
            self.post_message(ProofWanted(reply, verdicts[number]))

    def prove_at(self, rows: VerdictRows, row: int) -> None:
        """See the proof of the verdict that was clicked."""
        self.post_message(ProofWanted(rows.reply, rows.verdict_at(row)))
