"""What of a JSON text does not fit a schema, and where that showed: of calls' arguments and of replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from streamtui.core.json_text.outline import JsonOutline, Kind, Node
from streamtui.core.json_text.schema_checks import Schema, SchemaChecks
from streamtui.core.text.nearest import perhaps
from streamtui.core.verdicts.rule import shown

_SEEN = 24
"""Characters of what stands at a place."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """The first one."""

    piece: int
    """The number of the piece that showed it, from 0."""
    what: str
    """`lacks "city", which its schema requires`, with how many others there are."""


def first_misfit(schema: Schema, pieces: Sequence[str], whose: str) -> Misfit | None:
    """What is wrong first in the text that the pieces make; `whose` schema it is."""
    found = _problems(schema, pieces)
    if not found:
        return None
    piece, node = found[0]
    others = f", and {len(found) - 1} more" if len(found) > 1 else ""
    return Misfit(piece, f"{_described(node, schema, whose)}{others}")


def _problems(asked: Schema, pieces: Sequence[str]) -> list[tuple[int, Node]]:
    """The values that do not fit, each with the number of the piece that showed it."""
    outline, checks = JsonOutline(), SchemaChecks(asked)
    found: list[tuple[int, Node]] = []
    seen: set[Node] = set()
    known = 0
    for number, piece in enumerate(pieces):
        for node in outline.feed(piece):
            checks.take(outline, node)
            if node.problem and node not in seen:
                seen.add(node)
                found.append((number, node))
            missing = [one for one in outline.nodes[known:] if one.kind is Kind.MISSING]
            known = len(outline.nodes)
            found += [(number, one) for one in missing]
    return found


def _described(node: Node, asked: Schema, whose: str) -> str:
    path = shown(_path(node))
    if node.kind is Kind.MISSING:
        return f"lacks {path}, which {whose} schema requires"
    if node.problem == "unknown":
        properties = asked.get("properties")
        near = perhaps(node.key or "", properties) if isinstance(properties, dict) and node.depth == 1 else ""
        return f"got {path}, which {whose} schema does not know{near}"
    if node.problem == "twice":
        return f"got {path} twice"
    problem = shown(node.problem)[1:-1]
    if not node.kind.holds_others and not problem.startswith("not a"):
        return f"got {shown(node.beginning(_SEEN + 1), _SEEN)} for {path}, which is {problem}"
    kind = f"{'an' if node.kind in (Kind.OBJECT, Kind.ARRAY) else 'a'} {node.kind.value}"
    return f"got {kind.replace('a null', 'null')} for {path}, which is {problem}"


def _path(node: Node) -> str:
    keys: list[str] = []
    at: Node | None = node
    while at is not None and at.parent is not None:
        keys.append(at.key if at.key is not None else f"[{at.index}]")
        at = at.parent
    return ".".join(reversed(keys)).replace(".[", "[") or "the whole"
