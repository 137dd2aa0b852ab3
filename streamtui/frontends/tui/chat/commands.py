"""What can be done in the chat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from streamtui.frontends.tui.calls.approval import ANSWER
from streamtui.frontends.tui.calls.tools import ToolsScreen
from streamtui.frontends.tui.chat import arguments
from streamtui.frontends.tui.chat.attaching import ATTACHING_COMMANDS
from streamtui.frontends.tui.chat.branch_commands import BRANCH_COMMANDS, LEAVE_EDIT
from streamtui.frontends.tui.chat.editing import EDITOR, FOLD
from streamtui.frontends.tui.chat.kept_commands import DROP_FOUND, HISTORY, TITLE
from streamtui.frontends.tui.chat.leaving import DROP_DRAFT, END_OF_INPUT, QUIT_WHEN_SURE
from streamtui.frontends.tui.chat.looks import THEME, THEMES
from streamtui.frontends.tui.chat.models import model_arguments, model_by_name
from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.chat.parameters_panel import PARAMETERS_PANEL
from streamtui.frontends.tui.chat.personas import PERSONA
from streamtui.frontends.tui.chat.program_commands import HELP, MOUSE, SUSPEND
from streamtui.frontends.tui.chat.prompt_search import FIND_PROMPT
from streamtui.frontends.tui.chat.remembering import RememberingPanes
from streamtui.frontends.tui.chat.scrolling import SCROLLING, TO_PROMPT
from streamtui.frontends.tui.chat.slash_menu import MENU_COMMANDS, SlashMenu
from streamtui.frontends.tui.chat.snippets import SNIPPET
from streamtui.frontends.tui.chat.time_commands import MARK, RECORD, REWIND
from streamtui.frontends.tui.chat.waiting_list import WAITING
from streamtui.frontends.tui.chat.wanted_key import key_of_place
from streamtui.frontends.tui.desk import answered
from streamtui.frontends.tui.desk.commands import ASK_AGAIN, DESK_COMMANDS, NEW, STOP
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.desk.reply_form import set_format
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.command_work import begin
from streamtui.frontends.tui.kit.guard import Guard
from streamtui.frontends.tui.kit.prompt_input import PromptInput


def _desk(panes: ChatPanes) -> Desk:
    return panes.desk


def _menu(panes: ChatPanes) -> SlashMenu:
    return panes.menu


def _complete(word: str) -> Callable[[ChatPanes], None]:
    """Puts the slash command into the prompt, to be completed."""
    return lambda panes: panes.prompt.write(f"/{word} ")


def _take_earlier(panes: ChatPanes) -> None:
    panes.prompt.clear()
    panes.desk.waiting.take_earlier()


def _tools(panes: ChatPanes) -> None:
    if (toolbox := panes.desk.toolbox) is not None:
        panes.app.push_screen(ToolsScreen(toolbox))


async def race(panes: ChatPanes, prompt: str, late: tuple[Guard, PromptInput] | None = None) -> None:
    """Race several models; `late` as for `race_in_chat`."""
    from streamtui.frontends.tui.race.in_chat import race_in_chat  # its screens are wanted now and then

    keeps = panes.transcript.to_end
    panes.say(await race_in_chat(panes.app, panes.services, panes.desk, prompt, late, keeps))


def _race(panes: ChatPanes, prompt: str) -> None:
    begin(panes, race(panes, prompt))


def _switch_tool(panes: ChatPanes, name: str) -> None:
    if not name:
        _tools(panes)
    elif (toolbox := panes.desk.toolbox) is not None:
        panes.say(answered.switch_tool(toolbox, name))


PALETTE: Command[ChatPanes] = Command(
    "chat.palette", "All commands", lambda panes: panes.app.action_command_palette(), keys=("ctrl+p",), label="Commands"
)
RACE: Command[ChatPanes] = Command(
    "chat.race",
    "Race several models",
    _complete("race"),
    lambda panes: panes.services.races is not None and not panes.desk.turns.busy,
    words=("race",),
    argument="[TEXT]",
    do_with=_race,
)
MENU: tuple[Command[ChatPanes], ...] = tuple(command.of(_menu) for command in MENU_COMMANDS)
QUIT: Command[ChatPanes] = Command(
    "chat.quit",
    "Quit",
    lambda panes: panes.quit(),
    keys=("ctrl+q",),
    words=("quit", "exit"),
    label="Quit",
    at_once=True,
)
CHAT_COMMANDS: tuple[Command[RememberingPanes], ...] = (
    Command(
        "chat.drop_selection",
        "Drop the selection",
        lambda panes: panes.clear_selection(),
        lambda panes: bool(panes.selections),
        keys=("escape",),
    ),
    DROP_FOUND,
    Command(
        "chat.copy_selection",
        "Copy the selection",
        ChatPanes.copy_selection,
        lambda panes: bool(panes.selections),
        keys=("ctrl+c",),
        label="Copy",
    ),
    Command(
        "chat.close_figures",
        "Close what is open",
        ChatPanes.show_statistics,
        lambda panes: panes.figures_lie_over,
        keys=("escape",),
        label="Back",
    ),
    Command(
        "chat.close_wire",
        "Close what is open",
        ChatPanes.go_back_in_wire,
        lambda panes: panes.in_wire or (panes.wire_is_open and not panes.desk.turns.busy),
        keys=("escape",),
        label="Back",
    ),
    Command(
        "chat.close_calls",
        "Close what is open",
        ChatPanes.close_calls,
        lambda panes: panes.inspector.has_focus or (panes.calls_are_open and not panes.desk.turns.busy),
        keys=("escape",),
        label="Back",
    ),
    Command(
        "chat.close_thoughts",
        "Close what is open",
        lambda panes: panes.transcript.fold_thoughts(),
        lambda panes: panes.transcript.has_focus and panes.transcript.thoughts_are_open,
        keys=("escape",),
        label="Back",
    ),
    LEAVE_EDIT,
    STOP.of(_desk),
    TO_PROMPT,
    ANSWER.of(lambda panes: panes.guard),
    Command(
        "chat.take_earlier",
        "Edit the one waiting before",
        _take_earlier,
        lambda panes: panes.desk.waiting.can_take_earlier(panes.prompt.text),
        keys=("up",),
    ),
    DROP_DRAFT,
    QUIT_WHEN_SURE,
    END_OF_INPUT,
    *(command.of(_desk) for command in DESK_COMMANDS if command not in (STOP, NEW, ASK_AGAIN)),
    *BRANCH_COMMANDS,
    replace(NEW.of(_desk), do=ChatPanes.new_conversation),
    Command(
        "chat.calls",
        "Show function calls",
        ChatPanes.go_to_calls,
        keys=("ctrl+t",),
        words=("calls",),
        label="Calls",
        at_once=True,
    ),
    Command(
        "chat.statistics",
        "Show or hide the figures",
        ChatPanes.show_statistics,
        keys=("ctrl+s",),
        words=("figures", "statistics"),
        label="Figures",
        at_once=True,
    ),
    Command(
        "chat.tools",
        "Tools, on and off",
        _tools,
        lambda panes: panes.desk.toolbox is not None,
        keys=("f3",),
        words=("tools",),
        argument="[NAME]",
        do_with=_switch_tool,
        arguments=arguments.tools,
        opens=True,
    ),
    RACE,
    Command(
        "chat.code",
        "Save code as files",
        _complete("code"),
        lambda panes: panes.desk.last_reply is not None,
        words=("code",),
        argument="[DIR]",
        arguments=arguments.folders,
        do_with=lambda panes, folder: panes.say(answered.save_code(panes.desk, panes.services, folder)),
    ),
    *ATTACHING_COMMANDS,
    WAITING,
    EDITOR,
    FIND_PROMPT,
    SNIPPET,
    FOLD,
    RECORD,
    REWIND,
    MARK,
    PALETTE,
    HELP,
    THEME,
    THEMES,
    Command(
        "chat.model",
        "Ask another model",
        lambda panes: model_by_name(panes, ""),
        keys=("ctrl+o",),
        words=("model",),
        argument="[NAME]",
        arguments=model_arguments,
        do_with=model_by_name,
        opens=True,
    ),
    Command(
        "chat.api",
        "Ask in another API",
        _complete("api"),
        words=("api",),
        argument="[NAME]",
        arguments=arguments.apis,
        do_with=lambda panes, name: panes.say(answered.use_api(panes.desk, name)),
    ),
    Command(
        "chat.key",
        "Key for this place",
        lambda panes: begin(panes, key_of_place(panes)),
        lambda panes: panes.services.keys is not None,
        words=("key",),
        opens=True,
    ),
    HISTORY,
    TITLE,
    Command(
        "chat.system",
        "System prompt; - for none",
        _complete("system"),
        words=("system",),
        argument="[TEXT]",
        arguments=arguments.system,
        do_with=lambda panes, text: panes.say(answered.set_system(panes.desk, text)),
    ),
    Command(
        "chat.set",
        "Parameters; - for none",
        _complete("set"),
        words=("set",),
        argument="[NAME [VALUE]]",
        arguments=arguments.parameters,
        do_with=lambda panes, text: panes.say(answered.set_parameter(panes.desk, text)),
    ),
    PARAMETERS_PANEL,
    PERSONA,
    Command(
        "chat.format",
        "Replies as JSON; - for any text",
        _complete("format"),
        words=("format",),
        argument="[FILE]",
        arguments=arguments.formats,
        do_with=lambda panes, text: panes.say(set_format(panes.desk, panes.services, text)),
    ),
    *SCROLLING,
    QUIT,
    Command(
        "chat.wire",
        "Show the wire, every chunk",
        ChatPanes.go_to_wire,
        keys=("f4",),
        words=("wire",),
        label="Wire",
        at_once=True,
    ),
    SUSPEND,
    MOUSE,
)
