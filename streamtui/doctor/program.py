"""Versions: of the program, of Python and its SQLite, of the libraries, and which extras are there."""

from __future__ import annotations

import locale
import platform
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version

from streamtui.core.ports.findings import Finding
from streamtui.version import __version__

PROGRAM = "program"
_LIBRARIES = ("openai", "textual", "rich", "click", "msgspec", "httpx2")
_EXTRAS: Mapping[str, str] = {
    "local": "xllamacpp",
    "mcp": "mcp",
    "keyring": "keyring",
    "otel": "opentelemetry-sdk",
    "web": "textual-serve",
}
"""Each extra, and the package by which it is known."""
_SOUND = (3, 51, 3)
_BACKPORTS = ((3, 44, 6), (3, 50, 7))
"""In these series the defect was mended, too: https://sqlite.org/wal.html#walresetbug."""


def program_findings() -> Iterator[Finding]:
    """All of them; nothing is loaded for it."""
    yield Finding(PROGRAM, "streamtui", "ok", __version__)
    yield Finding(PROGRAM, "Python", "ok", f"{platform.python_version()} ({sys.executable})")
    yield Finding(PROGRAM, "system", "ok", platform.platform(terse=True))
    yield _sqlite(sqlite3.sqlite_version_info)
    yield _encoding(locale.getpreferredencoding(False))
    yield Finding(PROGRAM, "libraries", "ok", ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES))
    there = {name: _version(package) for name, package in _EXTRAS.items()}
    yield Finding(
        PROGRAM, "extras", "ok", ", ".join(f"{name} {found}" for name, found in there.items() if found) or "none"
    )
    if missing := [name for name, found in there.items() if not found]:
        advice = f"pip install 'streamtui[{','.join(missing)}]' brings them."
        yield Finding(PROGRAM, "not installed", "note", ", ".join(missing), advice)


def _sqlite(found: tuple[int, int, int]) -> Finding:
    text = ".".join(map(str, found))
    if found >= _SOUND or any(found[:2] == mended[:2] and found >= mended for mended in _BACKPORTS):
        return Finding(PROGRAM, "SQLite", "ok", text)
    return Finding(
        PROGRAM,
        "SQLite",
        "note",
        f"{text}, in which commits beside a checkpoint can be lost (before 3.51.3)",
        "streamtui holds a lock of its own around both; other programs should not write into its store.",
    )


def _encoding(found: str) -> Finding:
    if found.lower().replace("-", "") == "utf8":
        return Finding(PROGRAM, "encoding", "ok", found)
    advice = "set LANG to a UTF-8 locale, as C.UTF-8."
    return Finding(PROGRAM, "encoding", "warn", f"{found}: signs and other languages may not be shown", advice)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
