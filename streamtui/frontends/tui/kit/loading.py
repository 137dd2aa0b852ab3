"""Importing in a thread while the person types: the screen is to get its turn soon."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

SHARE_S = 0.0005
"""How long a thread works before another one gets its turn; usually it is ten times as long."""


@contextmanager
def fair_shares() -> Iterator[None]:
    """While this lasts, threads take turns so fast that none is felt by another."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SHARE_S)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
