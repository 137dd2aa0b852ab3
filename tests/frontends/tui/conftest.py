"""What hundreds of apps in one process would do again and again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation


@pytest.fixture(autouse=True, scope="session")
def _sheets_parsed_once() -> Iterator[None]:
    """A sixth of an app's start is parsing its sheets: for the same sheet and the same colours that is done once."""
    kept: dict[tuple[object, ...], list[RuleSet]] = {}
    parse = Stylesheet._parse_rules

    def parse_once(
        self: Stylesheet,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        what = (css, read_from, is_default_rules, tie_breaker, scope)
        key = (*what, frozenset(self._variables.items()))
        if key not in kept:
            kept[key] = parse(self, *what)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        yield
