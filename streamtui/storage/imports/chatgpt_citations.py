"""What ChatGPT's answers cite: marks in the text, of which the message's metadata says what they stand for.

Two generations of them: private characters around a name, with `content_references`; before, `【12†source】`, with
`citations`, of which most exports have those of pages alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from streamtui.core.chat.citation import Citation
from streamtui.core.json_text.values import integer, mapping, mappings, text

_MARK = re.compile("( ?)(\ue200[^\ue200\ue201]*\ue201)")
"""Stands for a page that is cited or a thing that is named."""
_OLDER = re.compile(r" ?(【([0-9]{1,6})(?::[0-9]{1,6})?†[^【】\n]{0,200}】)")
"""Stands for a page or a file that is cited, by its number."""


def cited(words: str, about: Mapping[str, Any], left_out: Counter[str]) -> tuple[str, list[Citation]]:
    """The text without its marks, and what they stand for, as far as the metadata of its message say that.

    A thing that is named stays as its name.
    """
    found: dict[Citation, None] = {}
    names: dict[str, str] = {}
    told = set[str]()
    for reference in mappings(about.get("content_references")):
        mark = text(reference.get("matched_text"))
        if pages := mappings(reference.get("items")) or [reference] * bool(text(reference.get("url"))):
            found.update(dict.fromkeys(map(_page, pages)))
            told.add(mark)
        else:
            names[mark] = text(reference.get("alt"))
    for citation in mappings(about.get("citations")):
        source = mapping(citation.get("metadata"))
        found[_page(source)] = None
        told.add(str(integer(mapping(source.get("extra")).get("cited_message_idx"))))
    for mark, number in _OLDER.findall(words):
        left_out["unnamed source"] += mark not in told and number not in told
    words = _MARK.sub(lambda mark: mark[1] + name if (name := names.get(mark[2])) else "", words)
    return _OLDER.sub("", words), [source for source in found if source.url or source.title]


def _page(source: Mapping[str, Any]) -> Citation:
    return Citation(text(source.get("url")), text(source.get("title")) or text(source.get("name")))
