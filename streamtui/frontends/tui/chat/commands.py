"""What can be done in the chat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from streamtui.frontends.tui.calls.approval import ANSWER
from streamtui.frontends.tui.calls.tools import ToolsScreen
from streamtui.frontends.tui.chat import arguments
from streamtui.frontends.tui.chat.branch_commands import BRANCH_COMMANDS, LEAVE_EDIT
from streamtui.frontends.tui.chat.branching import BranchingPanes
from streamtui.frontends.tui.chat.kept_commands import DROP_FOUND, HISTORY, TITLE
from streamtui.frontends.tui.chat.looks import THEME, THEMES
from streamtui.frontends.tui.chat.models import model_arguments, model_by_name
from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.chat.slash_menu import MENU_COMMANDS, SlashMenu
from streamtui.frontends.tui.chat.time_commands import MARK, RECORD, REWIND
from streamtui.frontends.tui.desk import answered
from streamtui.frontends.tui.desk.commands import ASK_AGAIN, DESK_COMMANDS, NEW, STOP
from streamtui.frontends.tui.desk.desk import Desk
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


def _can_take_earlier(panes: ChatPanes) -> bool:
    place, prompt = panes.desk.given_back
    return 0 < place <= len(panes.desk.turns.queued) and panes.prompt.text == prompt


def _take_earlier(panes: ChatPanes) -> None:
    """Nothing was changed in the prompt that was given back: it waits on in its place."""
    place, prompt = panes.desk.given_back
    panes.prompt.clear()
    panes.desk.turns.queued.insert(place, prompt)
    panes.desk.take_back(place - 1)


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
CHAT_COMMANDS: tuple[Command[BranchingPanes], ...] = (
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
    ANSWER.of(lambda panes: panes.guard),
    Command(
        "chat.take_earlier",
        "Edit the one waiting before",
        _take_earlier,
        _can_take_earlier,
        keys=("up",),
    ),
    Command(
        "chat.drop_draft",
        "Drop the draft; ↑ brings it back",
        lambda panes: panes.drop_draft(),
        lambda panes: bool(panes.prompt.text and not panes.prompt.selected_text),
        keys=("ctrl+c",),
    ),
    Command(
        "chat.quit_when_sure",
        "Twice on an empty line: quit",
        ChatPanes.quit_when_sure,
        lambda panes: not panes.prompt.text,
        keys=("ctrl+c",),
    ),
    Command(
        "chat.end_of_input",
        "On an empty line: quit",
        ChatPanes.quit,
        lambda panes: panes.prompt.has_focus and not panes.prompt.text and panes.prompt.last_key != "ctrl+d",
        keys=("ctrl+d",),
    ),
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
    RECORD,
    REWIND,
    MARK,
    PALETTE,
    Command(
        "chat.help",
        "Help",
        lambda panes: panes.app.push_screen("help"),
        keys=("f1",),
        words=("help",),
        label="Help",
        at_once=True,
    ),
    THEME,
    THEMES,
    Command(
        "chat.model",
        "Ask another model",
        lambda panes: model_by_name(panes, ""),
        words=("model",),
        argument="[NAME]",
        arguments=model_arguments,
        do_with=model_by_name,
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
    Command("chat.page_up", "Scroll up, down", lambda panes: panes.scrolled.action_page_up(), keys=("pageup",)),
    Command("chat.page_down", "Scroll up, down", lambda panes: panes.scrolled.action_page_down(), keys=("pagedown",)),
    Command(
        "chat.follow",
        "Scroll to the end and follow",
        lambda panes: panes.transcript.to_end(),
        lambda panes: not panes.transcript.has_focus,  # it has that key itself
        keys=("ctrl+end",),
    ),
    Command("chat.next_pane", "To the conversation, or back", ChatPanes.focus_next, keys=("tab",)),
    Command("chat.quit", "Quit", ChatPanes.quit, keys=("ctrl+q",), words=("quit", "exit"), label="Quit", at_once=True),
    Command(
        "chat.wire",
        "Show the wire, every chunk",
        ChatPanes.go_to_wire,
        keys=("f4",),
        words=("wire",),
        label="Wire",
        at_once=True,
    ),
)
