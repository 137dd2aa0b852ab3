"""An answer that is to be JSON: the tree of it as far as it is written, checked, and in one row what is known of it."""

from __future__ import annotations

from collections.abc import Sequence

from streamtui.core.chat.reply import Reply
from streamtui.core.chat.response_format import ResponseFormat
from streamtui.core.json_text.reply_reading import ReplyReading
from streamtui.frontends.tui.kit.checked_rows import after_tree, badge
from streamtui.frontends.tui.kit.json_tree import JsonTree
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.row_stack import FixedRows, RowStack
from streamtui.frontends.tui.kit.rows import BAD, DIM, LABEL
from streamtui.frontends.tui.transcript.stack import Leaf
from streamtui.rows.row import Row, Run, clip_row


class JsonAnswer(Leaf):
    """The tree. A frame costs what came since the last one."""

    def __init__(self, reply: Reply, form: ResponseFormat, width: int) -> None:
        self._reply, self._form = reply, form
        self._begin(width)

    def _begin(self, width: int) -> None:
        self._width = width
        self._reading = ReplyReading(self._reply, self._form)
        self._lay_out()

    def _lay_out(self) -> None:
        self._tree = JsonTree(self._reading.outline, self._width)
        self._stand()

    def _stand(self) -> None:
        self._rows = RowStack([self._tree, FixedRows(list(after_tree(self._reading, self._width)))])
        self.height = self._rows.height

    @property
    def has_tree(self) -> bool:
        """So far it is JSON; what is none is shown as the text that it is."""
        return self._reading.has_tree and not self._reading.outline.broken

    def take(self) -> None:
        """Take in what is new."""
        if self._reading.ahead:
            self._begin(self._width)
        self._reading.take()
        if self._reading.began_anew:
            self._begin(self._width)
            self._reading.take()
        self._tree.take()
        self._stand()

    def resize(self, width: int) -> None:
        """See Node."""
        self._width = width
        self._lay_out()

    def rows(self, first: int, last: int) -> Sequence[Row]:
        """See Node."""
        return self._rows.rows(max(0, first), max(0, min(last, self.height)))

    def about(self, width: int, *, as_text: bool) -> Sequence[Row]:
        """What was asked for, and whether it came."""
        what = (Run(f"{shown_text(self._form.words)}  ", LABEL),)
        if self._reply.text and not self.has_tree and self._reading.outline.broken:
            return [clip_row((*what, Run("✗ no JSON, so it is shown as text", BAD)), width)]
        beside = f"{'  both parts' if self._reading.goes_on else ''}{'  as text' if as_text else ''}"
        return [clip_row((*what, *badge(self._reading), Run(beside, DIM)), width)]
