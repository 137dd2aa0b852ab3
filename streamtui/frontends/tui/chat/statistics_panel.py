"""The statistics beside the chat."""

from __future__ import annotations

from streamtui.core.chat.conversation import Conversation, Reply, UserMessage
from streamtui.core.text.token_estimate import estimate_tokens
from streamtui.frontends.tui.chat.statistics import statistics_rows
from streamtui.frontends.tui.desk.desk import Chat
from streamtui.frontends.tui.kit.lines import Lines


class StatisticsPanel(Lines):
    """Figures of the last reply and of the conversation."""

    FITS = True

    _estimated: tuple[Reply | None, int] = (None, 0)
    """The tokens that went in for a reply: a guess that is made once per reply, as it reads the whole history."""

    def show(self, chat: Chat, now: float) -> None:
        reply = chat.state.reply
        if self._estimated[0] is not reply:
            self._estimated = (reply, _estimate_prompt(chat.state.conversation, reply))
        self.rows = statistics_rows(chat, now, self._estimated[1], self.size.width)


def _estimate_prompt(conversation: Conversation, reply: Reply | None) -> int:
    tokens = estimate_tokens(conversation.system)
    for message in conversation.messages:
        if message is reply:
            break
        if isinstance(message, (UserMessage, Reply)):
            tokens += estimate_tokens(str(message.text))
    return round(tokens)
