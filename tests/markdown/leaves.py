"""A text as a flat list of leaf blocks, each with the containers around it, by streamtui and by markdown-it alike."""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token

from streamtui.core.text.blocks import table_lines
from streamtui.core.text.blocks.containers import Containers, Item
from streamtui.core.text.blocks.phase import Open
from streamtui.markdown.block import Block
from streamtui.markdown.code_block import CodeBlock
from streamtui.markdown.document import Document
from streamtui.markdown.structure import AnyBlock, Structure
from streamtui.markdown.table_block import TableBlock
from streamtui.markdown.text_block import Paragraph

Leaf = tuple[Any, ...]

_item_marker = re.compile(r"([-*+]|\d{1,9}[.)])[ \t]").match


def _table_below_text(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The rule of tables, but for headers that are the first line of another block."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    starts = (rule(state, start, end, True) for rule in state.md.block.ruler.getRules("blockquote"))
    return not _item_marker(line) and not any(starts) and table(state, start, end, silent)


whole = MarkdownIt("commonmark", {"html": False, "maxNesting": 1000}).enable(["table", "strikethrough"])
whole.disable("reference")
whole.block.ruler.at("table", _table_below_text, {"alt": ["paragraph", "reference"]})


class RecordingStructure(Structure):
    """Remembers in which containers each block was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.around: dict[Block, Containers] = {}
        self.fenced: set[Block] = set()

    def _append(self, block: AnyBlock) -> AnyBlock:
        state, _ = self.reached
        self.around[block] = state.containers
        if state.open is Open.FENCE:
            self.fenced.add(block)
        return super()._append(block)


def _recorded(text: str) -> tuple[Document, RecordingStructure]:
    document = Document()
    structure = document._structure = RecordingStructure()
    document.feed(text)
    document.close()
    return document, structure


def drawn_code(text: str) -> list[tuple[str, str]]:
    """Language and code of each fenced block that a Document draws."""
    document, structure = _recorded(text)
    return [
        (block.language, document.code_at(index) or "")
        for index, block in enumerate(document.blocks)
        if isinstance(block, CodeBlock) and block in structure.fenced
    ]


def streamed_leaves(text: str) -> list[Leaf]:
    """What a Document makes of the text."""
    document, structure = _recorded(text)
    ids: dict[int, int] = {}
    leaves: list[Leaf] = []
    chunks: list[list[Block]] = []
    for block in document.blocks:
        if block.continues:
            chunks[-1].append(block)
        else:
            chunks.append([block])
    for parts in chunks:
        path = tuple(
            (ids.setdefault(id(c), len(ids)), f"{c.number}{c.delimiter}" if isinstance(c, Item) else ">")
            for c in structure.around[parts[0]]
        )
        leaves.append((path, *_said(parts)))
    return leaves


def _said(parts: list[Block]) -> Leaf:
    block = parts[0]
    if isinstance(block, CodeBlock):
        return "code", block.language, _lines("".join(part.code for part in parts if isinstance(part, CodeBlock)))
    if isinstance(block, TableBlock):
        return "table", [_cells(line, len(block.aligned)) for part in parts for line in part.lines]
    if isinstance(block, Paragraph):
        if not block.lines and not block.level:
            return ("empty",)
        return f"text{block.level}", "".join(part.text for part in parts if isinstance(part, Paragraph))
    return ("rule",)


def _cells(line: str, columns: int) -> list[str]:
    """The texts of a row's cells, exactly so many."""
    texts = table_lines.cells(line)[:columns]
    return texts + [""] * (columns - len(texts))


def _lines(code: str) -> list[str]:
    """The lines of code, blank ones empty, and none of these at the end."""
    return re.sub(r"^[ \t]+$", "", code, flags=re.MULTILINE).rstrip("\n").split("\n")


def parsed_leaves(text: str) -> list[Leaf]:
    """What markdown-it makes of the text."""
    leaves: list[Leaf] = []
    path: list[tuple[int, str]] = []
    lists: list[list[Any]] = []
    said: list[int] = []
    count = 0
    rows: list[list[str]] = []
    kind = ""
    tokens: list[Token] = whole.parse(text)
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                lists.append([int(token.attrs.get("start", 1)), token.type])
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open" | "blockquote_open":
                name = ">"
                if token.type == "list_item_open":
                    ordered = lists[-1][1] == "ordered_list_open"
                    name = f"{lists[-1][0] if ordered else None}{token.markup}"
                    lists[-1][0] += 1
                path.append((count, name))
                count += 1
                said.append(len(leaves))
            case "list_item_close" | "blockquote_close":
                if said.pop() == len(leaves):
                    leaves.append((tuple(path), "empty"))
                path.pop()
            case "paragraph_open":
                kind = "text0"
            case "heading_open":
                kind = f"text{token.tag[1]}"
            case "inline":
                if kind == "cell":
                    rows[-1].append(token.content)
                else:
                    content = "\n".join(line.lstrip(" \t") for line in token.content.split("\n"))
                    leaves.append((tuple(path), kind, content))
            case "hr":
                leaves.append((tuple(path), "rule"))
            case "fence" | "code_block":
                language = re.split(r"[\s{,;]", token.info.strip())[0]
                leaves.append((tuple(path), "code", language, _lines(token.content)))
            case "table_open":
                rows, kind = [], "cell"
            case "tr_open":
                rows.append([])
            case "table_close":
                leaves.append((tuple(path), "table", rows))
    return _numbered(_without_task_boxes(leaves))


def _numbered(leaves: list[Leaf]) -> list[Leaf]:
    """Containers numbered by their first leaf."""
    ids: dict[int, int] = {}
    return [(tuple((ids.setdefault(i, len(ids)), name) for i, name in leaf[0]), *leaf[1:]) for leaf in leaves]


def _without_task_boxes(leaves: list[Leaf]) -> list[Leaf]:
    """The first paragraph of an item without its box, which markdown-it takes for text."""
    out: list[Leaf] = []
    seen: set[Any] = set()
    for leaf in leaves:
        path = leaf[0]
        fresh = bool(path) and path[-1][0] not in seen and path[-1][1] != ">"
        seen.update(i for i, _ in path)
        if (
            fresh
            and leaf[1] == "text0"
            and leaf[2][:3].lower() in ("[ ]", "[x]")
            and leaf[2].split("\n")[0][3:].strip(" \t")
            and leaf[2][3] in " \t"
        ):
            leaf = (path, "text0", leaf[2][3:].lstrip(" \t"))
        out.append(leaf)
    return out
