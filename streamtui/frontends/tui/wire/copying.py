"""What of the wire is copied: a chunk, its data, a path, a request to be made again, a stream."""

from __future__ import annotations

from streamtui.core.wire.har import har_of
from streamtui.core.wire.one_exchange import recording_of
from streamtui.core.wire.row_kinds import CHUNK
from streamtui.core.wire.wire_words import bytes_of, json_in, json_path, sent_data
from streamtui.core.words.curl import curl_of, python_of
from streamtui.core.words.figures import plural
from streamtui.frontends.tui.kit.clipboard import copy
from streamtui.frontends.tui.wire.panel import WirePanel

_GONE = "Its bytes are not kept any more."


def copy_bytes(panel: WirePanel) -> None:
    """A chunk as it came; of another row what it says."""
    if (row := panel.view.row) is not None:
        _copy(panel, bytes_of(panel.view.log, row).decode("utf-8", "backslashreplace"), _named(panel, row), _GONE)


def copy_data(panel: WirePanel) -> None:
    """The JSON that a row holds; of a chunk all its data."""
    if (row := panel.view.row) is not None:
        log = panel.view.log
        data = sent_data(log.data(row) or b"") if log.carries[row] & CHUNK else json_in(log, row)
        _copy(panel, data or "", "Data", "There is no data in it.")


def copy_path(panel: WirePanel) -> None:
    """Where the value stands that is looked at, as jq takes it."""
    if (path := panel.path()) is not None:
        written = json_path(path)
        copy(panel, written, f"Path copied: {written}" if len(written) < 60 else "Path copied")
    else:
        panel.notify("Go to a value in the tree first: Enter, then ↑ and ↓.")


def copy_curl(panel: WirePanel) -> None:
    """The request that the row belongs to, for a shell."""
    if (request := panel.request()) is not None:
        _copy(panel, curl_of(request), "Request as curl", "")


def copy_python(panel: WirePanel) -> None:
    """The same, as a program."""
    if (request := panel.request()) is not None:
        _copy(panel, python_of(request) or "", "Request as Python", "It is no request of a chat.")


def copy_stream(panel: WirePanel) -> None:
    """The whole body of the response that the row belongs to."""
    if (row := panel.view.row) is not None:
        body = panel.view.log.exchange_of(row).body(panel.view.log.events)
        _copy(
            panel,
            (body or b"").decode("utf-8", "backslashreplace"),
            "Stream",
            _GONE if body is None else "It is empty.",
        )


def copy_har(panel: WirePanel) -> None:
    """The request and its response as an HTTP archive, with the instant of each event."""
    if (row := panel.view.row) is not None:
        log = panel.view.log
        gone = log.exchange_of(row).body(log.events) is None
        _copy(panel, "" if gone else har_of(recording_of(log, row)), "HTTP archive", _GONE)


def _named(panel: WirePanel, row: int) -> str:
    log = panel.view.log
    return f"Chunk {log.number[row]:,}" if log.carries[row] & CHUNK else log.kinds(row)[0].capitalize()


def _copy(panel: WirePanel, text: str, what: str, none: str) -> None:
    if text:
        copy(panel, text, f"{what} copied, {plural(len(text), 'character')}")
    else:
        panel.notify(f"Nothing was copied. {none}")
