"""The child process: llama.cpp's own OpenAI-compatible server, on the loopback only.

One JSON line on stdin says what to serve, so the key is neither in the arguments nor in the environment. One JSON line
on stdout says where, once the model is loaded. The end of stdin means that the parent is gone, however it ended.
llama.cpp writes its log to stderr.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any, TextIO

_THREADS_MAX = 4
_WARNINGS = 2
_PROMPT_CACHE_MIB = 256


def main() -> None:
    """Serve until stdin ends."""
    config = json.loads(sys.stdin.readline())
    handshake = _stdout_of_our_own()
    threading.Thread(target=_exit_at_end_of_input, daemon=True).start()

    import xllamacpp

    server = xllamacpp.Server(_parameters(xllamacpp.CommonParams(), config))
    handshake.write(json.dumps({"url": server.listening_address}) + "\n")
    handshake.flush()
    threading.Event().wait()


def _stdout_of_our_own() -> TextIO:
    """The real stdout; what native code prints there goes to stderr from now on."""
    handshake = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return handshake


def _exit_at_end_of_input() -> None:
    while sys.stdin.read(4096):
        pass
    os._exit(0)


def _parameters(parameters: Any, config: dict[str, Any]) -> Any:
    parameters.model.path = config["path"]
    parameters.model_alias = {config["alias"]}
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [config["key"]]
    parameters.n_ctx = config["context"]
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = _threads()
    parameters.use_jinja = True
    if config["template"] is not None:
        parameters.chat_template = config["template"]
    parameters.cache_ram_mib = _PROMPT_CACHE_MIB
    parameters.ui = parameters.endpoint_props = parameters.endpoint_slots = False
    parameters.verbosity = _WARNINGS
    return parameters


def _threads() -> int:
    """As many as this process may use; more than a few only wait for each other with models this small."""
    usable = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(usable, _THREADS_MAX)


if __name__ == "__main__":
    main()
