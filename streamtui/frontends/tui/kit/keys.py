"""Keys by their names: how the screen writes them, how a person may, and how Textual does.

>>> shown_key("ctrl+n"), shown_key("G"), shown_key("left_square_bracket"), shown_key("alt+full_stop")
('^n', 'Shift+G', '[', 'Alt+.')
>>> key_named("^n"), key_named("Alt+R"), key_named("Shift+G"), key_named("PgUp"), key_named("["), key_named("F9")
('ctrl+n', 'alt+r', 'G', 'pageup', 'left_square_bracket', 'f9')
>>> [fault_of(name).partition(":")[0] for name in ("ctlr+x", "ctrl+i")]
["'ctlr+x' is no key", "'ctrl+i' is the same as Tab in a terminal"]
"""

from __future__ import annotations

from collections.abc import Mapping

_SHOWN = {
    "escape": "Esc",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
}
_NAMED = ("tab", "enter", "home", "end", "space", "insert", "delete", "backspace")
_SPELT = {
    "esc": "escape",
    "pgup": "pageup",
    "page_up": "pageup",
    "pgdn": "pagedown",
    "page_down": "pagedown",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "↑": "up",
    "↓": "down",
    "←": "left",
    "→": "right",
}
_MODIFIERS = {
    "ctrl": "ctrl",
    "control": "ctrl",
    "c": "ctrl",
    "^": "ctrl",
    "alt": "alt",
    "meta": "alt",
    "option": "alt",
    "m": "alt",
    "shift": "shift",
}
_ORDER = ("alt", "ctrl", "shift")
"""In which Textual names modifiers that are held together."""
SAME_BYTES: Mapping[str, str] = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
}
"""What a terminal sends for another key, too: none of them can be told from it."""


def _character(key: str) -> str | None:
    """What the key writes; nothing for one that writes nothing."""
    from textual.keys import REPLACED_KEYS, key_to_character  # what knows keys is loaded where nothing is drawn, too

    return key_to_character(REPLACED_KEYS.get(key, key))


def _of_character(character: str) -> str:
    from textual.keys import _character_to_key

    return _character_to_key(character)


def shown_key(key: str) -> str:
    """A key as the screen writes it: `^n`, `Esc`, `F1`, `r`, `Shift+R`."""
    held, _, bare = key.rpartition("+")
    if not held:
        return f"Shift+{bare}" if len(bare) == 1 and bare.isupper() else _shown_bare(bare)
    shown = _shown_bare(bare)
    if held == "ctrl":
        return f"^{shown}"
    return "".join(f"{name.capitalize()}+" for name in held.split("+")) + (shown.upper() if len(bare) == 1 else shown)


def _shown_bare(key: str) -> str:
    if key in _SHOWN:
        return _SHOWN[key]
    if key in _NAMED or _is_function_key(key):
        return key.capitalize()
    return _character(key) or key


def _is_function_key(key: str) -> bool:
    return key[:1] == "f" and key[1:].isdecimal() and 1 <= int(key[1:]) <= 24


def key_named(written: str) -> str | None:
    """What Textual calls the key that a person wrote, in whatever way; `None` where there is none of that name."""
    held, bare = set[str](), written.strip()
    while len(bare) > 1:
        if bare[0] == "^":
            held.add("ctrl")
            bare = bare[1:]
            continue
        cut = next((place for place, sign in enumerate(bare[:-1]) if sign in "+-"), 0)
        modifier = _MODIFIERS.get(bare[:cut].casefold()) if cut else None
        if modifier is None:
            break
        held.add(modifier)
        bare = bare[cut + 1 :]
    return _put_together(held, bare)


def _put_together(held: set[str], bare: str) -> str | None:
    if len(bare) == 1 and bare not in _SPELT:
        if not bare.isprintable():
            return None
        if "shift" in held and bare.isalpha():
            held, bare = held - {"shift"}, bare.upper()
        key = "space" if bare == " " else _of_character(bare.lower() if held else bare)
    else:
        name = bare.casefold()
        key = _SPELT.get(name, name)
        if not (key in _SHOWN or key in _NAMED or _is_function_key(key) or _character(key)):
            return None
    return "+".join((*(name for name in _ORDER if name in held), key))


def fault_of(written: str) -> str:
    """What is wrong with a key that a person wrote; nothing where nothing is."""
    key = key_named(written)
    if key is None:
        return f"{written!r} is no key: write it as 'ctrl+x', 'alt+r', 'shift+up', 'f9', 'pageup', 'enter' or 'x'"
    if key in SAME_BYTES:
        return f"{written!r} is the same as {shown_key(SAME_BYTES[key])} in a terminal: choose another key"
    return ""


def writes(key: str) -> bool:
    """It is text where one writes."""
    return _character(key) is not None or key == "space"
