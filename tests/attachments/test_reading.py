"""Files and folders as something to be sent: what they are counts, not what they are called."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from streamtui.attachments.local_files import LocalFiles
from streamtui.attachments.reading import MOST_DATA, MOST_NAMES, MOST_TEXT, NotAttachedError, attachment_at
from streamtui.core.chat.attachments import FOLDER, PDF
from tests.attachments.images import png


def test_a_file_is_what_its_bytes_are(tmp_path: Path) -> None:
    for name, data in {"a.py": b"x = 1\n", "b.txt": png(3, 2), "c": b"%PDF-1.7\n\0", "d.txt": b"a\xffb"}.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "link").symlink_to(tmp_path / "a.py")
    one = attachment_at(tmp_path / "link", "link")
    assert (one.name, one.media_type, one.text, one.size) == ("link", "text/plain", "x = 1\n", 6)
    image = attachment_at(tmp_path / "b.txt", "b.txt")
    assert (image.media_type, image.width, image.height, image.data) == ("image/png", 3, 2, png(3, 2))
    assert attachment_at(tmp_path / "c", "c").media_type == PDF
    odd = attachment_at(tmp_path / "d.txt", "d.txt")
    assert (odd.text, odd.remark) == ("a\ufffdb", "not all of it is UTF-8: \ufffd stands for the rest")


def test_a_folder_is_the_names_in_it_so_many_at_most(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.py").touch()
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    one = attachment_at(tmp_path, "here")
    assert (one.name, one.media_type, one.text, one.entries) == ("here/", FOLDER, "b.py\ncircle\nsub/", 3)
    for number in range(MOST_NAMES):
        (tmp_path / f"{number}").touch()
    many = attachment_at(tmp_path, "here/")
    assert (many.entries, many.remark, many.text.splitlines()[-1]) == (MOST_NAMES, "the first 500", "… and more")


def test_what_has_no_end_or_is_no_text_is_refused_with_a_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        (tmp_path / "program").write_bytes(b"\x7fELF\0\0")
        (tmp_path / "big.txt").write_bytes(b"a" * (MOST_TEXT + 1))
        (tmp_path / "circle").symlink_to(tmp_path / "circle")
        (tmp_path / "stale").symlink_to(tmp_path / "gone")
        assert all(LocalFiles({}).exists(str(tmp_path / name)) for name in ("circle", "stale", "pipe"))
        assert not LocalFiles({}).exists(str(tmp_path / "none"))
        with (tmp_path / "big.png").open("wb") as file:
            file.write(png(1, 1))
            file.truncate(MOST_DATA + 1)
        said = {}
        names = ["pipe", "socket", "program", "big.txt", "big.png", "circle", "stale", "none"]
        for path in (*(tmp_path / name for name in names), Path("/dev/zero"), Path("/proc/self/environ")):
            with pytest.raises(NotAttachedError) as refused:
                attachment_at(path, path.name)
            said[path.name] = refused.value.fault.message
    assert said["pipe"] == "pipe is a pipe, which may have no end: copy what you want of it into a file."
    assert said["stale"] == "stale is a link to a file that is not there: attach another one."
    assert said["socket"].startswith("socket is a socket")
    assert said["program"].startswith("program is neither text nor an image (PNG, JPEG, GIF, WebP) nor a PDF")
    assert said["big.txt"] == "big.txt is 1.0 MB. Text may have 1.0 MB: attach a part of it."
    assert said["big.png"].startswith("big.png is 20.0 MB. An image (image/png) may have 20.0 MB")
    assert said["circle"].startswith("circle can't be read")
    assert said["none"].startswith("none is not on this machine, or not in this folder")
    assert said["zero"].startswith("zero is a device")
    assert said["environ"].startswith("environ is no file but made up by the system")
