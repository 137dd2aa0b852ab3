"""Can this machine run the local model at all? Asked before anything is fetched."""

from __future__ import annotations

import importlib.util
import platform
import sys

from streamtui.providers.local.fault import LocalModelError

_OTHER_WAY = "talk to a server with --base-url or OPENAI_BASE_URL"
_MACHINES = {
    "linux": ("x86_64", "aarch64"),
    "darwin": ("x86_64", "arm64"),
    "win32": ("AMD64",),
}


def require_runtime() -> None:
    """Raise LocalModelError unless xllamacpp, llama.cpp in a wheel, is installed. Does not import it."""
    if importlib.util.find_spec("xllamacpp") is not None:
        return
    if _has_wheel(sys.platform, platform.machine(), platform.libc_ver()[0]):
        advice = f"`pip install 'streamtui[local]'` brings it; or {_OTHER_WAY}"
    else:
        place = f"{platform.system()} on {platform.machine()}"
        advice = f"it is not to be had ready-made for {place}, so {_OTHER_WAY}"
    raise LocalModelError("configuration", f"The local model needs the package xllamacpp, which is missing: {advice}.")


def _has_wheel(system: str, machine: str, libc: str) -> bool:
    return machine in _MACHINES.get(system, ()) and (system != "linux" or libc == "glibc")
