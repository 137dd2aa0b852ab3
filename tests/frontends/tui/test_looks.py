"""Every theme can be read: contrasts measured from the screen, cell by cell."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import combinations
from math import sqrt
from pathlib import Path
from typing import NamedTuple

import pytest
from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from streamtui.core.chat import events as ev
from streamtui.core.faults.faults import Fault
from streamtui.frontends.tui.kit.contrast import contrast
from streamtui.frontends.tui.kit.look import look
from streamtui.frontends.tui.kit.themed import ThemedApp
from streamtui.frontends.tui.kit.tones import BODY, MARK, RULE, TEXT, of_terminal
from streamtui.frontends.tui.terminal.colours import Colours, colours_of
from streamtui.frontends.tui.theme import OWN
from streamtui.frontends.tui.transcript.transcript import Transcript
from streamtui.rows.looks import LOOKS
from tests.frontends.tui.stage import Stage, stage
from tests.terminal import Terminal

pytestmark = pytest.mark.one_python

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


SHEETS = {"background", "surface", "text", "text-muted", "text-primary", "text-warning", "text-error", "rule"}
"""The variables that style sheets may use: all of them can be read."""


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


def hard_to_see(shown: Iterable[Cell]) -> list[str]:
    """What falls short, each kind once."""
    found = {}
    for cell in shown:
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
                await on.pilot.pause()
                assert Color.parse(on.app.theme_variables["background"]) in {cell.ground for cell in cells(on)}
                short[name] = hard_to_see(cells(on))
        assert len(short) > 15
        assert {name: found for name, found in short.items() if found} == {}


@pytest.mark.parametrize("theme", ["dark", "light", "high-contrast", "catppuccin-latte", "solarized-dark"])
async def test_what_lies_above_the_chat_can_be_read(theme: str) -> None:
    async with stage((120, 60), theme=theme) as on:
        for key in ("f1", "ctrl+p"):
            await on.press(key)
            grounds = [Color.parse(on.app.theme_variables[name]) for name in ("surface", "block-cursor-background")]
            above = [cell for cell in cells(on) if cell.ground in grounds]  # what is behind is dimmed
            assert len(above) > 100
            assert hard_to_see(above) == []
            await on.press("escape")


@pytest.mark.parametrize("theme", OWN, ids=lambda theme: theme.name)
def test_every_style_on_every_ground_of_the_app_s_own_themes_is_aa_and_of_high_contrast_aaa(theme: Theme) -> None:
    app = ThemedApp[None]()
    app.register_theme(theme)
    app.theme = theme.name
    variables = app.get_css_variables()
    grounds = [Color.parse(variables[name]) for name in ("background", "surface", "screen-selection-background")]
    least = BODY if "high-contrast" in theme.name else TEXT
    short = []
    for style, (tone, _) in LOOKS.items():
        needs = RULE if tone == "rule" else TEXT if tone.startswith("race-") else least
        for ground in grounds[:2] if style not in ("selection", "mark") else grounds:
            drawn = look(style, variables, ground)
            pair = [Color.from_rich_color(colour) for colour in (drawn.color, drawn.bgcolor)]
            if contrast(*pair) < needs:
                short.append(f"{style} {pair[0].hex} {pair[1].hex} {contrast(*pair):.2f}")
    assert short == []


async def test_compact_saves_the_blank_rows_and_margins_and_the_bar_stays_beside_its_message() -> None:
    async with stage((80, 24), compact=True) as on:
        await on.send("One")
        await on.answer("Two")
        await on.finish()
        await on.send("Three")
        lines = on.lines
        assert lines[0].startswith("smollm2-135m")
        assert [line.split()[0] for line in lines[1:6]] == ["You", "One", "smollm2-135m", "Two", "You"]
        assert next(line for line in lines if "❯" in line).startswith("❯")
        await on.press("tab", "[", "[")
        assert [line[0] for line in on.lines[1:6]] == list("▎▎   ")


def test_what_is_selected_has_a_look_of_its_own_in_every_theme() -> None:
    for theme in [*BUILTIN_THEMES.values(), *OWN]:
        for colours in Colours:
            app = ThemedApp[None](colours=colours)
            app.register_theme(theme)
            app.theme = theme.name
            variables = app.get_css_variables()
            background = Color.parse(variables["background"])
            plain, selected = (look(style, variables, background) for style in ("text", "selection"))
            assert selected.bgcolor != plain.bgcolor or selected.reverse
            assert selected.color != selected.bgcolor or selected.reverse
            assert not selected.dim


def test_eight_of_a_race_can_be_told_apart_in_every_theme() -> None:
    app = ThemedApp[None]()
    for theme in [*BUILTIN_THEMES.values(), *OWN]:
        app.register_theme(theme)
        app.theme = theme.name
        variables = app.get_css_variables()
        background = Color.parse(variables["background"])
        looks = [look(f"race.{number}", variables, background) for number in range(1, 9)]
        if theme.ansi:
            assert len({style.color for style in looks}) == 8
            continue
        colours = [Color.from_rich_color(style.color) for style in looks]
        assert min(contrast(colour, background) for colour in colours) >= MARK
        assert min(distance(*pair) for pair in combinations(colours, 2)) > 90


def distance(one: Color, other: Color) -> float:
    """How different two colours look, roughly; black and white are 765 apart."""
    red, green, blue = (a - b for a, b in zip(one.rgb, other.rgb, strict=True))
    mean = (one.r + other.r) / 2
    return float(sqrt((2 + mean / 256) * red**2 + 4 * green**2 + (2 + (255 - mean) / 256) * blue**2))


def test_colours_come_from_the_tones_alone() -> None:
    folder = Path(str(files("streamtui"))) / "frontends" / "tui"
    for path in [*folder.rglob("*.tcss"), *folder.rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        if path.name not in ("tones.py", "theme.py"):
            assert not re.findall(r"#[0-9a-fA-F]{6}\b", text), path
        if path.suffix == ".tcss" or path.name == "transcript.py":
            assert set(re.findall(r"\$([\w-]+(?: \d+%)?)", text)) <= SHEETS, path


async def test_sixteen_colours_are_the_terminal_s_own_with_accents_for_what_matters() -> None:
    async with stage((120, 60), theme="nord", colours=Colours.SIXTEEN) as on:
        await everything(on)
        shown = list(cells(on))
        assert all(cell.colour.ansi is not None and cell.ground.ansi is not None for cell in shown)
        accented = {cell.text for cell in shown if cell.colour.ansi not in (-1, 8)}
        assert set("✗☑❯") | set("A heading".replace(" ", "")) | set("link") <= accented
        await on.press("ctrl+p")
        assert "smollm2-135m" in on.lines[0], "what lies behind stays in sight"


def test_in_sixteen_colours_what_is_well_does_not_look_like_what_goes_on() -> None:
    for dark in (True, False):
        tones = of_terminal({}, dark=dark)
        assert tones["text-success"] != tones["text-primary"]


async def test_without_colours_there_are_none_and_what_is_selected_is_reversed() -> None:
    async with stage((120, 60), theme="nord", colours=Colours.NONE) as on:
        await everything(on)
        shown = list(cells(on))
        assert {(cell.colour.ansi, cell.ground.ansi) for cell in shown} == {(-1, -1)}
        assert "".join(cell.text for cell in shown if cell.style.reverse and cell.text.isalpha()).count("Halfof") == 1
        assert any(cell.style.dim for cell in shown)


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({"TERM": "xterm-256color"}, Colours.MANY),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, Colours.MANY),
        ({"TERM": "xterm-kitty"}, Colours.MANY),
        ({"TERM": "xterm"}, Colours.SIXTEEN),
        ({"TERM": "linux"}, Colours.SIXTEEN),
        ({"TERM": "of-no-system"}, Colours.SIXTEEN),
        ({}, Colours.SIXTEEN),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, Colours.NONE),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, Colours.MANY),
    ],
)
def test_a_terminal_has_the_colours_that_its_environment_tells(environ: dict[str, str], colours: Colours) -> None:
    assert colours_of(environ) is colours


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "vt100", "COLORTERM": ""}])
def test_a_terminal_without_colours_is_sent_none(fault_url: str, env: dict[str, str]) -> None:
    command = [sys.executable, "-m", "streamtui", "--base-url", fault_url, "-m", "good"]
    with Terminal(command, env=env, size=(80, 24)) as terminal:
        terminal.wait_for("Ask something")
        terminal.press("Hello there\r")
        terminal.wait_for("Hello, world.")
        terminal.wait_for("done")
        codes = {code for found in re.findall(rb"\x1b\[([\d;]*)m", terminal.written) for code in found.split(b";")}
        assert codes - {b""} <= {b"0", b"1", b"2", b"3", b"4", b"7", b"22", b"23", b"24", b"27", b"39", b"49"}
