"""How a reply ended: well, or with which fault."""

from __future__ import annotations

from streamtui.core.faults.error_reading import is_web_page
from streamtui.core.faults.faults import Fault
from streamtui.core.faults.server_words import address, base_url_hint, host, quote

_FILTERED = {"content_filter", "sensitive", "safety"}
"""OpenAI's and most servers' word, Zhipu's, Gemini's."""
_BROKEN = {"error", "network_error"}
"""Finish reasons of servers that fail without an error event (Mistral and OpenRouter, Zhipu)."""


def bad_finish(reason: str | None, url: str) -> Fault | None:
    """The fault that a finish reason means, if any."""
    word = (reason or "").lower()
    if word in _FILTERED:
        return Fault(
            "content_filter",
            f"The content filter of {host(url)} stopped the reply; what arrived is kept, put it in other words.",
        )
    if word in _BROKEN:
        return Fault("server", f"{host(url)} broke the reply off with {quote(word)}; what arrived is kept, ask again.")
    return None


def malformed(sample: str, url: str, what: str) -> Fault:
    """A chunk could not be read, as it is what no chunk is: see `json_text.unread`."""
    return Fault(
        "malformed", f"{host(url)} sent a chunk that is {what}, {quote(sample[:80])}; the reply lacks it, ask again."
    )


def unreadable(sample: str, url: str) -> Fault:
    """A chunk was JSON, and our reading failed on what it says; or on the end of the reply, which has no words."""
    what = f"a chunk that can't be read, {quote(sample[:80])}" if sample else "a reply whose end can't be read"
    return Fault("malformed", f"{host(url)} sent {what}; the rest is kept, ask again and see streamtui.log.")


def cut(url: str) -> Fault:
    """The body ended before the reply did."""
    return Fault(
        "cut",
        f"{host(url)} ended the response before the reply was complete; what arrived is kept.",
    )


def empty(stray: str, url: str) -> Fault:
    """Not one chunk came; `stray` is what the body held instead."""
    if stray.strip():
        what = "a web page" if is_web_page(stray) else quote(stray)
        check = f"check the base URL ({address(url)}){base_url_hint(url)}"
        return Fault("malformed", f"{host(url)} answered with {what} in place of a reply; {check}.")
    return Fault("cut", f"{host(url)} ended the response without a reply; ask again, or check the server's log.")


def beyond(what: str, url: str, *, kept: bool = True) -> Fault:
    """More came than any answer needs; `kept`: something of it was taken."""
    advice = "what arrived is kept, check the base URL and the server" if kept else "check the base URL and the server"
    return Fault("malformed", f"{host(url)} sent {what}, which no answer needs; {advice}.")
