"""What the person sends beside their words: the text of a file, the names in a folder, an image, a PDF.

It is what the file held when it was sent: kept, recorded and sent again as that, whatever becomes of the file.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import Any

import msgspec

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.text.as_code import as_code, fenced
from streamtui.core.text.code_files import language_of
from streamtui.core.text.display_safe import display_safe

PDF, FOLDER = "application/pdf", "inode/directory"
MOST, MOST_BYTES = 20, 50_000_000
"""With one message, together."""
_FITS, _SHORT_SIDE, _TILE = 2048, 768, 512
_OF_A_TILE, _OF_AN_IMAGE = 170, 85


class Attachment(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One of them."""

    name: str
    """As the person called it, with as much of its path as they wrote."""
    media_type: str = "text/plain"
    text: str = ""
    """Of a file of text, or the names in a folder, one a line."""
    data: bytes = b""
    """Of an image or a PDF."""
    size: int = 0
    """Bytes that the file has."""
    width: int = 0
    """Pixels; 0 where it is no image."""
    height: int = 0
    entries: int = 0
    """How many names a folder has."""
    remark: str = ""
    """What of it is not as it was in the file, in a few words."""

    @property
    def is_image(self) -> bool:
        """It is for models that see."""
        return self.media_type.startswith("image/")

    @property
    def data_url(self) -> str:
        """Its bytes as an address that holds them."""
        return f"data:{self.media_type};base64,{b64encode(self.data).decode()}"

    @property
    def words(self) -> str:
        """What the model is told of it in words: nothing of an image."""
        if self.data:
            return ""
        name = as_code(display_safe(self.name, keep_newlines=False))
        if self.media_type == FOLDER:
            return f"Folder {name}:\n\n{fenced(self.text)}"
        return f"File {name}:\n\n{fenced(self.text, language_of(self.name))}"

    @property
    def image_tokens(self) -> int:
        """What it takes beside its words; nobody knows that of a PDF."""
        return image_tokens(self.width, self.height) if self.is_image else 0


def image_tokens(width: int, height: int) -> int:
    """What OpenAI counts for an image in high detail, an estimate for all others: tiles of 512 pixels.

    It is made to fit 2048 by 2048, then its shorter side 768, never larger than it is; a tile is 170, the image 85
    (developers.openai.com, "Images and vision: calculating costs").

    >>> image_tokens(1024, 768), image_tokens(4096, 8192), image_tokens(100, 100)
    (765, 1105, 255)
    """
    if not (width and height):
        return _OF_AN_IMAGE
    scale = min(1.0, _FITS / max(width, height))
    scale *= min(1.0, _SHORT_SIDE / (min(width, height) * scale))
    tiles = ceil(round(width * scale) / _TILE) * ceil(round(height * scale) / _TILE)
    return _OF_AN_IMAGE + _OF_A_TILE * max(1, tiles)


def chat_content(said: Any, attached: Iterable[Attachment]) -> Any:
    """What the API of messages is sent: words alone as a text, which every server takes; else parts, words first.

    `said` is a text, or the parts of a message that was written so.
    """
    attached = [*attached]
    own = said if isinstance(said, list) else []
    words = "\n\n".join(filter(None, (*(one.words for one in attached), "" if own else said)))
    if not own and not any(one.data for one in attached):
        return words
    first = [{"type": "text", "text": words}] if words else []
    return [*first, *own, *(_part(one) for one in attached if one.data)]


def responses_content(content: Any) -> Any:
    """The content of a message of the other API as this one has it; of a kind that is not known it stays as it is."""
    if not isinstance(content, Sequence) or isinstance(content, str):
        return content
    return [_input(part) if isinstance(part, Mapping) else part for part in content]


def bounded(attached: Sequence[Attachment]) -> Sequence[Attachment]:
    """The same, where they may go with one message. Raises ConfigurationError."""
    if len(attached) > MOST or sum(one.size for one in attached) > MOST_BYTES:
        raise ConfigurationError(
            f"At most {MOST} files of {MOST_BYTES // 1_000_000} MB together go with a message: attach fewer of them."
        )
    return attached


def as_json(value: object) -> object:
    """For `json.dumps(default=...)`, where messages are told apart that have attachments."""
    return msgspec.to_builtins(value)


def _part(one: Attachment) -> dict[str, Any]:
    if one.is_image:
        return {"type": "image_url", "image_url": {"url": one.data_url}}
    return {"type": "file", "file": {"filename": _base_name(one.name), "file_data": one.data_url}}


def _input(part: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = part.get(str(part.get("type")))
    match part.get("type"):
        case "text":
            return {**part, "type": "input_text"}
        case "image_url" if isinstance(inner, Mapping):
            detail = {"detail": inner["detail"]} if "detail" in inner else {}
            return {"type": "input_image", "image_url": inner.get("url"), **detail}
        case "file" if isinstance(inner, Mapping):
            return {"type": "input_file", **inner}
        case _:
            return part


def _base_name(name: str) -> str:
    return display_safe(re.split(r"[/\\]", name)[-1], keep_newlines=False)
