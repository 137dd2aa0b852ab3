"""The tools that come with the program."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from streamtui.tools.calculate import calculate
from streamtui.tools.current_time import current_time
from streamtui.tools.files import WorkingDirectory
from streamtui.tools.function_tool import FunctionTool
from streamtui.tools.weather import OpenMeteo

WEATHER_URL = "STREAMTUI_WEATHER_URL"
"""Environment variable: where something answers as Open-Meteo does, instead of the service itself."""


def builtin_tools(environment: Mapping[str, str], working_directory: Path) -> list[FunctionTool]:
    """All of them; none changes anything."""
    url = environment.get(WEATHER_URL)
    weather = OpenMeteo(geocoding_url=url, forecast_url=url) if url else OpenMeteo()
    files = WorkingDirectory(working_directory)
    functions = (current_time, calculate, weather.get_weather, files.read_file, files.list_files)
    return [FunctionTool(function, read_only=True) for function in functions]
