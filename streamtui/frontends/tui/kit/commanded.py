"""Screens and widgets whose keys are the commands of a table: one mechanism for keys, key bar, palette and clicks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.binding import Binding, BindingsMap

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.keymap import Keymap, keymap_now


class Commanded:
    """A mixin, to be named before Textual's class. It commands itself."""

    TABLE: ClassVar[Sequence[Command[Any]]] = ()
    FIRST: ClassVar[bool] = False
    """Whether its keys go before those of the widget that has the focus."""
    _own: BindingsMap
    """The keys that it has from Textual."""
    _bound: tuple[Keymap, BindingsMap] | None = None

    @property
    def _bindings(self) -> BindingsMap:
        """What Textual looks keys up in: the table's, by the keymap that is the app's now, before its own."""
        keymap = keymap_now()
        if self._bound is None or self._bound[0] is not keymap:
            known = {**self._own.key_to_bindings, **_bindings(self.TABLE, self.FIRST)}
            self._bound = keymap, BindingsMap.from_keys(known)
        return self._bound[1]

    @_bindings.setter
    def _bindings(self, own: BindingsMap) -> None:
        self._own, self._bound = own, None

    @property
    def bare(self) -> bool:
        """Whether keys without a text to go into mean commands now."""
        return False

    def possible(self) -> list[Command[Any]]:
        """The commands that do something now."""
        return [command for command in self.TABLE if command.possible(self)]

    def do(self, command: Command[Any]) -> None:
        """Do a command of the table."""
        command.do(self)

    def action_do(self, name: str) -> None:
        self.do(self._command(name))

    def action_do_bare(self, name: str) -> None:
        self.do(self._command(name))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Textual asks whether a key does anything now."""
        if action not in ("do", "do_bare"):
            return True
        return (action == "do" or self.bare) and self._command(parameters[0]).possible(self)

    def _command(self, name: object) -> Command[Any]:
        return next(command for command in self.TABLE if command.id == name)


def _bindings(commands: Sequence[Command[Any]], first: bool) -> dict[str, list[Binding]]:
    """By their keys, those that share one in the order of the table."""
    known: dict[str, list[Binding]] = {}
    for command in commands:
        for key in command.bare_keys_now:
            bound = Binding(key, f"do_bare({command.id!r})", command.title, show=False, priority=True)
            known.setdefault(key, []).append(bound)
        for key in command.keys_now:
            bound = Binding(key, f"do({command.id!r})", command.title, show=False, priority=first)
            known.setdefault(key, []).append(bound)
    return known
