"""Commands on a desk that are answered with a sentence."""

from __future__ import annotations

from pathlib import Path

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.text.code_files import code_files
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.desk.services import Services


def use_model(desk: Desk, name: str) -> str:
    """Ask another model from the next message on; without a name, say which one is asked."""
    if not name:
        return f"The model is {desk.connection.model or 'not known yet'}; /model NAME asks another one."
    try:
        desk.use_model(name)
    except StreamtuiError as error:
        return error.fault.message
    return f"{desk.connection.model} is asked from the next message on."


def set_system(desk: Desk, text: str) -> str:
    """Set the system prompt, or remove it."""
    desk.set_system(text)
    return f"The system prompt is now: {text}" if text else "There is no system prompt now."


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
