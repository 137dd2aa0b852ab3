"""The app fed by a recording: the same events at the same instants, up to a moment that stands still."""

from __future__ import annotations

from pathlib import Path

from streamtui.core.chat import events as ev
from streamtui.frontends.tui.app import StreamtuiApp
from streamtui.frontends.tui.desk.services import Services
from streamtui.tools.builtins import builtin_tools
from streamtui.tools.registry import Registry
from streamtui.tools.workers.workers import ARITHMETIC, Workers
from tests.doubles.clocks import FakeClock
from tests.doubles.providers import FakeEndpoint
from tests.doubles.sessions import RecordedSession
from tests.reading import events_in, header_in

RECORDINGS = Path(__file__).parent / "recordings"


def recorded_app(
    name: str, *, until: int | None = None, theme: str = "dark", label: str = "local", hint: str = ""
) -> tuple[StreamtuiApp, RecordedSession, str]:
    """The app on a recording, its session, and the recorded prompt (type it and press Enter to begin)."""
    path = RECORDINGS / f"{name}.jsonl"
    events = events_in(path)
    prompt = next(event.text for event in events if isinstance(event, ev.PromptSubmitted))
    clock = FakeClock(events[0].at)
    session = RecordedSession(events, clock, Registry(builtin_tools({}, RECORDINGS, Workers(ARITHMETIC, {}))), until)
    endpoint = FakeEndpoint(model=header_in(path).model)
    endpoint.label, endpoint.hint = label, hint
    return StreamtuiApp(Services(endpoint, lambda _: session, clock, theme=theme)), session, prompt
