"""config.toml while the program runs: what was changed there holds at once, or it is said from when on it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from streamtui.cli.compose.keymaps import check_keys
from streamtui.cli.compose.places import Places
from streamtui.config.declared import REST, dotted, marked
from streamtui.config.file import NAME, Configuration, read_file
from streamtui.config.paths import config_dir
from streamtui.core.faults.faults import StreamtuiError
from streamtui.frontends.tui.desk.services import SettingsNews, Shown
from streamtui.session.budget import DailyBudget

_AT_ONCE = (
    "keys",
    "looks.theme",
    "profile",
    "profiles",
    "retry",
    "snippets",
    "theme",
    "timeouts",
    "limits",
    "tools.approve",
    "tools.concurrent",
    "told.after_s",
    "told.notify",
    "tools.rounds",
)
_NEXT_CONVERSATION = ("recordings", "tools.longest_output", "tools.off", "tools.timeout_s")
_NOW = "From now on"
_RESTART = "After a restart, as it is read at the start alone"
_WHEN: Mapping[str, str] = {
    "personas": "From the next time on that one is taken",
    "timeouts.connect_s": "From the next place on, as connections are open here",
    "timeouts.stall_warn_s": "From now on for requests, after a restart for what is marked as a stall",
    **dict.fromkeys(_NEXT_CONVERSATION, "From the next conversation on, as this one has begun with it"),
    **dict.fromkeys(_AT_ONCE, _NOW),
}
"""By how names of settings begin, the longest first."""
OF_REPLAY: Mapping[str, str] = {"profile": "From the next chat on", "profiles": "From the next chat on"}
OF_TAP: Mapping[str, str] = {
    "profile": "After a restart, as the tap stays where it is",
    "profiles": "From the next chat on, as the tap stays where it is",
}
"""What is otherwise where there is no chat but those that are opened over something else."""
_Seen = tuple[int, int, int, int]
"""What is another where the file is: also where only its rights are, which may be why it was refused."""


class FileWatch:
    """frontends.tui.desk.services.SettingsWatch."""

    def __init__(self, places: Places, shown: Callable[[], Shown], otherwise: Mapping[str, str] | None = None) -> None:
        """`shown`: how things look, by the settings and by what wins over them; `otherwise`: when what else holds."""
        self._places = places
        self._folder = config_dir(places.environ)
        self._look, self._shown = shown, shown()
        self._when = {**_WHEN, **(otherwise or {})}
        self._file = places.configuration.settings
        self._seen = _seen(self._folder / NAME)
        self._taken: _Seen | None = None
        """It may have changed since it was read at the start, so the first look reads it."""
        self._read: Configuration | StreamtuiError = places.configuration
        self._conflicts: Sequence[str] = ()
        """Which keys do two things."""
        self._was_wrong = False

    def look(self) -> bool:
        """See its port. A file that changed since the last look is still being written."""
        seen, before = _seen(self._folder / NAME), self._seen
        self._seen = seen
        if seen == self._taken or seen != before:
            return False
        self._taken = seen
        try:
            self._read = configuration = read_file(self._folder, self._places.environ).configuration
            self._conflicts = check_keys(configuration.settings.keys)
        except StreamtuiError as error:
            self._read = error
        return True

    def take(self) -> SettingsNews | None:
        """See its port."""
        if isinstance(self._read, StreamtuiError):
            self._was_wrong = True
            return SettingsNews(f"{self._read.fault.message} Until then all is as it was.", wrong=True)
        was_wrong, self._was_wrong = self._was_wrong, False
        names = list(changed_names(self._file, self._read.settings))
        written, self._places.current.written = self._places.current.written, set()
        if not names:
            return SettingsNews(f"{NAME} is right again.") if was_wrong else None
        return self._taken_in(self._read, names, written)

    def _taken_in(self, configuration: Configuration, names: list[str], written: Set[str]) -> SettingsNews | None:
        places, self._file = self._places, configuration.settings
        limits = places.change_limits(configuration.settings.limits)
        places.current.configuration = configuration.with_limits(limits)
        places.limits.change(limits)
        for name, own in places.own_limits.items():
            if (profile := configuration.profiles.get(name)) is not None:
                own.change(places.change_limits(profile.limits.over(limits)))
        when = dict(self._when)
        budget = places.limits.budget
        if isinstance(budget, DailyBudget) and limits.cost_usd_per_day is not None:
            budget.limit_usd = limits.cost_usd_per_day
        else:
            when["limits.cost_usd_per_day"] = _RESTART
        before, self._shown = self._shown, self._look()
        if self._shown.theme == before.theme:
            when |= dict.fromkeys(("theme", "looks.theme"), "Another one wins, as of the command line")
        untold = [name for name in names if name not in written]
        said = " ".join((*([_sentence(untold, when)] if untold else []), *self._conflicts))
        if not said:
            return None
        return SettingsNews(said, shown=None if self._shown == before else self._shown)


def changed_names(before: Struct, after: Struct, path: tuple[str, ...] = ()) -> Iterator[str]:
    """What is another one, by name; a table that a person named as a whole."""
    for field in fields(type(before)):
        old, new = getattr(before, field.name), getattr(after, field.name)
        here = path if marked(field.type, REST) else (*path, field.name)
        if old == new:
            continue
        if isinstance(old, Struct):
            yield from changed_names(old, new, here)
        elif isinstance(old, Mapping):
            yield from (dotted((*here, key)) for key in {**old, **new} if _of(old, key) != _of(new, key))
        else:
            yield dotted(here)


def _of(table: Mapping[str, Any], key: str) -> Any:
    return table.get(key)


def _sentence(names: list[str], whens: Mapping[str, str]) -> str:
    """Grouped by when they hold."""
    groups: dict[str, list[str]] = {}
    for name in names:
        begins = [start for start in whens if name == start or name.startswith(f"{start}.")]
        when = whens[max(begins, key=len)] if begins else _RESTART
        groups.setdefault(when, []).append(name)
    told = [f"{when}: {', '.join(groups[when])}." for when in sorted(groups, key=lambda when: when != _NOW)]
    return " ".join([f"{NAME} was changed.", *told])


def _seen(path: Path) -> _Seen:
    try:
        status = path.stat()
    except OSError:
        return 0, 0, 0, 0
    return status.st_mtime_ns, status.st_size, status.st_ino, status.st_mode
