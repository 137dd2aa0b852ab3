"""The app's own two themes, and which theme is used."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from textual.theme import BUILTIN_THEMES, Theme

from streamtui.core.faults.faults import ConfigurationError

OWN = (
    Theme(
        "streamtui-dark",
        primary="#5fb3f6",
        secondary="#b794f6",
        accent="#f2b35e",
        success="#7fd39b",
        warning="#f2b35e",
        error="#f07178",
        foreground="#d7dde3",
        background="#0f1216",
        surface="#161b21",
        panel="#1c2229",
        variables={
            "text-muted": "#8b96a3",
            "rule": "#4b5661",
            "text-primary": "#5fb3f6",
            "text-secondary": "#b794f6",
            "text-accent": "#f2b35e",
            "text-success": "#7fd39b",
            "text-warning": "#f2b35e",
            "text-error": "#f07178",
        },
    ),
    Theme(
        "streamtui-light",
        primary="#0b62b0",
        secondary="#7440c4",
        accent="#8a4b00",
        success="#1b7340",
        warning="#8a4b00",
        error="#b3261e",
        foreground="#22272e",
        background="#fbfbf9",
        surface="#f2f3f1",
        panel="#e9ebe9",
        dark=False,
        variables={
            "text-muted": "#5d6670",
            "rule": "#9fa8b0",
            "text-primary": "#0b62b0",
            "text-secondary": "#7440c4",
            "text-accent": "#8a4b00",
            "text-success": "#1b7340",
            "text-warning": "#8a4b00",
            "text-error": "#b3261e",
        },
    ),
)


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
