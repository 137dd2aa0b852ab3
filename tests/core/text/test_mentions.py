"""Files named in a prompt, and paths that terminals paste."""

from __future__ import annotations

import pytest

from streamtui.core.text.mentions import begun_mention, completed_in, mentions, written_mention
from streamtui.core.text.pasted_paths import looks_attachable, pasted_paths


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("compare @a.py with @src/b.py", ["a.py", "src/b.py"]),
        ('what is in @"my photos/a \\"b\\".png"?', ['my photos/a "b".png']),
        ("(@a.py)\n@~/b", ["a.py)", "~/b"]),
        ("me@example.org, a@b, @ alone, @\n", []),
    ],
)
def test_a_mention_begins_a_word_and_blanks_are_quoted(text: str, paths: list[str]) -> None:
    found = mentions(text)
    assert [one.path for one in found] == paths
    assert all(text[one.start] == "@" for one in found)


def test_a_mark_behind_it_may_be_the_sentences() -> None:
    assert mentions("see @a.py, @b.tar.gz.")[0].readings == ("a.py,", "a.py")
    assert mentions("see @a.py, @b.tar.gz.")[1].readings == ("b.tar.gz.", "b.tar.gz")


@pytest.mark.parametrize("path", ["a.py", "a b", 'a"b', "a\\b", "ä/ü.txt", "a,b", "~/x y/", "a`b"])
def test_what_is_written_is_read_again(path: str) -> None:
    written = written_mention(path)
    assert [one.path for one in mentions(f"see {written} now")] == [path]
    assert begun_mention(f"x\nsee {written.removesuffix(chr(34))}") is not None


def test_one_that_is_being_written_may_have_nothing_yet() -> None:
    begun = begun_mention("one\ntwo @")
    assert begun is not None
    assert (begun.start, begun.end, begun.path) == (8, 9, "")
    quoted = begun_mention('@"my ph')
    assert quoted is not None
    assert quoted.path == "my ph"
    assert begun_mention("me@ex") is None
    assert begun_mention('@"done" ') is None


@pytest.mark.parametrize(
    ("pasted", "path"),
    [
        ("/home/me/a.png", "/home/me/a.png"),
        ("'/home/me/a b.png' ", "/home/me/a b.png"),
        ("/home/me/a\\ b.png", "/home/me/a b.png"),
        ("/home/me/a b.png\n", "/home/me/a b.png"),
        ("file:///home/me/a%20b.png", "/home/me/a b.png"),
        ("C:\\Users\\me\\a b.png", "/mnt/c/Users/me/a b.png"),
        ('"C:\\Users\\me\\a.png"', "/mnt/c/Users/me/a.png"),
        ("~/a.png", "~/a.png"),
    ],
)
def test_a_pasted_path_is_read_as_terminals_write_it(pasted: str, path: str) -> None:
    assert [path] in [list(paths) for paths in pasted_paths(pasted)]


def test_several_may_be_dropped_at_once_and_other_text_is_text() -> None:
    assert ["/a", "/b c"] in [list(paths) for paths in pasted_paths("/a '/b c'")]
    assert ["/a", "/b"] in [list(paths) for paths in pasted_paths("file:///a\r\nfile:///b\r\n")]
    for text in ("", "hello /a", "a.png", "'", "/" + "a" * 9000, "file://other-host/a"):
        assert not [paths for paths in pasted_paths(text) if paths[0] == "/a"], text
    assert list(pasted_paths("hello")) == list(pasted_paths("a.png")) == []
    assert looks_attachable("/Users/me/Bild.HEIC")
    assert looks_attachable("/Users/me/paper.pdf")
    assert not looks_attachable("/etc/hosts")


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        ("see @", "see @n", ["n"]),
        ("see @no x", "see @notes.py x", ["notes.py"]),
        ('@"my', '@"my photo.png" ', ["my photo.png"]),
        ("", "see @notes.py", []),
        ("see @no", "now @notes.py", []),
        ("see @notes.py", "see @notes.py and more", []),
        ("see @no", "see @notes.py as they say", []),
    ],
)
def test_a_name_is_completed_where_nothing_else_was_changed(before: str, after: str, paths: list[str]) -> None:
    assert completed_in(before, after) == paths
