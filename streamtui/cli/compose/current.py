"""The configuration as it holds now. Who goes by it asks each time, as the file may change while the program runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from streamtui.config.file import Configuration
from streamtui.config.settings import Retry, Timeouts, Tools

if TYPE_CHECKING:
    from streamtui.core.ports.tools import ToolInfo
    from streamtui.session.permission import ApprovalRule


class CurrentConfiguration:
    """One for all; config.settings.RequestSettings, too."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.written: set[str] = set()
        """Names of what the chat itself wrote into config.toml, and has told of."""

    @property
    def retry(self) -> Retry:
        """How often a request is made that fails."""
        return self.configuration.settings.retry

    @property
    def timeouts(self) -> Timeouts:
        """How long a server may stay silent."""
        return self.configuration.settings.timeouts

    @property
    def tools(self) -> Tools:
        """How function calls are run."""
        return self.configuration.settings.tools


@dataclass(frozen=True, slots=True)
class CurrentRules:
    """session.permission.Rules by what is configured; what was `said` for this run wins."""

    current: CurrentConfiguration
    believed: list[ToolInfo]
    said: ApprovalRule | None = None

    @property
    def approve(self) -> ApprovalRule:
        """Which calls ask."""
        return self.said or self.current.tools.approve

    @property
    def rounds(self) -> int:
        """How often in one turn the model may have tools run."""
        return self.current.tools.rounds

    @property
    def concurrent(self) -> int:
        """Calls that run at the same time."""
        return self.current.tools.concurrent
