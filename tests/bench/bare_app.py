"""The floor of starting: a Textual app with one Input."""

from textual.app import App, ComposeResult
from textual.widgets import Input


class BareApp(App[None]):
    """Takes keys, and that is all."""

    def compose(self) -> ComposeResult:
        yield Input()


if __name__ == "__main__":
    BareApp().run()
