"""Markdown as elements: the dialect of the screen, bounded as there, and every element made here.

Raw HTML is text, pictures are links, a language that is not known is plain code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from streamtui.core.text.blocks.leaf_lines import task
from streamtui.core.text.display_safe import display_safe
from streamtui.exports.html.tags import link, shown, span
from streamtui.markdown.highlight import START, highlight
from streamtui.markdown.inline import MOST_BRACKETS, addresses, markdown
from streamtui.markdown.link_target import short_target
from streamtui.markdown.split import HARD, cut
from streamtui.markdown.styles import CODE, CODE_TEXT, HEADINGS, IMAGE, LINK_TARGET

_line_break = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SAME = ("blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr", "p", "strong", "em", "s")
"""Elements that mean here what markdown-it means by them."""
_FIRST_HEADING = 3
"""A page has one, and each message; those of a text are below."""


def prose(text: str) -> str:
    """A text of Markdown."""
    tokens: list[Token] = []
    markdown.block.parse(display_safe(text), markdown, {}, tokens)
    return "".join(_block(token, tokens[max(0, at - 2) : at]) for at, token in enumerate(tokens))


def code(text: str, language: str = "") -> str:
    """Code, coloured as on the screen."""
    states, lines = START, list[str]()
    for line in display_safe(text).removesuffix("\n").split("\n"):
        runs, states = highlight(line, language, states)
        lines.append("".join(shown(run.text) if run.style == CODE_TEXT else span(run.style, run.text) for run in runs))
    return "<pre><code>" + "\n".join(lines) + "</code></pre>"


def _block(token: Token, before: Sequence[Token]) -> str:
    kind = token.type
    if token.hidden:
        return ""
    if kind == "inline":
        opened = [one.type for one in before]
        in_item = opened == ["list_item_open", "paragraph_open"]
        return _inline(token.content, tasks=in_item, breaks=opened[-1:] in (["td_open"], ["th_open"]))
    if kind in ("fence", "code_block"):
        language = token.info.split(maxsplit=1)[0].lower() if token.info.split() else ""
        label = f'<p class="code-language">{shown(language)}</p>' if language else ""
        return f'<div class="code-block">{label}{code(token.content, language)}</div>'
    if kind == "hr":
        return "<hr>"
    if kind.startswith("heading"):
        level = min(6, int(token.tag[1:]) + _FIRST_HEADING - 1)
        style = HEADINGS[int(token.tag[1:]) - 1]
        return f'<h{level} class="{style}">' if token.nesting == 1 else f"</h{level}>"
    if token.nesting == -1:
        return f"</{token.tag}>"
    if token.tag in ("td", "th"):
        side = str(token.attrs.get("style", "")).removeprefix("text-align:")
        return f'<{token.tag} class="{side}">' if side in ("right", "center") else f"<{token.tag}>"
    start = token.attrs.get("start")
    if token.tag == "ol" and isinstance(start, int):
        return f'<ol start="{start}">'
    return f"<{token.tag}>" if token.tag in _SAME else shown(token.content)


def _inline(text: str, *, tasks: bool, breaks: bool) -> str:
    box = ""
    if tasks and (found := task(text)) is not None:
        mark, text = found
        box = span("task.open", "☐ ") if mark == " " else span("task.done", "☑ ")
    if breaks:
        return box + "<br>".join("".join(_runs(part.strip())) for part in _line_break.split(text))
    return box + "".join(piece for part in _parts(text) for piece in _runs(part))


def _parts(text: str) -> Iterator[str]:
    """A paragraph as the screen cuts it, so that no markup in it costs more than the text is long."""
    while len(text) > HARD and (place := cut(text[: HARD + 1], 0)):
        yield text[:place]
        text = text[place:]
    yield text


def _runs(text: str) -> Iterator[str]:
    if text.count("[") > MOST_BRACKETS:
        yield shown(text)
        return
    links: list[tuple[str, list[str]]] = []
    out: list[str] = []
    for token in markdown.parseInline(text)[0].children or []:
        into = links[-1][1] if links else out
        if token.type == "link_open":
            links.append((str(token.attrs.get("href", "")), []))
        elif token.type == "link_close":
            address, inside = links.pop()
            (links[-1][1] if links else out).append(_link(address, "".join(inside)))
        else:
            into.append(_run(token, linked=bool(links)))
    yield from out


def _run(token: Token, *, linked: bool) -> str:
    kind = token.type
    if kind == "softbreak":
        return "\n"
    if kind == "hardbreak":
        return "<br>"
    if kind == "code_inline":
        return f'<code class="{CODE}">{shown(token.content)}</code>'
    if kind == "image":
        name = span(IMAGE, f"[image: {token.content}]" if token.content else "[image]")
        return name if linked else _link(str(token.attrs.get("src", "")), name)
    if token.nesting and token.tag in _SAME:
        return f"<{token.tag}>" if token.nesting == 1 else f"</{token.tag}>"
    return shown(token.content) if linked else "".join(_with_links(token.content))


def _with_links(text: str) -> Iterator[str]:
    position = 0
    for address, start, end in addresses(text):
        yield shown(text[position:start])
        yield link(address, shown(address))
        position = end
    yield shown(text[position:])


def _link(address: str, inner: str) -> str:
    """A link, with the place where it leads behind it, unless that is what it says."""
    made = link(address, inner)
    if not address or shown(address.removeprefix("mailto:")) == inner:
        return made
    return made + span(LINK_TARGET, f" ({short_target(address)})")
