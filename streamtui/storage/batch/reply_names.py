"""File names for the ids of prompts, which may hold anything: no name leaves its folder, no two are the same.

A name depends on its id and on which other ids there are, never on their order, so a later run finds the same names.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection

_PLAIN = re.compile(r"(?!.*-[0-9a-f]{8}\Z)[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
"""Windows takes these for devices, whatever the ending."""
_STRANGE = re.compile(r"[^\w-]+")
_KEPT = 50


def reply_name(prompt_id: str, crowded: Collection[str] = ()) -> str:
    """The name for the files of a prompt, without an ending: the id where it can be one, else like it with a sum.

    `crowded` are the ids, casefolded, that several prompts have but for their case: some disks can't tell these apart.
    """
    plain = _PLAIN.fullmatch(prompt_id) and not _DEVICE.fullmatch(prompt_id)
    if plain and prompt_id.casefold() not in crowded:
        return prompt_id
    digest = hashlib.sha256(prompt_id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{_STRANGE.sub('_', prompt_id)[:_KEPT]}-{digest}"
