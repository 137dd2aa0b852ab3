"""What is offered after the words of slash commands."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from streamtui.core.chat.parameters import PARAMETERS, in_force, shown_value
from streamtui.core.text.display_safe import display_safe
from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.kit.offer import Arguments, Offer
from streamtui.frontends.tui.theme import shown_name

_MOST_NAMES = 2000
"""Of a folder no more are looked at."""


def themes(panes: ChatPanes, _: str) -> Arguments:
    """The app's own two, then Textual's."""
    known = panes.app.available_themes
    own = {"dark": "the app's own", "light": "the app's own"}
    others = {name: "dark" if known[name].dark else "light" for name in sorted(known) if shown_name(name) == name}
    return Arguments([Offer(name, name, about) for name, about in {**own, **others}.items()])


def tools(panes: ChatPanes, _: str) -> Arguments:
    """All there are, and whether they are on."""
    if (toolbox := panes.desk.toolbox) is None:
        return Arguments()
    state = {True: "on", False: "off"}
    offers = [
        Offer(tool.name, tool.name, tool.description.partition("\n")[0], state[toolbox.is_on(tool.name)])
        for tool in toolbox.tools()
    ]
    return Arguments(offers)


def parameters(panes: ChatPanes, typed: str) -> Arguments:
    """Their names; behind one of them the words that it may be."""
    name, blank, _ = typed.partition(" ")
    if (known := PARAMETERS.get(name)) is not None:
        abouts = {**dict.fromkeys(known.words, ""), "-": "removes it"}
        return Arguments([Offer(f"{name} {word}", f"{name} {word}", abouts[word]) for word in abouts], free=True)
    if blank:
        return Arguments()
    sent = in_force(panes.desk.connection.options, panes.desk.own.parameters)
    return Arguments(
        [
            Offer(each.name, f"{each.name} ", each.about, shown_value(sent[each.name]) if each.name in sent else "")
            for each in PARAMETERS.values()
        ]
    )


def folders(_: ChatPanes, typed: str) -> Arguments:
    """Those in the folder that is written already. Names that could not be written are not offered."""
    start = typed[: typed.rfind("/") + 1]
    return Arguments(
        [Offer(f"{start}{name}/", f"{start}{name}/") for name in _folders_in(start, typed[len(start) :])], free=True
    )


def _folders_in(start: str, begun: str) -> list[str]:
    try:
        with os.scandir(Path(start or ".").expanduser()) as found:
            names = sorted(each.name for each in islice(found, _MOST_NAMES) if each.is_dir())
    except (OSError, ValueError, RuntimeError):  # a name with a NUL, a person without a home
        return []
    return [name for name in names if display_safe(name, keep_newlines=False) == name and _is_meant(name, begun)]


def _is_meant(name: str, begun: str) -> bool:
    return begun.startswith(".") or not name.startswith(".")
