"""The page holds what was said, as text: nothing that a model, a tool or a file says becomes an element of it."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streamtui.core.chat import events as ev
from streamtui.core.chat.citation import Citation
from streamtui.core.chat.tree import Turn
from streamtui.core.faults.faults import Fault
from streamtui.core.ports.store import KeptConversation
from streamtui.core.text.display_safe import display_safe
from streamtui.exports.forms import exported
from streamtui.exports.html.prose import prose

VOID = {"meta", "input", "br", "hr"}
PLAIN = """
html head title style body main nav section header article div p span pre code table caption thead tbody tr th td ul ol
li blockquote strong em s h1 h2 h3 h4 h5 h6 br hr details summary
"""
ALLOWED: dict[str, set[str]] = {
    **{tag: set() for tag in PLAIN.split()},
    "html": {"lang"},
    "meta": {"charset", "http-equiv", "content", "name"},
    "input": {"type", "name", "id", "checked"},
    "label": {"for"},
    "section": {"id"},
    "ol": {"start"},
    "a": {"rel", "href"},
    "time": {"datetime"},
}
CLASSES = {"class"}


class Page(HTMLParser):
    """What a browser sees: elements, each closed in its order, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: set[tuple[str, str]] = set()
        self.links: list[str] = []
        self.open: list[str] = []
        self.pieces: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen |= {(tag, name) for name, _ in attrs} | {(tag, "")}
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def harmless(self) -> bool:
        allowed = all(name in ALLOWED.get(tag, set()) | CLASSES | {""} and tag in ALLOWED for tag, name in self.seen)
        return allowed and all(link.startswith("#c") or urlsplit(link).scheme in SCHEMES for link in self.links)


SCHEMES = ("http", "https", "mailto")
MARKS = st.sampled_from(
    [
        *"<>&\"'`*_~[]()!#|-+=:\n\t \\\0\x1b\r\u202e\u2028\ufeff\ud800",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg onload=alert(1)>',
        "</pre></code></div>",
        "</style><style>*{}",
        "<!--",
        "]]>",
        "&lt;b&gt;",
        "&#x202e;",
        "[a](javascript:alert(1))",
        "[a](https://example.org/'\"><b>)",
        '![a](https://example.org/p.png "t")',
        "<https://example.org/<x>>",
        "<data:text/html,x>",
        "https://example.org/?a=1&b=2",
        '```"><b>\n',
        "~~~html\n<b>\n~~~\n",
        "| a | b |\n|--|:-:|\n| <br> | <b> |\n",
        "- [x] ",
        "1. ",
        "> ",
        "# ",
        "    ",
    ]
)
TEXTS = st.lists(MARKS | st.text(max_size=6), max_size=24).map("".join)


def conversation(title: str, said: list[str]) -> KeptConversation:
    """Texts wherever somebody else's can stand."""
    system, prompt, reasoning, answer, name, arguments, output, refusal, other, model, why, notice = said
    events: list[ev.StreamEvent] = [
        ev.SystemPromptChanged(0.0, system),
        ev.PromptSubmitted(1.0, prompt, "p1"),
        ev.RequestSent(1.0, 1, model, reply="r1"),
        ev.NoticeIssued(1.0, notice),
        ev.ResponseStarted(1.1),
        ev.ModelNamed(1.1, other),
        ev.ReasoningDelta(1.2, reasoning),
        ev.ServerCallReported(1.2, 0, name, name, name, other, output),
        ev.TextDelta(1.3, answer),
        ev.CitationAdded(1.3, Citation(answer, other, name)),
        ev.CitationAdded(1.3, Citation(f"https://example.org/{answer}", other)),
        ev.RefusalDelta(1.3, refusal),
        ev.TextDelta(1.3, other, 1),
        ev.ToolCallDelta(1.4, 0, id=name, name=name, arguments=arguments),
        ev.FinishReported(1.4, other),
        ev.ReplyFinished(1.5),
        ev.ToolCallStarted(1.5, "r1.0"),
        ev.ToolCallFinished(1.6, "r1.0", output),
        ev.RequestSent(1.7, 1, model, reply="r2"),
        ev.TextDelta(1.8, answer),
        ev.ReplyFailed(1.9, Fault("connection", why)),
        ev.TurnFailed(1.9, Fault("connection", why)),
        ev.ContinuationAsked(2.0, "r2"),
        ev.TurnFailed(2.1, Fault("cancelled", why)),
        ev.NoticeIssued(2.2, notice),
    ]
    return KeptConversation("0" * 16, title, [Turn("1", events=events)], "1", 1.0, 1.0)


@settings(max_examples=150, deadline=None)
@given(title=TEXTS, said=st.lists(TEXTS, min_size=12, max_size=12), many=st.integers(1, 2))
def test_no_text_makes_an_element_or_an_attribute(title: str, said: list[str], many: int) -> None:
    page = Page("".join(exported([conversation(title, said)] * many, "html")))
    assert page.harmless
    _, prompt, _, _, name, arguments, output, *_ = said
    for text in (prompt.rstrip(), name, arguments.removesuffix("\n"), output.removesuffix("\n")):
        assert display_safe(text).removesuffix("\n") in page.text


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_what_is_made_of_markdown_is_harmless_and_whole(text: str) -> None:
    assert Page(prose(text)).harmless


