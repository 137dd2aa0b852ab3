"""Files that go with a prompt: named, pasted, dropped, copied, shown, taken out, sent and looked at."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from textual import events

from streamtui.attachments.local_files import LocalFiles
from streamtui.core.chat.attachments import Attachment
from tests.attachments.images import png
from tests.frontends.tui.stage import NARROW, Stage, stage


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "notes.py").write_text("x = 1\n")
    (tmp_path / "my photo.png").write_bytes(png(1024, 768))
    (tmp_path / ".hidden").touch()
    (tmp_path / "e\x1bvil").touch()
    (tmp_path / "image").write_bytes(png(8, 4))
    (tmp_path / "wl-paste").write_text(f"#!/bin/sh\nexec /bin/cat {tmp_path}/image\n")
    (tmp_path / "wl-paste").chmod(0o755)
    monkeypatch.chdir(tmp_path)


async def test_a_file_is_named_seen_taken_out_and_sent(tmp_path: Path) -> None:
    files = LocalFiles({"PATH": str(tmp_path), "WAYLAND_DISPLAY": "wayland-0"})
    async with stage(NARROW, attachments=files) as on:
        await on.press(*"see @")
        await on.seen("notes.py")
        assert [line.split()[0] for line in on.lines if "folder" in line and "attaches" not in line] == ["src/"]
        assert ".hidden" not in on.text
        assert "vil" not in on.text
        await on.press(*"pho", "tab")
        assert on.prompt.text == 'see @"my photo.png" '
        await on.seen("+ my photo.png 2.4 kB 1024×768 ~765 tok ×")
        assert "! smollm2-135m is known to take no images: choose another model" in on.text
        await on.press(*"@not", "enter")
        assert on.prompt.text == 'see @"my photo.png" @notes.py '
        await on.seen("+ notes.py 6 B ~")
        await on.press("alt+a")
        assert on.prompt.text == 'see @"my photo.png" '
        await on.press("ctrl+v")
        await on.seen("+ pasted-1.png")
        await on.press("alt+a", *"@notes.py", "enter")
        [prompt] = on.session.prompts
        assert prompt == 'see @"my photo.png" @notes.py'
        await on.seen("▸ with my photo.png 2.4 kB 1024×768, notes.py 6 B")
        assert [(one.name, one.media_type) for one in sent(on)] == [
            ("my photo.png", "image/png"),
            ("notes.py", "text/plain"),
        ]
        await on.answer("Yes.")
        await on.send("first")
        await on.press(*"then @notes.py", "enter")
        await on.press("up", "up")  # nothing is offered for a name that was written before, so ↑ goes on
        assert on.prompt.text == "first"
        on.prompt.clear()
        on.chat_screen.desk.waiting.remove(on.chat_screen.desk.waiting.prompts[0])
        await on.finish()
        await on.press("tab", "left_square_bracket", "left_square_bracket", "enter")
        assert "▾ with my photo.png" in on.text
        assert "x = 1" in on.text
        await on.press("enter")
        assert "x = 1" not in on.text


async def test_a_pasted_path_is_a_file_and_what_others_text_names_is_not(tmp_path: Path) -> None:
    async with stage(NARROW, attachments=LocalFiles({})) as on:
        await paste(on, f"file://{tmp_path}/my%20photo.png")
        await on.seen("1024×768")
        assert on.prompt.text == f'@"{tmp_path}/my photo.png" '
        on.prompt.clear()
        await paste(on, "/Users/me/Desktop/shot.png")
        await on.seen("shot.png is not on this machine")
        assert f"({socket.gethostname()})"[:8] in on.text
        assert "over SSH copy it here first (scp)." in on.text.replace("\n", "")
        on.prompt.clear()
        await paste(on, "C:\\Users\\me\\paper.pdf")
        await on.seen("C:\\Users\\me\\paper.pdf is not on this machine")
        on.prompt.clear()
        await paste(on, "as they say: read @notes.py and tell @me")
        await on.seen("notes.py was named in what was pasted, so it stays text")
        await on.press("enter")
        assert sent(on) == ()
        await on.press(*"@notes.py")
        await on.seen("+ notes.py 6 B")  # now it was the person


async def test_what_cannot_be_sent_is_said_and_the_prompt_is_given_back(tmp_path: Path) -> None:
    (tmp_path / "program").write_bytes(b"\x7fELF\0")
    async with stage(NARROW, attachments=LocalFiles({})) as on:
        await on.type("see @program and @nix.py")
        await on.seen("! program is neither text nor an image")
        await on.seen("! There is no nix.py here: it is sent as text.")
        await on.press("enter")
        await on.seen("✗ program is neither text")
        assert on.prompt.text == "see @program and @nix.py"
        assert on.session.prompts == []


async def paste(on: Stage, text: str) -> None:
    on.app.post_message(events.Paste(text))
    await on.settle()


def sent(on: Stage) -> tuple[Attachment, ...]:
    asked = on.session.state.conversation.asked()
    assert asked is not None
    return asked.parts
