"""Whether arguments fit the schema of an MCP server's tool, in bounded time: the schema is the server's.

It is a courtesy, so that a model learns at once what is wrong; the server looks again. So what may take for ever is
left to it: patterns, as a regular expression can be made to run for years, keywords that look through the schema again
and again, and whatever is not done after so much work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

_MOST_WORK = 20_000_000
"""Characters of arguments that keywords look at; each is taken to look at all."""
_KEYWORD_WORK = 1_000
_LONGEST_SAID = 300
_LEFT_TO_THE_SERVER = ("pattern", "patternProperties", "unevaluatedItems", "unevaluatedProperties", "uniqueItems")


class _TooMuchError(Exception):
    """The schema makes too much work."""


def objections(schema: Mapping[str, Any], arguments: Mapping[str, Any], size: int, most: int) -> list[str]:
    """The first things that the schema has against the arguments, which are `size` characters of JSON.

    Nothing where the schema is broken, or can't be followed with so much work.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend
    from referencing import Registry

    left = _MOST_WORK

    def counted(check: Callable[..., Any]) -> Callable[..., Iterator[Any]]:
        def keyword(validator: object, value: object, instance: object, within: Mapping[str, object]) -> Iterator[Any]:
            nonlocal left
            left -= _KEYWORD_WORK + size
            if left < 0:
                raise _TooMuchError
            if check is not additional or "patternProperties" not in within:
                yield from check(validator, value, instance, within) or ()

        return keyword

    known = {name: check for name, check in Draft202012Validator.VALIDATORS.items() if name not in _LEFT_TO_THE_SERVER}
    additional = known["additionalProperties"]
    keywords = {**dict.fromkeys(_LEFT_TO_THE_SERVER, _nothing), **{n: counted(check) for n, check in known.items()}}
    validator = extend(Draft202012Validator, keywords)(schema, registry=Registry())  # which fetches nothing
    try:
        errors = [*islice(validator.iter_errors(arguments), most)]
        return [f"`{error.json_path}`: {error.message}"[:_LONGEST_SAID] for error in errors]
    except Exception:  # a broken schema breaks jsonschema in as many ways as there are keywords
        return []


def _nothing(*_: object) -> Iterator[Any]:
    return iter(())
