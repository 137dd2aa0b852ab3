"""The forms of kept conversations, by the names that people give them; each as pieces of one text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from streamtui.core.ports.store import KeptConversation
from streamtui.exports.json_form import json_lines, json_text
from streamtui.exports.markdown_form import markdown_of

FORMS = ("md", "html", "json", "jsonl")
"""To be read; the same as one page; one object or a list of them; an object a line."""
WITH_TREES = ("json", "jsonl")
"""Those in which all of the turns are, where they are there."""


def form_of(name: PurePath) -> str | None:
    """The form that the ending of a file's name says; `None` where it says none."""
    ending = name.suffix.lower().removeprefix(".")
    return ending if ending in FORMS else None


def exported(conversations: Iterable[KeptConversation], form: str) -> Iterator[str]:
    """The conversations in one of the forms, piece by piece."""
    if form == "md":
        for number, conversation in enumerate(conversations):
            yield ("\n---\n\n" if number else "") + markdown_of(conversation)
    elif form == "html":
        from streamtui.exports.html.page import html_pages

        yield from html_pages(conversations)
    elif form == "jsonl":
        yield from json_lines(conversations)
    else:
        yield from json_text(conversations)
