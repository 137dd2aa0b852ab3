"""The tool `get_weather`, on the free Open-Meteo service, which needs no key."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from streamtui.core.wire.bounds import TooMuchError
from streamtui.core.wire.unpacking import ACCEPTED, Unpacking
from streamtui.tools.tool import ToolError

if TYPE_CHECKING:
    import httpx2

_TIMEOUT_S = 10.0
_LONGEST_ANSWER = 1_000_000
"""Bytes; usual are a few thousand."""
_CURRENT = "temperature_2m,apparent_temperature,relative_humidity_2m,wind_speed_10m,weather_code"
_CONDITIONS = {
    0: "clear sky",
    1: "mainly clear",
    2: "partly cloudy",
    3: "overcast",
    45: "fog",
    48: "freezing fog",
    51: "light drizzle",
    53: "drizzle",
    55: "dense drizzle",
    56: "light freezing drizzle",
    57: "freezing drizzle",
    61: "light rain",
    63: "rain",
    65: "heavy rain",
    66: "light freezing rain",
    67: "freezing rain",
    71: "light snow",
    73: "snow",
    75: "heavy snow",
    77: "snow grains",
    80: "light showers",
    81: "showers",
    82: "violent showers",
    85: "light snow showers",
    86: "snow showers",
    95: "thunderstorm",
    96: "thunderstorm with light hail",
    99: "thunderstorm with hail",
}
"""WMO weather codes, as the service uses them."""


class OpenMeteo:
    """The service at its two addresses, or at others that speak alike."""

    def __init__(
        self,
        *,
        geocoding_url: str = "https://geocoding-api.open-meteo.com",
        forecast_url: str = "https://api.open-meteo.com",
    ) -> None:
        self._geocoding_url = geocoding_url.rstrip("/")
        self._forecast_url = forecast_url.rstrip("/")

    async def get_weather(self, location: str, unit: Literal["celsius", "fahrenheit"] = "celsius") -> dict[str, Any]:
        """Get the current weather at a place.

        Args:
            location: a city or postal code, with region or country after a comma where it is needed, e.g. Paris, Texas
            unit: the unit of the temperatures
        """
        import httpx2

        try:
            async with httpx2.AsyncClient(timeout=_TIMEOUT_S, headers={"accept-encoding": ACCEPTED}) as client:
                place = await self._find(client, location)
                query = {"latitude": place["latitude"], "longitude": place["longitude"], "current": _CURRENT}
                options = {"temperature_unit": unit, "timezone": "auto"}
                forecast = await _get(client, f"{self._forecast_url}/v1/forecast", query | options)
                return _report(place, forecast, unit)
        except httpx2.TimeoutException as error:
            raise ToolError(f"The weather service did not answer within {_TIMEOUT_S:g} s; try again later.") from error
        except httpx2.HTTPError as error:
            raise ToolError("The weather service can't be reached; is this machine online?") from error
        except (KeyError, TypeError, ValueError, RecursionError, TooMuchError) as error:
            raise ToolError(
                "The weather service answered with something else than weather; try again later."
            ) from error

    async def _find(self, client: httpx2.AsyncClient, location: str) -> Mapping[str, Any]:
        name, *qualifiers = (part.strip() for part in location.split(","))
        query = {"name": name, "count": 10, "language": "en", "format": "json"}
        found = await _get(client, f"{self._geocoding_url}/v1/search", query)
        places: Sequence[Mapping[str, Any]] = found.get("results") or ()
        if not places:
            raise ToolError(f"There is no place {location!r} that the weather service knows; try a larger one nearby.")
        return next((place for place in places if _is_in(place, qualifiers)), places[0])


async def _get(client: httpx2.AsyncClient, url: str, query: Mapping[str, Any]) -> dict[str, Any]:
    body = bytearray()
    async with client.stream("GET", url, params=dict(query)) as response:
        if response.is_error:
            raise ToolError(f"The weather service refused with HTTP {response.status_code}; try again later.")
        unpacking = Unpacking(response.headers.get_list("content-encoding", split_commas=True))
        async for packet in response.aiter_raw():
            for data in unpacking.feed(packet):
                body += data
                if len(body) > _LONGEST_ANSWER:
                    raise TooMuchError(f"more than {_LONGEST_ANSWER:,} bytes")
    answer = json.loads(body)
    if not isinstance(answer, dict):
        raise TypeError
    return answer


def _is_in(place: Mapping[str, Any], qualifiers: Sequence[str]) -> bool:
    regions = {str(place.get(key, "")).casefold() for key in ("country", "country_code", "admin1", "admin2")}
    return all(qualifier.casefold() in regions for qualifier in qualifiers if qualifier)


def _report(place: Mapping[str, Any], forecast: Mapping[str, Any], unit: str) -> dict[str, Any]:
    now = forecast["current"]
    parts = [place["name"], place.get("admin1"), place.get("country")]
    return {
        "location": ", ".join(dict.fromkeys(part for part in parts if part)),
        "observed_at": now["time"],
        "condition": _CONDITIONS.get(now["weather_code"], "unknown"),
        "temperature": now["temperature_2m"],
        "feels_like": now["apparent_temperature"],
        "unit": unit,
        "humidity_percent": now["relative_humidity_2m"],
        "wind_km_h": now["wind_speed_10m"],
    }
