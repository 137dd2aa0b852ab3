"""Which requests of another program are wanted, as the person writes it: `model:gpt state:failed !path:models paris`.

All parts must hold; `!` before one asks for the contrary. Letters of both cases are alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from streamtui.core.ports.tap import Stage, Tapped
from streamtui.core.words.tapped_words import SLOW_S

GRAMMAR = "words, model: path: status: state: thread: is: has:calls, ! for not"
"""What a filter may be made of."""
MOST = 500
"""Characters of a filter."""
Term: TypeAlias = Callable[[Tapped], bool]
_STATES = {stage.value for stage in Stage} | {"running", "over"}
_ARE = ("slow", "foreign", "reply")


class FilterError(ValueError):
    """The filter can't be read; the message is a sentence for the person."""


def parsed(text: str) -> Term | None:
    """What it asks for; `None` where that is nothing. Raises FilterError."""
    if len(text) > MOST:
        raise FilterError(f"A filter has {MOST} characters at most.")
    terms = [_term(part) for part in text.split() if part.strip("!")]
    return (lambda tapped: all(term(tapped) for term in terms)) if terms else None


def _term(part: str) -> Term:
    if part.startswith("!"):
        inner = _term(part[1:])
        return lambda tapped: not inner(tapped)
    name, colon, value = part.partition(":")
    if not colon or name.lower() not in _NAMED:
        return _words(part.lower())
    return _NAMED[name.lower()](value.lower())


def _words(wanted: str) -> Term:
    """What a reply says is looked through once it is over: it grows until then."""

    def holds(tapped: Tapped) -> bool:
        if any(wanted in text.lower() for text in (tapped.path, tapped.model, tapped.why, tapped.foreign)):
            return True
        reply = tapped.reply if tapped.stage.over else None
        return reply is not None and wanted in str(reply.text).lower()

    return holds


def _model(value: str) -> Term:
    return lambda tapped: value in tapped.model.lower()


def _path(value: str) -> Term:
    return lambda tapped: value in f"{tapped.method} {tapped.path}".lower()


def _status(value: str) -> Term:
    """`404`, or `4xx` and `4`."""
    digits = value.rstrip("x")
    if value and (not (digits + "1").isdigit() or len(value) > 3):
        raise FilterError("status: takes a number like 429, or 4xx.")
    return lambda tapped: tapped.status is not None and str(tapped.status).startswith(digits)


def _state(value: str) -> Term:
    meant = {state for state in _STATES if state.startswith(value)}
    if not meant:
        raise FilterError(f"state: takes one of {', '.join(sorted(_STATES))}.")
    return lambda tapped: tapped.stage.value in meant or ("over" if tapped.stage.over else "running") in meant


def _thread(value: str) -> Term:
    if value and not value.isdecimal():
        raise FilterError("thread: takes the number of the request that it begins with.")
    return lambda tapped: not value or str(tapped.thread) == value


def _is(value: str) -> Term:
    if not any(one.startswith(value) for one in _ARE):
        raise FilterError("is: takes slow (the program was late to read), foreign (not decoded) or reply.")
    if not value:
        return lambda _: True
    if "slow".startswith(value):
        return lambda tapped: tapped.program_wait_s >= SLOW_S
    return (lambda tapped: not tapped.decoded) if "foreign".startswith(value) else (lambda tapped: bool(tapped.decoded))


def _has(value: str) -> Term:
    if not "calls".startswith(value):
        raise FilterError("has: takes calls.")
    return lambda tapped: tapped.figures.calls > 0 or (tapped.reply is not None and bool(tapped.reply.model_calls))


_NAMED: dict[str, Callable[[str], Term]] = {
    "model": _model,
    "path": _path,
    "status": _status,
    "state": _state,
    "thread": _thread,
    "is": _is,
    "has": _has,
}
