"""Texts that the person keeps under names: `:name` and Tab, or `/snippet NAME`, puts one where the cursor stands."""

from __future__ import annotations

import re
from collections.abc import Mapping

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.ports.prompts import Snippets
from streamtui.core.text.nearest import perhaps
from streamtui.core.text.quoted import in_short
from streamtui.frontends.tui.chat.remembering import RememberingPanes
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.completing import Completion, Step
from streamtui.frontends.tui.kit.line_editing import location_of
from streamtui.frontends.tui.kit.offer import Arguments, Offer
from streamtui.frontends.tui.kit.offers import Offers
from streamtui.frontends.tui.kit.slash import slash_command
from streamtui.frontends.tui.terminal.paste_reader import without_controls

CURSOR = "{cursor}"
_BEGUN = re.compile(r"(?<!\S):([^\s:]*)\Z")
_SAVE = "save"
_NONE = "There are no snippets: /snippet save NAME keeps the last prompt as one, [snippets] of config.toml has them."


def completion(snippets: Snippets | None, text: str, place: int) -> Completion | None:
    """What `:na` at that place of the text may become."""
    begun = _BEGUN.search(text[text.rfind("\n", 0, place) + 1 : place])
    if snippets is None or begun is None:
        return None
    offers = []
    for name, kept in _all(snippets).items():
        if name.casefold().startswith(begun[1].casefold()):
            start = place - len(begun[0])
            before, _, behind = kept.partition(CURSOR)
            step = Step(f"{text[:start]}{before}{behind}{text[place:]}", runs=False, place=start + len(before))
            offers.append(Offer(f":{name}", step, in_short(kept, 200)))
    return Completion(Offers(offers, cursor=-1)) if offers else None


def _all(snippets: Snippets) -> Mapping[str, str]:
    """Their names in one line; no control of a text is one in the prompt."""
    return {name: without_controls(text) for name, text in snippets.all().items() if name.isprintable()}


def _offered(panes: RememberingPanes, typed: str) -> Arguments:
    snippets = panes.services.snippets
    if snippets is None or typed == _SAVE or typed.startswith(f"{_SAVE} "):
        return Arguments()
    offers = [Offer(name, name, in_short(text, 200)) for name, text in _all(snippets).items()]
    save = Offer(_SAVE, f"{_SAVE} ", "keeps the last prompt under a name")
    return Arguments([*offers, save], free=True, note="" if offers else _NONE)


def _snippet(panes: RememberingPanes, typed: str) -> None:
    snippets = panes.services.snippets
    word, _, rest = typed.partition(" ")
    if snippets is None:
        return
    kept = _all(snippets)
    if typed in kept:
        before, _, behind = kept[typed].partition(CURSOR)
        place = len(before)
        panes.prompt.insert(before + behind)
        if behind:
            panes.prompt.move_cursor(location_of(panes.prompt.document.lines, place))
    elif word == _SAVE:
        name, _, text = rest.strip().partition(" ")
        panes.say(_save(panes, snippets, name, text.strip()))
    elif typed:
        panes.say(f"There is no snippet {in_short(typed, 40)}{perhaps(typed, kept)}." if kept else _NONE)
    else:
        panes.say(f"Snippets: {', '.join(in_short(name, 40) for name in kept)}." if kept else _NONE)


def _save(panes: RememberingPanes, snippets: Snippets, name: str, text: str) -> str:
    text = text or _last_prompt(panes)
    if not name or not text:
        return "Say /snippet save NAME after a prompt, or /snippet save NAME TEXT."
    try:
        snippets.keep(name, text)
    except StreamtuiError as error:
        return error.fault.message
    return f":{in_short(name, 40)} and Tab puts in {in_short(text, 60)}"


def _last_prompt(panes: RememberingPanes) -> str:
    """The one that was sent, or dropped, last."""
    for prompt in panes.prompt.earlier.newest_first:
        text = prompt if isinstance(prompt, str) else panes.prompt.revive(prompt)
        if slash_command(text) is None:
            return panes.desk.folds.whole(text)
    return ""


SNIPPET: Command[RememberingPanes] = Command(
    "chat.snippet",
    "Put in a snippet, or save one",
    lambda panes: panes.prompt.write("/snippet "),
    lambda panes: panes.services.snippets is not None,
    words=("snippet",),
    argument="[NAME]",
    do_with=_snippet,
    arguments=_offered,
)
