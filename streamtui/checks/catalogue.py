"""All rules, in the order in which they are asked and shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from streamtui.checks.rule import Rule
from streamtui.checks.rules import chunks, errors, formats, load, tools, transport, usage

RULES: Mapping[str, Sequence[Rule]] = {
    "transport": transport.RULES,
    "chunks": chunks.RULES,
    "limits and usage": usage.RULES,
    "functions": tools.RULES,
    "formats": formats.RULES,
    "errors": errors.RULES,
    "load": load.RULES,
}
