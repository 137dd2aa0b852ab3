"""Which servers have models in the Responses API alone, kept for later runs in a file of the person's alone."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from streamtui.config.owned_file import RefusedFileError, read_owned
from streamtui.files.whole import make_folder, replace_whole
from streamtui.providers.known_apis import Found, KnownApis

_NAME = "known-apis.json"
_MOST = 100
_LONGEST = 200
"""Bytes of an address or a name: all of them fit into what is read of such a file."""
_Word = Annotated[str, Meta(max_length=_LONGEST)]
_Kept = Annotated[list[tuple[_Word, _Word]], Meta(max_length=_MOST)]


def kept_apis(folder: Path, *, keeps: bool) -> KnownApis:
    """Those of the file in `folder`; what is learned is written there at once, where anything is to be kept."""
    path = folder / _NAME
    return KnownApis(_read(path), partial(_keep, path)) if keeps else KnownApis(_read(path))


def _read(path: Path) -> list[Found]:
    """A file that others could have written, or that says what can't be, says nothing."""
    try:
        return msgspec.json.decode(read_owned(path), type=_Kept)
    except (FileNotFoundError, RefusedFileError, msgspec.MsgspecError, RecursionError):
        return []


def _keep(path: Path, found: Found, is_so: bool) -> None:
    """Of what other runs have found meanwhile all stays; where nothing can be written the server is asked again."""
    others = [other for other in _read(path) if other != found]
    with suppress(OSError, UnicodeEncodeError):
        if any(len(word.encode()) > _LONGEST for word in found):
            return
        make_folder(path.parent)
        replace_whole(path, (msgspec.json.encode([*others, *([found] if is_so else [])][-_MOST:]),))
