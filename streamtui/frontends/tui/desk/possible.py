"""Which commands do anything now, as far as the chat decides it."""

from __future__ import annotations

from streamtui.core.chat.phase import Phase
from streamtui.frontends.tui.desk.desk import Chat


def is_possible(action: str, chat: Chat) -> bool:
    """Whether the command of that action does anything."""
    match action:
        case "stop":
            return chat.busy
        case "retry_now":
            return chat.state.phase is Phase.RETRYING
        case "connect":
            return not chat.open and not chat.busy
        case "send_queued":
            return chat.open and not chat.busy and chat.queued is not None
        case "take_back":
            return chat.queued is not None
        case "continue_reply":
            return chat.can_continue
        case "ask_again":
            return chat.can_ask_again
        case "race":
            return chat.can_race
        case "code":
            return chat.last_reply is not None
        case "tools":
            return chat.toolbox is not None
    return True
