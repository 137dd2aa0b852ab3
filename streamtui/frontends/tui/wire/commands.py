"""What can be done in the wire."""

from __future__ import annotations

from math import inf

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.wire import copying
from streamtui.frontends.tui.wire.panel import WirePanel


def _any(panel: WirePanel) -> bool:
    """There is a row to look at, and nothing is written."""
    return panel.view.row is not None and not panel.field.has_focus


def _request(panel: WirePanel) -> bool:
    return _any(panel) and panel.request() is not None


WIRE_COMMANDS: tuple[Command[WirePanel], ...] = (
    Command("wire.previous", "Row before, after", lambda panel: panel.move(-1), keys=("up",)),
    Command("wire.next", "Row before, after", lambda panel: panel.move(1), keys=("down",)),
    Command("wire.first", "First row, last row to follow", lambda panel: panel.move(-inf), _any, keys=("home",)),
    Command("wire.last", "First row, last row to follow", lambda panel: panel.move(inf), _any, keys=("end",)),
    Command(
        "wire.filter",
        "Filter the rows",
        WirePanel.write_filter,
        lambda panel: not panel.field.has_focus,
        keys=("slash",),
        label="Filter",
    ),
    Command("wire.shows", "JSON, bytes, or the gaps", WirePanel.switch, _any, keys=("v",), label="JSON, bytes, gaps"),
    Command("wire.gap", "Next longest, longer gap", lambda panel: panel.to_gap(1), _any, keys=("g",), label="Gap"),
    Command("wire.longer_gap", "Next longest, longer gap", lambda panel: panel.to_gap(-1), _any, keys=("G",)),
    Command(
        "wire.detail",
        "To the row, or to the list",
        WirePanel.to_other_part,
        _any,
        keys=("enter",),
    ),
    Command(
        "wire.maximise",
        "All the room, or not",
        WirePanel.maximise,
        lambda panel: not panel.field.has_focus,
        keys=("backslash",),
        label="Maximise",
    ),
    Command("wire.copy", "Copy chunk, data, path of the value", copying.copy_bytes, _any, keys=("y",), label="Copy"),
    Command("wire.copy_data", "Copy chunk, data, path of the value", copying.copy_data, _any, keys=("d",)),
    Command("wire.copy_path", "Copy chunk, data, path of the value", copying.copy_path, _any, keys=("p",)),
    Command(
        "wire.copy_curl", "Copy as curl, Python, .sse, .har", copying.copy_curl, _request, keys=("u",), label="curl"
    ),
    Command("wire.copy_python", "Copy as curl, Python, .sse, .har", copying.copy_python, _request, keys=("n",)),
    Command("wire.copy_stream", "Copy as curl, Python, .sse, .har", copying.copy_stream, _any, keys=("s",)),
    Command("wire.copy_har", "Copy as curl, Python, .sse, .har", copying.copy_har, _any, keys=("h",)),
)
"""While the wire has the focus."""
