"""What is said of an attachment: its size, its pixels, what of it is not as it was."""

from __future__ import annotations

from streamtui.core.chat.attachments import FOLDER, Attachment
from streamtui.core.words.figures import bytes_words, plural


def attachment_words(one: Attachment) -> str:
    """In a line: `notes.py · 2.1 kB`, `photo.png · 1.2 MB · 1024×768`, `src/ · 14 names`."""
    return " · ".join((one.name, *facts_of(one)))


def facts_of(one: Attachment) -> list[str]:
    """What there is to say of it beside its name."""
    facts = [plural(one.entries, "name")] if one.media_type == FOLDER else [bytes_words(one.size)]
    if one.is_image:
        facts.append(f"{one.width}×{one.height}")
    return [*facts, *filter(None, [one.remark])]
