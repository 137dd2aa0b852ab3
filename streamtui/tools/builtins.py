"""The tools that come with the program."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from streamtui.tools.calculate import calculate
from streamtui.tools.current_time import current_time
from streamtui.tools.files import WorkingDirectory
from streamtui.tools.function_tool import FunctionTool
from streamtui.tools.weather import OpenMeteo
from streamtui.tools.workers.messages import Call
from streamtui.tools.workers.workers import Workers

WEATHER_URL = "STREAMTUI_WEATHER_URL"
"""Environment variable: where something answers as Open-Meteo does, instead of the service itself."""

BUILTIN_NAMES = ("current_time", "calculate", "get_weather", "read_file", "list_files")
"""Without making any of them."""


def builtin_tools(environment: Mapping[str, str], working_directory: Path, arithmetic: Workers) -> list[FunctionTool]:
    """All of them; none changes anything. `arithmetic` is where it is done."""
    url = environment.get(WEATHER_URL)
    weather = OpenMeteo(geocoding_url=url, forecast_url=url) if url else OpenMeteo()
    files = WorkingDirectory(working_directory)
    return [
        FunctionTool(current_time, read_only=True),
        FunctionTool(calculate, read_only=True, run=lambda text: arithmetic.said(Call(calculate.__name__, text))),
        FunctionTool(weather.get_weather, read_only=True),
        FunctionTool(files.read_file, read_only=True),
        FunctionTool(files.list_files, read_only=True),
    ]
