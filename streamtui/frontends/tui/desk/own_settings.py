"""What the person sets for requests: it goes over what a conversation has of its own, and along into the next ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from streamtui.core.ports.session import Conversing
from streamtui.frontends.tui.desk.purse import Turn


class OwnSettings:
    """A system prompt, which new conversations begin with, and parameters, which are in force in any."""

    def __init__(self, session: Callable[[], Conversing | None], changed: Callable[[], None]) -> None:
        """`changed` is called when a parameter was set."""
        self._session, self._changed = session, changed
        self._system: str | None = None
        self._parameters: Mapping[str, Any] = {}

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

    def set_parameter(self, name: str, value: object) -> None:
        """Send it from the next message on; `None` leaves it out."""
        self._parameters = {**self._parameters, name: value}
        if (session := self._session()) is not None:
            self.put_in_force(session)
        self._changed()

    def begin(self, session: Conversing) -> None:
        """A new conversation has them from its beginning."""
        if self._system is not None:
            session.set_system(self._system)
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
        return {**its_own, **self._parameters}
