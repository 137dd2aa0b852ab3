"""Random bytes as a terminal might send them: keys, mouse, pastes and answers, whole, cut, mutated, or none of these.

Each goes through what reads the terminal, some into the app.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterable, Iterator

from textual import _ansi_sequences, events
from textual.message import Message

from streamtui.frontends.tui.app import StreamtuiApp
from streamtui.frontends.tui.terminal.input import TerminalInput
from tests.doubles.services import FakeServices
from tests.frontends.tui.stage import NARROW, Stage
from tests.fuzz.failing import named

APP_EVERY = 20
"""One of so many goes into the app."""
WORD = "Zebra7"
ESCAPE, DROP = b"\x1b", b"\x03"
_KNOWN = [sequence.encode() for sequence in _ansi_sequences.ANSI_SEQUENCES_KEYS]
_TEXTS = [
    b"word ",
    "héllo 漢字 👩‍👩‍👧 ".encode(),
    b"/help",
    b"x" * 40,
    b"\r",
    b"\n",
    b"\x7f",
    b"\t",
    b"/",
    b"[",
    b"0;1m",
]
_INVALID = [b"\xff", b"\x80", b"\xe2\x82", b"\xf0\x9f\x98", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf8\x88\x80\x80\x80"]
_SEQUENCES = [
    b"\x1b", b"\x1b[", b"\x1bO", b"\x1b]", b"\x1bP", b"\x1b_", b"\x1b[<", b"\x1b[M", b"\x1b[?", b"\x1b[[", b"\x1b[200~",
    b"\x1b[201~", b"\x1b[I", b"\x1b[O", b"\x1b[12;5R", b"\x1b[?2026;2$y", b"\x1b[?62;22c", b"\x1b[>0;276;0c",
    b"\x1b]11;rgb:1e1e/1e1e/1e1e\x07", b"\x1b]52;c;YQ==\x1b\\", b"\x1bP>|xterm\x1b\\", b"\x1b_Gi=1;OK\x1b\\",
    b"\x1b[48;24;80;0;0t", b"\x1b[48;0;0;0;0t", b"\x1b[48;99999999;99999999;1;1t", b"\x1b[48;1;1;9;9t",
]  # fmt: skip


def random_reads(rng: random.Random) -> list[bytes]:
    """What is read, piece by piece; an empty piece is a pause."""
    data = bytearray(b"".join(_piece(rng) for _ in range(rng.randrange(1, 12))))
    for _ in range(rng.choice([0, 0, 1, 4])):
        at = rng.randrange(len(data) + 1)
        data[at : at + rng.randrange(4)] = rng.choice(
            [b"", b"\x1b", bytes([rng.randrange(256)]), data[at : at + 9] * 2]
        )
    cuts = sorted(rng.randrange(len(data) + 1) for _ in range(rng.choice([0, 1, 5])))
    pieces = [bytes(data[start:end]) for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    return [piece for piece in pieces for piece in ([piece, b""] if rng.random() < 0.3 else [piece])]


def check(reads: list[bytes]) -> list[Message]:
    """Read it, as it is cut and otherwise. Raises where text is lost, added, or can't be sent."""
    found = list(_events(reads))
    for message in found:
        text = message.character if isinstance(message, events.Key) else getattr(message, "text", "")
        (text or "").encode()
    if b"" not in reads:
        data = b"".join(reads)
        assert _said(found) == _said(_events([bytes([byte]) for byte in data])), data
    terminal = TerminalInput()
    list(_read(terminal, [*reads, b"", ESCAPE, b""]))
    assert _said(terminal.feed(WORD.encode())) == list(WORD)
    return found


async def check_in_app(stage: Stage, reads: list[bytes]) -> None:
    """The app lives, and after Escape it can be written in."""
    terminal = TerminalInput()
    await _act(stage, _read(terminal, [*reads, b"", ESCAPE, b""]))
    for _ in range(20):
        if len(stage.app.screen_stack) == 1:
            break
        await _act(stage, _read(terminal, [ESCAPE, b""]))
    await _act(stage, _read(terminal, [b"Z", DROP, WORD.encode()]))  # a letter goes into the prompt
    assert stage.prompt.text == WORD, (stage.prompt.text, stage.app.focused, stage.app.screen_stack)
    await _act(stage, _read(terminal, [DROP]))
    if stage.app.size != NARROW:
        await stage.pilot.resize_terminal(*NARROW)


async def _act(stage: Stage, found: Iterator[Message]) -> None:
    for message in found:
        stage.app.post_message(message)
    await stage.pilot.pause()
    while stage.app.waiting or (stage.app._acting is not None and not stage.app._acting.done()):
        await stage.pilot.pause()


def _piece(rng: random.Random) -> bytes:
    kind = rng.random()
    if kind < 0.15:
        return rng.randbytes(rng.randrange(1, 30))
    if kind < 0.3:
        return rng.choice(_KNOWN)
    if kind < 0.45:
        return rng.choice(_TEXTS)
    if kind < 0.55:
        return rng.choice(_INVALID)
    if kind < 0.65:
        return b"\x1b[<%d;%d;%d%s" % (rng.randrange(80), _number(rng), _number(rng), rng.choice([b"M", b"m"]))
    if kind < 0.75:
        numbers = rng.choice([b";", b":"]).join(b"%d" % _number(rng) for _ in range(rng.randrange(5)))
        return b"\x1b[" + rng.choice([b"", b"?", b">"]) + numbers + bytes([rng.randrange(0x20, 0x7F)])
    if kind < 0.85:
        return b"\x1b[200~" + b"".join(rng.choice(_TEXTS + _INVALID + _SEQUENCES) for _ in range(4)) + b"\x1b[201~"
    return rng.choice(_SEQUENCES)


def _number(rng: random.Random) -> int:
    return rng.choice(
        [0, 1, 2, 5, 13, 27, 97, 55357, 57344, 57441, 0x10FFFF, 0x110000, 10**9, 10**40, rng.randrange(200)]
    )


def _events(reads: list[bytes]) -> Iterator[Message]:
    terminal = TerminalInput()
    yield from _read(terminal, reads)
    for _ in range(3):
        yield from terminal.lapse()


def _read(terminal: TerminalInput, reads: list[bytes]) -> Iterator[Message]:
    for data in reads:
        yield from terminal.feed(data) if data else terminal.lapse()


def _said(found: Iterator[Message] | list[Message]) -> list[str]:
    """Characters, be they pasted or typed, and other keys; nothing of what may be outdated by what follows."""
    said: list[str] = []
    for message in found:
        if isinstance(message, events.Paste):
            said += message.text
        elif isinstance(message, events.Key):
            said.append(message.character if message.is_printable and message.character else message.key)
    return said


def run(cases: Iterable[int]) -> Counter[str]:
    """Check these, and count how many went into the app."""
    return asyncio.run(_run(cases))


async def _run(cases: Iterable[int]) -> Counter[str]:
    fake = FakeServices()
    app = StreamtuiApp(fake.services)
    app.exit = _stay  # type: ignore[method-assign]
    endings: Counter[str] = Counter()
    async with app.run_test(size=NARROW) as pilot:
        stage = Stage(app, pilot, fake)
        await stage.settle()
        for number in cases:
            reads = random_reads(random.Random(number))
            with named("keys", number, reads):
                check(reads)
                endings["read"] += 1
                if number % APP_EVERY == 0:
                    await check_in_app(stage, reads)
                    endings["in the app"] += 1
    return endings


def _stay(*_: object, **__: object) -> None:
    """Quitting is what a key may do, but not here."""
