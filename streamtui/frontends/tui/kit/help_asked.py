"""A message that goes to the app, which alone knows of every screen."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class HelpAsked(Message):
    """The person wants help with that, or all of it."""

    text: str
