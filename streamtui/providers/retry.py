"""The one owner of retries: how many attempts, for which failures, and how long the wait before each."""

from __future__ import annotations

import random

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from streamtui.config.settings import Retry
from streamtui.core.faults.faults import Fault
from streamtui.providers.failures import AttemptError

_JITTER_S = 1.0


def attempts(retry: Retry) -> AsyncRetrying:
    """The attempts to make, for `async for`; the last failure is raised.

    It decides and does not sleep: the wait is `retry_state.upcoming_sleep`, and is the caller's to show and to end.
    """
    return AsyncRetrying(
        retry=retry_if_exception(lambda error: isinstance(error, AttemptError) and error.transient),
        stop=stop_after_attempt(retry.attempts),
        wait=lambda state: _wait_of(state, retry),
        sleep=_no_sleep,
        reraise=True,
    )


def wait_s(fault: Fault, attempt: int, retry: Retry, jitter_s: float) -> float:
    """Seconds from attempt number `attempt` to the next: what the server asks for, else 4, 8, 10, ... and jitter."""
    if fault.retry_after_s is not None:
        return fault.retry_after_s
    return min(retry.wait_max_s, retry.wait_min_s * 2.0 ** (attempt - 1) + jitter_s)


def _wait_of(state: RetryCallState, retry: Retry) -> float:
    error = state.outcome.exception() if state.outcome is not None else None
    assert isinstance(error, AttemptError)
    return wait_s(error.fault, state.attempt_number, retry, random.uniform(0, _JITTER_S))  # noqa: S311 - no secret


async def _no_sleep(_: float) -> None:
    return None
