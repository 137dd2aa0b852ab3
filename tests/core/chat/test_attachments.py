"""What is attached, as the two APIs take it."""

from __future__ import annotations

import pytest

from streamtui.core.chat.attachments import FOLDER, PDF, Attachment, bounded, chat_content
from streamtui.core.chat.events import PromptSubmitted
from streamtui.core.chat.sent_size import SentSize
from streamtui.core.chat.state import ChatState
from streamtui.core.chat.token_ratios import TokenRatios
from streamtui.core.faults.faults import ConfigurationError

NOTES = Attachment("src/a.py", text="x = 1\n", size=6)
PHOTO = Attachment("photo.png", "image/png", data=b"\x89PNG", size=4, width=1024, height=768)


def test_text_alone_stays_a_text_which_every_server_takes() -> None:
    folder = Attachment("docs/", FOLDER, text="a.md", entries=1)
    assert chat_content("Why?", [NOTES, folder]) == (
        "File `src/a.py`:\n\n```py\nx = 1\n```\n\nFolder `docs/`:\n\n```\na.md\n```\n\nWhy?"
    )


def test_no_fence_in_a_file_ends_it_and_no_name_acts() -> None:
    odd = Attachment("a`\x1b.md", text="```\nno\n```\n")
    assert odd.words == "File `` a`␛.md ``:\n\n````md\n```\nno\n```\n````"


def test_an_image_counts_by_its_pixels_and_never_as_text() -> None:
    image = Attachment("p.png", "image/png", data=b"\0" * 3_000_000, size=3_000_000, width=1024, height=768)
    state = ChatState().fold([PromptSubmitted(0.0, "hi", "p1", parts=(image, NOTES))])
    assert 765 < SentSize().of(state.conversation, TokenRatios().of("")) < 810


def test_so_much_goes_with_one_message() -> None:
    assert bounded([NOTES, PHOTO]) == [NOTES, PHOTO]
    for too_many in ([NOTES] * 21, [Attachment("a", PDF, data=b"a", size=20_000_000)] * 3):
        with pytest.raises(ConfigurationError, match="attach fewer of them"):
            bounded(too_many)
