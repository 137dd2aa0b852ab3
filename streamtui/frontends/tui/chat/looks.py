"""The choice of a theme."""

from __future__ import annotations

from streamtui.core.faults.faults import StreamtuiError
from streamtui.frontends.tui.chat import arguments
from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.offer import Offer
from streamtui.frontends.tui.kit.picker import Picker
from streamtui.frontends.tui.theme import OwnThemes


def _theme(panes: ChatPanes, name: str = "") -> None:
    app = _app(panes)
    wanted = name.casefold() or ("light" if app.current_theme.dark else "dark")
    try:
        app.choose_theme(wanted)
        if panes.services.choices is not None:
            panes.services.choices.keep_theme(wanted)
    except StreamtuiError:
        panes.say(f"There is no theme {name}{app.near_theme(name)}; /theme alone goes from dark to light and back.")


def _app(panes: ChatPanes) -> OwnThemes[object]:
    assert isinstance(panes.app, OwnThemes)
    return panes.app


def _themes(panes: ChatPanes) -> None:
    def use(name: str | None) -> None:
        if name is not None:
            _theme(panes, name)

    offers = [Offer(offer.name, offer.value, right=offer.about) for offer in arguments.themes(panes, "").offers]
    now = _app(panes).chosen_theme
    at = next((place for place, offer in enumerate(offers) if offer.value == now), 0)
    panes.app.push_screen(Picker("THEME", offers, now, cursor=at), use)


THEME: Command[ChatPanes] = Command(
    "chat.theme",
    "Theme, light or dark",
    _theme,
    keys=("f6",),
    words=("theme",),
    argument="[NAME]",
    do_with=_theme,
    arguments=arguments.themes,
    at_once=True,
)
THEMES: Command[ChatPanes] = Command("chat.themes", "Choose a theme", _themes, words=("themes",), at_once=True)
