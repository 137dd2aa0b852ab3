"""What a server of ours answers in the place of what was asked for: a sentence, as OpenAI's servers write an error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

TYPES: Mapping[int, str] = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
"""Of errors by their status, where it is not that of all below or above 500."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is nothing else."""

    status: int
    sentence: str
    code: str = ""
    """By which a program may know it."""

    @property
    def body(self) -> bytes:
        """Of the response; it is JSON."""
        kind = TYPES.get(self.status, "invalid_request_error" if self.status < 500 else "server_error")
        error = {"message": self.sentence, "type": kind, "param": None, "code": self.code or None}
        return json.dumps({"error": error}, ensure_ascii=False).encode("utf-8", "replace")
