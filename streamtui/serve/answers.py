"""What a request is answered: a recorded answer with its faults, the models, or a sentence on why there is none."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from urllib.parse import unquote

from streamtui.core.chat.events import Headers
from streamtui.core.chat.reply import ReplyState
from streamtui.core.http.heads import RequestHead, encodings, values
from streamtui.core.http.refusal import TYPES, Refusal
from streamtui.core.wire.unpacking import unpacked
from streamtui.serve.asked import MODELS, Asked, asked_in
from streamtui.serve.completion import error_of, whole_answer
from streamtui.serve.faults import HEADER, FaultError, Faults, faults_of, split_model
from streamtui.serve.gate import Gate
from streamtui.serve.playlist import NothingServedError, Playlist
from streamtui.serve.schedule import Schedule, scheduled
from streamtui.serve.served import Served

_JSON: Headers = (("Content-Type", "application/json"),)
_METHODS = "GET, HEAD, POST, OPTIONS"
_HEADER_NAMES = re.compile(r"[\w,\s-]{1,2000}", re.ASCII)
_ORIGIN = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes out, and how a person is told of it."""

    status: int
    headers: Headers
    schedule: Schedule
    length: int | None
    """Bytes of the body, where that is told before it comes."""
    told: str
    """Where it is from, or why it is a refusal."""
    asked: Asked
    faults: Faults
    """The speed only where it is this request's own."""


class Answers:
    """Answers requests; knows no connections and no clock."""

    def __init__(self, playlist: Playlist, *, faults: Faults | None = None, gate: Gate | None = None) -> None:
        self._playlist = playlist
        self._faults = faults or Faults()
        self._gate = gate or Gate()
        self._faulted: Counter[Faults] = Counter()
        """How many requests have had those faults."""

    def to(self, head: RequestHead, body: bytes) -> Answer:
        """The answer to one request."""
        method = "GET" if head.method == "HEAD" else head.method
        asked = asked_in(method, head.target, unpacked(body, encodings(head.headers)))
        answer = self._to(head, asked)
        return replace(answer, headers=(*answer.headers, *_allowed_origin(head)))

    def _to(self, head: RequestHead, asked: Asked) -> Answer:
        if (refusal := self._gate.refusal(head)) is not None:
            return _refusal(asked, refusal.status, refusal.sentence)
        if head.method == "OPTIONS":
            return _at_once(asked, 204, (("Allow", _METHODS), *_preflight(head)), b"", "")
        if asked.method == "GET" and asked.endpoint.startswith(MODELS):
            return self._models(asked)
        try:
            model, of_name = split_model(asked.model)
            asked = replace(asked, model=model)
            of_header = faults_of(_said(head, HEADER))
            return self._recorded(asked, self._faults_of(of_header.over(of_name)))
        except FaultError as error:
            return _refusal(asked, 400, str(error), "invalid_fault")
        except NothingServedError as error:
            return _refusal(asked, error.status, str(error), error.code)

    def _faults_of(self, own: Faults) -> Faults:
        """Those of this request: its own, and of all requests those that it does not name."""
        return self._still(own).over(self._still(self._faults))

    def _still(self, faults: Faults) -> Faults:
        """The faults, as long as there have not been as many requests as they are for."""
        if faults.times is None:
            return faults
        self._faulted[faults] += 1
        return replace(faults, times=None) if self._faulted[faults] <= faults.times else Faults()

    def _recorded(self, asked: Asked, faults: Faults) -> Answer:
        if faults.status is not None:
            told = f"This server was told to answer {faults.status} here."
            answer = _refusal(asked, faults.status, told, TYPES.get(faults.status, "asked_for"))
            if faults.retry_after is not None:
                answer = replace(answer, headers=(*answer.headers, ("Retry-After", format(faults.retry_after, "g"))))
            return replace(answer, faults=replace(faults, speed=None))
        served = self._playlist.choose(asked)
        if served.streamed and not served.refused and not asked.streamed:
            served = _whole(served)
        return Answer(
            status=served.status,
            headers=served.headers,
            schedule=scheduled(served, faults),
            length=served.length,
            told=served.source,
            asked=asked,
            faults=replace(faults, speed=None) if faults.speed == self._faults.speed else faults,
        )

    def _models(self, asked: Asked) -> Answer:
        models = self._playlist.models
        listed = [{"id": name, "object": "model", "created": 0, "owned_by": "streamtui"} for name in models]
        if asked.endpoint == MODELS:
            return _at_once(asked, 200, _JSON, _json({"object": "list", "data": listed}), "the models")
        name = unquote(asked.endpoint.removeprefix(f"{MODELS}/"))
        found = next((one for one in listed if one["id"] == name), None)
        if found is None:
            return _refusal(asked, 404, f"There is no model {name[:80]!r}: there is {', '.join(models)[:400]}.")
        return _at_once(asked, 200, _JSON, _json(found), name)


def _whole(served: Served) -> Served:
    """The stream as it is answered to who wants none: when all of it has come, and cut in the middle where it was."""
    reply = served.reply
    status, body = served.status, None
    if (error := error_of(served.body)) is not None:
        status, body = 500, _json(error)
    elif reply is not None:
        body = whole_answer(served.endpoint, served.body, reply)
    if body is None:
        raise NothingServedError(
            f"A whole answer is asked for, and the stream that is recorded ({served.source}) holds none: ask with "
            "`stream`.",
            status=400,
        )
    cut = error is None and reply is not None and reply.state is not ReplyState.COMPLETE
    packets = [(served.over_s, body[: len(body) // 2] if cut else body)]
    kept = tuple(pair for pair in served.headers if pair[0].lower() != "content-type")
    return replace(
        served,
        status=status,
        headers=(*_JSON, *kept),
        length=len(body),
        head_s=served.over_s,
        packets=packets,
        token_at=0,
        ending="cut" if cut else "end",
    )


def _refusal(asked: Asked, status: int, sentence: str, code: str = "") -> Answer:
    return _at_once(asked, status, _JSON, Refusal(status, sentence, code).body, sentence)


def _at_once(asked: Asked, status: int, headers: Headers, body: bytes, told: str) -> Answer:
    schedule = Schedule(0.0, [(0.0, body)] if body else [], "end", 0.0)
    return Answer(status, headers, schedule, len(body), told, asked, Faults())


def _allowed_origin(head: RequestHead) -> Headers:
    """The page that asks may read it: the gate lets only those in that may."""
    origin = _said(head, "origin")
    return (("Access-Control-Allow-Origin", origin), ("Vary", "Origin")) if _ORIGIN.fullmatch(origin) else ()


def _preflight(head: RequestHead) -> Headers:
    wanted = _said(head, "access-control-request-headers")
    named = wanted if _HEADER_NAMES.fullmatch(wanted) else "*"
    return (
        (("Access-Control-Allow-Methods", _METHODS), ("Access-Control-Allow-Headers", named))
        if _said(head, "origin")
        else ()
    )


def _said(head: RequestHead, name: str) -> str:
    return ", ".join(value.decode("latin-1") for value in values(head.headers, name.encode()))


def _json(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")
