"""Which API a model is asked in, where the person leaves that to the server, and how long it is known."""

from __future__ import annotations

import pytest

from streamtui.core.chat.events import NoticeIssued
from streamtui.providers.api_choice import ApiChoice
from streamtui.providers.known_apis import Found, KnownApis
from tests.known import known
from tests.providers.talk import Talk, listen, make_provider, request, talk_to
from tests.servers import replies
from tests.servers.chat_server import ChatServer, RecordedRequest
from tests.servers.replies import Answer

CHAT, RESPONSES = "/v1/chat/completions", "/v1/responses"
TOOL = {"type": "function", "function": {"name": "now", "parameters": {"type": "object", "properties": {}}}}
ONLY_THERE = "This model is only supported in v1/responses and not in v1/chat/completions."


class Server(ChatServer):
    """Has models in the one API, and others in the other; what it says where they are not can be set."""

    def __init__(self, *, there: set[str], words: str = ONLY_THERE, status: int = 404) -> None:
        super().__init__()
        self.there, self.words, self.status = there, words, status
        self.here: set[str] | None = None
        """Where it is set, those in chat completions."""

    def answer(self, request: RecordedRequest) -> Answer:
        responses = request.path.startswith(RESPONSES)
        here = request.model not in self.there if self.here is None else request.model in self.here
        if request.model in self.there if responses else here:
            return replies.response(replies.said("There.")) if responses else replies.text("Here.")
        return replies.document({"error": {"message": self.words}}, self.status)

    @property
    def paths(self) -> list[str]:
        return [each.path for each in self.requests]


async def ask(server: ChatServer, *models: str, remembered: KnownApis | None = None) -> list[Talk]:
    """Each of them once, by one provider."""
    provider = make_provider(server.base_url, choice=ApiChoice("auto", known=remembered))
    talks = [await listen(provider, request(model)) for model in models]
    await provider.close()
    return talks


def notices(talk: Talk) -> list[str]:
    return [notice.text for notice in talk.of(NoticeIssued)]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "This model is only supported in v1/responses and not in v1/chat/completions."),
        (400, "Use the Responses API for this model."),
        (404, "Not Found"),
    ],
)
async def test_auto_goes_over_to_it_where_the_server_says_so_and_stays(status: int, words: str) -> None:
    async with ChatServer(
        replies.document({"error": {"message": words}}, status), replies.response(replies.said("Hello."))
    ) as server:
        provider = make_provider(server.base_url, choice=ApiChoice("auto"))
        talk = await listen(provider, request("gpt-5-pro"))
        await listen(provider, request("gpt-5-pro"))
        await provider.close()
        assert [each.path for each in server.requests] == ["/v1/chat/completions", "/v1/responses", "/v1/responses"]
    assert str(talk.reply.text) == "Hello."
    [notice] = talk.of(NoticeIssued)
    assert "/responses" in getattr(notice, "text", "")


async def test_where_tools_are_taken_there_alone_they_go_along_and_are_not_left_out() -> None:
    words = "Function tools with reasoning_effort are not supported for m in /v1/chat/completions; use /v1/responses."
    refusal = replies.document({"error": {"message": words, "param": "reasoning_effort"}}, 400)
    async with ChatServer(refusal, replies.response(replies.said("Hello."))) as server:
        provider = make_provider(server.base_url, choice=ApiChoice("auto"))
        talk = await listen(provider, request("m", tools=[TOOL]))
        await provider.close()
        assert [each.path for each in server.requests] == [CHAT, RESPONSES]
        assert [tool["name"] for tool in server.requests[-1].body["tools"]] == ["now"]
    assert talk.text == "Hello."


async def test_auto_stays_where_only_the_model_is_unknown() -> None:
    async with ChatServer(replies.document({"error": {"message": "The model gpt-9 does not exist."}}, 404)) as server:
        talk = await talk_to(server.base_url, "gpt-9", choice=ApiChoice("auto"))
        assert len(server.requests) == 1
    assert known(talk.fault).kind == "not_found"


