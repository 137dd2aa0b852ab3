"""How true to what is served the tap records it, at 1,000 chunks a second: its bytes, its packets, its instants.

`python -m tests.bench tapped` prints the table. Of each packet the instant in the recording that is served is taken
from the one in that of the tap; how far off it is, is told from the median of all, as nobody knows when the server
began. A packet is told apart where no other has its instant: two that the tap's process was too late to read apart
lay in the system as one.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from streamtui.cli.compose.serving import served_of
from streamtui.core.ports.recordings import RecordingHeader
from streamtui.storage.recordings.writer import RecordingWriter
from tests.bench.serve_cost import CLIENT, REQUEST, Figure, stream_of
from tests.bench.tap_cost import listening, tap_before

CHUNKS, RATE = 5_000, 1_000


def measure() -> list[Figure]:
    """The figures."""
    with tempfile.TemporaryDirectory() as folder:
        served = Path(folder) / "served.jsonl"
        with RecordingWriter(served, RecordingHeader(clock=0.0)) as writer:
            for event in stream_of(CHUNKS, 1 / RATE):
                writer.record(event)
        tapped = Path(folder) / "tapped"
        with (
            listening("serve", str(served)) as (server, _),
            tap_before(server, "--record", str(tapped)) as (tap, _),
        ):
            subprocess.run([sys.executable, "-c", CLIENT, str(tap), REQUEST.hex()], check=True)
        [said], [recorded] = served_of([served]), served_of(sorted(tapped.iterdir()))
    delays = [was - at for (was, _), (at, _) in zip(recorded.packets, said.packets, strict=True)]
    off = sorted(abs(delay - median(delays)) for delay in delays)
    return [
        Figure("bytes that differ", sum(a != b for a, b in zip(said.body, recorded.body, strict=True)), ""),
        Figure("packets served", len(said.packets), ""),
        Figure("packets told apart", len({at for at, _ in recorded.packets}), ""),
        *(
            Figure(f"instant of a packet off, p{part}", off[int(part / 100 * (len(off) - 1))] * 1e3, "ms")
            for part in (50, 99, 100)
        ),
    ]
