"""OpenTelemetry, where it is on: told of what all conversations of a run are about."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from streamtui.cli.clock import SystemClock
from streamtui.config.settings import Otel
from streamtui.core.text.secrets import Secrets

if TYPE_CHECKING:
    from streamtui.telemetry.telemetry import Telemetry, TellingRecorder


class OtelDoor:
    """Nothing of OpenTelemetry is loaded before `begin`, nor where it is off."""

    def __init__(self, settings: Otel, clock: SystemClock) -> None:
        self._settings, self._clock = settings, clock
        self._telemetry: Telemetry | None = None

    def begin(self, secrets: Secrets) -> None:
        """Tell from now on, without the `secrets`. Raises ConfigurationError where that takes what is not installed."""
        if not self._settings.enabled:
            return
        from streamtui.telemetry.telemetry import Telemetry

        self._telemetry = Telemetry(
            self._clock.now, secrets, conventions=self._settings.conventions, content=self._settings.content
        )

    def recorder(self, *, conversation: str = "", recording: object = "") -> TellingRecorder | None:
        """For the events of one conversation or contestant; none where it is off."""
        if self._telemetry is None:
            return None
        return self._telemetry.recorder(conversation=conversation, recording=recording)

    async def close(self) -> None:
        """Send what waits, if somebody takes it soon."""
        if self._telemetry is not None:
            telemetry, self._telemetry = self._telemetry, None
            await asyncio.to_thread(telemetry.close, self._settings.end_wait_s)
