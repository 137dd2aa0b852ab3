"""The files that go along with a prompt, attached or as the schema of its reply, read where the program stands."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from streamtui.attachments.local_files import LocalFiles
from streamtui.core.chat.attachments import Attachment, bounded
from streamtui.core.chat.response_format import response_format
from streamtui.core.faults.faults import ConfigurationError

if TYPE_CHECKING:
    from streamtui.cli.compose.places import Places


def attached_files(paths: Sequence[str]) -> Sequence[Attachment]:
    """Those at the paths, each called as it was given. Raises StreamtuiError with why one can't be attached."""
    files = LocalFiles(os.environ)
    return bounded([files.read(path) for path in dict.fromkeys(paths)])


def schema_at(path: str) -> Mapping[str, Any]:
    """The response format that asks for what the JSON Schema in that file says. Raises ConfigurationError."""
    files = LocalFiles(os.environ)
    if not files.exists(path):
        raise ConfigurationError(f"There is no file {path}: name one with a JSON Schema in it.")
    file = files.read(path)
    if not file.text or file.entries:
        raise ConfigurationError(f"{path} is no text: name a file with a JSON Schema in it.")
    try:
        return response_format(file.text, Path(path).stem)
    except ConfigurationError as error:
        raise ConfigurationError(f"{path}: {error.fault.message}") from error


def chat_attachments(places: Places) -> LocalFiles:
    """core.ports.attachments.Attachments; programs that are asked for the clipboard get no keys."""
    return LocalFiles(places.child_environ)
