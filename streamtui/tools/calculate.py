"""The tool `calculate`: arithmetic on simpleeval, with bounds on what it may cost."""

from __future__ import annotations

import ast
import math
import operator
import re
import warnings
from collections.abc import Callable
from typing import Any

from streamtui.tools.tool import ToolError

_LONGEST_EXPRESSION = 1000
_LONGEST_SHOWN = 80
_MOST_BITS = 10_000
"""A whole number may have about 3,000 digits."""
_LARGEST_FACTORIAL = 1000

_SPELLINGS = str.maketrans(
    {"×": "*", "·": "*", "⋅": "*", "∙": "*", "÷": "/", "∕": "/", "−": "-", "–": "-", "^": "**", "²": "**2", "³": "**3"}
    | {"π": " pi ", "τ": " tau ", "√": " sqrt ", "[": "(", "]": ")"}
)
_TIMES_AS_LETTER = re.compile(r"(?<=[\d)])\s+[xX]\s+(?=[\d(])")
_NAMES = {"pi": math.pi, "e": math.e, "tau": math.tau}


def calculate(expression: str) -> str:
    """Calculate the value of an arithmetic expression.

    Args:
        expression: numbers, + - * / // % **, parentheses, pi, e, and functions such as sqrt, sin, log, round, factorial
    """
    if len(expression) > _LONGEST_EXPRESSION:
        raise ToolError(f"The expression is too long: at most {_LONGEST_EXPRESSION} characters are calculated.")
    shown = _shown(expression)
    try:
        return _as_text(_evaluate(_TIMES_AS_LETTER.sub("*", expression.translate(_SPELLINGS)).strip(" \t\r\n=?")))
    except ZeroDivisionError as error:
        raise ToolError(f"{shown} divides by zero.") from error
    except OverflowError as error:
        raise ToolError(f"{shown} comes to a number that is too large.") from error
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise ToolError(f"{shown!r} is no arithmetic expression: write it like 2 * (3 + 4.5).") from error
    except ValueError as error:
        raise ToolError(f"{shown} has no value: {error}.") from error


def _evaluate(expression: str) -> Any:
    """Raises ValueError that says why there is no value, and what `calculate` catches else."""
    from simpleeval import FunctionNotDefined, InvalidExpression, SimpleEval

    evaluator = SimpleEval(operators=_OPERATORS, functions=_FUNCTIONS)
    kept = (ast.BinOp, ast.UnaryOp, ast.Call)
    evaluator.nodes = {node: evaluator.nodes[node] for node in kept} | {ast.Constant: _number, ast.Name: _named}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's remarks on odd spellings are not for the terminal
            tree = ast.parse(expression, mode="eval")
        return evaluator.eval(expression, previously_parsed=tree.body)
    except FunctionNotDefined as error:
        name = error.func_name
        if name in _NAMES:
            raise ValueError(f"`{name}` is a number and no function, and a product is written with *") from error
        raise _unknown(name) from error
    except InvalidExpression as error:
        message = "Only numbers (no commas in them), + - * / // % **, parentheses and functions of numbers can be used."
        raise ToolError(message) from error


def _number(node: ast.Constant) -> int | float:
    if isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
        raise ValueError(f"{node.value!r} is no number")
    return _real(node.value)


def _named(node: ast.Name) -> float:
    if node.id in _FUNCTIONS:
        raise ValueError(f"`{node.id}` is a function, and its numbers are missing behind it")
    if node.id not in _NAMES:
        raise _unknown(node.id)
    return _NAMES[node.id]


def _unknown(name: str) -> ToolError:
    return ToolError(f"`{name}` is unknown: there are {', '.join([*_NAMES, *_FUNCTIONS])}.")


def _real(value: Any) -> int | float:
    """A number that can be calculated with. Raises ValueError, OverflowError where it is none."""
    if not isinstance(value, (int, float)):
        raise ValueError("it is not a real number")
    if isinstance(value, int):
        if value.bit_length() > _MOST_BITS:
            raise OverflowError
    elif not math.isfinite(value):
        raise OverflowError
    return value


def _bounded(function: Callable[..., Any]) -> Callable[..., int | float]:
    return lambda *numbers: _real(function(*numbers))


def _function(name: str, function: Callable[..., Any], least: int, most: int | None) -> Callable[..., int | float]:
    """A function of so many numbers that says what is wrong with them."""

    def function_of(*numbers: int | float) -> int | float:
        given = len(numbers)
        if given < least or (most is not None and given > most):
            wanted = f"{least}" if least == most else f"{least} or {most}" if most else f"{least} or more"
            raise ValueError(f"`{name}` takes {wanted} number{'' if wanted == '1' else 's'}, and {given} were given")
        try:
            return _real(function(*numbers))
        except TypeError as error:
            raise ValueError(f"`{name}` takes whole numbers there") from error
        except ValueError as error:
            of = ", ".join(_shown(_as_text(number)) for number in numbers)
            raise ValueError(f"`{name}` of {of} is not a real number") from error

    return function_of


def _power(base: Any, exponent: Any) -> Any:
    whole = isinstance(base, int) and isinstance(exponent, int)
    if whole and abs(base) > 1 and base.bit_length() * abs(exponent) > _MOST_BITS:
        raise OverflowError
    return base**exponent


def _round(number: Any, digits: Any = None) -> Any:
    if digits is not None and abs(digits) > _MOST_BITS:  # ten to that power would have to be calculated
        raise OverflowError
    return round(number, digits)


def _factorial(number: Any) -> int:
    if number > _LARGEST_FACTORIAL:
        raise OverflowError
    return math.factorial(int(number) if number == int(number) else number)


_OPERATORS: dict[type[ast.AST], Callable[..., int | float]] = {
    ast.Add: _bounded(operator.add),
    ast.Sub: _bounded(operator.sub),
    ast.Mult: _bounded(operator.mul),
    ast.Div: _bounded(operator.truediv),
    ast.FloorDiv: _bounded(operator.floordiv),
    ast.Mod: _bounded(operator.mod),
    ast.Pow: _bounded(_power),
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


_OF_ONE = "sqrt exp log2 log10 sin cos tan asin acos atan sinh cosh tanh degrees radians floor ceil"
_FUNCTIONS = {name: _function(name, getattr(math, name), 1, 1) for name in _OF_ONE.split()} | {
    name: _function(name, function, least, most)
    for name, function, least, most in (
        ("log", math.log, 1, 2),
        ("ln", math.log, 1, 1),
        ("atan2", math.atan2, 2, 2),
        ("hypot", math.hypot, 1, None),
        ("gcd", math.gcd, 1, None),
        ("abs", abs, 1, 1),
        ("round", _round, 1, 2),
        ("min", lambda *numbers: min(numbers), 1, None),
        ("max", lambda *numbers: max(numbers), 1, None),
        ("pow", _power, 2, 2),
        ("factorial", _factorial, 1, 1),
    )
}


def _as_text(value: int | float) -> str:
    """Fifteen digits of a fraction, so that 0.1 + 0.2 is 0.3; all digits of a whole number."""
    return str(value) if isinstance(value, int) else format(value, ".15g")


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
