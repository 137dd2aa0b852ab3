"""What was learned of models' tokens, kept from one run to the next in a file of the person's alone."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import click
import msgspec

from streamtui.config.owned_file import RefusedFileError, read_owned
from streamtui.core.chat.token_ratios import MOST_MODELS, TokenRatio, TokenRatios
from streamtui.files.whole import make_folder, replace_whole

_NAME = "token-ratios.json"
_LONGEST_NAME = 200


def kept_ratios(folder: Path, *, keeps: bool) -> TokenRatios:
    """Those of the file in `folder`; what is learned is written there at the command's end, if anything is kept."""
    path = folder / _NAME
    ratios = TokenRatios(_read(path))
    if keeps and (context := click.get_current_context(silent=True)) is not None:
        context.call_on_close(lambda: _keep(path, ratios))
    return ratios


def _read(path: Path) -> Mapping[str, TokenRatio]:
    """A file that others could have written, or that says what can't be, says nothing."""
    try:
        read = msgspec.json.decode(read_owned(path), type=dict[str, TokenRatio])
    except (FileNotFoundError, RefusedFileError, msgspec.DecodeError, RecursionError):
        return {}
    return read if len(read) <= MOST_MODELS and all(ratio.sane and ratio.replies for ratio in read.values()) else {}


def _keep(path: Path, ratios: TokenRatios) -> None:
    """Add what was learned to what other runs have written meanwhile; where that can't be, it is learned anew."""
    if not ratios.learned:
        return
    learned = {name: ratio for name, ratio in ratios.items() if name in ratios.learned and len(name) <= _LONGEST_NAME}
    others = {name: ratio for name, ratio in _read(path).items() if name not in learned}
    newest = dict([*others.items(), *learned.items()][-MOST_MODELS:])
    with suppress(OSError):
        make_folder(path.parent)
        replace_whole(path, (msgspec.json.encode(newest),))
