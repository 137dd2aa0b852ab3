"""The driver of a page in a browser: Textual's, but for how it begins and for the end of whoever leads to the page."""

from __future__ import annotations

from textual import events, messages
from textual.drivers.web_driver import WebDriver


class PageDriver(WebDriver):
    """Ends the program where its input ends, as the server that showed it is gone."""

    def start_application_mode(self) -> None:
        super().start_application_mode()  # says that the page has no focus, and no key would be taken until it had
        self._app.call_later(self._app.post_message, events.AppFocus())

    def run_input_thread(self) -> None:
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._app.call_from_thread(self._app.post_message, messages.ExitApp())
