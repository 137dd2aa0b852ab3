"""The SDK without what no request needs: it is not imported, and its types are all there for whoever asks."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.known import known

FORKING = """
import json, os, sys
exec(sys.argv[1])
for line in sys.stdin:
    if not (child := os.fork()):
        exec(json.loads(line))
        sys.stdout.flush()
        os._exit(0)
    print("ended", os.waitpid(child, 0)[1], flush=True)
"""


class Python:
    """A Python that has done something once, and tells what a fork of it prints."""

    def __init__(self, statement: str) -> None:
        command = [sys.executable, "-c", FORKING, statement]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def told_by(self, *statements: str) -> str:
        known(self._process.stdin).write(json.dumps("\n".join(statements)) + "\n")
        known(self._process.stdin).flush()
        *lines, end = self._lines()
        assert end == "ended 0\n"
        return "".join(lines).strip()

    def close(self) -> None:
        self._process.communicate()

    def _lines(self) -> Iterator[str]:
        for line in known(self._process.stdout):
            yield line
            if line.startswith("ended "):
                return


@pytest.fixture(scope="module")
def plain() -> Iterator[Python]:
    python = Python("import openai")
    yield python
    python.close()


@pytest.fixture(scope="module")
def later() -> Iterator[Python]:
    python = Python("import streamtui.providers.sdk, openai")
    yield python
    python.close()


def test_the_client_is_imported_without_the_catalogue_and_without_aiohttp(plain: Python, later: Python) -> None:
    count = "print(sum(name.startswith('openai.types') for name in sys.modules))"
    assert int(later.told_by(count)) < int(plain.told_by(count)) / 2
    assert later.told_by("print('aiohttp' in sys.modules)") == "False"


@pytest.mark.parametrize("package", ["openai.types", "openai.types.responses"])
def test_a_catalogue_holds_the_same_names(plain: Python, later: Python, package: str) -> None:
    names = f"print(*sorted(name for name in dir({package}) if not name.startswith('__')))"
    assert set(plain.told_by(names).split()) <= set(later.told_by(names).split())


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
def test_whoever_asks_for_a_type_gets_it(plain: Python, later: Python, statement: str) -> None:
    whose = "print(found.__module__, len(found.model_fields))"
    assert later.told_by(statement, whose) == plain.told_by(statement, whose)


def test_what_is_not_there_is_not_there(later: Python) -> None:
    assert later.told_by("print(hasattr(openai.types, 'Nothing'), hasattr(openai.types, 'Nothing'))") == "False False"


def test_threads_that_ask_at_once_all_get_it(later: Python) -> None:
    asking = "with ThreadPoolExecutor(8) as pool: found = set(pool.map(lambda _: openai.types.Batch, range(64)))"
    assert later.told_by("from concurrent.futures import ThreadPoolExecutor", asking, "print(len(found))") == "1"


def test_the_sdk_s_own_way_of_asking_works_as_well(later: Python) -> None:
    asked = "print(openai.OpenAI(api_key='x').responses.create, openai.OpenAI(api_key='x').chat.completions.create)"
    assert later.told_by(asked).count("bound method") == 2
