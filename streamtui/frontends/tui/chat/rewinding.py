"""The wish to go from the chat to what it was before; the app is told of it, before the chat is loaded."""

from __future__ import annotations

from textual.message import Message


class RewindAsked(Message):
    """The person wants to go back in the conversation's time."""
