"""Which requests are listed, and which of them the person is at."""

from __future__ import annotations

import pytest

from streamtui.core.chat.events.wire import RAW
from streamtui.core.ports.tap import Stage, Tapped
from streamtui.frontends.tui.tap.request_list import MOST, RequestList
from streamtui.frontends.tui.tap.tapped_filter import FilterError, parsed
from tests.doubles.taps import STARTED


def request(number: int, thread: int = 0, **known: object) -> Tapped:
    tapped = Tapped(number, 0.0, STARTED, "POST", "/v1/chat/completions", "http://x/v1/chat/completions", api="chat")
    tapped.thread = thread or number
    for name, value in known.items():
        setattr(tapped, name, value)
    return tapped


def listed(*requests: Tapped) -> RequestList:
    made = RequestList()
    for one in requests:
        made.take(one)
    return made


def numbers(requests: RequestList) -> list[int]:
    return [one.number for one in requests.rows]


def test_those_of_a_conversation_stand_under_their_first_and_can_be_folded() -> None:
    requests = listed(request(1), request(2), request(3, 1), request(4, 2), request(5, 1))
    assert numbers(requests) == [1, 3, 5, 2, 4]
    assert [requests.is_under(place) for place in range(5)] == [False, True, True, False, True]
    requests.hold(1)
    requests.fold(folded=True)
    assert numbers(requests) == [1, 2, 4]
    assert requests.chosen is requests.all[0]
    assert requests.is_folded(requests.all[0])
    assert requests.thread_size(requests.all[0]) == 3
    requests.fold(folded=False)
    assert numbers(requests) == [1, 3, 5, 2, 4]
    requests.group(False)
    assert numbers(requests) == [1, 2, 3, 4, 5]


def test_the_newest_is_followed_until_the_person_goes_to_another_one() -> None:
    requests = listed(request(1), request(2))
    assert requests.chosen is requests.all[1]
    requests.take(request(3, 1))
    assert requests.chosen is requests.all[2]
    requests.hold(0)
    requests.take(request(4))
    assert requests.chosen is requests.all[0]
    requests.hold(3)
    requests.move(1)
    assert requests.follows


def test_a_thread_that_is_known_late_is_joined_then() -> None:
    first, other, late = request(1), request(2), request(3)
    requests = listed(first, other, late)
    assert numbers(requests) == [1, 2, 3]
    late.thread = 1
    requests.take(late)
    assert numbers(requests) == [1, 3, 2]


def test_those_that_are_told_of_out_of_order_stand_in_theirs() -> None:
    over = request(3, stage=Stage.DONE)
    requests = listed(request(1), over, request(2))
    assert numbers(requests) == [1, 2, 3]
    assert (requests.came, requests.running) == (3, 2)


def test_what_is_held_back_comes_when_it_goes_on() -> None:
    requests = listed(request(1))
    requests.pause(True)
    requests.take(request(2))
    requests.take(request(3))
    assert (numbers(requests), requests.waiting, requests.running) == ([1], 2, 3)
    requests.pause(False)
    assert (numbers(requests), requests.waiting) == ([1, 2, 3], 0)


def test_what_is_cleared_can_be_brought_back_and_what_is_under_way_stays() -> None:
    over = request(1)
    requests = listed(over, request(2))
    over.stage = Stage.FAILED
    requests.take(over)
    assert requests.failed == 1
    assert requests.clear() == 1
    assert (numbers(requests), requests.failed) == ([2], 0)
    requests.bring_back()
    assert (numbers(requests), requests.failed) == ([1, 2], 1)


def test_the_list_is_bounded() -> None:
    requests = RequestList()
    for number in range(1, MOST + 1_002):
        requests.take(request(number, stage=Stage.DONE))
    assert MOST - 1 <= len(requests.rows) <= MOST + 500
    assert requests.rows[-1].number == requests.came == MOST + 1_001


def test_only_what_is_in_sight_is_asked_for_and_the_person_is_in_it() -> None:
    requests = listed(*(request(number) for number in range(1, 101)))
    assert requests.in_sight(10) == range(90, 100)
    requests.hold(40)
    assert requests.in_sight(10) == range(40, 50)
    requests.move(-5)
    assert requests.in_sight(10) == range(35, 45)


@pytest.mark.parametrize(
    ("filter_", "left"),
    [
        ("model:gpt", [1, 2]),
        ("!model:gpt", [3, 4]),
        ("status:4xx", [2]),
        ("status:200 model:gpt", [1]),
        ("state:failed", [2]),
        ("state:running", [3, 4]),
        ("path:models", [4]),
        ("path:get", [4]),
        ("thread:1", [1, 3]),
        ("is:slow", [3]),
        ("is:foreign", [4]),
        ("limit", [2]),
        ("HTTP:// nothing", []),
        ("", [1, 3, 2, 4]),
    ],
)
def test_the_filter_leaves_those_that_are_asked_for(filter_: str, left: list[int]) -> None:
    requests = listed(
        request(1, model="gpt-4o", status=200, stage=Stage.DONE),
        request(2, model="gpt-4o-mini", status=429, stage=Stage.FAILED, why="Over the limit."),
        request(3, 1, model="smollm2", stage=Stage.STREAMING, program_wait_s=0.4),
        request(4, api=RAW, method="GET", path="/v1/models"),
    )
    requests.narrow(filter_)
    assert (requests.fault, numbers(requests)) == ("", left)


def test_a_request_that_changes_is_asked_about_again() -> None:
    tapped = request(1, stage=Stage.STREAMING)
    requests = listed(tapped)
    requests.narrow("state:failed")
    assert numbers(requests) == []
    tapped.stage = Stage.FAILED
    requests.take(tapped)
    assert numbers(requests) == [1]


@pytest.mark.parametrize("filter_", ["status:many", "state:odd", "thread:x", "is:odd", "has:odd", "x" * 501])
def test_a_filter_that_cannot_be_read_says_why_and_the_one_before_holds(filter_: str) -> None:
    with pytest.raises(FilterError):
        parsed(filter_)
    requests = listed(request(1), request(2, model="a"))
    requests.narrow("model:a")
    requests.narrow(filter_)
    assert requests.fault
    assert numbers(requests) == [2]
