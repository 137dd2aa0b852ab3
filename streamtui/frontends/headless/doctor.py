"""`streamtui doctor`: what was found, in groups of lines or as one object of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from textwrap import wrap
from typing import TextIO

from streamtui.core.ports.findings import Finding, State
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.exit_codes import ExitCode

DOCTOR_SCHEMA = "streamtui.doctor.v1"
_SIGNS: dict[State, str] = {"ok": "✓", "note": "·", "warn": "!", "fail": "✗"}
_WIDTH = 100


def print_findings(findings: Iterable[Finding], out: TextIO, *, as_json: bool) -> int:
    """Returns the exit code: whether something does not work."""
    found = list(findings)
    if as_json:
        whole = {"schema": DOCTOR_SCHEMA, "findings": [asdict(each) for each in found]}
        out.write(json.dumps(whole, ensure_ascii=False) + "\n")
    else:
        width = max((len(each.name) for each in found), default=0)
        group = ""
        for each in found:
            if each.group != group:
                out.write(f"{'' if not group else chr(10)}{each.group.upper()}\n")
                group = each.group
            head = f"{_SIGNS[each.state]} {each.name:<{width}}  "
            told = f"{each.text.rstrip('.')}; {each.advice}" if each.advice else each.text
            text = display_safe(told, keep_newlines=False)
            lines = wrap(text, _WIDTH - len(head), break_long_words=False, break_on_hyphens=False) or [""]
            out.write(f"{display_safe(head, keep_newlines=False)}{lines[0]}\n")
            out.writelines(f"{'':{len(head)}}{line}\n" for line in lines[1:])
        counts = {state: sum(each.state == state for each in found) for state in _SIGNS}
        out.write(
            f"\n{counts['ok']} as they should be, {counts['note']} to know, {counts['warn']} to look at, "
            f"{counts['fail']} that {'does' if counts['fail'] == 1 else 'do'} not work\n"
        )
    return ExitCode.INCOMPLETE if any(each.state == "fail" for each in found) else ExitCode.DONE
