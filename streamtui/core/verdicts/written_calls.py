"""Calls that a model wrote into its text, in the form that it was trained to, which the server should have read."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Any

from streamtui.core.json_text.parsing import parsed
from streamtui.core.json_text.values import mapping, mappings
from streamtui.core.verdicts.quoting import Quoting

_MARKS = re.compile(
    r"<\|?(?:tool_calls?|function_calls?|action)(?:_begin)?\|?>\s*(?:\[\s*)?(?:(?P<json>\{)|(?P<glm>[\w.-]+)\s*<arg_key>|(?P<olmo>[\w.-]+)\()"
    r"|<function=(?P<function>[\w.-]+)>(?=[ \t]*(?:[{<\n]|\Z))|<(?:｜DSML｜)?invoke name=[\"'](?P<invoke>[^\"'>]+)[\"']"
    r"|\[TOOL_CALLS\]\s*(?:(?:\[\s*)?(?P<list>\{)|(?P<mistral>[\w.-]+)(?:\[ARGS\]|\{))"
    r"|<\|python_tag\|>(?:(?P<python>\{)|\w)|<tool_code>\s*\w|<｜tool▁calls?▁begin｜>[<\w]"
    r"|<\|START_ACTION\|>\s*(?:\[\s*)?(?P<cohere>\{)|<\|tool_call_start\|>\s*(?:\[\s*)?(?P<lfm>[\w.-]+)\("
    r"|functools\s*\[\s*(?P<phi>\{)|<\|tool_calls_section_begin\|>"
    r"|<\|channel\|>commentary to=functions\.(?P<channel>[\w.-]+)"
)
"""What models write at the beginning of a call, with its name where that stands there, and where its JSON begins."""
_BEGINNINGS = ("<tool", "<function", "<|", "<｜", "[TOOL_CALLS]", "<invoke", "<action>", "functools")
"""Of all of these: to look for them one by one takes a tenth of the time."""
_WITH_JSON = ("json", "list", "python", "cohere", "phi")
_NAME = re.compile(r'"(?:name|tool|tool_name|function)"\s*:\s*"([^"]+)"')
_PYTHONIC = re.compile(r"\[?(?:print\()?([A-Za-z_][\w.]*)\(")
"""What Gemma and Llama write, which are taught calls as they stand in Python."""
_NAMED_WITHIN = 500
_LOOKED_BACK = 200
"""Characters before a mark that tell whether it is talked about."""
_ENDS = re.compile(r"</(?:tool_calls?|function_calls?|function|invoke|action|tool_code)>")
_MARKUP = re.compile(r"[>*+\-#|\d.)\s]+")
"""Of lists, tables, quotations and headings, at the beginning of a line."""
_QUOTES = ('"', "'", "“", "‘", "„", "«", "(", "*", "_", "<code>", "<pre>")
_SENTENCE_ENDS = tuple(".!?:;…。！？：；")
_BEFORE = (*_SENTENCE_ENDS, *")]}>｜")
"""What a call may stand behind in its line."""
_INDENTS = (" " * 4, "\t")
"""Of code."""
_FENCE_HEADS = ("", "json", "tool_call", "tool_code")
_MOST_JSON = 20_000
_EXAMPLE_SPACE = 400
"""Characters of an answer that stand before a call in a fence; where there are more, it is an explanation."""
_PREFIXES = ("functions.", "tools.", "default_api.", "tool.")


def without_prefix(name: str) -> str:
    """A function's name as its request has it: models write before it where they know it from."""
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name


def written_call(text: str, tools: Set[str] | None) -> int | None:
    """Where the first one begins. `tools`: the names that the request offered; `None` where they are not known."""
    quoting, begins = Quoting(text), len(text) - len(text.lstrip())
    explains = text.rstrip().endswith(_SENTENCE_ENDS)
    for mark in _MARKS.finditer(text) if any(beginning in text for beginning in _BEGINNINGS) else ():
        if (
            _calls(text, mark, tools)
            and _is_said(text, mark, begins, explains=explains)
            and not quoting.in_code(mark.start())
        ):
            return mark.start()
    whole = text.strip()
    if whole[:1] in ("{", "[") and _is_call(whole, tools):
        return text.index(whole[0])
    if tools is not None and whole.startswith("[") and whole.endswith(")]") and _is_pythonic(whole, tools):
        return begins
    return _in_last_fence(text.rstrip(), tools)


def _calls(text: str, mark: re.Match[str], tools: Set[str] | None) -> bool:
    """It has the name of a function, of one that there is, as far as such a mark has names."""
    found = {kind: name for kind, name in mark.groupdict().items() if name is not None}
    if not found:
        return True
    [(kind, name)] = found.items()
    if kind in _WITH_JSON:
        named = _NAME.search(text, mark.end(), mark.end() + _NAMED_WITHIN)
        if named is None:
            return False
        name = named[1]
    return tools is None or without_prefix(name) in tools


def _is_said(text: str, mark: re.Match[str], begins: int, *, explains: bool) -> bool:
    """It is the model's own: a line of its own, with words before it or behind it; or behind a sentence at the end."""
    before = text[max(0, mark.start() - _LOOKED_BACK) : mark.start()].rpartition("\n")[2]
    if not before.strip():
        if before.startswith(_INDENTS) or (explains and mark.start() > begins):
            return False
        end = _ENDS.search(text, mark.end())
        behind = "" if end is None else text[end.end() : end.end() + 80].partition("\n")[0].strip()
        return not behind or behind.startswith("<")
    talks = before.endswith(_QUOTES) or _MARKUP.fullmatch(before) is not None
    return not (explains or talks) and before.rstrip().endswith(_BEFORE)


def _in_last_fence(text: str, tools: Set[str] | None) -> int | None:
    """The text ends with a fence that holds a call, and has few words before it."""
    start = text.rfind("```", 0, -3) if text.endswith("```") else -1
    if not 0 <= start <= _EXAMPLE_SPACE:
        return None
    head, _, held = text[start + 3 : -3].partition("\n")
    known, held = head.strip() in _FENCE_HEADS, held.strip()
    is_python = head.strip() == "tool_code" and _is_pythonic(held, tools)
    return start if is_python or (known and _is_call(held, tools)) else None


def _is_pythonic(text: str, tools: Set[str] | None) -> bool:
    """It begins as the call of a function, of one that there is."""
    called = _PYTHONIC.match(text)
    return called is not None and (tools is None or without_prefix(called[1]) in tools)


def _is_call(text: str, tools: Set[str] | None) -> bool:
    """A JSON object with the name of a function and its arguments, or a list of such; of tools that there are."""
    if len(text) > _MOST_JSON:
        return False
    try:
        found = parsed(text)
    except (ValueError, RecursionError):
        return False
    return bool(calls := mappings(found)) and all(_names_call(call, tools) for call in calls)


def _names_call(call: dict[str, Any], tools: Set[str] | None) -> bool:
    call = mapping(call.get("function")) or call
    name = call.get("name") or call.get("tool") or call.get("tool_name") or call.get("function")
    arguments = next((call[key] for key in ("arguments", "parameters", "args", "input") if key in call), None)
    if not isinstance(name, str) or not isinstance(arguments, dict | str) or len(call) > 4:
        return False
    return tools is None or without_prefix(name) in tools
