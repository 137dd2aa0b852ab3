"""Long lines of code in a conversation: wrapped, or cut and shifted."""

from __future__ import annotations

from typing import Any

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.transcript.folding import FoldingView

CODE_STEP = 8
"""Cells by which cut code is shifted at once."""

CODE_COMMANDS: tuple[Command[CodeLinesView], ...] = (
    Command(
        "transcript.wrap_code",
        "Wrap or cut long code lines",
        lambda view: view.wrap_code(),
        lambda view: view.has_code or view.cuts_code,
        keys=("w",),
        label="Wrap",
    ),
    Command(
        "transcript.code_left",
        "Scroll cut code",
        lambda view: view.shift_code(-1),
        lambda view: view.cuts_code,
        keys=("left",),
    ),
    Command(
        "transcript.code_right",
        "Scroll cut code",
        lambda view: view.shift_code(1),
        lambda view: view.cuts_code,
        keys=("right",),
    ),
)
"""What is done to long lines while a conversation has the focus."""


class CodeLinesView(FoldingView):
    """A view of a conversation whose long lines of code can be cut."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._code_shift: int | None = None

    @property
    def cuts_code(self) -> bool:
        """Long lines of code are cut."""
        return self._code_shift is not None

    def wrap_code(self) -> None:
        """Wrap long lines of code, or cut them."""
        self._shift_code(0 if self._code_shift is None else None)
        said = "Long lines of code are cut; ← and → shift them" if self.cuts_code else "Long lines of code are wrapped"
        self.notify(said)

    def shift_code(self, direction: int) -> None:
        """Show more of the cut lines of code at the left or right (-1, 1), as far as there is more."""
        if self._view is not None and self._code_shift is not None and (direction < 0 or self._view.code_goes_on):
            self._shift_code(max(0, self._code_shift + direction * CODE_STEP))

    def _shift_code(self, shift: int | None) -> None:
        self._code_shift = shift
        if self._view is not None:
            if self.text_selection is not None:
                self.screen.clear_selection()  # its rows are others now
            self._view.shift_code(shift)
            self._draw(scrollbar=True)
