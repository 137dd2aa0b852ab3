"""A child that behaves, or misbehaves, as its argument says; run as a script in place of the real one."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading

HOW = sys.argv[1]


def exit_at_end_of_input() -> None:
    sys.stdin.read()
    os._exit(0)


config = json.loads(sys.stdin.readline())
print("OMP_WAIT_POLICY is", os.environ["OMP_WAIT_POLICY"], file=sys.stderr)
print("key in sight" if config["key"] in "".join([*sys.argv, *os.environ.values()]) else "key hidden", file=sys.stderr)
if HOW == "refuses":
    print("0.00.1 W careful", "0.00.2 E load: data is not within the file bounds", file=sys.stderr, sep="\n")
    print("0.00.3 E srv: exiting", file=sys.stderr)
    sys.exit(1)
if HOW in ("SIGILL", "SIGKILL", "SIGSEGV"):
    os.kill(os.getpid(), getattr(signal, HOW))
if HOW == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
else:
    threading.Thread(target=exit_at_end_of_input, daemon=True).start()
if HOW != "silent":
    print(json.dumps({"url": "http://127.0.0.1:1", "pid": os.getpid(), "config": config}), flush=True)
threading.Event().wait()
