"""A request as it could be made again: as a line of shell with `curl`, and as Python on the openai SDK.

Of the line every shell of POSIX makes the same bytes: the body goes through `printf`, which it has built in, so that
neither the length of arguments bounds it nor a sign in it (`@`, `$`, `'`, a line `EOF`) means anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pprint import pformat
from shlex import quote
from typing import Any
from urllib.parse import parse_qsl

from streamtui.core.chat.events import RequestPrepared
from streamtui.core.json_text.parsing import parsed_object
from streamtui.core.text.secrets import HIDDEN

KEY = "OPENAI_API_KEY"
"""The variable that the key is taken from."""
_OWN = re.compile(r"(?:host|content-length|connection|accept-encoding|x-stainless-.*)\Z", re.IGNORECASE)
"""What curl says itself, or what tells of the SDK."""
_CHAT_PATH = "/chat/completions"
_NAMES = (
    "audio frequency_penalty logit_bias logprobs max_completion_tokens max_tokens messages metadata "
    "modalities model n parallel_tool_calls prediction presence_penalty reasoning_effort response_format "
    "seed service_tier stop store stream stream_options temperature tool_choice tools top_logprobs top_p "
    "user verbosity web_search_options "
)
PARAMETERS = frozenset(_NAMES.split())
"""What the SDK's `create` takes by name."""


def curl_of(request: RequestPrepared) -> str:
    """The request as a command for a shell; the key is `$OPENAI_API_KEY`."""
    lines = [f"curl -N --fail-with-body -g {_url(request.url)}"]
    if request.method != "POST":
        lines[0] += f" -X {quote(request.method)}"
    lines += [f"-H {_header(name, value)}" for name, value in request.headers if not _OWN.match(name)]
    lines.append("--data-binary @-")
    body = quote(request.body)
    if request.base64:
        from base64 import b64encode

        body = f"{b64encode(request.base64).decode()} | base64 -d"
    return f"printf %s {body} |\n" + " \\\n  ".join(lines) + "\n"


def python_of(request: RequestPrepared) -> str | None:
    """The request as a program on the openai SDK; `None` for one that is no request of a chat."""
    body = parsed_object(request.body)
    url, _, query = request.url.partition("?")
    if not url.endswith(_CHAT_PATH) or not body:
        return None
    in_query = parse_qsl(query, keep_blank_values=True)
    has_key = any(value == HIDDEN for _, value in (*request.headers, *in_query))
    key = f'os.environ["{KEY}"]' if has_key else '"none"'
    given = {name: value for name, value in body.items() if name in PARAMETERS}
    extra = {name: value for name, value in body.items() if name not in PARAMETERS}
    arguments = [*given.items(), *([("extra_body", extra)] if extra else [])]
    return (
        ("import os\n\n" if has_key else "")
        + "from openai import OpenAI\n\n"
        + f"client = OpenAI(base_url={url.removesuffix(_CHAT_PATH)!r}, api_key={key}{_query(in_query)})\n"
        + f"reply = client.chat.completions.create(\n{_arguments(dict(arguments))})\n"
        + (_STREAMED if body.get("stream") is True else "print(reply.model_dump_json(indent=2))\n")
    )


_STREAMED = """for chunk in reply:
    for choice in chunk.choices:
        print(choice.delta.content or "", end="", flush=True)
"""


def _url(url: str) -> str:
    """Where a value was hidden, there the key is put."""
    return f'"${KEY}"'.join(quote(part) for part in url.split(HIDDEN))


def _query(pairs: Sequence[tuple[str, str]]) -> str:
    values = [(name, f'os.environ["{KEY}"]' if value == HIDDEN else repr(value)) for name, value in pairs]
    return f", default_query={{{', '.join(f'{name!r}: {value}' for name, value in values)}}}" if pairs else ""


def _header(name: str, value: str) -> str:
    if value == HIDDEN:
        bearer = "Bearer " if name.lower() == "authorization" else ""
        return f'"{name}: {bearer}${KEY}"'
    return quote(f"{name}: {value}" if value else f"{name};")  # with nothing behind a colon curl leaves it out


def _arguments(arguments: Mapping[str, Any]) -> str:
    return "".join(f"    {name}={_value(value, len(name) + 5)},\n" for name, value in arguments.items())


def _value(value: object, column: int) -> str:
    return pformat(value, width=max(40, 100 - column), sort_dicts=False).replace("\n", "\n" + " " * column)
