"""Being left, and how fast it is: as for chat completions."""

from __future__ import annotations

from streamtui.checks.rules import load

RULES = (
    load.cancel.called("responses-cancel"),
    load.first_token.called("responses-first-token"),
    load.speed.called("responses-speed"),
)
