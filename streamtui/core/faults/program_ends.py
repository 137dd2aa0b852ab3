"""Replies of which there is only a part because of what this program did: no server has broken them off."""

from __future__ import annotations

from streamtui.core.faults.faults import Fault

PROGRAM_ENDED = Fault("cut", "The program ended while this came; what arrived is kept: continue, or ask again.")
STILL_COMES = Fault("cut", "It still comes to the program that asked; what had come by then is shown.")
PROGRAM_ENDS = (PROGRAM_ENDED, STILL_COMES)
