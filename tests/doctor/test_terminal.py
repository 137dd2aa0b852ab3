"""What a terminal says of itself."""

from __future__ import annotations

import pytest

from streamtui.doctor.terminal import answers


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", {"answers": "none within 1 s"}),
        (b"\x1b[?62;c", {"can": "nothing of what was asked for"}),
        (
            b"\x1b[?2026;2$y\x1b[?2004;1$y\x1b[?1004;0$y\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\\x1b[?5u\x1b[?62c",
            {
                "can": "whole frames, pastes apart from keys, all keys with their modifiers (kitty's)",
                "ground": "rgb:1e1e/1e1e/2e2e",
            },
        ),
        (b"\x1b]11;red\x07typed\x1b[?1;2c", {"can": "nothing of what was asked for"}),
    ],
)
def test_its_answers_tell_what_it_can(data: bytes, told: dict[str, str]) -> None:
    assert {finding.name: finding.text for finding in answers(data)} == told
