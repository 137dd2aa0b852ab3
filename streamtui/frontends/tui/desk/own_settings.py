"""What the person sets for requests: of one conversation, which its new ones begin with, or of all in this run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final
from weakref import WeakKeyDictionary

from streamtui.core.ports.personas import Persona
from streamtui.core.ports.session import Conversing
from streamtui.frontends.tui.desk.purse import Turn

DROPPED: Final = object()
"""In place of a parameter's value: the conversation says nothing of it any more, and the place's value holds."""


class OwnSettings:
    """A system prompt, and parameters: those of this run are in force in any conversation, whatever it has itself."""

    def __init__(
        self,
        session: Callable[[], Conversing | None],
        changed: Callable[[], None],
        persona: Persona | None = None,
    ) -> None:
        """`changed` is called when a parameter was set; the `persona` answers at first."""
        self._session, self._changed = session, changed
        self._system: str | None = None if persona is None else persona.system
        self._of_run: Mapping[str, Any] = {}
        self._at_first: Mapping[str, Any] = {} if persona is None else persona.parameters
        """What new conversations begin with."""
        self._persona = persona
        self._here: WeakKeyDictionary[Conversing, Mapping[str, Any]] = WeakKeyDictionary()
        """What was set in each, as what was kept is read from its end and may not be known yet."""

    @property
    def system(self) -> str:
        """The system prompt that is in force, or nothing."""
        session = self._session()
        return self._system or "" if session is None else session.state.conversation.system

    def set_system(self, text: str) -> None:
        """Set the system prompt; empty text removes it."""
        self._system = text
        if (session := self._session()) is not None:
            session.set_system(text)

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Those of the requests to come; `None`: left out, also where the place has a value for it."""
        return self._over(self._session())

    @property
    def of_run(self) -> Mapping[str, Any]:
        """Those that hold in all conversations of this run."""
        return self._of_run

    def set_parameter(self, name: str, value: object) -> None:
        """Send it from the next message on, in all conversations of this run; `None` leaves it out."""
        self._of_run = {**self._of_run, name: value}
        self._at_first = _without(self._at_first, [name])
        if (session := self._session()) is not None:
            self._here[session] = _without(self._here.get(session, {}), [name])
            self.put_in_force(session)
        self._changed()

    def set_here(self, values: Mapping[str, Any]) -> None:
        """Send these from the next message on in this conversation, and in those that begin after it."""
        self._of_run = _without(self._of_run, values)
        self._at_first = {**self._at_first, **values}
        if (session := self._session()) is not None:
            self._here[session] = {**self._here.get(session, {}), **values}
            self.put_in_force(session)
        self._changed()

    @property
    def persona(self) -> str:
        """The name of who answers; nothing where that is nobody."""
        if (session := self._session()) is None:
            return self._persona.name if self._persona is not None else ""
        taken = session.state.conversation.persona
        return taken.name if taken is not None else ""

    def take(self, persona: Persona | None) -> None:
        """Have that persona answer from the next message on, or none; what the one before had set goes with it."""
        session = self._session()
        before = session.state.conversation.persona if session is not None else None
        if before is not None:
            theirs = before.parameters
            self.set_here({name: DROPPED for name, value in theirs.items() if self.parameters.get(name) == value})
        self._persona = persona
        if session is not None:
            session.set_persona(*_told(persona))
        if persona is None:
            if before is not None and self.system == before.system:
                self.set_system("")
        else:
            self.set_system(persona.system)
        self.set_here(persona.parameters if persona is not None else {})

    def begin(self, session: Conversing) -> None:
        """A new conversation has them from its beginning."""
        if self._persona is not None:
            session.set_persona(*_told(self._persona))
        if self._system is not None:
            session.set_system(self._system)
        self._here[session] = self._at_first
        self.put_in_force(session)

    def before(self, turn: Turn) -> Turn:
        """The turn, with the parameters in force."""

        async def asked(session: Conversing) -> None:
            self.put_in_force(session)
            await turn(session)

        return asked

    def put_in_force(self, session: Conversing) -> None:
        """Have the conversation take the parameters, once its own are known: what was kept is read from its end."""
        wanted = self._over(session)
        if wanted != session.state.conversation.parameters and session.whole:
            session.set_parameters(wanted)

    def _over(self, session: Conversing | None) -> Mapping[str, Any]:
        its_own = session.state.conversation.parameters if session is not None else {}
        here = self._here.get(session, {}) if session is not None else self._at_first
        found = {**its_own, **self._of_run, **here}
        return {name: value for name, value in found.items() if value is not DROPPED}


def _told(persona: Persona | None) -> tuple[str, str, Mapping[str, Any]]:
    return ("", "", {}) if persona is None else (persona.name, persona.system, persona.parameters)


def _without(parameters: Mapping[str, Any], names: Collection[str]) -> Mapping[str, Any]:
    return {name: value for name, value in parameters.items() if name not in names}
