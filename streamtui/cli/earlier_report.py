"""The report of an earlier check, as `check --json` wrote it to a file."""

from __future__ import annotations

import json
import os
from pathlib import Path

from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.check_changes import EarlierReport, NoReportError, read_report
from streamtui.files.judged import open_to_read

_LARGEST = 4 << 20
"""Bytes; a report has 30 kB."""


def read_earlier(path: Path) -> EarlierReport:
    """Read it. Raises ConfigurationError where it can't be read, or is none."""
    name = display_safe(str(path), keep_newlines=False)
    try:
        with os.fdopen(open_to_read(path), "rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise ConfigurationError(f"The report {name} can't be read: {error.strerror}; choose another file.") from error
    try:
        if len(data) > _LARGEST:
            raise NoReportError(f"it is larger than {_LARGEST >> 20} MiB")
        try:
            return read_report(name, json.loads(data))
        except (ValueError, RecursionError) as error:
            raise NoReportError("its JSON can't be read") from error
    except NoReportError as error:
        raise ConfigurationError(
            f"{name} is no report of a check, as {error}: name a file that `streamtui check --json` wrote."
        ) from error
