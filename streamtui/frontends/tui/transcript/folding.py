"""The message that keys are about, and what of it is shown on demand: thoughts, what was attached, JSON as it came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from textual.message import Message

from streamtui.core.chat.reply import Reply
from streamtui.frontends.tui.transcript.proving import ProvingView
from streamtui.frontends.tui.transcript.reply import ReplyView
from streamtui.frontends.tui.transcript.user import UserView


class FoldingView(ProvingView):
    """A view of a conversation, in which a message can be chosen and unfolded."""

    @dataclass
    class Looked(Message):
        """The person chose a message to look at, or none any more, or opened or closed its thoughts."""

        number: int | None

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._looked: int | None = None
        """The number of the message that was chosen."""

    @property
    def number_in_focus(self) -> int | None:
        """The number of the message that keys are about: the chosen one, else the last, or where that is not followed
        the one at the top of the view."""
        view = self._view
        if view is None or not view.flow.nodes:
            return None
        if self._looked is not None and self._looked < len(view.flow.nodes):
            return self._looked
        return view.flow.number_at(view.flow.height if view.follow else view.top)

    @property
    def reply_in_focus(self) -> Reply | None:
        """The message in focus, if it is a reply."""
        number = self.number_in_focus
        message = None if number is None or self._view is None else self._view.flow.views[number].message
        return message if isinstance(message, Reply) else None

    @property
    def thoughts_are_open(self) -> bool:
        """The person opened those of the message in focus."""
        return (parts := self.reply_view) is not None and parts.unfolded is True

    @property
    def reply_view(self) -> ReplyView | None:
        """How the message in focus stands there, if it is a reply that was looked at."""
        number = self.number_in_focus
        parts = None if self._view is None or number is None else self._view.flow.views[number].parts
        return parts if isinstance(parts, ReplyView) else None

    def fold_thoughts(self) -> None:
        """Show the thoughts of the message in focus, or only their line."""
        number, parts = self.number_in_focus, self.reply_view
        if self._view is not None and number is not None and parts is not None:
            self._fold(parts, self._view.flow.top(number))

    @property
    def user_view(self) -> UserView | None:
        """The message in focus, if it is the person's and was looked at."""
        number = self.number_in_focus
        parts = None if self._view is None or number is None else self._view.flow.views[number].parts
        return parts if isinstance(parts, UserView) else None

    def fold_attached(self) -> None:
        """Show what was attached to the message in focus, or only its line."""
        number, parts = self.number_in_focus, self.user_view
        if self._view is not None and number is not None and parts is not None:
            parts.fold(not parts.unfolded)
            self._folded(self._view.flow.top(number))

    def _fold(self, reply: ReplyView, row: int) -> None:
        """`row`: any of the reply's."""
        reply.fold(not reply.reasoning_is_shown)
        self._folded(row)

    def turn_json(self) -> None:
        """Show the answer of the message in focus as a tree, or as it came."""
        number, parts = self.number_in_focus, self.reply_view
        if self._view is not None and number is not None and parts is not None:
            self._turn_json(parts, self._view.flow.top(number))

    def _turn_json(self, reply: ReplyView, row: int) -> None:
        """`row`: any of the reply's."""
        reply.turn_json()
        self._folded(row)

    def _folded(self, row: int) -> None:
        if self._view is not None:
            self._view.changed(row)
            self._draw(scrollbar=True)
            self.post_message(self.Looked(self._looked))
