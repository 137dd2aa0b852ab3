"""calculate gives what a pocket calculator would, and nothing can be run through it."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamtui.tools.calculate import calculate
from streamtui.tools.tool import ToolError


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("17 × 23", "391"),
        ("17 x 23 =", "391"),
        ("2^10", "1024"),
        ("7 ÷ 2 − 1", "2.5"),
        ("3² + 4²", "25"),
        ("√(16)", "4"),
        ("2 * π", "6.28318530717959"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 3", "0.333333333333333"),
        ("10 / 2", "5"),
        ("7 // 2 + 7 % 4", "6"),
        ("-3 ** 2", "-9"),
        ("sqrt(2) * sqrt(2)", "2"),
        ("sin(pi / 2) + log(e) + log(8, 2) + ln(1)", "5"),
        ("round(2.567, 1) + max(1, 2, 3) + abs(-1)", "6.6"),
        ("factorial(20)", "2432902008176640000"),
        ("2 ** 200", str(2**200)),
        ("1e3", "1000"),
        ("[1 + 2] * 3", "9"),
        ("min(3) + min(4, 5)", "7"),
    ],
)
def test_values(expression: str, value: str) -> None:
    assert calculate(expression) == value


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("1 / 0", "divides by zero"),
        ("9 ** 9 ** 9", "too large"),
        ("pow(9, 99999)", "too large"),
        ("factorial(10 ** 9)", "too large"),
        ("*".join(["9 ** 3000"] * 50), "too large"),
        ("1e308 * 10", "too large"),
        ("round(7, -10**9)", "too large"),
        ("round(7.5, 10**9)", "too large"),
        ("10 ** 400 / 3", "too large"),
        ("1e999 - 1e999", "too large"),
        ("max(1, 1e999 * 0)", "too large"),
        ("sqrt(-1)", "sqrt(-1) has no value: `sqrt` of -1 is not a real number."),
        ("(-8) ** 0.5", "has no value: it is not a real number."),
        ("pow(-8, 0.5)", "`pow` of -8, 0.5 is not a real number."),
        ("max(1, (-1) ** 0.5)", "has no value: it is not a real number."),
        ("factorial(2.5)", "has no value: `factorial` takes whole numbers there."),
        ("gcd(1.5, 2)", "`gcd` takes whole numbers there."),
        ("sin", "sin has no value: `sin` is a function, and its numbers are missing behind it."),
        ("min(max)", "`max` is a function, and its numbers are missing behind it."),
        ("pi(3)", "pi(3) has no value: `pi` is a number and no function, and a product is written with *."),
        ("pow(2, 3, 5)", "has no value: `pow` takes 2 numbers, and 3 were given."),
        ("sqrt()", "`sqrt` takes 1 number, and 0 were given."),
        ("log(8, 2, 3)", "`log` takes 1 or 2 numbers, and 3 were given."),
        ("max()", "`max` takes 1 or more numbers, and 0 were given."),
        ("True + 1", "True is no number"),
        ("'a' * 3", "'a' is no number"),
        ("", "no arithmetic expression"),
        ("2 +", "no arithmetic expression"),
        ("1; 2", "no arithmetic expression"),
        ("\x00", ""),
        ("1 + foo", "`foo` is unknown: there are pi, e, tau, sqrt"),
        ("open('/etc/passwd')", "`open` is unknown"),
        ("__import__('os').system('ls')", "Only numbers"),
        ("(1).__class__", "Only numbers"),
        ("1,234 * 2", "no commas"),
        ("[x for x in (1, 2)]", ""),
        ("1 if 2 else 3", "Only numbers"),
        ("1 < 2", "Only numbers"),
        ("(lambda: 1)()", "Only numbers"),
        ("round(2.5, ndigits=1)", "Only numbers"),
        ("(" * 500, "no arithmetic expression"),
        ("-" * 999 + "1", ""),
        ("1" * 1001, "too long"),
    ],
)
def test_what_cannot_be_calculated_is_said_in_a_sentence(expression: str, message: str) -> None:
    with pytest.raises(ToolError) as caught:
        calculate(expression)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 300


@given(st.text("0123456789.+-*/%^() eπ,xsqrtlogpowfactorial", max_size=30) | st.text(max_size=20))
def test_no_text_does_anything_but_give_a_value_or_a_sentence(text: str) -> None:
    with contextlib.suppress(ToolError):
        assert math.isfinite(float(calculate(text)[:300]))


def test_odd_spellings_put_nothing_on_the_terminal(recwarn: pytest.WarningsRecorder) -> None:
    for expression in ("1or 2", "0xfor 1", "1 is 2", "2(3)"):
        with contextlib.suppress(ToolError):
            calculate(expression)
    assert not recwarn
