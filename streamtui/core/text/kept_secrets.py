"""The keys of this run of the program, for what is written when nobody is at hand who knows them: the log, what is
printed, a traceback.
"""

from __future__ import annotations

from streamtui.core.text.secrets import Secrets


class KeptSecrets:
    """Grows as keys are read; they are never forgotten."""

    def __init__(self) -> None:
        self.known = Secrets()

    def keep(self, secrets: Secrets) -> None:
        """Hide these, too, from now on."""
        self.known |= secrets

    def hide(self, text: str) -> str:
        """The text without them, and nothing else changed."""
        return self.known.hide(text)

    def redact(self, text: str) -> str:
        """The text without them, nor anything else that looks like a secret."""
        return self.known.redact(text)


KEPT = KeptSecrets()
