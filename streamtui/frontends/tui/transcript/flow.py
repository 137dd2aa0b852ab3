"""The whole conversation as one column of rows, kept in step with the list of messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from streamtui.core.chat.conversation import Message
from streamtui.core.chat.reply import Reply
from streamtui.frontends.tui.transcript.document import WarmBlocks
from streamtui.frontends.tui.transcript.messages import MessageView
from streamtui.frontends.tui.transcript.signs import Signs, no_signs
from streamtui.frontends.tui.transcript.stack import Stack
from streamtui.frontends.tui.transcript.why import Verdicts, no_verdicts


class Flow(Stack):
    """A column of messages. The list is read by reference; `take` notices what was added, taken out or grew."""

    def __init__(
        self,
        messages: Sequence[Message],
        width: int,
        signs: Signs = no_signs,
        verdicts: Verdicts = no_verdicts,
        *,
        compact: bool = False,
    ) -> None:
        """`signs` are what stands beside the name of who says a message, `verdicts` what stands below a reply.

        `compact`: without blank rows between messages.
        """
        super().__init__()
        self._signs, self._verdicts = signs, verdicts
        self.width = width
        self._messages = messages
        self._warm = WarmBlocks(compact=compact)
        self._last_reply = 0
        self._set_back = False
        self._behind: list[MessageView] = []
        """Messages that are not wholly made into rows."""

    def look_again(self) -> None:
        """The conversation was set back: any of its messages may be an earlier one, or another of the same name."""
        self._set_back = True

    @property
    def views(self) -> list[MessageView]:
        return cast("list[MessageView]", self.nodes)

    @property
    def behind(self) -> bool:
        """A message in sight is not wholly made into rows."""
        return bool(self._behind)

    def take(self, deadline: float) -> bool:
        """Take in what changed until the deadline (of `perf_counter`); tells whether something is left.

        Only the last reply changes, and what came after it; an earlier one is looked at once more when a new one came,
        or while it is behind.
        """
        first_changed = min(self._keep_in_step(), self._last_reply)
        behind = {id(view) for view in self._behind}
        self._behind.clear()
        numbers = [number for number in range(first_changed) if id(self.views[number]) in behind] if behind else []
        for number in (*numbers, *range(first_changed, len(self.nodes))):
            if self.views[number].take(deadline):
                self._behind.append(self.views[number])
            self.update(number)
            if isinstance(self.views[number].message, Reply):
                self._last_reply = number
        return self.behind

    def remake(self, number: int) -> None:
        """Something changed about an earlier message."""
        self.views[number].remake()
        self.update(number)

    def shift_code(self, shift: int | None) -> None:
        """Wrap long lines of code (None), or cut them, that many cells shifted to the left."""
        self._warm.code_shift = shift
        super().resize(self.width)

    def resize(self, width: int) -> None:
        self.width = width
        super().resize(width)

    def _is_another(self, number: int) -> bool:
        return self.views[number].message is not self._messages[number]

    def _keep_in_step(self) -> int:
        """Make a view for each message that has none; returns the number of the first that is new."""
        common = min(len(self.nodes), len(self._messages))
        if self._set_back:
            self._set_back, self._last_reply = False, 0
            common = next((number for number in range(common) if self._is_another(number)), common)
        while common and self._is_another(common - 1):
            common -= 1
        if common < max(len(self.nodes), len(self._messages)):
            known = {id(view.message): view for view in self.views[common:]}
            added = self._messages[common:]
            self.replace(
                common,
                [
                    known.get(id(message))
                    or MessageView(message, self.width, self._warm, self._behind, self._signs, self._verdicts)
                    for message in added
                ],
            )
            self._last_reply = min(self._last_reply, max(0, common - 1))
        return common
