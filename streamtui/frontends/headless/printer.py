"""The events of a turn as lines: the answer on stdout, all else on stderr."""

from __future__ import annotations

from typing import TextIO

from streamtui.core.chat import events as ev
from streamtui.core.chat.reply import Reply, ReplyState
from streamtui.core.text.display_safe import DisplaySafeStream, display_safe
from streamtui.core.words.server_call_words import server_call_is_over
from streamtui.frontends.headless.call_words import citation_lines, server_call_words
from streamtui.frontends.headless.chat_words import told
from streamtui.frontends.headless.complaint import complaint


class Printer:
    """Writes what is new in each event; the answer and the thoughts only where the reply is not a line of JSON."""

    def __init__(self, out: TextIO, err: TextIO, *, as_json: bool) -> None:
        self._out = out
        self._err = err
        self._as_json = as_json
        self._answer = DisplaySafeStream() if out.isatty() else None
        """Only a terminal needs the answer made safe; a file or a pipe gets what the server sent."""
        self._thoughts = DisplaySafeStream()
        self._err_open_line = False
        self._out_open_line = False
        self._url = ""
        self._told = Reply()
        """What the server ran for the reply, and its sources; nothing else of it."""
        self._ended: set[int] = set()
        """Of what calls was told what came of them."""

    def show(self, event: ev.StreamEvent) -> None:
        """Write what is new in this event."""
        match event:
            case ev.TextDelta(text=text, choice=0):
                self._show_answer(text)
            case ev.ReasoningDelta(text=text, choice=0) | ev.RefusalDelta(text=text, choice=0):
                self._show_thought(text)
            case ev.TextCorrected(part="text", text=text):
                self.end_lines()
                self._show_answer(text)
            case ev.CitationAdded():
                self._told.take(event)
            case ev.ServerCallReported(position=position):
                new = position >= len(self._told.server_calls)
                self._told.take(event)
                self._say_server_call(position, new=new)
            case ev.ReplyKept(reply=reply):
                self._show_thought(reply.answer.reasoning)
                self._show_answer(reply.answer.text)
                self._show_thought(reply.answer.refusal)
                self.end_lines()
            case ev.RequestSent(url=url):
                self._url = url
                self._told = Reply()
                self._ended.clear()
                self.end_lines()
            case ev.ReplyFinished() | ev.ReplyFailed():
                self._told.take(event)
                self._say_what_is_left()
            case ev.TurnFailed(fault=fault):
                self.say(complaint(fault.message))
            case _ if sentence := told(event, self._url):
                self.say(complaint(sentence))

    def say(self, text: str) -> None:
        """One line to the person; it breaks an answer in two only where both are seen, on a terminal."""
        self._end_err_line() if self._answer is None else self.end_lines()
        self._err.write(display_safe(text, keep_newlines=False) + "\n")
        self._err.flush()

    def end_lines(self) -> None:
        """Leave the cursor at the start of a line."""
        if self._out_open_line:
            self._out.write((self._answer.end() if self._answer else "") + "\n")
            self._out.flush()
            self._out_open_line = False
        self._end_err_line()

    def _say_server_call(self, position: int, *, new: bool) -> None:
        """That it begins, and once what came of it; that is not before it is known what it was, which may come last."""
        call, state = self._told.server_calls[position], self._told.state
        is_known = not call.for_client and bool(call.text or call.is_request)
        over = state is not ReplyState.OPEN or (is_known and server_call_is_over(call))
        if (new or over) and position not in self._ended and not self._as_json:
            self.say(server_call_words(call, state))
            self._ended |= {position} if over else set()

    def _say_what_is_left(self) -> None:
        for position in range(len(self._told.server_calls)):
            self._say_server_call(position, new=False)
        for line in () if self._as_json else citation_lines(self._told.citations):
            self.say(line)

    def _show_answer(self, text: str) -> None:
        if text and not self._as_json:
            self._end_err_line()
            self._out.write(self._answer.feed(text) if self._answer else text)
            self._out.flush()
            self._out_open_line = not text.endswith("\n")

    def _show_thought(self, text: str) -> None:
        if text and not self._as_json:
            self._err.write(self._thoughts.feed(text))
            self._err.flush()
            self._err_open_line = not text.endswith("\n")

    def _end_err_line(self) -> None:
        if self._err_open_line:
            self._err.write(self._thoughts.end() + "\n")
            self._err.flush()
            self._err_open_line = False
