"""The app's own two themes, and which theme is used."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from textual.theme import BUILTIN_THEMES, Theme

from streamtui.core.faults.faults import ConfigurationError
from streamtui.rows.palette import ACCENTS, DARK, LIGHT


def _own(name: str, palette: Mapping[str, str], *, dark: bool) -> Theme:
    return Theme(
        name,
        primary=palette["primary"],
        secondary=palette["secondary"],
        accent=palette["accent"],
        success=palette["success"],
        warning=palette["warning"],
        error=palette["error"],
        foreground=palette["text"],
        background=palette["background"],
        surface=palette["surface"],
        panel=palette["panel"],
        dark=dark,
        variables={
            "text-muted": palette["text-muted"],
            "rule": palette["rule"],
            **{f"text-{accent}": palette[accent] for accent in ACCENTS},
        },
    )


OWN = (_own("streamtui-dark", DARK, dark=True), _own("streamtui-light", LIGHT, dark=False))


def shown_name(theme: str) -> str:
    """The app's own as they are asked for: dark and light."""
    return theme.removeprefix("streamtui-")


def theme_names() -> list[str]:
    """Textual's themes and the app's own."""
    return [*BUILTIN_THEMES, *(theme.name for theme in OWN)]


def first_theme(wanted: str | None, chosen: str | None, known: Collection[str], *, slow: bool) -> str:
    """The wanted theme, else the one that was chosen before if there still is one. Raises ConfigurationError."""
    if wanted is None and chosen in ("dark", "light", *known):
        wanted = chosen
    return theme_name(wanted, known, slow=slow)


def theme_name(wanted: str | None, known: Iterable[str], *, slow: bool) -> str:
    """The theme of that name, or for dark and light (`None` is dark) the app's own.

    On a slow line that one uses the terminal's own colours, which take a third fewer bytes. Raises ConfigurationError.
    """
    wanted = wanted or "dark"
    if wanted in ("dark", "light"):
        return f"{'ansi' if slow else 'streamtui'}-{wanted}"
    if wanted not in known:
        raise ConfigurationError(f"There is no theme {wanted!r}; choose dark, light, {', '.join(sorted(known))}.")
    return wanted
