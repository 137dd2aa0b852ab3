"""That the person wants to see what proves a verdict."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from streamtui.core.chat.reply import Reply
from streamtui.core.verdicts.verdict import Verdict


@dataclass
class ProofWanted(Message):
    """Its chunk is to be shown in the wire."""

    reply: Reply
    verdict: Verdict
