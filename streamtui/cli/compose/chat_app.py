"""What the full-screen chat is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from streamtui.cli.compose.answered_last import gone_on_with
from streamtui.cli.compose.app_history import PAGE, AppHistory
from streamtui.cli.compose.app_recordings import AppRecordings
from streamtui.cli.compose.app_spending import AppSpending
from streamtui.cli.compose.attached import chat_attachments, schema_at
from streamtui.cli.compose.choices import KeptChoices
from streamtui.cli.compose.personas import ConfiguredPersonas, flags_with
from streamtui.cli.compose.places import Places
from streamtui.cli.compose.prompt_text import ConfiguredSnippets, Editor
from streamtui.cli.compose.races import AppRaces
from streamtui.cli.compose.sessions import compose
from streamtui.cli.compose.toolboxes import Toolboxes
from streamtui.cli.compose.typed_keys import KeptTypedKeys
from streamtui.config.flags import Flags
from streamtui.config.paths import data_dir
from streamtui.core.ports.provider import ChatProvider
from streamtui.core.ports.session import Conversing
from streamtui.core.ports.store import KeptConversation
from streamtui.frontends.tui.desk.services import KeyAnswers, Services
from streamtui.storage.code_files import add_code_files
from streamtui.storage.prompts.kept import KeptPrompts

if TYPE_CHECKING:
    from streamtui.storage.conversations.store import ConversationStore


class Closed(Protocol):
    """What is closed when the program ends."""

    async def close(self) -> None:
        """Give back what it holds."""
        ...


def chat_services(
    places: Places,
    flags: Flags,
    tool_files: Sequence[Path],
    system: str | None,
    choices: KeptChoices | None = None,
    store: ConversationStore | None = None,
    resume: str | None = None,
    persona: str | None = None,
) -> tuple[Services, Sequence[Closed]]:
    """The services but for how things look, and what is to be closed at the end.

    Conversations are kept in the `store`; `resume` is how the id of one there begins, to be gone on with.
    """
    personas = ConfiguredPersonas(places)
    who = personas.persona(persona) if persona else None
    flags = flags_with(flags, who)
    if who is not None and system:
        who = replace(who, system=system)
    if store is not None:
        store.open()
    left = store.load(resume, newest=PAGE).result() if store is not None and resume is not None else None
    before = left.events if left is not None else []
    flags, said = gone_on_with(flags, before, places)
    composition = compose(flags, places)
    budget = places.limits.budget
    places.otel.begin(places.secrets)
    toolboxes = Toolboxes(places, tool_files, choices)

    to_go_on_with = [left] if left is not None else []

    def go_on(provider: ChatProvider, conversation: KeptConversation | None) -> Conversing:
        return composition.session(
            provider,
            toolboxes.toolbox(),
            keep=True,
            keeper=store.keeper(conversation) if store is not None else None,
            before=conversation,
        )

    def start_session(provider: ChatProvider) -> Conversing:
        session = go_on(provider, to_go_on_with.pop() if to_go_on_with else None)
        if system:
            session.set_system(system)
        return session

    prompts = KeptPrompts(data_dir(places.environ), places.secrets) if store is not None else None
    races, recordings = AppRaces(flags, composition, choices if store is not None else None), AppRecordings(composition)
    services = Services(
        composition.endpoint,
        start_session,
        places.clock,
        open_inspector=places.configuration.settings.tools.open_inspector,
        key_from=composition.profile.key_from,
        choices=choices,
        places=races,
        key_answers=KeyAnswers(places.clock, places.answers.keep),
        keys=KeptTypedKeys(places),
        races=races,
        save_code=add_code_files,
        read_schema=schema_at,
        personas=personas,
        persona=who,
        recordings=recordings,
        stall_s=places.configuration.settings.timeouts.stall_warn_s,
        attachments=chat_attachments(places),
        prompts=prompts,
        edit=Editor(places).edit,
        snippets=ConfiguredSnippets(places),
        history=AppHistory(store, go_on) if store is not None else None,
        spending=AppSpending(store, budget) if store is not None or budget is not None else None,
        budget=budget,
        remarks=[said] if said else [],
        before=before,
    )
    return services, (toolboxes, recordings, places.otel, *((prompts,) if prompts is not None else ()))
