"""The SDK without its catalogue of types: they are not imported with it, and are all there for whoever asks."""

from __future__ import annotations

import subprocess
import sys

import pytest

PLAIN = "import openai"
LATER = "import streamtui.providers.sdk, openai"


def told_by(*statements: str) -> str:
    """What a new Python prints."""
    code = "import sys\n" + "\n".join(statements)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_the_client_is_imported_without_the_catalogue() -> None:
    count = "print(sum(name.startswith('openai.types') for name in sys.modules))"
    assert int(told_by(LATER, count)) < int(told_by(PLAIN, count)) / 2


@pytest.mark.parametrize("package", ["openai.types", "openai.types.responses"])
def test_a_catalogue_holds_the_same_names(package: str) -> None:
    names = f"print(*sorted(name for name in dir({package}) if not name.startswith('__')))"
    assert set(told_by(PLAIN, names).split()) <= set(told_by(LATER, names).split())


@pytest.mark.parametrize(
    "statement",
    [
        "from openai.types import CompletionUsage as found",
        "from openai.types.responses import Response as found",
        "found = openai.types.responses.Response",
        "import openai.types.responses.response; found = openai.types.responses.response.Response",
        "from openai.types import *; found = CompletionUsage",
    ],
)
def test_whoever_asks_for_a_type_gets_it(statement: str) -> None:
    whose = "print(found.__module__, len(found.model_fields))"
    assert told_by(LATER, statement, whose) == told_by(PLAIN, statement, whose)


def test_what_is_not_there_is_not_there() -> None:
    assert told_by(LATER, "print(hasattr(openai.types, 'Nothing'), hasattr(openai.types, 'Nothing'))") == "False False"


def test_threads_that_ask_at_once_all_get_it() -> None:
    asking = "with ThreadPoolExecutor(8) as pool: found = set(pool.map(lambda _: openai.types.Batch, range(64)))"
    assert told_by(LATER, "from concurrent.futures import ThreadPoolExecutor", asking, "print(len(found))") == "1"


def test_the_sdk_s_own_way_of_asking_works_as_well() -> None:
    asked = "print(openai.OpenAI(api_key='x').responses.create, openai.OpenAI(api_key='x').chat.completions.create)"
    assert told_by(LATER, asked).count("bound method") == 2
