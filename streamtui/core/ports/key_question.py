"""A key and a server that were not given together: what the person is asked before the one gets the other."""

from __future__ import annotations

from dataclasses import dataclass

from streamtui.core.faults.faults import ConfigurationError


@dataclass(frozen=True, slots=True)
class KeyQuestion:
    """May this key go there? Everything in it can be shown; the key itself is not in it."""

    url: str
    url_from: str
    """Who says that the server is there: a flag, a profile, the environment, a file."""
    key: str
    """What the key is called: its variable, or its profile."""
    key_from: str
    reason: str
    """Why it does not go by itself, as a sentence without a stop."""
    folder: str = ""
    """Whose file has a part in it; an answer is one for this folder."""

    @property
    def sentence(self) -> str:
        """For those who are not asked."""
        return (
            f"{self.key} (from {self.key_from}) is not sent to {self.url} (from {self.url_from}): {self.reason}. "
            "Say --trust-env to send it, or answer Always in the chat."
        )


class KeyQuestionError(ConfigurationError):
    """Raised where there is no answer yet."""

    def __init__(self, question: KeyQuestion) -> None:
        super().__init__(question.sentence)
        self.question = question
