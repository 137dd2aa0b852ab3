"""Commands on a desk that are answered with a sentence."""

from __future__ import annotations

from pathlib import Path

from streamtui.core.chat.parameters import in_force, parameter_of, shown_value
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.session import RecordingFile
from streamtui.core.ports.tools import Toolbox
from streamtui.core.text.code_files import code_files
from streamtui.core.text.display_safe import display_safe
from streamtui.core.text.nearest import perhaps
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.desk.services import Services

API_WORDS = {
    "chat": "chat completions",
    "responses": "the Responses API",
    "auto": "chat completions, or in the Responses API where the server says so,",
}


def use_model(desk: Desk, name: str) -> str:
    """Ask another model from the next message on; without a name, say which one is asked."""
    if not name:
        return f"The model is {desk.connection.model or 'not known yet'}; /model NAME asks another one."
    try:
        desk.use_model(name)
    except StreamtuiError as error:
        return error.fault.message
    return f"{desk.connection.model} is asked from the next message on."


def use_api(desk: Desk, name: str) -> str:
    """Speak another API from the next request on; without a name, say which one is spoken."""
    place = display_safe(desk.connection.place, keep_newlines=False)
    if not name:
        return f"{place} is asked in {API_WORDS[desk.connection.api]}; /api NAME changes that."
    if name not in API_WORDS:
        unknown = display_safe(name, keep_newlines=False)
        return f"There is no API {unknown}{perhaps(name, API_WORDS)}; it can be {', '.join(API_WORDS)}."
    desk.connection.use_api(name)
    return f"{place} is asked in {API_WORDS[name]} from the next request on."


def set_system(desk: Desk, text: str) -> str:
    """Set the system prompt; `-` removes it, and without text it is shown."""
    if text == "-":
        desk.own.set_system("")
        return "There is no system prompt now."
    if text:
        desk.own.set_system(text)
        return f"The system prompt is now: {text}"
    system = desk.own.system
    return f"The system prompt is: {system}" if system else "There is no system prompt; /system TEXT sets one."


def switch_tool(toolbox: Toolbox, name: str) -> str:
    """Switch a tool on or off, from the next request on."""
    known = [tool.name for tool in toolbox.tools()]
    if name not in known:
        return f"There is no tool {name}{perhaps(name, known)}; /tools shows them all."
    toolbox.switch(name, on=not toolbox.is_on(name))
    return f"{name} is {'on' if toolbox.is_on(name) else 'off'} from the next message on."


def set_parameter(desk: Desk, text: str) -> str:
    """Set a parameter of the requests to come: `temperature 0.2`; without text, say all that are in force."""
    name, _, written = text.partition(" ")
    if not name:
        return _parameters(desk)
    try:
        parameter = parameter_of(name)
        if written := written.strip():
            desk.own.set_parameter(parameter.name, None if written == "-" else parameter.value(written))
    except StreamtuiError as error:
        return display_safe(error.fault.message, keep_newlines=False)
    value = in_force(desk.connection.options, desk.own.parameters).get(parameter.name)
    if value is None:
        return f"{parameter.name} is not sent; it can be {parameter.wanted}."
    return f"{parameter.name} is {_shown(value)}; /set {parameter.name} - removes it."


def _parameters(desk: Desk) -> str:
    sent, own = in_force(desk.connection.options, desk.own.parameters), desk.own.parameters
    told = [f"{_shown(name)} {_shown(sent[name])}{'' if name in own else ' (of the place)'}" for name in sent]
    return f"Sent along: {', '.join(told)}." if told else "No parameter is set; /set temperature 0.2 sets one."


def _shown(value: object) -> str:
    return display_safe(shown_value(value), keep_newlines=False)


def save_code(desk: Desk, services: Services, folder: str) -> str:
    """Save the code blocks of the last reply in that folder, or in the current one; says where they are now."""
    if services.save_code is None or (reply := desk.last_reply) is None:
        return "There is no reply to save code of."
    text, target = str(reply.text), Path(folder or ".").expanduser()
    if not code_files(text):
        return "The last reply has no code blocks."
    try:
        saved = services.save_code(text, target)
    except StreamtuiError as error:
        return error.fault.message
    return f"Saved in {target.resolve()}: {', '.join(path.name for path in saved)}"


def record(desk: Desk, name: str) -> str:
    """Record the conversation from its beginning; `-` ends that, and without a name it begins or is told of."""
    session, recorded = desk.session, desk.recorded
    if session is None:
        return "There is no conversation yet that can be recorded."
    if name == "-":
        return _recorded(recorded.end(session))
    file = None if name else recorded.file_of(session)
    try:
        file = file or recorded.begin(session, desk.connection.endpoint, name)
    except StreamtuiError as error:
        return display_safe(error.fault.message, keep_newlines=False)
    if file is None:
        return "Nothing can be recorded here."
    return f"The conversation is recorded in {_path(file)}, from its beginning on; /record - ends that."


def mark(desk: Desk, text: str) -> str:
    """Mark this instant of the conversation; a few words say why, or none."""
    if desk.session is None:
        return "There is no conversation yet that can be marked."
    desk.session.mark(text)
    return "Marked; /rewind and then [ lead back to it, and /wire shows it among the chunks."


def _recorded(file: RecordingFile | None) -> str:
    if file is None:
        return "Nothing is recorded; /record FILE does so from the beginning of the conversation."
    return display_safe(file.untold, keep_newlines=False) or f"{_path(file)} is written, and recorded no more."


def _path(file: RecordingFile) -> str:
    return display_safe(str(file.path), keep_newlines=False)
