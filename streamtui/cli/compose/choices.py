"""The person's choices on the screen, in a file of theirs alone: theme, figures beside the chat, tools, models."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from streamtui.config.owned_file import RefusedFileError, read_owned
from streamtui.files.whole import make_folder, replace_whole

_NAME = "choices.json"
_MOST_TOOLS = 500
_MOST_RECENT = 50
_LONGEST_NAME = 200
Name = Annotated[str, Meta(max_length=_LONGEST_NAME)]


class _Chosen(Struct, frozen=True, omit_defaults=True):
    theme: Name | None = None
    side_hidden: bool = False
    tools: Annotated[Mapping[Name, bool], Meta(max_length=_MOST_TOOLS)] = {}
    """Those that were switched, and whether they are on."""
    recent: Annotated[Sequence[tuple[Name, Name]], Meta(max_length=_MOST_RECENT)] = ()
    """Profiles and models that were asked, the last first."""


class KeptChoices:
    """core.ports.choices.Choices, and which tools are on."""

    def __init__(self, folder: Path, say: Callable[[str], object]) -> None:
        """`say` hears of a file that can't be used; what is chosen next is written in its place."""
        self._path = folder / _NAME
        self._chosen = _Chosen()
        try:
            self._chosen = _read(self._path)
        except (RefusedFileError, msgspec.MsgspecError, RecursionError) as error:
            why = str(error) if isinstance(error, RefusedFileError) else "it says what can't be meant"
            say(f"What you chose before (theme, figures, tools) is not known: {self._path} is not used, as {why}.")

    @property
    def theme(self) -> str | None:
        """See core.ports.choices.Choices."""
        return self._chosen.theme

    @property
    def side_hidden(self) -> bool:
        """See core.ports.choices.Choices."""
        return self._chosen.side_hidden

    def tool(self, name: str) -> bool | None:
        """Whether that tool is to be on; `None` where the person did not switch it."""
        return self._chosen.tools.get(name)

    def keep_theme(self, name: str) -> None:
        """See core.ports.choices.Choices."""
        self._change(lambda chosen: replace(chosen, theme=name))

    def keep_side(self, *, hidden: bool) -> None:
        """See core.ports.choices.Choices."""
        self._change(lambda chosen: replace(chosen, side_hidden=hidden))

    @property
    def recent(self) -> Sequence[tuple[str, str]]:
        """Profiles and models that were chosen, the last first."""
        return self._chosen.recent

    def keep_recent(self, recent: Sequence[tuple[str, str]]) -> None:
        """These were chosen, the last first; those that other runs have chosen meanwhile stand behind them."""
        fits = [pair for pair in recent if max(map(len, pair)) <= _LONGEST_NAME]
        self._change(lambda chosen: replace(chosen, recent=list(dict.fromkeys((*fits, *chosen.recent)))[:_MOST_RECENT]))

    def keep_tool(self, name: str, on: bool) -> None:
        """That tool was switched on or off."""

        def with_tool(chosen: _Chosen) -> _Chosen:
            tools = {other: was for other, was in chosen.tools.items() if other != name}
            return replace(chosen, tools=dict([*tools.items(), (name, on)][-_MOST_TOOLS:]))

        self._change(with_tool)

    def _change(self, change: Callable[[_Chosen], _Chosen]) -> None:
        """Of what other runs have chosen meanwhile all else stays. Where nothing can be written it holds for now."""
        self._chosen = change(self._chosen)
        with suppress(OSError):
            make_folder(self._path.parent)
            replace_whole(self._path, (msgspec.json.encode(change(self._others())),))

    def _others(self) -> _Chosen:
        with suppress(RefusedFileError, msgspec.MsgspecError, RecursionError):
            return _read(self._path)
        return _Chosen()


def _read(path: Path) -> _Chosen:
    try:
        return msgspec.json.decode(read_owned(path), type=_Chosen)
    except FileNotFoundError:
        return _Chosen()
