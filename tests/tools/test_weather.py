"""get_weather against a server on this machine that speaks as Open-Meteo does."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from streamtui.tools import weather
from streamtui.tools.builtins import BUILTIN_NAMES, WEATHER_URL, builtin_tools
from streamtui.tools.registry import Registry
from streamtui.tools.tool import ToolError
from streamtui.tools.weather import OpenMeteo
from streamtui.tools.workers.workers import ARITHMETIC, Workers
from tests.servers.raw import RawServer

PARIS = {"name": "Paris", "latitude": 48.85, "longitude": 2.35, "country": "France", "admin1": "Île-de-France"}
TEXAS = {"name": "Paris", "latitude": 33.66, "longitude": -95.56, "country": "United States", "admin1": "Texas"}


class FakeOpenMeteo:
    """Answers searches and forecasts, and keeps what it was asked."""

    def __init__(self) -> None:
        self.places: list[dict[str, Any]] = [PARIS, TEXAS]
        self.forecast: object = {
            "current": {
                "time": "2026-11-22T10:15",
                "temperature_2m": 7.5,
                "apparent_temperature": 4.9,
                "relative_humidity_2m": 81,
                "wind_speed_10m": 12.2,
                "weather_code": 61,
            }
        }
        self.status = 200
        self.asked: list[dict[str, str]] = []

    async def search(self, request: web.Request) -> web.Response:
        self.asked.append(dict(request.query))
        return web.json_response({"results": self.places} if self.places else {"generationtime_ms": 0.5})

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(dict(request.query))
        return web.json_response(self.forecast, status=self.status)


@pytest.fixture
def service() -> FakeOpenMeteo:
    return FakeOpenMeteo()


@pytest.fixture
async def url(service: FakeOpenMeteo) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/v1/search", service.search)
    app.router.add_get("/v1/forecast", service.answer)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


def at(url: str) -> OpenMeteo:
    return OpenMeteo(geocoding_url=url, forecast_url=url)


async def test_the_weather_at_a_place_is_reported(service: FakeOpenMeteo, url: str) -> None:
    assert await at(url).get_weather("Paris") == {
        "location": "Paris, Île-de-France, France",
        "observed_at": "2026-11-22T10:15",
        "condition": "light rain",
        "temperature": 7.5,
        "feels_like": 4.9,
        "unit": "celsius",
        "humidity_percent": 81,
        "wind_km_h": 12.2,
    }
    search, forecast = service.asked
    assert search["name"] == "Paris"
    assert (forecast["latitude"], forecast["longitude"]) == ("48.85", "2.35")
    assert forecast["temperature_unit"] == "celsius"


async def test_a_region_behind_a_comma_chooses_the_place(url: str) -> None:
    assert (await at(url).get_weather("Paris, Texas"))["location"] == "Paris, Texas, United States"
    assert (await at(url).get_weather("Paris, TX"))["location"] == "Paris, Île-de-France, France"


async def test_the_unit_is_passed_on(service: FakeOpenMeteo, url: str) -> None:
    assert (await at(url).get_weather("Paris", "fahrenheit"))["unit"] == "fahrenheit"
    assert service.asked[1]["temperature_unit"] == "fahrenheit"


async def test_an_unknown_place_is_said(service: FakeOpenMeteo, url: str) -> None:
    service.places = []
    with pytest.raises(ToolError, match="There is no place 'Atlantis'"):
        await at(url).get_weather("Atlantis")


async def test_a_refusal_is_said(service: FakeOpenMeteo, url: str) -> None:
    service.status = 429
    with pytest.raises(ToolError, match="refused with HTTP 429"):
        await at(url).get_weather("Paris")


@pytest.mark.parametrize("forecast", [{}, [], {"current": {}}, {"current": None}])
async def test_an_answer_that_is_no_weather_is_said(service: FakeOpenMeteo, url: str, forecast: object) -> None:
    service.forecast = forecast
    with pytest.raises(ToolError, match="something else than weather"):
        await at(url).get_weather("Paris")


@pytest.mark.parametrize("body", [bytes(4 << 20), b"[" * 200_000], ids=["long", "deep"])
async def test_an_answer_without_an_end_is_left_however_it_is_packed(body: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"
    async with RawServer(head + gzip.compress(body)) as server:
        with pytest.raises(ToolError, match="something else than weather"):
            await at(f"http://{server.place}").get_weather("Paris")


async def test_being_offline_is_said() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(ToolError, match="can't be reached"):
        await at(f"http://127.0.0.1:{port}").get_weather("Paris")


async def test_silence_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weather, "_TIMEOUT_S", 0.05)
    with (
        socket.create_server(("127.0.0.1", 0)) as mute,
        pytest.raises(ToolError, match=r"did not answer within 0\.05 s"),
    ):
        await at(f"http://127.0.0.1:{mute.getsockname()[1]}").get_weather("Paris")


async def test_the_address_is_taken_from_the_environment(url: str) -> None:
    tools = Registry(builtin_tools({WEATHER_URL: url}, Path.cwd(), Workers(ARITHMETIC, {})))
    output = await tools.run("get_weather", '{"location": "Paris", "unit": "celsius"}')
    assert output.ok
    assert json.loads(output.text)["temperature"] == 7.5


def test_the_built_in_tools_change_nothing_and_describe_every_parameter() -> None:
    tools = builtin_tools({}, Path.cwd(), Workers(ARITHMETIC, {}))
    assert [tool.name for tool in tools] == list(BUILTIN_NAMES)
    assert all(tool.read_only for tool in tools)
    assert all(p["description"] for tool in tools for p in tool.parameters["properties"].values())
