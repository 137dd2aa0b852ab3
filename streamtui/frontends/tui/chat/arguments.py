"""What is offered after the words of slash commands."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from streamtui.core.chat.parameters import PARAMETERS, in_force, shown_value
from streamtui.core.text.display_safe import display_safe
from streamtui.core.text.quoted import in_short
from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.desk.answered import API_WORDS
from streamtui.frontends.tui.desk.reply_form import JSON_WORD
from streamtui.frontends.tui.kit.offer import Arguments, Offer
from streamtui.frontends.tui.theme import OWN_NAMES, shown_name

_MOST_NAMES = 2000
"""Of a folder no more are looked at."""


def themes(panes: ChatPanes, _: str) -> Arguments:
    """The app's own, then Textual's."""
    known = panes.app.available_themes
    others = {name: "dark" if known[name].dark else "light" for name in sorted(known) if shown_name(name) == name}
    return Arguments([Offer(name, name, about) for name, about in {**OWN_NAMES, **others}.items()])


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


def apis(panes: ChatPanes, _: str) -> Arguments:
    """All there are."""
    now = panes.desk.connection.api
    return Arguments([Offer(name, name, right="asked now" if name == now else "") for name in API_WORDS])


def system(panes: ChatPanes, _: str) -> Arguments:
    """The one there is, to be written otherwise, and the way to have none."""
    if not (text := panes.desk.own.system):
        return Arguments(free=True)
    offers = [Offer("-", "-", "removes it")]
    if "\n" not in text:
        offers.insert(0, Offer(in_short(text, 200), f"{text} ", right="as it is"))
    return Arguments(offers, free=True)


def files(_: ChatPanes, typed: str) -> Arguments:
    """Files and folders there. Names that could not be written are not offered."""
    start = typed[: typed.rfind("/") + 1]
    begun = typed[len(start) :]
    names = [f"{name}/" for name in _folders_in(start, begun)] + _names_in(start, begun, lambda each: not each.is_dir())
    return Arguments([Offer(f"{start}{name}", f"{start}{name}") for name in names], free=True)


def folders(_: ChatPanes, typed: str) -> Arguments:
    """Those in the folder that is written already. Names that could not be written are not offered."""
    start = typed[: typed.rfind("/") + 1]
    return Arguments(
        [Offer(f"{start}{name}/", f"{start}{name}/") for name in _folders_in(start, typed[len(start) :])], free=True
    )


def formats(_: ChatPanes, typed: str) -> Arguments:
    """Any JSON, any text, and files that may hold a schema."""
    start = typed[: typed.rfind("/") + 1]
    begun = typed[len(start) :]
    words = () if start else ((JSON_WORD, "any JSON object"), ("-", "any text"))
    folders = [f"{start}{name}/" for name in _folders_in(start, begun)]
    files = [f"{start}{name}" for name in _names_in(start, begun, lambda each: each.name.endswith(".json"))]
    return Arguments(
        [*(Offer(word, word, about) for word, about in words), *(Offer(name, name) for name in (*files, *folders))],
        free=True,
    )


def _folders_in(start: str, begun: str) -> list[str]:
    return _names_in(start, begun, lambda each: each.is_dir())


def _names_in(start: str, begun: str, is_one: Callable[[os.DirEntry[str]], bool]) -> list[str]:
    try:
        with os.scandir(Path(start or ".").expanduser()) as found:
            names = sorted(each.name for each in islice(found, _MOST_NAMES) if is_one(each))
    except (OSError, ValueError, RuntimeError):  # a name with a NUL, a person without a home
        return []
    return [name for name in names if display_safe(name, keep_newlines=False) == name and _is_meant(name, begun)]


def _is_meant(name: str, begun: str) -> bool:
    return begun.startswith(".") or not name.startswith(".")
