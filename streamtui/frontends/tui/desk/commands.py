"""What can be done at the desk."""

from __future__ import annotations

from collections.abc import Callable

from streamtui.core.chat.phase import Phase
from streamtui.core.chat.reply import ReplyState
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.kit.command import Command


def _at_hand(desk: Desk) -> bool:
    """What is asked for can be done, or as soon as the endpoint is open, or the conversation read."""
    return desk.idle or desk.connection.opening_since is not None or desk.branches.reading


def wait_as(desk: Desk, slash: str) -> None:
    """Have the slash command wait that does what is asked for: once, however often that is."""
    if desk.turns.queued[-1:] != [slash]:
        desk.submit(slash)


def _soon(do: Callable[[Desk], object], slash: str) -> Callable[[Desk], object]:
    """Do it, or have the slash command wait that does it."""

    def do_or_wait(desk: Desk) -> None:
        if desk.idle:
            do(desk)
        else:
            wait_as(desk, slash)

    return do_or_wait


def _can_continue(desk: Desk) -> bool:
    """The last reply broke off and has text to go on from."""
    reply = desk.last_reply
    return (
        _at_hand(desk) and reply is not None and not reply.empty and reply.state in (ReplyState.CUT, ReplyState.STOPPED)
    )


def _can_ask_again(desk: Desk) -> bool:
    """There is a message that can be asked once more."""
    return _at_hand(desk) and desk.state.conversation.asked() is not None


STOP = Command(
    "chat.stop",
    "Stop the reply, keep its text",
    Desk.stop,
    lambda desk: desk.turns.busy,
    keys=("escape", "ctrl+c"),
    label="Stop",
)
RETRY_NOW = Command(
    "chat.retry_now",
    "Retry now",
    Desk.retry_now,
    lambda desk: desk.state.phase is Phase.RETRYING,
    keys=("ctrl+r", "alt+r"),
    bare_keys=("enter",),
    words=("retry",),
)
CONNECT = Command(
    "chat.connect",
    "Connect again",
    Desk.connect,
    lambda desk: not desk.connection.ready and not desk.turns.busy,
    keys=("alt+r",),
    bare_keys=("enter",),
    words=("retry",),
)
SEND_QUEUED = Command(
    "chat.send_queued",
    "Send the first waiting prompt",
    Desk.send_queued,
    lambda desk: desk.idle and bool(desk.turns.queued),
    bare_keys=("enter",),
)
TAKE_BACK: Command[Desk] = Command(
    "chat.take_back",
    "Edit the last waiting prompt",
    lambda desk: desk.waiting.take_back(),
    lambda desk: bool(desk.turns.queued),
    bare_keys=("up",),
)
CONTINUE = Command(
    "chat.continue",
    "Continue what broke off",
    _soon(Desk.continue_reply, "/continue"),
    _can_continue,
    keys=("ctrl+g",),
    words=("continue",),
)
ASK_AGAIN = Command(
    "chat.ask_again",
    "Ask the last message again",
    _soon(lambda desk: desk.branches.ask_again(), "/retry"),
    _can_ask_again,
    keys=("alt+r",),
    words=("retry",),
)
BRING_BACK = Command(
    "chat.bring_back",
    "Last conversation back",
    Desk.bring_back,
    lambda desk: desk.is_empty and desk.can_bring_back,
    keys=("ctrl+n",),
    label="Bring back",
)
BACK = Command(
    "chat.back",
    "Last conversation back",
    Desk.bring_back,
    lambda desk: desk.can_bring_back,
    words=("back",),
)
NEW = Command(
    "chat.new",
    "New conversation",
    Desk.new_conversation,
    keys=("ctrl+n",),
    words=("new", "clear"),
    label="New",
)
DESK_COMMANDS = (STOP, RETRY_NOW, CONNECT, SEND_QUEUED, TAKE_BACK, CONTINUE, ASK_AGAIN, BRING_BACK, BACK, NEW)