@given(st.lists(st.text("ab<>&'\"` \t*_[]()!|", max_size=20), max_size=8))
def test_code_is_shown_exactly(lines: list[str]) -> None:
    said = "\n".join(line for line in lines if "```" not in line)
    assert Page(prose(f"````\n{said}\n````")).text == said


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    said = "".join(exported([conversation("T", ["x"] * 12)], "html"))
    assert "default-src 'none'" in said
    assert not any(word in said for word in ("<script", "<link", "url(", "@import", "src=", "javascript"))


def test_markdown_looks_as_it_should() -> None:
    made = prose(
        "# A\n\nb **c** [d](https://e.org/f) ![g](https://h.org/i)\n\n- [x] j\n\n|k|\n|--:|\n|l<br>m|\n\n```py\n1\n```"
    )
    assert '<h3 class="heading1">A</h3>' in made
    assert "<strong>c</strong>" in made
    assert 'rel="noopener noreferrer nofollow" href="https://e.org/f">d</a>' in made
    assert (
        '<a class="link" rel="noopener noreferrer nofollow" href="https://h.org/i"><span class="image">[image: g]'
        in made
    )
    assert '<span class="task-done">☑ </span>j' in made
    assert '<td class="right">l<br>m</td>' in made
    assert '<span class="code-number">1</span>' in made


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//e.org/x", "x y"]
)
def test_a_link_that_might_act_is_text(address: str) -> None:
    assert "<a" not in prose(f"[shown]({address}) ![shown]({address}) <{address}>")


def test_what_the_server_ran_and_its_sources_stand_in_the_page() -> None:
    events: list[ev.StreamEvent] = [
        ev.PromptSubmitted(1.0, "Hi", "p"),
        ev.RequestSent(1.1, 1, "m", reply="r"),
        ev.ServerCallReported(1.2, 0, "code_interpreter", "ci", state="in_progress", text="print(1)"),
        ev.ServerCallReported(2.4, 0, state="completed"),
        ev.TextDelta(2.5, "One."),
        ev.CitationAdded(2.5, Citation("https://e.org/a", "A <page>", "url_citation")),
        ev.CitationAdded(2.5, Citation("mailto:a@e.org", "B")),
        ev.CitationAdded(2.5, Citation("javascript:alert(1)", "C")),
        ev.ReplyFinished(2.6),
    ]
    page = Page("".join(exported([KeptConversation("0" * 16, "T", [Turn("1", events=events)], "1")], "html")))
    assert "code_interpreter · server print(1) completed 1.20 s" in page.text
    assert page.links == ["https://e.org/a"]
    for words in ("A <page> https://e.org/a", "B mailto:a@e.org", "C javascript:alert(1)"):
        assert words in page.text


def test_when_each_was_said_stands_beside_it_with_the_day_where_that_is_another() -> None:
    noon, now, day = time.mktime((2026, 1, 2, 12, 0, 0, 0, 0, -1)), 500.0, 86_400.0
    events: list[ev.StreamEvent] = [
        ev.PromptSubmitted(now, "Hi", "p"),
        ev.RequestSent(now + 60, 1, "m", reply="r"),
        ev.TextDelta(now + 61, "One."),
        ev.ReplyFinished(now + 62),
        ev.PromptSubmitted(now + day, "And?", "q"),
    ]
    kept = KeptConversation("0" * 16, "T", [Turn("1", events=events)], "1", noon, noon, epoch=noon - now)
    page = Page("".join(exported([kept], "html")))
    assert page.harmless
    for words in ("2026-01-02 12:00 · m", "You12:00Hi", "m12:01", "You2026-01-03 12:00And?"):
        assert words in page.text
    for unknown in (None, 1e300):
        assert "<time" not in "".join(exported([replace(kept, epoch=unknown)], "html"))


def test_several_conversations_are_listed_above() -> None:
    page = Page("".join(exported([conversation(title, ["x"] * 12) for title in ("One", "Two")], "html")))
    assert page.links[-2:] == ["#c1", "#c2"]
    assert "2 conversations" in page.text
    assert Page("".join(exported([], "html"))).harmless


def test_of_branches_the_shown_path_is_there_and_which_of_how_many_it_is() -> None:
    turns = [Turn(key, parent) for key, parent in (("1", ""), ("2", ""), ("3", "2"), ("4", "2"))]
    for turn, asked in zip(turns, ("a", "a", "b", "c"), strict=True):
        for event in (
            ev.PromptSubmitted(1.0, f"Ask {asked}", asked),
            ev.RequestSent(1.1, 1, "m", reply=f"r{turn.key}"),
            ev.TextDelta(1.2, f"Reply {turn.key}"),
            ev.ReplyFinished(1.3),
            ev.MessageLeftOut(1.4, asked),
        ):
            turn.take(event)
    text = Page("".join(exported([KeptConversation("0" * 16, "T", turns, "4")], "html"))).text
    assert [word for word in ("Ask a", "Reply 2", "Ask c", "Reply 4") if word not in text] == []
    assert [word for word in ("Reply 1", "Ask b", "Reply 3") if word in text] == []
    assert " ".join(text.split()).count("m 2/2") == 1
    assert "You 2/2 not sent" in " ".join(text.split())


def test_what_a_reply_took_and_how_it_ended_stands_in_the_page() -> None:
    text = Page("".join(exported([conversation("T", [f"w{number}" for number in range(12)])], "html"))).text
    for words in ("ttft 200 ms", "done 100 ms", "✗ cut: w10", "1 more answer was sent", "↪ asked to go on"):
        assert words in text, json.dumps(text)
