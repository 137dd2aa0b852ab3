"""The place that a command talks to, and conversations there."""

from __future__ import annotations

from dataclasses import dataclass, field
from secrets import token_urlsafe

from streamtui.cli.clock import SystemClock
from streamtui.cli.compose.current import CurrentRules
from streamtui.cli.compose.places import Places
from streamtui.config.flags import Flags
from streamtui.config.profiles import Profile
from streamtui.core.chat.kept_events import KeptEvents
from streamtui.core.ports.provider import ChatProvider, Endpoint
from streamtui.core.ports.session import Recorder
from streamtui.core.ports.store import Keeper, KeptConversation
from streamtui.core.ports.tools import Toolbox, ToolInfo
from streamtui.session.live import LiveSession
from streamtui.session.permission import ApprovalRule


def new_id() -> str:
    """An id that nothing else has."""
    return token_urlsafe(9)


@dataclass(frozen=True, slots=True)
class Composition:
    """One of the places, chosen."""

    places: Places
    profile: Profile
    endpoint: Endpoint
    believed: list[ToolInfo] = field(default_factory=list)
    """See session.permission.ToolRules."""

    @property
    def clock(self) -> SystemClock:
        """The one clock of all."""
        return self.places.clock

    def session(
        self,
        provider: ChatProvider,
        toolbox: Toolbox | None = None,
        recorder: Recorder | None = None,
        *,
        approve: ApprovalRule | None = None,
        keep: bool = False,
        keeper: Keeper | None = None,
        before: KeptConversation | None = None,
        recording: object = "",
    ) -> LiveSession:
        """A conversation on that provider, new or gone on with; `approve` wins over the configuration.

        `keep` its events, and have a `keeper` write it down; `recording`: where the recorder writes.
        """
        settings = self.places.configuration.settings
        rules = CurrentRules(self.places.current, self.believed, approve)
        return LiveSession(
            provider,
            self.endpoint,
            self.clock,
            new_id=new_id,
            toolbox=toolbox,
            rules=rules,
            recorder=recorder,
            ratios=self.places.ratios,
            kept=KeptEvents(settings.recordings.kept_mb) if keep else None,
            keeper=keeper,
            before=before,
            telling=self.places.otel.recorder(conversation="" if keeper is None else keeper.id, recording=recording),
        )


def compose(flags: Flags, places: Places) -> Composition:
    """Choose the place to talk to. Loads no SDK. Raises StreamtuiError."""
    profile = places.profile(flags)
    return Composition(places, profile, places.endpoint(profile))
