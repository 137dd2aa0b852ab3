"""The choice of a theme."""

from __future__ import annotations

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.text.nearest import perhaps
from streamtui.frontends.tui.chat import arguments
from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.offer import Offer
from streamtui.frontends.tui.kit.picker import Picker
from streamtui.frontends.tui.theme import shown_name, theme_name


def _theme(panes: ChatPanes, name: str = "") -> None:
    known = panes.app.available_themes
    wanted = name.casefold() or ("light" if panes.app.current_theme.dark else "dark")
    try:
        panes.app.theme = theme_name(wanted, known, slow=panes.services.low_bandwidth)
        if panes.services.choices is not None:
            panes.services.choices.keep_theme(wanted)
    except StreamtuiError:
        panes.say(f"There is no theme {name}{perhaps(name, known)}; /theme alone goes from dark to light and back.")


def _themes(panes: ChatPanes) -> None:
    def use(name: str | None) -> None:
        if name is not None:
            _theme(panes, name)

    offers = [Offer(offer.name, offer.value, right=offer.about) for offer in arguments.themes(panes, "").offers]
    panes.app.push_screen(Picker("THEME", offers, shown_name(panes.app.theme)), use)


THEME: Command[ChatPanes] = Command(
    "chat.theme",
    "Theme, light or dark",
    _theme,
    keys=("f2",),
    words=("theme",),
    argument="[NAME]",
    do_with=_theme,
    arguments=arguments.themes,
    at_once=True,
)
THEMES: Command[ChatPanes] = Command("chat.themes", "Choose a theme", _themes, words=("themes",), at_once=True)
