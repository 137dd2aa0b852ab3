"""Whether the arguments of a call are JSON, by the letter: nothing may follow them, and NaN is no number."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from streamtui.core.json_text.unread import why_unread


class _NoNumberError(ValueError):
    """A word that stands for a number, and not in JSON."""

    def __init__(self, word: str) -> None:
        super().__init__(f"{word} is no number of JSON")
        self.word = word


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome; `value` means something only where there is no `fault`."""

    value: Any = None
    fault: str = ""
    """What is wrong and where, without a full stop."""
    at: int | None = None
    """The offset of the character that is wrong, where it is one."""

    @property
    def valid(self) -> bool:
        return not self.fault

    @property
    def reason(self) -> str:
        """What is wrong alone, for a sentence that says where itself."""
        what = self.fault.removeprefix("not JSON: ")
        return (what.rpartition(" at character ")[0] or what).rstrip(",")


def strict_verdict(text: str) -> Verdict:
    """Read whole arguments. Empty ones are what many models write where a function takes nothing."""
    if not text.strip():
        return Verdict({})
    verdict = json_verdict(text)
    if verdict.valid and not isinstance(verdict.value, dict):
        return Verdict(verdict.value, "not a JSON object")
    return verdict


def json_verdict(text: str) -> Verdict:
    """Read a whole text that may be any value."""
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        return Verdict(fault=f"not JSON: {_fault(error)}", at=error.pos)
    except _NoNumberError as error:
        return Verdict(fault=f"not JSON: {error}", at=text.find(error.word))
    except (ValueError, RecursionError) as error:
        return Verdict(fault=why_unread(error))
    return Verdict(value)


def _fault(error: json.JSONDecodeError) -> str:
    if error.msg == "Extra data":
        return f"something follows the end, at character {error.pos + 1:,}"
    words = error.msg[:1].lower() + error.msg[1:].removesuffix(" starting at").removesuffix(" at")
    return f"{words} at character {error.pos + 1:,}"


def _refuse_constant(name: str) -> NoReturn:
    raise _NoNumberError(name)
