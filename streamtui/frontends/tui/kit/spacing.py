"""Whether rows and margins are saved, on every screen of an app; style sheets say what goes with it."""

from __future__ import annotations

from textual.widget import Widget

COMPACT = "-compact"
"""The class of an app that saves them."""


def is_compact(widget: Widget) -> bool:
    """Whether the widget's app does."""
    return widget.app.has_class(COMPACT)
