"""The page: conversations one after the other, and above them, where there are several, a list of them.

It stands alone: nothing is loaded from anywhere and nothing in it runs. Its theme follows the reader's system, or the
buttons of the page, which style sheets alone understand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from streamtui.core.chat.conversation import Conversation, Message
from streamtui.core.chat.messages import UserMessage
from streamtui.core.chat.reply import Reply
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.tree import ConversationTree
from streamtui.core.ports.store import KeptConversation
from streamtui.core.words.figures import plural
from streamtui.exports.html.messages import folded, message_html
from streamtui.exports.html.style import style_sheet
from streamtui.exports.html.tags import shown

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_DAY, _TIME = "%Y-%m-%d", "%H:%M"


def html_pages(conversations: Iterable[KeptConversation]) -> Iterator[str]:
    """All of them as one page, piece by piece; only their titles are remembered."""
    titles: list[str] = []
    for number, conversation in enumerate(conversations, 1):
        if number == 1:
            yield _head(conversation.title)
        yield "".join(_section(number, conversation))
        titles.append(conversation.title)
    if not titles:
        yield _head("")
    if len(titles) > 1:  # style sheets put it above all that is before it here
        entries = (f'<li><a href="#c{number}">{_title(title)}</a></li>' for number, title in enumerate(titles, 1))
        yield f"<nav><h1>{shown(plural(len(titles), 'conversation'))}</h1><ol>{''.join(entries)}</ol></nav>"
    yield "</main></body></html>\n"


def _head(title: str) -> str:
    themes = "".join(
        f'<input type="radio" name="theme" id="{theme}"{checked}><label for="{theme}">{theme}</label>'
        for theme, checked in (("auto", " checked"), ("dark", ""), ("light", ""))
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="referrer" content="no-referrer">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_title(title)} · streamtui</title><style>{style_sheet()}</style></head>\n"
        f'<body><div class="themes">{themes}</div><main>\n'
    )


def _section(number: int, conversation: KeptConversation) -> Iterator[str]:
    chat: Conversation = ChatState().fold(conversation.events).conversation
    models = dict.fromkeys(message.model for message in chat.messages if isinstance(message, Reply) and message.model)
    began = _instant(conversation.began or None)
    about = [f"{began:{_DAY} {_TIME}}" if began is not None else "", *models]
    yield f'<section id="c{number}"><header><h1>{_title(conversation.title)}</h1>'
    yield f'<p class="dim">{shown(" · ".join(filter(None, about)), keep_newlines=False)}</p></header>\n'
    if chat.system:
        yield folded("system", "dim", "system prompt", f'<div class="plain dim">{shown(chat.system)}</div>')
    tree = ConversationTree(conversation.turns, conversation.head)
    branched = len(tree.shown) < len(conversation.turns)
    day = f"{began:{_DAY}}" if began is not None else ""
    for message in chat.messages:
        at = _instant(_asked_at(message), conversation.epoch)
        yield message_html(message, tree.at(message) if branched else None, _time(at, day)) + "\n"
        day = f"{at:{_DAY}}" if at is not None else day
    yield "</section>\n"


def _title(title: str) -> str:
    return shown(title, keep_newlines=False) or "–"


def _asked_at(message: Message) -> float | None:
    """When it was sent, by the clock of this run; of what has no time on the page nothing."""
    if isinstance(message, Reply):
        return message.statistics.sent_at
    return message.at if isinstance(message, UserMessage) else None


def _instant(at: float | None, epoch: float | None = 0.0) -> datetime | None:
    """In the time of this machine."""
    try:
        return datetime.fromtimestamp(at + epoch).astimezone() if at is not None and epoch is not None else None
    except (OverflowError, OSError, ValueError):
        return None


def _time(at: datetime | None, day: str) -> str:
    """As an element, with its day where that is another one."""
    if at is None:
        return ""
    written = f"{at:{_TIME}}" if f"{at:{_DAY}}" == day else f"{at:{_DAY} {_TIME}}"
    return f'<time datetime="{at.isoformat(timespec="seconds")}">{written}</time>'
