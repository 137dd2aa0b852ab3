"""What is gathered is written before a job that was asked for behind it runs."""

from __future__ import annotations

from pathlib import Path

from streamtui.storage.conversations.database import Database
from streamtui.storage.conversations.thread import StoreThread


def test_a_job_that_comes_while_it_is_written_waits_for_what_came_before_it(tmp_path: Path) -> None:
    done: list[str] = []

    def write(_: Database | Exception) -> None:
        done.append("written")
        if len(done) == 1:
            late.append(thread.do(lambda _: done.append("asked")))

    late: list[object] = []
    thread = StoreThread(tmp_path, write, lambda _: None)
    thread.do(lambda _: None).result()
    thread.close()
    assert done[:3] == ["written", "written", "asked"]
