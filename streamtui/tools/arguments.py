"""The arguments of a call as the model wrote them: strict JSON, an object."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from streamtui.core.json_text.verdict import strict_verdict
from streamtui.core.text.surrogates import join_surrogates
from streamtui.tools.tool import ToolError


def json_object(text: str) -> dict[str, Any]:
    """The object that the text is; no text is an empty one. Raises ToolError."""
    if join_surrogates(text) != text:
        raise ToolError("The arguments are not JSON: half a character is in them.")
    verdict = strict_verdict(text)
    if not verdict.valid:
        raise ToolError(f"The arguments are {verdict.fault}.")
    value: dict[str, Any] = verdict.value
    return value


class ArgumentReader(ABC):
    """A tool that tells at once what is wrong with arguments, as it reads them itself."""

    @abstractmethod
    def read_arguments(self, text: str) -> dict[str, Any]:
        """The arguments that a model wrote. Raises ToolError that says what is wrong with them."""

    def objection(self, arguments: str) -> str:
        """See tools.tool.Tool."""
        try:
            self.read_arguments(arguments)
        except ToolError as error:
            return str(error)
        return ""

    async def check(self, arguments: str) -> str:
        """See tools.tool.Tool."""
        return self.objection(arguments)
