"""JSON read while it is being written: a flat list of its values, in the order they begin.

Each piece is read once, so the cost of a piece does not depend on what came before it, and at every moment it is known
what is open, what is closed and where the text stops being JSON. It is lenient only in what strict JSON forbids within
a value; whether the whole is valid is for `verdict` to say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

MOST_NODES = 50_000
"""Values that are taken in; a text with more of them has no outline beyond."""

_SPACE = re.compile(r"[ \t\n\r]+")
_WORD = re.compile(r'[^ \t\n\r{}\[\],:"]+')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?\Z")
_RUN = re.compile(r'[^"\\]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\]*)*')
_ESCAPE_BEGUN = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?\Z")
_HALF_A_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\Z")


class Kind(Enum):
    """What a value is, known from its first character; the names are JSON Schema's."""

    OBJECT = "object"
    ARRAY = "array"
    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    MISSING = "missing"
    """Not there, though the schema asks for it."""

    @property
    def holds_others(self) -> bool:
        return self in (Kind.OBJECT, Kind.ARRAY)


_WORD_KINDS = {"t": Kind.BOOLEAN, "f": Kind.BOOLEAN, "n": Kind.NULL, **dict.fromkeys("-0123456789", Kind.NUMBER)}


@dataclass(slots=True, eq=False)
class Node:
    """One value."""

    kind: Kind
    parent: Node | None = None
    key: str | None = None
    """In an object; `None` in an array and at the root."""
    index: int = 0
    """Its place in what holds it."""
    depth: int = 0
    pieces: list[str] = field(default_factory=list)
    """A string's text without quotes and escapes, another scalar as it is written."""
    length: int = 0
    """Characters of the pieces."""
    closed: bool = False
    children: int = 0
    problem: str = ""
    """What is wrong with it, in a word or two."""

    @property
    def text(self) -> str:
        """All its pieces."""
        return "".join(self.pieces)

    def beginning(self, most: int) -> str:
        """So many of its characters, or all."""
        return self.text if self.length <= most else "".join(self.pieces[:most])[:most]

    def add(self, piece: str) -> None:
        """More of its text, which is not empty."""
        self.pieces.append(piece)
        self.length += len(piece)


class _Expect(Enum):
    VALUE = auto()
    VALUE_OR_END = auto()
    KEY = auto()
    KEY_OR_END = auto()
    COLON = auto()
    COMMA_OR_END = auto()
    NOTHING = auto()


