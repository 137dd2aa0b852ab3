"""Lists that typing narrows down, and slash commands that are being typed."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.completing import completion
from streamtui.frontends.tui.kit.offer import Arguments, Offer
from streamtui.frontends.tui.kit.offers import Offers, grouped_rows, offer_rows
from streamtui.rows.row import cells, joined

NAMES = ["gpt-5-mini", "gpt-5", "claude-big", "my-gpt", "Qwen3-8B"]


def offers(typed: str = "", cursor: int = 0) -> Offers[str]:
    return Offers([Offer(name, name) for name in NAMES], typed, cursor=cursor)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", NAMES),
        ("gpt-5", ["gpt-5", "gpt-5-mini"]),
        ("gpt", ["gpt-5-mini", "gpt-5", "my-gpt"]),
        ("big cl", ["claude-big"]),
        ("Q8", ["Qwen3-8B"]),
        ("zz", []),
    ],
)
def test_the_very_name_comes_first_then_beginnings_words_and_letters(typed: str, found: list[str]) -> None:
    assert [offer.name for offer in offers(typed).shown] == found


def test_a_whole_word_is_nearer_than_the_beginning_of_one() -> None:
    race, model = Offer("Race several models", 1), Offer("Ask another model", 2)
    assert Offers([race, model], "model").chosen == model
    assert Offers([race, model], "models").chosen == race


def test_the_cursor_stays_in_the_list_and_on_what_it_holds() -> None:
    some = offers(cursor=-1)
    assert some.chosen is None
    some.move(1)
    assert some.cursor == 0
    some.move(99)
    held = some.chosen
    assert held is not None
    assert held.name == NAMES[-1]
    some.replace([Offer(name, name) for name in ["first", *NAMES]])
    assert some.chosen == held


@pytest.mark.parametrize("width", [20, 38, 80, 120])
@pytest.mark.parametrize("height", [0, 1, 3, 20])
def test_there_are_never_more_or_wider_rows_than_fit_and_the_cursor_is_among_them(width: int, height: int) -> None:
    many = [Offer(f"name {n} 表" * 3, str(n), "what it is " * 9, "^x", group=str(n // 7)) for n in range(50)]
    for cursor in (0, 20, 49):
        for draw in (offer_rows, grouped_rows):
            rows = draw(Offers(many, cursor=cursor), width, height, "do({})")
            assert len(rows) <= height
            assert all(cells(row) <= width for row in rows)
            assert height == 0 or any(row[0].text.startswith("❯") for row in rows)


def test_names_of_anybody_are_shown_as_text() -> None:
    row = offer_rows(Offers([Offer("evil\x1b[2J\nname", "")]), 40, 1, "")[0]
    assert "\x1b" not in joined([row])
    assert "\n" not in joined([row])
    assert cell_len(joined([row])) <= 40


COMMANDS: tuple[Command[object], ...] = (
    Command("a.retry", "Never now", print, lambda _: False, words=("retry",)),
    Command("a.again", "Ask again", print, words=("retry",)),
    Command("a.new", "New conversation", print, keys=("ctrl+n",), words=("new", "clear")),
    Command(
        "a.theme",
        "Theme",
        print,
        words=("theme",),
        argument="[NAME]",
        do_with=print,
        arguments=lambda _, __: Arguments([Offer("dark", "dark"), Offer("light", "light")]),
    ),
    Command("a.code", "Code", print, words=("code",), argument="[DIR]", do_with=print),
    Command(
        "a.set",
        "Set",
        print,
        words=("set",),
        argument="NAME",
        do_with=print,
        arguments=lambda _, __: Arguments([Offer("top_p", "top_p ")], free=True, note="wait"),
    ),
)


def offered(text: str) -> list[tuple[str, str, bool]]:
    found = completion(text, COMMANDS, None)
    return [(offer.name, offer.value.text, offer.value.runs) for offer in found.offers.shown] if found else []


def test_commands_are_offered_once_each_by_any_of_their_words() -> None:
    assert [name for name, _, _ in offered("/")] == ["/retry", "/new", "/theme [NAME]", "/code [DIR]", "/set NAME"]
    assert offered("/cle") == [("/new", "/new", True)]
    assert offered("/th") == [("/theme [NAME]", "/theme ", True)]
    assert offered("/se") == [("/set NAME", "/set ", False)]
    found = completion("/re", COMMANDS, None)
    assert found is not None
    assert found.offers.shown[0].about == "Ask again"


def test_then_what_the_command_takes() -> None:
    assert offered("/theme ") == [("dark", "/theme dark", True), ("light", "/theme light", True)]
    assert offered("/theme li") == [("light", "/theme light", True)]
    assert offered("/set ") == [("top_p", "/set top_p ", False)]
    assert offered("/code x") == offered("hello") == offered("//") == offered("/etc/hosts") == offered("/a\nb") == []


def test_something_is_held_only_where_enter_could_not_mean_what_was_typed() -> None:
    for text, held in (("/t", True), ("/theme ", False), ("/theme l", True), ("/set t", False)):
        found = completion(text, COMMANDS, None)
        assert found is not None
        assert (found.offers.chosen is not None) is held
