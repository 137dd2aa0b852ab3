"""Where the log is: in the folder for data, as `streamtui.log`."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from streamtui.config.paths import data_dir
from streamtui.core.faults.bugs import LOGGER
from streamtui.core.text.kept_secrets import KEPT
from streamtui.core.text.secrets import Secrets
from streamtui.storage.log_file import LogFile

_LOGGERS = (LOGGER, "asyncio", "opentelemetry")
"""What nobody waited for is told by asyncio, a collector that is gone by the other; it would stand on the screen."""


def keep_log(environ: Mapping[str, str], secrets: Secrets) -> None:
    """Write to the log from now on what is to be known of bugs; the `secrets` are never in it."""
    KEPT.keep(secrets)
    path = data_dir(environ) / "streamtui.log"
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        log = next((handler for handler in logger.handlers if isinstance(handler, LogFile)), None)
        if log is None:
            log = LogFile(path)
            logger.addHandler(log)
        log.path = path