async def test_a_model_that_is_served_there_says_nothing_of_the_others() -> None:
    async with Server(there={"gpt-5-pro"}) as server:
        talks = await ask(server, "gpt-5-pro", "gpt-4.1", "gpt-5-pro")
        assert server.paths == [CHAT, RESPONSES, CHAT, RESPONSES]
    assert [talk.text for talk in talks] == ["There.", "Here.", "There."]
    assert [len(notices(talk)) for talk in talks] == [1, 0, 0]


async def test_a_server_without_the_other_one_has_all_of_its_models_there() -> None:
    async with Server(there={"one", "two"}, words="Not Found") as server:
        await ask(server, "one", "two")
        assert server.paths == [CHAT, RESPONSES, RESPONSES]


async def test_what_is_known_of_it_is_told_once_and_asked_for_at_once() -> None:
    remembered = KnownApis()
    async with Server(there={"gpt-5-pro"}) as server:
        await ask(server, "gpt-5-pro", remembered=remembered)
        first, second = await ask(server, "gpt-5-pro", "gpt-5-pro", remembered=remembered)
        assert server.paths == [CHAT, RESPONSES, RESPONSES, RESPONSES]
    [told] = notices(first)
    assert "has gpt-5-pro at /responses alone, as it said before" in told
    assert notices(second) == []


@pytest.mark.parametrize(
    ("words", "status"),
    [("Not Found", 404), ("Unknown method", 501), ("gpt-5-pro is served by the chat completions API.", 400)],
)
async def test_what_proves_wrong_is_forgotten(words: str, status: int) -> None:
    changes: list[tuple[Found, bool]] = []
    remembered = KnownApis(keep=lambda found, is_so: changes.append((found, is_so)))
    async with Server(there={"gpt-5-pro"}) as server:
        await ask(server, "gpt-5-pro", remembered=remembered)
        server.there, server.words, server.status = set(), words, status
        talk, again = await ask(server, "gpt-5-pro", "gpt-5-pro", remembered=remembered)
        assert server.paths[2:] == [RESPONSES, CHAT, CHAT]
        found = (server.base_url, "gpt-5-pro")
    assert changes == [(found, True), (found, False)]
    assert (talk.text, again.text) == ("Here.", "Here.")
    assert "has gpt-5-pro at /responses no more, so it is asked at /chat/completions" in notices(talk)[1]


async def test_of_a_wrong_address_nothing_is_learned_and_each_is_asked_once() -> None:
    changes: list[Found] = []
    remembered = KnownApis(keep=lambda found, _: changes.append(found))
    async with Server(there=set(), words="Not Found") as server:
        server.here = set()
        talks = await ask(server, "m", "m", remembered=remembered)
        assert server.paths == [CHAT, RESPONSES] * 2
    assert [known(talk.fault).kind for talk in talks] == ["not_found"] * 2
    assert changes == []


async def test_a_server_of_which_each_names_the_other_is_not_asked_for_ever() -> None:
    async with Server(there=set(), words="Use chat completions, or the Responses API.", status=400) as server:
        server.here = set()
        remembered = KnownApis([(server.base_url, "m")])
        await ask(server, "m", remembered=remembered)
        assert server.paths == [RESPONSES, CHAT]


async def test_a_failure_there_that_passes_is_none_of_it() -> None:
    changes: list[Found] = []
    remembered = KnownApis(keep=lambda found, _: changes.append(found))
    elsewhere, busy = replies.document({"error": {"message": ONLY_THERE}}, 404), replies.document({}, 503)
    async with ChatServer(elsewhere, busy, busy, busy, replies.response(replies.said("There."))) as server:
        failed, talk = await ask(server, "m", "m", remembered=remembered)
        assert [each.path for each in server.requests] == [CHAT, *[RESPONSES] * 4]
    assert (known(failed.fault).kind, talk.text, len(changes)) == ("server", "There.", 1)


async def test_what_is_kept_of_an_address_holds_no_secret() -> None:
    changes: list[Found] = []
    async with Server(there={"m"}) as server:
        url = server.base_url.replace("//", "//me:hidden-word@") + "/?sig=hidden-too#hidden"
        known_apis = KnownApis(keep=lambda found, _: changes.append(found))
        await talk_to(url, "m", choice=ApiChoice("auto", known=known_apis))
        assert changes == [(server.base_url, "m")]
