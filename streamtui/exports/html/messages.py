"""The messages of a conversation as elements: what stands on the screen, what can be folded there folded here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from streamtui.core.chat.attachments import Attachment
from streamtui.core.chat.conversation import Message
from streamtui.core.chat.messages import Continuation, Notice, UserMessage
from streamtui.core.chat.reply import Choice, Reply
from streamtui.core.chat.server_calls import ServerCall
from streamtui.core.chat.tool_calls import ToolCall, ToolCallState
from streamtui.core.chat.tree import Branches
from streamtui.core.text.code_files import language_of
from streamtui.core.words.attachment_words import attachment_words
from streamtui.core.words.call_words import CALL_SIGNS, state_words
from streamtui.core.words.figures import plural, rate
from streamtui.core.words.parameter_words import shown_in_short
from streamtui.core.words.reply_figures import figures_of
from streamtui.core.words.reply_words import CONTINUED, ending_lines, head_figures, thought_words
from streamtui.core.words.server_call_words import (
    citation_words,
    server_call_name,
    server_call_state,
    server_state_words,
    whose,
)
from streamtui.exports.html.prose import code, prose
from streamtui.exports.html.tags import css_class, image, link, shown, span

_EXCERPT = 200
"""Characters of arguments and result that stand in the line of a call."""


def message_html(message: Message, branches: Branches | None = None, at: str = "") -> str:
    """One of them; `branches`: which of several it is that stand in its place; `at`: when it was, as an element."""
    match message:
        case UserMessage():
            head = f'<div class="head"><h2 class="head-user">You{_signs(message, branches)}</h2>{at}</div>'
            text = f'<div class="plain">{shown(message.text.rstrip())}</div>' + "".join(map(_attached, message.parts))
            return f'<article class="{_kind("you", message)}">{head}{text}</article>'
        case Continuation():
            return _line("notice", CONTINUED)
        case Notice():
            sign, style = ("✗", "error") if message.fault is not None else ("·", "notice")
            return _line(style, f"{sign} {message.text}")
        case Reply():
            return "".join(_reply(message, branches, at))


def _attached(one: Attachment) -> str:
    """An image as it is, for it can do nothing; all else in words."""
    inner = code(one.text, language_of(one.name)) if one.text else ""
    inner = image(one.data_url, one.name) if one.is_image else inner
    return folded("attached", "notice", shown(attachment_words(one), keep_newlines=False), inner)


def folded(kind: str, style: str, summary: str, inner: str) -> str:
    """What is shown when one asks for it, below a line in that style; both are elements already."""
    head = f'<summary class="{css_class(style)}">{summary}</summary>'
    return f'<details class="{kind}">{head}<div class="inside">{inner}</div></details>'


def _kind(name: str, message: UserMessage | Reply) -> str:
    return f"{name} aside" if message.left_out else name


def _signs(message: UserMessage | Reply, branches: Branches | None) -> str:
    """`2/3`, `not sent`."""
    number = span("branch.number", f" {branches.number + 1}/{len(branches.turns)}") if branches is not None else ""
    return number + (span("left_out", " not sent") if message.left_out else "")


def _reply(reply: Reply, branches: Branches | None, at: str) -> Iterator[str]:
    yield f'<article class="{_kind("reply", reply)}">'
    yield from (_line("notice", f"· {notice.text}") for notice in reply.notices)
    figures, head = "".join(_figures(reply)), shown("  ".join(_head(reply)))
    name = shown(reply.model or "reply", keep_newlines=False) + _signs(reply, branches)
    yield f'<div class="head"><h2 class="head-model">{name}</h2>{at}'
    yield (folded("figures", "head.figures", head or "figures", figures) if figures else "") + "</div>"
    yield from _choice(reply, thought_words(reply))
    if reply.alternatives:
        others = (
            "".join(("<hr>" if number else "", *_choice(choice, "thought")))
            for number, (_, choice) in enumerate(sorted(reply.alternatives.items()))
        )
        words = f"{plural(len(reply.alternatives), 'more answer')} {'was' if len(reply.alternatives) == 1 else 'were'}"
        yield folded("others", "notice", shown(f"{words} sent"), "".join(others))
    yield from _citations(reply)
    yield from (_line(style, line) for line, style in ending_lines(reply))
    yield "</article>"


def _head(reply: Reply) -> list[str]:
    statistics = reply.statistics
    speed = rate(statistics.decode_rate, estimated=statistics.tokens_are_estimated)
    return [*head_figures(reply), *([speed] if statistics.decode_rate is not None else [])]


def _choice(choice: Choice, thought: str) -> Iterator[str]:
    if choice.reasoning:
        reasoning = f'<div class="reasoning">{prose(str(choice.reasoning))}</div>'
        yield folded("thinking", "thought", shown(thought), reasoning)
    if isinstance(choice, Reply):
        yield from (_server_call(call, choice) for call in choice.server_calls)
    if choice.text:
        yield f'<div class="prose">{prose(str(choice.text))}</div>'
    if choice.refusal:
        yield f'<div class="prose refusal">{prose(str(choice.refusal))}</div>'
    yield from (_call(call) for call in choice.tool_calls)


def _call(call: ToolCall) -> str:
    style, arguments = f"call.{call.state.value}", str(call.arguments)
    name = ("↻ " if call.repeated else "") + call.name
    line = [
        span(style, CALL_SIGNS[call.state]),
        span("call.name", name),
        span("call.arguments", _short(arguments)),
    ]
    if call.state in (ToolCallState.DONE, ToolCallState.FAILED) and call.output:
        line += [span(style, "→"), span("call.result", _short(call.output))]
    line.append(_state(style, state_words(call)))
    inner = [_labelled("arguments", code(arguments, "json"))]
    output = call.whole_output if call.whole_output is not None else call.output
    if output is not None:
        inner.append(_labelled("result", code(output)))
    return folded("call", "call.line", " ".join(line), "".join(inner))


def _server_call(call: ServerCall, reply: Reply) -> str:
    state, said = server_call_state(call, reply.state), str(call.text)
    style = f"call.{state.value}"
    line = [
        span(style, CALL_SIGNS[state]),
        span("call.name", server_call_name(call)),
        span("dim", whose(call).strip()),
        span("call.arguments", _short(said)),
        _state(style, server_state_words(call, reply.state)),
    ]
    language = "python" if call.kind == "code_interpreter" else ""
    return folded("call", "call.line", " ".join(line), code(said, language) if said else "")


def _state(style: str, words: str) -> str:
    return f'<span class="{css_class(style)} state">{shown(words)}</span>'


def _citations(reply: Reply) -> Iterator[str]:
    """Links to pages alone."""
    if reply.citations:
        yield '<ol class="citations">'
        for title, address in map(citation_words, reply.citations):
            is_page = address.lower().startswith(("http://", "https://"))
            words = span("text", title or address)
            yield f"<li>{link(address, words) if is_page else words}"
            yield (span("link.target", f" {address}") if title and address else "") + "</li>"
        yield "</ol>"


def _labelled(label: str, element: str) -> str:
    return f'<p class="label">{shown(label)}</p>{element}'


def _figures(reply: Reply) -> Iterable[str]:
    for section in figures_of(reply):
        yield f'<table><caption class="label">{shown(section.title)}</caption>'
        for figure in section.figures:
            more = f"{figure.unit} {figure.note}".strip()
            yield f"<tr><th>{shown(figure.label)}</th><td>{shown(figure.value)}</td><td>{shown(more)}</td></tr>"
        yield "</table>"
    if reply.served_model and reply.served_model != reply.model:
        yield _line("dim", f"served as {reply.served_model}")
    if sent := shown_in_short(reply.options):
        yield _line("dim", f"sent with {' · '.join(sent)}")


def _line(style: str, text: str) -> str:
    return f'<p class="{css_class(style)}">{shown(text)}</p>'


def _short(text: str) -> str:
    words = " ".join(text[: _EXCERPT * 2].split())
    return words if len(words) <= _EXCERPT and len(text) <= _EXCERPT * 2 else f"{words[:_EXCERPT]}…"
