"""Who answers a kept conversation that is gone on with: who did so last, where nothing says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

from streamtui.cli.compose.places import Places
from streamtui.config.flags import APIS, Api, Flags
from streamtui.config.profile_choice import API
from streamtui.config.profiles import Profile
from streamtui.core.chat.events import ReplyKept, RequestSent, StreamEvent
from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.words.model_words import asked_as_before, at_place, not_asked_as_before

if TYPE_CHECKING:
    from streamtui.core.chat.kept_reply import KeptReply


class GoneOn(NamedTuple):
    """What chooses who is talked to."""

    flags: Flags
    said: str = ""
    """What the person should know of it, where it is not who would be talked to otherwise."""


def gone_on_with(flags: Flags, events: Sequence[StreamEvent], places: Places) -> GoneOn:
    """The place, model and API of the last reply among the events that are kept, unless flags name a place or a model.

    They stay as they are where that place is not there any more, is another server by now, or can't be asked without
    a question about its key; that is said.
    """
    last = _last(events)
    if last is None or not last.model or flags.profile or flags.base_url or flags.model:
        return GoneOn(flags)
    now = _profile(flags, places)
    tried = ((flags, now), (there := replace(flags, profile=last.place), _profile(there, places)))
    for chosen, profile in tried:
        if profile is not None and profile.name == last.place and profile.is_at(last.url):
            api = _api(profile, last, places) if flags.api is None else flags.api
            other = profile is not now or last.model != (profile.model or last.model) or api not in (None, profile.api)
            said = asked_as_before(last.model, last.place) if other else ""
            return GoneOn(replace(chosen, model=last.model, api=api), said)
    if now is None or not last.place:
        return GoneOn(flags)
    moved = any(profile is not None and profile.name == last.place for _, profile in tried)
    was, instead = at_place(last.model, last.place), at_place(now.model, now.name)
    return GoneOn(flags, not_asked_as_before(was, instead, moved=moved))


def _last(events: Sequence[StreamEvent]) -> RequestSent | KeptReply | None:
    for event in reversed(events):
        if isinstance(event, RequestSent):
            return event
        if isinstance(event, ReplyKept):
            return event.reply
    return None


def _profile(flags: Flags, places: Places) -> Profile | None:
    try:
        return places.profile(flags)
    except StreamtuiError:
        return None


def _api(profile: Profile, last: RequestSent | KeptReply, places: Places) -> Api | None:
    """The one of the last reply, where that is not found by itself, and the environment names none."""
    if profile.api == "auto" or places.environment.get(API) or last.api not in APIS:
        return None
    return cast("Api", last.api)
