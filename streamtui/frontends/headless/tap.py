"""`streamtui tap --headless`: a line when a request comes and one when it is over, and each reply as JSON."""

from __future__ import annotations

from collections.abc import Callable

from streamtui.core.chat.stalls import STALL_WARN_S
from streamtui.core.ports.tap import Stage, Tap, Tapped
from streamtui.core.text.display_safe import display_safe
from streamtui.core.verdicts.judge import verdicts_of
from streamtui.core.words import figures
from streamtui.core.words.reply_line import reply_line
from streamtui.core.words.tapped_words import came_at, not_decoded, program_slow, speed, tokens_out
from streamtui.frontends.headless.complaint import complaint

_LONGEST = 60
"""Characters of a path, or of a model's name."""


class TapPrinter:
    """What it is told of `say` hears as lines for a person, and `answer`, if there is one, each reply as JSON.

    A silence of `stall_s` is a stall.
    """

    def __init__(
        self,
        tap: Tap,
        say: Callable[[str], object],
        answer: Callable[[str], object] | None = None,
        *,
        stall_s: float = STALL_WARN_S,
    ) -> None:
        self._tap, self._stall_s = tap, stall_s
        self._tell, self._answer = say, answer
        self._begun: dict[int, bool] = {}
        """Requests that are not over, and whether they were told of."""
        self._failure_told = False

    def changed(self, tapped: Tapped) -> None:
        """See core.ports.tap.OnChange."""
        told = self._begun.get(tapped.number)
        if not told:  # its body, which says most of it, comes right behind its head, but for a large one
            self._begun[tapped.number] = tapped.stage is not Stage.ASKING or told is not None
            if self._begun[tapped.number]:
                self._say(_came(tapped))
        if tapped.stage.over:
            del self._begun[tapped.number]
            self._say(_over(tapped))
            if self._answer is not None and tapped.decoded and tapped.reply is not None:
                self._answer(_line(tapped, self._stall_s))
        self._tell_failure()

    def end(self) -> None:
        """Nothing more comes. How many recordings could not be written, where that was said of one alone."""
        self._tell_failure()  # the disk may tell late
        if self._tap.lost > 1:
            self._tell(
                complaint(f"So it was with {self._tap.lost:,} recordings in all: they end early, or are missing.")
            )

    def _tell_failure(self) -> None:
        """Say why a recording could not be written: once, as others fail for the same reason."""
        if self._tap.failure and not self._failure_told:
            self._failure_told = True
            self._tell(complaint(self._tap.failure))

    def _say(self, parts: list[str]) -> None:
        self._tell(display_safe("  ".join(filter(None, parts)), keep_newlines=False))


def _came(tapped: Tapped) -> list[str]:
    said = [came_at(tapped), f"#{tapped.number}", f"{tapped.method} {_cut(tapped.path)}", _cut(tapped.model)]
    if tapped.messages:
        said.append(figures.plural(tapped.messages, "message"))
    if tapped.tools:
        said.append(figures.plural(tapped.tools, "tool"))
    if tapped.thread != tapped.number:
        said.append(f"goes on with #{tapped.thread}")
    return said


def _over(tapped: Tapped) -> list[str]:
    measured = tapped.figures
    said = [
        " " * len(came_at(tapped)),
        f"#{tapped.number}",
        str(tapped.status or ""),
        tapped.stage.value,
        figures.seconds(tapped.duration_s(tapped.at)),
    ]
    if tapped.decoded and measured.ttft_s is not None:
        said.append(f"ttft {figures.seconds(measured.ttft_s)}")
    if tapped.decoded:
        said.append(speed(measured))
    if measured.prompt_tokens is not None:
        said.append(f"{figures.count(measured.prompt_tokens)} in")
    if tapped.decoded and (out := tokens_out(measured)):
        said.append(f"{out} out")
    if measured.calls:
        said.append(figures.plural(measured.calls, "call"))
    if not tapped.decoded and tapped.size:
        said.append(f"{tapped.size:,} bytes")
    if tapped.foreign:
        said.append(not_decoded(tapped))
    said.append(program_slow(tapped))
    if tapped.left_out:
        said.append(f"{tapped.left_out:,} bytes not recorded")
    if tapped.stage is not Stage.DONE:
        said.append(tapped.why)
    return said


def _line(tapped: Tapped, stall_s: float) -> str:
    assert tapped.reply is not None
    request = {
        "number": tapped.number,
        "started": tapped.started,
        "method": tapped.method,
        "path": tapped.path,
        "url": tapped.url,
        "status": tapped.status,
        "state": tapped.stage.value,
        "thread": tapped.thread,
        "connection": tapped.connection,
        "duration_s": round(tapped.duration_s(tapped.at), 6),
        "program_wait_s": round(tapped.program_wait_s, 6),
        "left_out_bytes": tapped.left_out,
        "recording": str(tapped.recording) if tapped.recording is not None else None,
    }
    verdicts = verdicts_of(tapped.reply, tapped.events, stall_s=stall_s)
    return tapped.secrets.hide(reply_line(tapped.reply, verdicts=verdicts, request=request))


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
