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
    shown = expression if len(expression) <= _LONGEST_SHOWN else f"{expression[:_LONGEST_SHOWN]}…"
    try:
        return _as_text(_evaluate(_TIMES_AS_LETTER.sub("*", expression.translate(_SPELLINGS)).strip(" \t\r\n=?")))
    except ZeroDivisionError as error:
        raise ToolError(f"{shown} divides by zero.") from error
    except OverflowError as error:
        raise ToolError(f"The value of {shown} is too large.") from error
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise ToolError(f"{shown!r} is no arithmetic expression: write it like 2 * (3 + 4.5).") from error
    except (ValueError, TypeError) as error:
        raise ToolError(f"{shown} has no value: {error}.") from error


def _evaluate(expression: str) -> Any:
    from simpleeval import FunctionNotDefined, InvalidExpression, NameNotDefined, SimpleEval

    evaluator = SimpleEval(operators=_OPERATORS, functions=_FUNCTIONS, names=_NAMES)
    kept = (ast.BinOp, ast.UnaryOp, ast.Call, ast.Name)
    evaluator.nodes = {node: evaluator.nodes[node] for node in kept} | {ast.Constant: _number}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's remarks on odd spellings are not for the terminal
            tree = ast.parse(expression, mode="eval")
        return evaluator.eval(expression, previously_parsed=tree.body)
    except (NameNotDefined, FunctionNotDefined) as error:
        name = error.name if isinstance(error, NameNotDefined) else error.func_name
        raise ToolError(f"`{name}` is unknown: there are {', '.join([*_NAMES, *_FUNCTIONS])}.") from error
    except InvalidExpression as error:
        message = "Only numbers (no commas in them), + - * / // % **, parentheses and functions of numbers can be used."
        raise ToolError(message) from error


def _number(node: ast.Constant) -> int | float:
    if isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
        raise TypeError(f"{node.value!r} is no number")
    return node.value


def _bounded(function: Callable[..., Any]) -> Callable[..., Any]:
    def bounded(*arguments: Any) -> Any:
        result = function(*arguments)
        if isinstance(result, int) and result.bit_length() > _MOST_BITS:
            raise OverflowError
        return result

    return bounded


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


_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: _bounded(operator.add),
    ast.Sub: _bounded(operator.sub),
    ast.Mult: _bounded(operator.mul),
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _bounded(_power),
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


_OF_MATH = (
    "sqrt exp log log2 log10 sin cos tan asin acos atan atan2 sinh cosh tanh degrees radians floor ceil hypot gcd"
)
_FUNCTIONS: dict[str, Callable[..., Any]] = {name: getattr(math, name) for name in _OF_MATH.split()}
_FUNCTIONS |= {
    "ln": math.log,
    "abs": abs,
    "round": _round,
    "min": min,
    "max": max,
    "pow": _power,
    "factorial": _factorial,
}


def _as_text(value: Any) -> str:
    """Fifteen digits of a fraction, so that 0.1 + 0.2 is 0.3; all digits of a whole number."""
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, float) or math.isnan(value):
        raise TypeError("it is not a real number")
    if math.isinf(value):
        raise OverflowError
    return format(value, ".15g")