class JsonOutline:
    """Feed it a text piece by piece, then look at `nodes`."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.broken = False
        """From here on the text is no JSON."""
        self.full = False
        """There are more values than are taken in."""
        self.closed_keys: set[str] = set()
        """The keys of the object that was closed last."""
        self._holders: list[Node] = []
        self._keys: list[set[str]] = []
        """Of each holder, the keys so far."""
        self._expect = _Expect.VALUE
        self._scalar: Node | None = None
        """A string, number or word that is not closed."""
        self._key: Node | None = None
        """A key that is being written."""
        self._name: str | None = None
        """The key whose value comes next."""
        self._held = ""
        """An escape whose end has not come."""

    @property
    def complete(self) -> bool:
        """The root is closed."""
        return self._expect is _Expect.NOTHING

    @property
    def open_node(self) -> Node | None:
        """The innermost value that is being written."""
        return self._scalar or (self._holders[-1] if self._holders else None)

    @property
    def within(self) -> str:
        """In what the text stops, as far as it goes; nothing where the root is closed, or was never begun."""
        if self._key is not None:
            return "a name"
        node = self.open_node
        return "" if node is None else f"{'an' if node.kind in (Kind.OBJECT, Kind.ARRAY) else 'a'} {node.kind.value}"

    @property
    def open_keys(self) -> set[str]:
        """The keys of the outermost object, as long as it is open."""
        return self._keys[0] if self._keys else set()

    def add_missing(self, holder: Node, key: str, problem: str) -> None:
        """Put down that an object lacks a key. Call it when the object is the last thing that happened."""
        self.nodes.append(Node(Kind.MISSING, holder, key, depth=holder.depth + 1, closed=True, problem=problem))

    def feed(self, piece: str) -> Iterator[Node]:
        """Read on. Gives what opens or closes at that moment, and a scalar that is still open at the end."""
        text, self._held, at = self._held + piece, "", 0
        while at < len(text) and not (self.broken or self.full):
            string = self._key or (self._scalar if self._scalar and self._scalar.kind is Kind.STRING else None)
            if string is not None:
                at = self._read_string(string, text, at)
                if string.closed and string is not self._key:
                    self._scalar = None
                    yield string
                elif string.closed:
                    self._key, self._name, self._expect = None, string.text, _Expect.COLON
            elif self._scalar is not None:
                at = self._read_word(self._scalar, text, at)
                if self._scalar.closed:
                    scalar, self._scalar = self._scalar, None
                    yield scalar
            elif space := _SPACE.match(text, at):
                at = space.end()
            else:
                touched = self._read_mark(text[at])
                at += self._scalar is None or self._scalar.kind is Kind.STRING
                if touched is not None:
                    yield touched
        if self._scalar is not None:
            yield self._scalar

    def _read_string(self, string: Node, text: str, at: int) -> int:
        run = _RUN.match(text, at)
        assert run is not None  # it matches nothing too
        end = settled = run.end()
        undecided = end == len(text) or _ESCAPE_BEGUN.match(text, end) is not None
        if undecided and (half := _HALF_A_PAIR.search(text, max(at, end - 6), end)):
            settled = half.start()
        if settled > at:
            raw = text[at:settled]
            string.add(json.loads(f'"{raw}"', strict=False) if "\\" in raw else raw)
        if undecided:
            self._held = text[settled:]
            return len(text)
        string.closed = text[end] == '"'
        self.broken = not string.closed
        return end + 1

    def _read_word(self, scalar: Node, text: str, at: int) -> int:
        if word := _WORD.match(text, at):
            scalar.add(word[0])
            at = word.end()
        if at < len(text):
            written = scalar.text
            scalar.closed = written in ("true", "false", "null") or _NUMBER.match(written) is not None
            self.broken = not scalar.closed
        return at

    def _read_mark(self, mark: str) -> Node | None:
        """Take one character outside of strings and words; gives what it opens or closes."""
        expect = self._expect
        takes_value = expect in (_Expect.VALUE, _Expect.VALUE_OR_END)
        if mark in "{[" and takes_value:
            return self._open(Kind.OBJECT if mark == "{" else Kind.ARRAY)
        if mark in "}]" and self._holders and expect in self._endings(mark):
            return self._close()
        if mark == '"' and takes_value:
            self._scalar = self._open(Kind.STRING)
        elif mark == '"' and expect in (_Expect.KEY, _Expect.KEY_OR_END):
            self._key = Node(Kind.STRING)
        elif mark in _WORD_KINDS and takes_value:
            self._scalar = self._open(_WORD_KINDS[mark])
        elif mark == ":" and expect is _Expect.COLON:
            self._expect = _Expect.VALUE
        elif mark == "," and expect is _Expect.COMMA_OR_END:
            self._expect = _Expect.KEY if self._holders[-1].kind is Kind.OBJECT else _Expect.VALUE
        else:
            self.broken = True
        return None

    def _endings(self, mark: str) -> tuple[_Expect, ...]:
        kind = self._holders[-1].kind
        if (kind is Kind.OBJECT) is not (mark == "}"):
            return ()
        return (_Expect.COMMA_OR_END, _Expect.KEY_OR_END if kind is Kind.OBJECT else _Expect.VALUE_OR_END)

    def _open(self, kind: Kind) -> Node:
        holder = self._holders[-1] if self._holders else None
        node = Node(kind, holder, self._name)
        if holder is not None:
            node.index, node.depth = holder.children, holder.depth + 1
            holder.children += 1
            if self._name is not None:
                node.problem = "twice" if self._name in self._keys[-1] else ""
                self._keys[-1].add(self._name)
        self._name = None
        self.nodes.append(node)
        self.full = len(self.nodes) >= MOST_NODES
        if kind.holds_others:
            self._holders.append(node)
            self._keys.append(set())
            self._expect = _Expect.KEY_OR_END if kind is Kind.OBJECT else _Expect.VALUE_OR_END
        else:
            self._after_value()
        return node

    def _close(self) -> Node:
        node = self._holders.pop()
        node.closed = True
        self.closed_keys = self._keys.pop()
        self._after_value()
        return node

    def _after_value(self) -> None:
        self._expect = _Expect.COMMA_OR_END if self._holders else _Expect.NOTHING
