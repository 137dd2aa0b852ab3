"""Parameters of requests in a table of config.toml: those that are known are checked, a server may have others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from streamtui.config.tables import Mistake
from streamtui.core.chat.parameters import PARAMETERS, parameter_of
from streamtui.core.faults.faults import ConfigurationError


def parameter_mistakes(field: str, parameters: Mapping[str, Any]) -> Iterator[Mistake]:
    """What is wrong with those in the table of that name."""
    for name, value in parameters.items():
        if name in PARAMETERS:
            try:
                parameter_of(name).check(value)
            except ConfigurationError as error:
                yield Mistake((field, name), f"is wrong: {error.fault.message}")
