"""Every rule, one after the other; whatever happens to one, the next is asked."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence

from streamtui.checks.probe import Probe
from streamtui.checks.rule import Rule
from streamtui.checks.verdict import SettledError, Verdict, failed, not_supported
from streamtui.checks.wire import NoAnswerError
from streamtui.core.text.display_safe import display_safe
from streamtui.core.words.check_report import RuleResult


async def run(*checks: tuple[Probe, Mapping[str, Sequence[Rule]]]) -> AsyncGenerator[RuleResult, None]:
    """The results in order: of the groups of rules, each asked with the probe beside them.

    One at a time, as many a server has room for one stream only.
    """
    for probe, groups in checks:
        for group, rules in groups.items():
            for rule in rules:
                verdict = await _verdict(rule, probe)
                evidence = display_safe(probe.target.secrets.redact(verdict.evidence), keep_newlines=False)
                yield RuleResult(rule.id, group, rule.title, verdict.status, rule.must, evidence, rule.breaks)


async def _verdict(rule: Rule, probe: Probe) -> Verdict:
    if probe.absent:
        return not_supported(probe.absent)
    try:
        return await rule.check(probe)
    except SettledError as settled:
        return settled.verdict
    except NoAnswerError as error:
        return failed(f"no answer: {error}")
    except Exception as error:  # a server may send what no rule thought of; the others still count
        return failed(f"what the server sent could not be judged: {type(error).__name__}: {error}")
