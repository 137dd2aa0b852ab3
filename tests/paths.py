"""Where things lie that several tests use."""

from __future__ import annotations

import os
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
FROZEN = REPOSITORY / "tests" / "storage" / "recordings" / "recording.v1.jsonl"
FROZEN_2 = FROZEN.with_name("recording.v2.jsonl")
"""A recording that holds every event, as version 1 wrote it."""
WIRE = Path(os.environ.get("STREAMTUI_WIRE_DIR") or REPOSITORY.parent / "shared" / "wire")
"""Recorded streams of real servers; not part of the repository."""
