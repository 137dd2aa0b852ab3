"""The wire's panel, which obeys keys."""

from __future__ import annotations

from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.wire.commands import WIRE_COMMANDS
from streamtui.frontends.tui.wire.panel import WirePanel


class WirePane(Commanded, WirePanel):
    """See above."""

    TABLE = WIRE_COMMANDS
