"""Values against a JSON Schema, each at the moment when it is known to be wrong.

A type is known from the first character, a choice as soon as no allowed value begins like it, a missing field when its
object is closed. What the schema says beyond types, fields, choices and bounds is left to the tool itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from streamtui.core.json_text.bounds import CHECKED, as_number, beyond_bounds, is_followed, is_looked_at
from streamtui.core.json_text.outline import JsonOutline, Kind, Node
from streamtui.core.json_text.schema_types import TYPES

Schema: TypeAlias = Mapping[str, Any]
_MORE_FIELDS = (
    "allOf",
    "anyOf",
    "oneOf",
    "$ref",
    "if",
    "patternProperties",
    "dependentSchemas",
    "unevaluatedProperties",
)
"""With one of these a schema may know other fields than its own."""
MOST_ALTERNATIVES = 64
"""Schemas that a value may follow; where there are more, anything goes."""


class SchemaChecks:
    """Marks what does not fit, as an outline grows. One for each outline."""

    def __init__(self, schema: Schema) -> None:
        self._definitions = schema
        self._allowed: dict[Node, Sequence[Schema]] = {}
        """For each open object and array, the schemas that it may follow."""
        self._root = self._alternatives([schema])
        self._marked: set[Node] = set()
        self._lacking = 0

    @property
    def problems(self) -> int:
        """How many values are wrong or missing."""
        return len(self._marked) + self._lacking

    @property
    def whole(self) -> bool:
        """All that the schema says is checked here."""
        return is_looked_at(self._definitions)

    @property
    def any(self) -> bool:
        """Of what the schema says something is checked here."""
        return bool(self._root) and all(map(_says_something, self._root))

    @property
    def follows(self) -> bool:
        """Types and fields are, all of them."""
        return is_followed(self._definitions)

    @property
    def required(self) -> Sequence[str]:
        """The fields that the root has to have."""
        return _required(self._root[0]) if self._root else ()

    def take(self, outline: JsonOutline, node: Node) -> None:
        """Look at a node that `outline.feed` gives."""
        if not node.kind.holds_others:
            node.problem = node.problem or self._scalar_problem(node)
        elif not node.closed:
            self._allowed[node], problem = self._fitting(node)
            node.problem = node.problem or problem
        else:
            allowed = self._allowed.pop(node, ())
            node.problem = node.problem or _beyond(node, allowed)
            for key in self._missing(allowed, outline.closed_keys):
                outline.add_missing(node, key, "missing")
                self._lacking += 1
        if node.problem:
            self._marked.add(node)

    def _scalar_problem(self, node: Node) -> str:
        schemas, problem = self._fitting(node)
        if problem or not schemas:
            return problem
        choices = [_choices(schema) for schema in schemas]
        if all(allowed is not None and not _is_one_of(node, allowed) for allowed in choices):
            return f"not one of {_listed(choices[0] or ())}"
        return _beyond(node, schemas)

    def _fitting(self, node: Node) -> tuple[Sequence[Schema], str]:
        """The schemas that the node's type fits, and what is wrong if there is none."""
        schemas = self._expected(node)
        if schemas is None:
            return (), "unknown"
        fitting = [schema for schema in schemas if _fits_type(node, schema)]
        if schemas and not fitting:
            types = dict.fromkeys(name for schema in schemas for name in _types(schema))
            return (), f"not {_article(' or '.join(types))}"
        return fitting, ""

    def _expected(self, node: Node) -> Sequence[Schema] | None:
        """The schemas for a node by its place: none at all where anything goes, `None` where nothing may stand."""
        if node.parent is None:
            return self._root
        holders = self._allowed.get(node.parent, ())
        places = [_place(schema, node) for schema in holders]
        if places and all(place is False for place in places):
            return None
        if not places or any(place is True for place in places):
            return ()
        return self._alternatives([place for place in places if isinstance(place, Mapping)])

    def _missing(self, schemas: Sequence[Schema], keys: set[str]) -> Sequence[str]:
        lacking = [[key for key in _required(schema) if key not in keys] for schema in schemas]
        return min(lacking, key=len, default=[])

    def _alternatives(self, schemas: Sequence[Schema]) -> Sequence[Schema]:
        """What the schemas come to without references and choices between schemas, each once."""
        found: list[Schema] = []
        seen: dict[int, Schema] = {}
        waiting = list(reversed(schemas))
        while waiting:
            schema = waiting.pop()
            if id(schema) in seen:
                continue
            seen[id(schema)] = schema
            if len(seen) > MOST_ALTERNATIVES:
                return ()
            reference = schema.get("$ref")
            branches = next((some for word in ("anyOf", "oneOf") if isinstance(some := schema.get(word), list)), None)
            if "properties" in schema:
                found.append(schema)  # its own fields hold in any case
            elif isinstance(reference, str):
                waiting.append(self._definition(reference))
            elif branches is None:
                found.append(schema)
            else:
                waiting += [branch if isinstance(branch, Mapping) else {} for branch in reversed(branches)]
        return found

    def _definition(self, reference: str) -> Schema:
        if reference != "#" and not reference.startswith("#/"):
            return {}  # an anchor, or another document
        found: Any = self._definitions
        for name in reference.split("/")[1:]:
            key = name.replace("~1", "/").replace("~0", "~")
            found = found.get(key) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else {}


