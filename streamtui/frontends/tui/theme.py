"""Which of Textual's themes is used."""

from __future__ import annotations

from collections.abc import Iterable

from streamtui.core.faults.faults import ConfigurationError


def theme_name(wanted: str | None, known: Iterable[str], *, slow: bool) -> str:
    """The theme of that name, or for dark and light (`None` is dark) the plain one.

    On a slow line that one uses the terminal's own colours, which take a third fewer bytes. Raises ConfigurationError.
    """
    wanted = wanted or "dark"
    if wanted in ("dark", "light"):
        return f"{'ansi' if slow else 'textual'}-{wanted}"
    if wanted not in known:
        raise ConfigurationError(f"There is no theme {wanted!r}; choose dark, light, {', '.join(sorted(known))}.")
    return wanted
