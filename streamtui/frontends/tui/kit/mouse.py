"""Whose the mouse is: the program's, or the terminal's, which then selects text as it does anywhere."""

from __future__ import annotations

from typing import Any

from textual.app import App

from streamtui.frontends.tui.kit.keymap import key_of


class MouseApp(App[Any]):
    """An app that can leave the mouse to the terminal."""

    mouse = True
    """It is the program's."""

    mouse_set = True
    """The settings say so."""

    def follow_mouse(self, *, taken: bool) -> None:
        """Have it be as the settings say from now on, where they say something else than before."""
        if taken != self.mouse_set:
            self.mouse_set = taken
            self._take_mouse(taken=taken)

    def switch_mouse(self) -> None:
        """Leave it to the terminal, or take it back."""
        if not self._take_mouse(taken=not self.mouse):
            self.notify("The mouse can't be left to the terminal here.")
            return
        back = key_of("chat.mouse", "f9") or "/mouse"
        self.notify(
            "The mouse is the program's again: it clicks, scrolls and selects here"
            if self.mouse
            else f"The mouse is the terminal's now, to select as anywhere · {back} takes it back"
        )

    def _take_mouse(self, *, taken: bool) -> bool:
        """False where there is no terminal of ours: a browser's page, say."""
        take = getattr(self._driver, "take_mouse", None)
        if take is None:
            return False
        self.mouse = taken
        take(taken=taken)
        return True

    async def run_async(self, *args: Any, **options: Any) -> Any:
        """Run until the person quits."""
        return await super().run_async(*args, **{"mouse": self.mouse, **options})
