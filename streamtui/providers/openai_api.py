"""A provider on the official SDK: the order of things in a reply, from the request to its last event, in either API."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

from streamtui.config.settings import RequestSettings
from streamtui.core.chat.events import NoticeIssued, ReplyFailed, RequestSent, RetryScheduled
from streamtui.core.chat.usage import Usage
from streamtui.core.faults.faults import ConfigurationError, Fault, ProviderError
from streamtui.core.faults.server_words import address, host, is_loopback, passwords
from streamtui.core.json_text.values import mapping
from streamtui.core.ports.budget import BudgetError
from streamtui.core.ports.clock import Clock
from streamtui.core.ports.model_facts import ModelFacts
from streamtui.core.ports.provider import ChatRequest, Take
from streamtui.core.text.secrets import Secrets
from streamtui.providers import sdk
from streamtui.providers.api_choice import ApiChoice
from streamtui.providers.attempt import Attempt
from streamtui.providers.background import BackgroundResponse, Why
from streamtui.providers.bill import Bill
from streamtui.providers.dialect import Dialect, Dialects
from streamtui.providers.failures import AttemptError, Target, failure_of
from streamtui.providers.limits import RequestLimits
from streamtui.providers.more_facts import more_facts
from streamtui.providers.retry import attempts

_ASKED_AGAIN: dict[Why, str] = {
    "broke": "The connection to {server} broke; the reply goes on there and is read on where it stopped.",
    "silent": "{server} fell silent; the reply goes on there and is read on where it stopped.",
    "no stream": "{server} makes the reply, and sends no stream of it yet; it is asked for until it is there.",
}
_BESIDE_S = 1.0
_NO_CLIENT = "The address, the key, or a proxy or certificate file of the environment can't be used:"


class Price(Protocol):
    """A price list."""

    def __call__(self, usage: Usage, *, model: str, base_url: str) -> float | None:
        """What `usage` costs in US dollars; `None` where unknown."""
        ...


class OpenAIProvider:
    """core.ports.provider.ChatProvider for one server that speaks an API of OpenAI's."""

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        settings: RequestSettings,
        clock: Clock,
        limits: RequestLimits,
        price: Price | None = None,
        place: str = "",
        choice: ApiChoice | None = None,
        secrets: Secrets | None = None,
        headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, Any] | None = None,
    ) -> None:
        """`place` is what the server is called here; `secrets` are keys beside its own that are hidden, should the
        server repeat them. `headers` are sent along with every request, `extra_body` with each that asks for a reply.
        """
        self._base_url = base_url.partition("?")[0].rstrip("/")
        self._secrets = Secrets(api_key, *passwords(base_url)) | (secrets or Secrets())
        self._settings = settings
        self._clock = clock
        self._limits = limits
        self._place = place
        self._price = price
        self._extra_body = extra_body or {}
        try:
            self._client = sdk.make_client(base_url.rstrip("/"), api_key, settings.timeouts.connect_s, headers or {})
        except Exception as error:
            raise ConfigurationError(self._secrets.redact(f"{_NO_CLIENT} {error}")) from error
        self._dialects = Dialects(choice or ApiChoice(), place, self._base_url, self._secrets)
        self._waits: set[asyncio.Task[None]] = set()
        self._cancelling: set[asyncio.Task[None]] = set()
        """Responses that are to end at the server, too."""
        self.facts: dict[str, ModelFacts] = {}
        """What the server tells of each model, once they were listed."""

    async def ask(self, request: ChatRequest, take: Take) -> None:
        """See core.ports.provider.ChatProvider."""
        if (budget := self._limits.budget) is not None:
            free = is_loopback(self._base_url)
            if not await budget.admits(self._place, free=free):
                raise BudgetError(budget.refusal)
            take = Bill(budget, self._place, request.model, take, free=free).take
        try:
            await self._attempts(request, take)
        except ProviderError as error:
            take(ReplyFailed(self._clock.now(), error.fault))
            raise

    async def _attempts(self, request: ChatRequest, take: Take) -> None:
        failure: AttemptError | None = None
        async for attempt in attempts(self._settings.retry):
            state, most = attempt.retry_state, self._settings.retry.attempts
            if failure is not None:
                wait_s = state.upcoming_sleep
                take(RetryScheduled(self._clock.now(), state.attempt_number, most, wait_s, failure.fault))
                await self._wait(wait_s)
            try:
                await self._attempt(request, state.attempt_number, take)
                return
            except AttemptError as failed:
                failure = failed
                with attempt:
                    raise

    async def models(self) -> list[str]:
        """The names of the server's models, in its order. Raises ProviderError."""
        target = self._target("/models", "")
        try:
            listed = await sdk.document(self._client, "/models", target.connect_s)
        except Exception as error:
            raise failure_of(error, target) from error
        if not isinstance(listed, Mapping | list):
            message = f"{host(target.url)} did not answer with a list of models; check the base URL ({target.url})."
            raise ProviderError(Fault("malformed", message))
        told = await more_facts(listed, self._ask_beside)
        self.facts = {self._secrets.hide(name): facts for name, facts in told.items()}
        return list(self.facts)

    async def _ask_beside(self, path: str) -> object:
        """What the server has at that path, beside its `/v1`; nothing where it has none, or takes long to say."""
        try:
            asking = sdk.document(self._client, self._base_url.removesuffix("/v1") + path, _BESIDE_S)
            return await asyncio.wait_for(asking, _BESIDE_S)
        except Exception:  # whatever goes wrong, the list is there
            return None

    def retry_now(self) -> None:
        """See core.ports.provider.ChatProvider."""
        for wait in self._waits:
            wait.cancel()

    async def close(self) -> None:
        """See core.ports.provider.ChatProvider."""
        if self._cancelling:
            await asyncio.wait(self._cancelling, timeout=sdk.CANCEL_S)
        await self._client.close()

    async def _attempt(self, request: ChatRequest, number: int, take: Take) -> None:
        """One attempt, made again at once without what the server says it does not take, or in its other API."""
        turned, remark = False, self._dialects.remark(request.model)
        lessons = [remark] if remark else []
        while True:
            for lesson in lessons:
                take(NoticeIssued(self._clock.now(), self._secrets.redact(lesson)))
            dialect = self._dialects.of(request.model)
            try:
                await self._request(request, number, take, dialect)
            except AttemptError as failed:
                elsewhere = not turned and self._dialects.points_elsewhere(request.model, failed)
                learned = None if elsewhere else dialect.learn(request, failed)
                if learned is None:
                    remark = await asyncio.to_thread(self._dialects.turn_over, request.model, failed)
                    if turned or not remark:  # each API names the other one, or has no such path
                        raise
                    turned, learned = True, [remark]
                lessons = learned
            else:
                if self._dialects.is_new(request.model):
                    await asyncio.to_thread(self._dialects.answered, request.model)
                return

    async def _request(self, request: ChatRequest, number: int, take: Take, dialect: Dialect) -> None:
        if self._limits.full:
            most = self._limits.most_streams
            notice = f"No more streams than {most} are open at once; this one waits until another one ends."
            take(NoticeIssued(self._clock.now(), notice))
        async with self._limits.stream():
            if (wait_s := self._limits.book()) > 0:
                notice = f"The limit of requests a minute is reached; the next goes out in {wait_s:.0f} s."
                take(NoticeIssued(self._clock.now(), notice))
                await self._wait(wait_s)
            target = self._target(dialect.path, request.model)
            body = {**dialect.body(request), **self._extra_body}
            sent_at = self._clock.now()
            options = self._without_keys(request.options)
            take(
                RequestSent(
                    sent_at,
                    number,
                    request.model,
                    target.url,
                    request.reply,
                    api=dialect.api,
                    place=self._place,
                    options=options,
                )
            )
            attempt = Attempt(
                target,
                dialect.decoder(target.url, request.model),
                timeouts=self._settings.timeouts,
                clock=self._clock,
                price_of=self._price_of(request.model),
                take=dialect.listening(request, take),
            )
            if dialect.goes_on(body):
                await self._in_background(attempt, dialect.path, body, take)
            else:
                await attempt.run(partial(sdk.open_stream, self._client, dialect.path, body))

    async def _in_background(self, attempt: Attempt, path: str, body: Mapping[str, Any], take: Take) -> None:
        """Run the attempt over as many connections as its response takes; stopped or failed, it ends there, too."""
        retry, server = self._settings.retry, host(self._base_url)

        async def pause(number: int, why: Why, wait_s: float | None) -> None:
            if number == 1:
                take(NoticeIssued(self._clock.now(), _ASKED_AGAIN[why].format(server=server)))
            else:
                await self._wait(
                    min(retry.wait_max_s, retry.wait_min_s * 2.0 ** (number - 2)) if wait_s is None else wait_s
                )

        response = BackgroundResponse(
            self._client,
            path,
            body,
            tries=retry.attempts,
            pause=pause,
            connect_s=self._settings.timeouts.connect_s,
        )
        try:
            await attempt.run(response.open, response)
        except BaseException:
            if response.under_way:
                cancelling = asyncio.create_task(sdk.cancel_response(self._client, response.under_way))
                self._cancelling.add(cancelling)
                cancelling.add_done_callback(self._cancelling.discard)
            raise

    def _without_keys(self, options: Mapping[str, Any]) -> Mapping[str, Any]:
        """To be kept; of what no JSON can say nothing, as it is refused when it is to be sent."""
        try:
            json.dumps(options)
        except (TypeError, ValueError, RecursionError):
            return {}
        return mapping(self._secrets.hide_in(options))

    def _target(self, path: str, model: str) -> Target:
        return Target(address(self._base_url + path), model, self._secrets, self._settings.timeouts.connect_s)

    def _price_of(self, model: str) -> Callable[[Usage], float | None] | None:
        return partial(self._price, model=model, base_url=self._base_url) if self._price else None

    async def _wait(self, seconds: float) -> None:
        """Sleep, until `retry_now` at most."""
        wait = asyncio.create_task(self._clock.sleep(seconds))
        self._waits.add(wait)
        try:
            await asyncio.wait({wait})
        finally:
            self._waits.discard(wait)
            wait.cancel()