def _says_something(schema: Schema) -> bool:
    words = schema.keys() - {"type", "additionalProperties"}
    return bool(_types(schema)) or schema.get("additionalProperties") is False or not words.isdisjoint(CHECKED)


def _beyond(node: Node, schemas: Sequence[Schema]) -> str:
    """What is wrong with how large it is, by each of the schemas that it may follow."""
    found = [beyond_bounds(node, schema) for schema in schemas]
    return found[0] if found and all(found) else ""


def _place(schema: Schema, node: Node) -> Schema | bool:
    """The schema of a member: `True` where anything goes, `False` where nothing may stand."""
    if node.key is None:
        return _as_schema(schema.get("items", True))
    properties = schema.get("properties")
    if isinstance(properties, Mapping) and node.key in properties:
        return _as_schema(properties[node.key])
    if any(word in schema for word in _MORE_FIELDS):
        return True
    return _as_schema(schema.get("additionalProperties", not isinstance(properties, Mapping)))


def _as_schema(found: Any) -> Schema | bool:
    return found if isinstance(found, (Mapping, bool)) else True


def _types(schema: Schema) -> Sequence[str]:
    """Those that a value may have; none where anything goes, as where there is one that nobody knows."""
    types = schema.get("type", ())
    names = [types] if isinstance(types, str) else [str(name) for name in types] if isinstance(types, list) else []
    if schema.get("nullable") is True:
        names = [*names, "null"] if names else names
    return names if TYPES.issuperset(names) else []


def _required(schema: Schema) -> Sequence[str]:
    required = schema.get("required", ())
    return [key for key in required if isinstance(key, str)] if isinstance(required, list) else []


def _choices(schema: Schema) -> Sequence[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    choices = schema.get("enum")
    more = [None] if schema.get("nullable") is True else []
    return [*choices, *more] if isinstance(choices, list) else None


def _fits_type(node: Node, schema: Schema) -> bool:
    types = _types(schema)
    if node.kind is Kind.NUMBER and "integer" in types and "number" not in types:
        return as_number(node.text).is_integer() if node.closed else True
    return not types or node.kind.value in types


def _is_one_of(node: Node, allowed: Sequence[Any]) -> bool:
    """A string that is still being written is, if one of them begins like it."""
    if node.kind is Kind.STRING:
        texts = [choice for choice in allowed if isinstance(choice, str)]
        if not node.closed:
            longest = max(map(len, texts), default=0)
            written = node.text if node.length <= longest else None
            return written is not None and any(text.startswith(written) for text in texts)
        return node.text in texts
    if node.kind is Kind.NUMBER:
        numbers = [choice for choice in allowed if isinstance(choice, int | float) and not isinstance(choice, bool)]
        return not node.closed or as_number(node.text) in numbers
    return not node.closed or any(json.dumps(choice) == node.text for choice in allowed)


def _listed(choices: Sequence[Any]) -> str:
    shown = [json.dumps(choice, ensure_ascii=False) for choice in choices[:4]]
    return ", ".join([*shown, "…"] if len(choices) > 4 else shown)


def _article(noun: str) -> str:
    return noun if noun.startswith("null") else f"{'an' if noun[:1] in 'aio' else 'a'} {noun}"
