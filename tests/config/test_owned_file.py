"""What is read of a folder that may be anybody's."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from streamtui.config.owned_file import RefusedFileError, read_owned


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "folder" / "file"
    path.parent.mkdir(mode=0o755)
    path.write_text("A=1\n")
    path.chmod(0o644)
    return path


def elsewhere(file: Path) -> Path:
    """Another folder with a file of the person's in it."""
    other = file.parent.parent / "other" / "file"
    other.parent.mkdir(mode=0o755)
    file.rename(other)
    return other


def linked_to_a_loose_file(file: Path) -> None:
    other = elsewhere(file)
    other.chmod(0o646)
    file.symlink_to(other)


def linked_into_a_loose_folder(file: Path) -> None:
    other = elsewhere(file)
    other.parent.chmod(0o777)
    file.symlink_to(other)


def a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def a_device(file: Path) -> None:
    file.unlink()
    file.symlink_to("/dev/zero")


def the_environment_of_the_process(file: Path) -> None:
    file.unlink()
    file.symlink_to("/proc/self/environ")


def a_circle(file: Path) -> None:
    file.unlink()
    file.symlink_to(file)


def a_link_to_nothing(file: Path) -> None:
    file.unlink()
    file.symlink_to("nothing")


def test_a_file_of_the_person_is_read_through_a_link_too_and_without_its_mark(file: Path) -> None:
    assert read_owned(file) == "A=1\n"
    other = elsewhere(file)
    other.write_bytes(b"\xef\xbb\xbfB=2\n")
    file.symlink_to(other)
    assert read_owned(file) == "B=2\n"


def test_one_that_is_not_there_is_said_to_be_absent(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_owned(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda file: file.chmod(0o646), "it may be written by others"),
        (lambda file: file.parent.chmod(0o757), "its folder .* may be written by others"),
        (lambda file: file.parent.chmod(0o1777), "its folder .* may be written by others"),
        (linked_to_a_loose_file, "it may be written by others"),
        (linked_into_a_loose_folder, "its folder .*other may be written by others"),
        (a_pipe, "no ordinary file"),
        (a_device, "no ordinary file"),
        (a_circle, r"can't be read \("),
        (a_link_to_nothing, "a link to nothing"),
        (lambda file: file.write_bytes(b"A=\xff\n"), "not UTF-8 text"),
        (lambda file: file.write_text("A=1\n", "utf-16"), "not UTF-8 text"),
        (lambda file: file.write_bytes(b"A=1\0B=2"), "not text"),
        (lambda file: file.write_bytes(b"#" * (1 << 16) + b"\n"), "larger than 64 KiB"),
    ],
)
def test_what_others_may_have_written_or_is_no_text_is_refused(
    file: Path, make: Callable[[Path], object], reason: str
) -> None:
    make(file)
    with pytest.raises(RefusedFileError, match=reason):
        read_owned(file)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="there is no /proc")
def test_a_link_to_what_the_system_makes_up_is_refused(file: Path) -> None:
    the_environment_of_the_process(file)
    with pytest.raises(RefusedFileError, match="not text"):
        read_owned(file)


@pytest.mark.parametrize("whose", ["file", "folder"])
def test_what_belongs_to_another_user_is_refused(file: Path, whose: str, monkeypatch: pytest.MonkeyPatch) -> None:
    me = os.geteuid()
    if me == 0:
        os.chown(file if whose == "file" else file.parent, 4711, -1)
    else:  # who is not root can't give a file away, but be another
        monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    with pytest.raises(RefusedFileError, match="belongs to another user"):
        read_owned(file)


def test_the_system_is_no_other_user(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root has files of the system's")
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    assert read_owned(file)


def test_a_group_may_write_only_where_the_person_is_alone_in_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import grp
    import pwd

    person = pwd.getpwuid(os.geteuid())
    file.chmod(0o664)

    def group(name: str, *members: str) -> grp.struct_group:
        return grp.struct_group((name, "x", person.pw_gid, list(members)))

    for alone in (group(person.pw_name), group(person.pw_name, person.pw_name)):
        monkeypatch.setattr(grp, "getgrgid", lambda _, alone=alone: alone)
        assert read_owned(file)
    for shared in (group("staff"), group(person.pw_name, "mallory")):
        monkeypatch.setattr(grp, "getgrgid", lambda _, shared=shared: shared)
        with pytest.raises(RefusedFileError, match="written by others"):
            read_owned(file)
