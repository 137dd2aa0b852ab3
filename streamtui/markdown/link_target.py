"""Where a link leads, short enough to stand behind its text: whose place it is always shows, the rest as it fits."""

from __future__ import annotations

from urllib.parse import urlsplit

from streamtui.rows.row import ELLIPSIS, clip, clip_start

MOST_CELLS = 40


def short_target(address: str) -> str:
    """The address without `https://`, query and fragment; of a long host its end, of a long path its beginning.

    The whole address stands in the message as it was written, which is what is copied.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return clip(address, MOST_CELLS)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return clip(address, MOST_CELLS)
    host = clip_start(parts.netloc.rpartition("@")[2], MOST_CELLS)
    scheme = "" if parts.scheme == "https" else f"{parts.scheme}://"
    more = ELLIPSIS if parts.query or parts.fragment else ""
    place = f"{scheme}{host}"
    return place + clip(parts.path.rstrip("/") + more, max(1, MOST_CELLS - len(place)))
