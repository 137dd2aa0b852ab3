"""Every theme can be read: contrasts measured from the screen, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.style import Style
from textual.color import Color

from streamtui.core.chat import events as ev
from streamtui.core.faults.faults import Fault
from streamtui.frontends.tui.kit.contrast import contrast
from streamtui.frontends.tui.kit.tones import RULE, TEXT
from streamtui.frontends.tui.transcript.transcript import Transcript
from tests.frontends.tui.stage import Stage, stage

REPLY = """# A heading

Some *words*, `code`, **strong** ones and a [link](https://example.org/a).

> quoted

- [ ] to be done
- [x] done

| a | b |
|---|---|
| 1 | 2 |

---

```python
@decorated
def area(width: float = 1.5) -> "float":  # in metres
    return int(width) * True
```
"""
RULES = set("─│┬┴├┤┼╭╮╰╯┌┐└┘▎▏▌▁▔▄▊━╷╵╶╴")
"""What parts, and means nothing else."""


class Cell(NamedTuple):
    """What stands in a cell of the screen, and its two colours."""

    text: str
    colour: Color
    ground: Color
    style: Style

    @property
    def contrast(self) -> float:
        return contrast(self.colour, self.ground)


def cells(on: Stage) -> Iterator[Cell]:
    """All that can be seen."""
    for strip in on.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if style is None or style.color is None or style.bgcolor is None:
                continue
            pair = [Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)]
            colour, ground = reversed(pair) if style.reverse else pair
            yield from (Cell(character, colour, ground, style) for character in text if not character.isspace())


def hard_to_see(on: Stage) -> list[str]:
    """What falls short, each kind once."""
    found = {}
    for cell in cells(on):
        least = RULE if cell.text in RULES else TEXT
        if cell.contrast < least:
            found[cell.colour, cell.ground] = f"{cell.text} {cell.colour.hex} {cell.ground.hex} {cell.contrast:.2f}"
    return list(found.values())


async def everything(on: Stage) -> None:
    """A conversation with all there is to be styled, and a message of it selected."""
    await on.send("Show me everything")
    await on.answer(REPLY)
    await on.play(
        ev.ReasoningDelta(on.now, "hm"), ev.ToolCallDelta(on.now, 0, id="c", name="calculate", arguments="{}")
    )
    await on.finish()
    await on.send("And a failure")
    await on.answer("Half of")
    await on.play(ev.TurnFailed(on.now, Fault("cut", "The connection broke off.")))
    on.chat_screen.query_one(Transcript).select(-1)
    await on.settle()


async def test_all_that_is_shown_can_be_read_in_every_theme() -> None:
    async with stage((120, 60)) as on:
        await everything(on)
        short = {}
        for name, theme in on.app.available_themes.items():
            if not theme.ansi:
                on.app.theme = name
                await on.settle()
                short[name] = hard_to_see(on)
        assert len(short) > 15
        assert {name: found for name, found in short.items() if found} == {}
