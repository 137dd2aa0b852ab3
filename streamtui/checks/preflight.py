"""Whether a server can be asked at all: what one plain request fails with, every rule would fail with again."""

from __future__ import annotations

from collections.abc import Sequence

from streamtui.checks.exchange import Exchange
from streamtui.checks.probe import NO_KEY, Probe
from streamtui.checks.verdict import SettledError
from streamtui.checks.wire import NoAnswerError
from streamtui.core.faults.faults import ConfigurationError
from streamtui.core.faults.server_words import address


class _NoSuchPathError(ConfigurationError):
    """The server is there, but not this API of it."""


async def require_answers(probes: Sequence[Probe]) -> None:
    """The same, where it is enough that one of them gets a reply; the others may be of an API that is not there."""
    refusals = [await _refusal(probe) for probe in probes]
    told = [refusal for refusal in refusals if refusal is not None]
    if len(told) == len(probes):
        raise told[0]
    for probe, refusal in zip(probes, refusals, strict=True):
        if isinstance(refusal, _NoSuchPathError):
            probe.absent = f"there is no {probe.path}"


async def _refusal(probe: Probe) -> ConfigurationError | None:
    try:
        await require_answer(probe)
    except ConfigurationError as error:
        return error
    return None


async def require_answer(probe: Probe) -> None:
    """Return where a plain request gets a reply, however odd; else raise ConfigurationError."""
    place = address(probe.target.base_url)
    try:
        exchange = await probe.first()
    except NoAnswerError as error:
        why = f"Nothing answers at {place} ({probe.target.secrets.redact(str(error))})"
        raise _nothing_checked(why, "start the server, or check the base URL") from error
    except SettledError as settled:
        raise _nothing_checked(f"{place} answers without an end ({settled})", "make it keep to max_tokens") from settled
    if exchange.status != 200:
        raise _refused(exchange, probe, place)


def _refused(exchange: Exchange, probe: Probe, place: str) -> ConfigurationError:
    told = f"{place} answers {exchange.status}: {exchange.error}"
    model = probe.target.model
    if exchange.status == 401:
        without = probe.target.api_key == NO_KEY
        what = "A key is wanted" if without else "The key is refused"
        return _nothing_checked(f"{what} ({told})", "set the right one, as OPENAI_API_KEY or in the profile")
    said = exchange.error.casefold()
    if (exchange.status == 404 and "model" in said) or (exchange.status in (400, 422) and model.casefold() in said):
        return _nothing_checked(f"The model {model} is refused ({told})", "choose another one with -m")
    if exchange.status in (404, 405, 501):
        why = f"There is no {probe.path} ({told})"
        return _nothing_checked(why, "check the base URL, which often ends in /v1", _NoSuchPathError)
    return _nothing_checked(f"A plain request for a stream is refused ({told})", "see to that first")


def _nothing_checked(why: str, advice: str, kind: type[ConfigurationError] = ConfigurationError) -> ConfigurationError:
    return kind(f"{why}: nothing was checked; {advice}.")
