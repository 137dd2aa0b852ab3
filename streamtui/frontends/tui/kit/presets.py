"""Keymaps for people whose fingers know another program."""

from __future__ import annotations

from collections.abc import Mapping

from streamtui.frontends.tui.kit.keymap import Preset

_PANES = ("transcript.", "calls.", "wire.", "tools.", "race.", "replay.", "tap.", "tap_columns.")

PRESETS: Mapping[str, Preset] = {
    "default": Preset(),
    "emacs": Preset(
        keys={
            "app.palette": ("alt+x",),
            "chat.palette": ("alt+x",),
            "chat.bring_back": ("alt+n",),
            "chat.new": ("alt+n",),
            "chat.continue": ("alt+g",),
            "chat.paste_image": ("alt+y",),
            "chat.editor": ("alt+e",),
            "chat.statistics": ("alt+s",),
            "replay.figures": ("alt+s",),
            "tap.figures": ("alt+s",),
            "prompt.line_end": ("ctrl+e", "end"),
        },
        beside={
            "escape": "ctrl+g",
            "up": "ctrl+p",
            "down": "ctrl+n",
            "pageup": "alt+v",
            "pagedown": "ctrl+v",
            "ctrl+end": "alt+greater_than_sign",
            "slash": "ctrl+s",
        },
    ),
    "vi": Preset(
        keys={
            "chat.pane_up": ("pageup", "ctrl+u"),
            "chat.pane_down": ("pagedown", "ctrl+d"),
            "chat.to_prompt": ("escape", "i"),
            "pick.previous": ("up", "ctrl+k"),
            "pick.next": ("down", "ctrl+j"),
            "race.keep": ("a",),
            "tap.group": ("z",),
            "wire.copy_har": ("H",),
            "wire.gap": ("right_curly_bracket",),
            "wire.longer_gap": ("left_curly_bracket",),
        },
        beside={
            "up": "k",
            "down": "j",
            "left": "h",
            "right": "l",
            "home": "g",
            "end": "G",
            "pageup": "ctrl+u",
            "pagedown": "ctrl+d",
        },
        places=_PANES,
    ),
}
"""By their names in config.toml. In vi's, `gg` goes where `g` does."""
