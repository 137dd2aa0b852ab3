"""Screens and widgets whose keys are the commands of a table: one mechanism for keys, key bar, palette and clicks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from streamtui.frontends.tui.kit.command import Command


class Commanded:
    """A mixin, to be named before Textual's class. It commands itself.

    Each command is a binding with the command's id, by which `App.set_keymap` gives it other keys; its bare keys have
    an id of their own.
    """

    TABLE: ClassVar[Sequence[Command[Any]]] = ()
    FIRST: ClassVar[bool] = False
    """Whether its keys go before those of the widget that has the focus."""

    def __init_subclass__(cls, **options: Any) -> None:
        if "TABLE" in vars(cls):
            own: Sequence[BindingType] = vars(cls).get("BINDINGS", ())
            # Textual reads them of the class, before this returns
            cls.BINDINGS = [*_bindings(cls.TABLE, cls.FIRST), *own]  # type: ignore[attr-defined]
        super().__init_subclass__(**options)

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


def _bindings(commands: Sequence[Command[Any]], first: bool) -> Iterator[Binding]:
    for command in commands:
        if command.bare_keys:
            keys, action = ",".join(command.bare_keys), f"do_bare({command.id!r})"
            yield Binding(keys, action, command.title, show=False, priority=True, id=command.bare_id)
        if command.keys:
            keys, action = ",".join(command.keys), f"do({command.id!r})"
            yield Binding(keys, action, command.title, show=False, priority=first, id=command.id)
