"""How the transcript looks: a component class for every style name, in the colours of the theme."""

from __future__ import annotations

from streamtui.markdown.styles import STYLES

OWN_STYLES = (
    "head.user",
    "text.user",
    "head.model",
    "head.figures",
    "thought",
    "reasoning",
    "refusal",
    "call.name",
    "call.arguments",
    "call.writing",
    "call.waiting",
    "call.running",
    "call.done",
    "call.failed",
    "call.cut",
    "notice",
    "ending",
    "error",
    "mark",
)
"""Style names of the rows that are not Markdown."""


def component(style: str) -> str:
    """The component class of a style name."""
    return f"transcript--{style.replace('.', '-')}"


COMPONENTS = {component(style) for style in (*STYLES, *OWN_STYLES)}

_RULES = {
    "head.user": "color: $text-accent; text-style: bold",
    "head.model": "color: $text-primary; text-style: bold",
    "head.figures": "color: $text-muted",
    "thought": "color: $text-muted; text-style: italic",
    "reasoning": "color: $text-muted",
    "refusal": "color: $text-warning",
    "call.name": "text-style: bold",
    "call.arguments": "color: $text-muted",
    "call.writing": "color: $text-primary",
    "call.waiting": "color: $text-primary",
    "call.running": "color: $text-primary",
    "call.done": "color: $text-success",
    "call.failed": "color: $text-error",
    "call.cut": "color: $text-warning",
    "notice": "color: $text-muted; text-style: italic",
    "ending": "color: $text-warning",
    "error": "color: $text-error",
    "mark": "color: $text; background: $primary-muted; text-style: bold",
    "quote": "color: $text-muted",
    "heading1": "color: $text-primary; text-style: bold underline",
    "heading2": "color: $text-primary; text-style: bold",
    "heading3": "text-style: bold",
    "heading4": "text-style: bold",
    "heading5": "text-style: bold",
    "heading6": "text-style: bold",
    "strong": "text-style: bold",
    "emphasis": "text-style: italic",
    "strong.emphasis": "text-style: bold italic",
    "strike": "text-style: strike",
    "code": "color: $text-warning",
    "link": "color: $text-primary; text-style: underline",
    "link.target": "color: $text-muted",
    "image": "color: $text-muted; text-style: italic",
    "bullet": "color: $text-primary",
    "task.open": "color: $text-warning",
    "task.done": "color: $text-success",
    "rule": "color: $text-disabled",
    "table.head": "text-style: bold",
    "table.rule": "color: $text-disabled",
    "code.rule": "color: $text-disabled",
    "code.language": "color: $text-muted; text-style: italic",
    "code.comment": "color: $text-muted; text-style: italic",
    "code.keyword": "color: $text-accent",
    "code.constant": "color: $text-warning",
    "code.type": "color: $text-success",
    "code.attribute": "color: $text-primary",
    "code.builtin": "color: $text-primary",
    "code.decorator": "color: $text-warning",
    "code.function": "color: $text-primary",
    "code.tag": "color: $text-accent",
    "code.variable": "color: $text",
    "code.string": "color: $text-success",
    "code.escape": "color: $text-warning",
    "code.number": "color: $text-warning",
    "code.operator": "color: $text-muted",
    "code.punctuation": "color: $text-muted",
    "code.deleted": "color: $text-error",
    "code.inserted": "color: $text-success",
    "code.heading": "text-style: bold",
}

CSS = """
Transcript {
    padding: 0 1;
    overflow-x: hidden;
    overflow-y: scroll;
    background: $background;
    color: $text;
    scrollbar-size-vertical: 1;
    scrollbar-background: $background;
    scrollbar-background-hover: $background;
    scrollbar-background-active: $background;
    scrollbar-color: $foreground 20%;
    scrollbar-color-hover: $foreground 40%;
    scrollbar-color-active: $primary;
}
""" + "\n".join(f"Transcript > .{component(style)} {{ {rules}; }}" for style, rules in _RULES.items())
