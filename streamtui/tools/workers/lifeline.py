"""What ties a worker, or an MCP server, to the program: it ends with it, with all that it started, whatever it does.

On Linux a keeper, which runs no code of others, stands between the two. Whatever the worker starts, a program in a
session of its own included, becomes the keeper's child when it has lost its parent, so none is missed: the keeper ends
its children until there are none, when the worker has ended, when it is told to (SIGTERM), and when the program is no
more. A worker can end its parent, too: then what it started goes to a second keeper, whose child the first one is.
Elsewhere the worker looks for the program now and then, and ends its group of processes.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    import select

_LOOK_S = 1.0
_PATIENCE_S = 1.0
"""How long one keeper waits for the other."""
_DEATH_SIGNAL, _SUBREAPER = 1, 36
"""Options of Linux' prctl: a signal for when the parent ends, and to be the one that orphans go to."""
_HEARD = (signal.SIGTERM, signal.SIGCHLD) if sys.platform != "win32" else ()


def end_all() -> None:
    """End this process and those of its group."""
    if sys.platform != "win32":
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def tie(grace_s: float = 0.0) -> None:
    """Tie this process, which has no thread yet and hears the program on its standard input.

    It has so long to end by itself when the program is gone, and again when it is asked to (where there is a keeper).
    """
    if sys.platform == "linux":
        _leave_to_a_keeper(3 * grace_s, keeps_another=True)  # which has the time that it gives, twice
        _leave_to_a_keeper(grace_s)
    elif sys.platform != "win32":
        import threading

        threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def become(program: str, *arguments: str, grace_s: float) -> NoReturn:
    """Tie this process and run another program in it. Only for Linux. Raises OSError."""
    tie(grace_s)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # which Python ignores, and it would, too
        signal.signal(number, signal.SIG_DFL)
    os.execv(program, [program, *arguments])  # noqa: S606 - that is the point


def end_with(parent: int, number: int) -> None:
    """Have this process get that signal when the thread of `parent` ends that started it. Only on Linux."""
    _prctl(_DEATH_SIGNAL, number)
    if os.getppid() != parent:  # it ended just before
        os.kill(os.getpid(), number)


def _watch(program: int) -> None:
    while os.getppid() == program:
        time.sleep(_LOOK_S)
    end_all()


def _leave_to_a_keeper(grace_s: float, *, keeps_another: bool = False) -> None:
    """This process becomes the keeper; who returns is a copy of it, in a group of its own."""
    _prctl(_SUBREAPER, 1)
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    for number in _HEARD:
        signal.signal(number, lambda *_: None)
    signal.set_wakeup_fd(wake)
    keeper = os.getpid()
    if worker := os.fork():
        _keep(worker, woken, grace_s, keeps_another=keeps_another)
    end_with(keeper, signal.SIGKILL)
    os.setpgid(0, 0)
    signal.set_wakeup_fd(-1)
    for number in _HEARD:
        signal.signal(number, signal.SIG_DFL)
    os.close(woken)
    os.close(wake)


def _keep(worker: int, woken: int, grace_s: float, *, keeps_another: bool) -> NoReturn:
    """Wait for one of the ends, end all, and end as the worker did."""
    import select

    with open(os.devnull, "wb") as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), 1)  # whoever reads what the worker says learns of its end
    look = select.poll()
    look.register(0, 0)  # which tells no more than that nobody is at the other end
    look.register(woken, select.POLLIN)
    is_over = _until_over(look, woken, worker)
    look.unregister(0)
    if not is_over and grace_s and not _until_over(look, woken, worker, grace_s):
        _signal_group(worker, signal.SIGTERM)
        _until_over(look, woken, worker, grace_s)
    if keeps_another and not _has_ended(worker):  # which tells how the worker ended
        _signal_group(worker, signal.SIGTERM)
        _signal_group(worker, signal.SIGCONT)  # a tool may have stopped it
        _until_over(look, woken, worker, _PATIENCE_S)
    _signal_group(worker, signal.SIGKILL)  # at once, where one child after the other could make new ones
    code = os.waitstatus_to_exitcode(_end_children()[worker])
    if code < 0:
        with suppress(OSError):  # of SIGKILL there is nothing to reset
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)


def _until_over(look: select.poll, woken: int, worker: int, wait_s: float = inf) -> bool:
    """Whether the worker has ended, or is to be; not so when the time is over or nobody is at the other end."""
    end = time.monotonic() + wait_s
    while True:
        left_s = max(0.0, end - time.monotonic())
        found = dict(look.poll(None if left_s == inf else 1000 * left_s))
        if woken in found and (signal.SIGTERM in os.read(woken, 512) or _has_ended(worker)):
            return True
        if 0 in found or not left_s:
            return False


def _signal_group(worker: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(worker, number)


def _has_ended(worker: int) -> bool:
    """Take the orphans that have ended, and leave the worker's end to be taken with the rest."""
    while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        if ended.si_pid == worker:
            return True
        os.waitpid(ended.si_pid, 0)
    return False


def _end_children() -> dict[int, int]:
    """How each ended: theirs become ours."""
    ended: dict[int, int] = {}
    while children := [child for child in _children() if _killed(child)]:
        ended |= {child: os.waitpid(child, 0)[1] for child in children}
    return ended


def _children() -> list[int]:
    parent = str(os.getpid()).encode()
    children = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "stat").read_bytes().rpartition(b")")[2].split()[1] == parent:
                children.append(int(process.name))
    return children


def _killed(child: int) -> bool:
    try:
        os.kill(child, signal.SIGKILL)
    except OSError:  # it runs as another user
        return False
    return True


def _prctl(option: int, value: int) -> None:
    with suppress(ImportError, OSError, AttributeError):  # then a group of processes is all that is ended
        import ctypes

        prctl = ctypes.CDLL(None).prctl
        prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
        prctl(option, value, 0, 0, 0)
