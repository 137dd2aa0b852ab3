"""The one door through which texts of others come into the page: as text, and as addresses that do no harm."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from streamtui.core.text.display_safe import display_safe

_SCHEMES = ("http", "https", "mailto")


def shown(text: str, *, keep_newlines: bool = True) -> str:
    """The text and nothing but text, also in an attribute."""
    return escape(display_safe(text, keep_newlines=keep_newlines))


def span(style: str, text: str) -> str:
    """A text in one of the styles of rows."""
    return f'<span class="{css_class(style)}">{shown(text)}</span>'


def css_class(style: str) -> str:
    """The name of a style where names have no dots and blanks."""
    return style.replace(".", "-").replace(" ", "-")


def image(data_url: str, name: str) -> str:
    """An image that the page holds itself."""
    return f'<img src="{escape(data_url)}" alt="{shown(name, keep_newlines=False)}">'


def link(address: str, inner: str) -> str:
    """What is in the page already as a link, where the address leads to a page or a mailbox; else as it is."""
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return inner
    if scheme not in _SCHEMES:
        return inner
    return f'<a class="link" rel="noopener noreferrer nofollow" href="{shown(address)}">{inner}</a>'
