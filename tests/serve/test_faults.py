"""What is to go wrong, as it is written."""

from __future__ import annotations

from math import inf

import pytest

from streamtui.serve.faults import FaultError, Faults, faults_of, split_model


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", Faults()),
        ("cut@12", Faults(cut=12)),
        ("cut@0", Faults(cut=0)),
        ("stall@3+packets@byte", Faults(stall=3, packets="byte")),
        ("status@429, retry-after@3 times@2", Faults(status=429, retry_after=3, times=2)),
        ("ttft@2s", Faults(ttft=2)),
        ("ttft@200ms", Faults(ttft=0.2)),
        ("ttft@1.5", Faults(ttft=1.5)),
        ("speed@max", Faults(speed=inf)),
        ("speed@0.5", Faults(speed=0.5)),
    ],
)
def test_faults_are_read_and_written_again(text: str, meant: Faults) -> None:
    assert faults_of(text) == meant
    assert faults_of(str(meant)) == meant


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("cut", "'cut' is no fault: write one as cut@12."),
        ("cut@x", "cut@x can't be meant: a number of chunks is wanted."),
        ("cut@-1", "cut@-1 can't be meant: a number of chunks is wanted."),
        ("cutt@1", "There is no fault 'cutt' (perhaps cut): there is cut, stall, status"),
        ("status@99", "status@99 can't be meant: a status from 200 to 599 is wanted."),
        ("speed@0", "speed@0 can't be meant: max, or a number above 0 is wanted."),
        ("times@0", "times@0 can't be meant: a number of requests above 0 is wanted."),
        ("packets@two", "packets@two can't be meant: one of random, whole, byte is wanted."),
        ("ttft@2m", "ttft@2m can't be meant: a time, as 2s or 200ms is wanted."),
    ],
)
def test_what_can_not_be_meant_is_told(text: str, why: str) -> None:
    with pytest.raises(FaultError) as told:
        faults_of(text)
    assert str(told.value).startswith(why)


@pytest.mark.parametrize(
    ("name", "model", "faults"),
    [
        ("gpt-4.1", "gpt-4.1", Faults()),
        ("gpt-4.1+cut@12", "gpt-4.1", Faults(cut=12)),
        ("org/model+vision+cut@12+ttft@2s", "org/model+vision", Faults(cut=12, ttft=2)),
        ("model+beta@2", "model+beta@2", Faults()),
        ("+stall@3", "", Faults(stall=3)),
    ],
)
def test_the_name_of_a_model_may_carry_them(name: str, model: str, faults: Faults) -> None:
    assert split_model(name) == (model, faults)


def test_what_is_said_of_one_answer_stands_over_what_is_said_of_all() -> None:
    assert Faults(cut=1).over(Faults(cut=2, packets="byte")) == Faults(cut=1, packets="byte")
