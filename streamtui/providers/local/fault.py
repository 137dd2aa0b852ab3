"""What can go wrong with the local model, as one sentence each."""

from __future__ import annotations

from streamtui.core.faults import Fault, FaultKind, ProviderError


class LocalModelError(ProviderError):
    """The local model can't be fetched, started or kept running."""

    def __init__(self, kind: FaultKind, message: str) -> None:
        super().__init__(Fault(kind, message))


class SourceError(Exception):
    """One of the places that weights come from failed: a clause of a sentence, as another place may do better."""

    def __init__(self, kind: FaultKind, reason: str) -> None:
        super().__init__(reason)
        self.kind: FaultKind = kind
