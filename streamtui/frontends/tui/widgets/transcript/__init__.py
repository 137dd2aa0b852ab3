"""The chat pane: one widget that draws a whole conversation line by line, at a cost that does not grow with it."""

from streamtui.frontends.tui.widgets.transcript.transcript import Transcript

__all__ = ["Transcript"]
