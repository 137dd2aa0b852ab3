"""`streamtui tap`: the program that it starts, what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.commands import COMMAND, run, run_in_child, start
from tests.disks import largest_file
from tests.known import known
from tests.paths import REPOSITORY
from tests.servers.defects import KEY, DefectServer, paced_at_first
from tests.servers.good_model import MODEL
from tests.servers.threaded import in_thread

ASK = """
import json, os, sys, urllib.request
said = {"model": sys.argv[1], "stream": True, "messages": [{"role": "user", "content": "Hi"}]}
url, headers = os.environ["OPENAI_BASE_URL"] + "/chat/completions", {"Authorization": "Bearer sk-program-key-0123"}
request = urllib.request.Request(url, json.dumps(said).encode(), headers)
try:
    print(urllib.request.urlopen(request).read().decode()[:20].strip())
except Exception as error:
    print(error)
sys.exit(7)
"""


def test_a_program_is_started_with_the_tap_for_its_base_url_and_its_exit_code_is_ours(
    fault_url: str, tmp_path: Path
) -> None:
    done = run_in_child(
        *("tap", "--headless", "--to", fault_url, "--record", tmp_path / "requests", "--listen", "127.0.0.1:0"),
        *("--", sys.executable, "-c", ASK, "good"),
    )
    assert (done.returncode, done.stdout) == (7, 'data: {"id": "chatcm\n')
    told = done.stderr.splitlines()
    assert re.fullmatch(rf"streamtui: http://127.0.0.1:\d+/v1 is {fault_url} now\.", told[0])
    assert re.fullmatch(r"\d\d:\d\d:\d\d  #1  POST /v1/chat/completions  good  1 message", told[1])
    assert re.fullmatch(r" +#1  200  done  .* ttft .*  10 in  5 out", told[2])
    (recording,) = (tmp_path / "requests").iterdir()
    assert recording.name.endswith("-00001-chat-completions.jsonl")
    assert recording.stat().st_mode & 0o777 == 0o600
    assert "sk-program-key" not in recording.read_text() + done.stderr
    again = run("replay", recording, "--json")
    assert json.loads(again.stdout)["content"] == "Hello, world."


def test_json_has_stdout_for_itself_and_what_the_program_writes_goes_to_stderr(fault_url: str) -> None:
    done = run_in_child(
        "tap", "--json", "--to", fault_url, "--listen", "127.0.0.1:0", "--", sys.executable, "-c", ASK, "401"
    )
    assert done.returncode == 7
    (line,) = done.stdout.splitlines()
    said = json.loads(line)
    assert (said["schema"], said["complete"], said["error"]["kind"]) == ("streamtui.reply.v1", False, "authentication")
    assert said["request"]["status"] == 401
    assert said["request"]["path"] == "/v1/chat/completions"
    assert "verdicts" in said
    assert "HTTP Error 401" in done.stderr


SHOW = "import json, os; print(json.dumps(dict(os.environ)))"


@pytest.mark.skipif("sys.platform == 'win32'")
def test_replies_that_nobody_reads_hold_up_neither_the_program_nor_the_end(fault_url: str) -> None:
    with start("tap", "--json", "--to", fault_url, "--listen", "127.0.0.1:0") as tap:
        url = known(tap.stderr).readline().decode().split()[1]
        asked = urllib.request.Request(f"{url}/chat/completions?{'x' * 4_000}", b'{"model": "good"}')
        for _ in range(30):  # more than a pipe holds
            with urllib.request.urlopen(asked) as answer:
                assert b"world" in answer.read()
        while b"#30  200  done" not in (line := known(tap.stderr).readline()):
            assert line
        tap.send_signal(signal.SIGINT)
        assert tap.wait(30) == 0
        known(tap.stdout).close()
        known(tap.stderr).close()


@pytest.mark.skipif("not os.path.exists('/dev/full')")
@pytest.mark.parametrize(("where", "why"), [("/dev/full", "No space left on device"), ("&-", "it is closed")])
def test_replies_that_can_not_be_written_are_said_and_no_success(fault_url: str, where: str, why: str) -> None:
    program = shlex.join([*COMMAND, "tap", "--json", "--to", fault_url, "--listen", "127.0.0.1:0"])
    asking = shlex.join([sys.executable, "-c", ASK.replace("exit(7)", "exit(0)"), "good"])
    done = subprocess.run(["sh", "-c", f"{program} -- {asking} >{where}"], stderr=subprocess.PIPE, text=True)
    assert f"streamtui: Stdout takes no more ({why}); the rest is not shown.\n" in done.stderr
    assert done.returncode == 1


@pytest.mark.skipif("sys.platform == 'win32'")
@pytest.mark.parametrize(("room", "kept"), [(64, 0), (700, 1)])
def test_a_full_disk_costs_the_recording_alone_and_leaves_no_empty_one(
    fault_url: str, tmp_path: Path, room: int, kept: int
) -> None:
    with largest_file(room):
        done = run_in_child(
            *("tap", "--headless", "--to", fault_url, "--record", tmp_path, "--listen", "127.0.0.1:0"),
            *("--", sys.executable, "-c", ASK, "good"),
        )
    assert (done.returncode, done.stdout) == (7, 'data: {"id": "chatcm\n')
    assert re.search(
        r"streamtui: The recording \S+\.jsonl ends here, as it can't be written: .*; all else goes on\.\n", done.stderr
    )
    assert len([path for path in tmp_path.glob("*.jsonl") if path.stat().st_size]) == kept
    assert len(list(tmp_path.glob("*.jsonl"))) == kept


def test_every_variable_that_named_the_server_names_the_tap(fault_url: str) -> None:
    root = fault_url.removesuffix("/v1")
    hosts = {"ANTHROPIC_BASE_URL": f"{root}/", "OLLAMA_HOST": root.removeprefix("http://")}
    own = {**hosts, "MY_LLM": fault_url, "OPENAI_API_KEY": "sk-program-key-0123", "NO_PROXY": "intra.example"}
    done = run_in_child(
        "tap", "--headless", "--to", fault_url, "--listen", "127.0.0.1:0", "--", sys.executable, "-c", SHOW, env=own
    )
    environ = json.loads(done.stdout)
    base_url = environ["OPENAI_BASE_URL"]
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/v1", base_url)
    assert {environ[name] for name in ("OPENAI_API_BASE", "OPENAI_API_BASE_URL", "MY_LLM")} == {base_url}
    assert environ["ANTHROPIC_BASE_URL"] == base_url.removesuffix("/v1")
    assert environ["OLLAMA_HOST"] == base_url.removeprefix("http://").removesuffix("/v1")
    assert environ["OPENAI_API_KEY"] == "sk-program-key-0123"
    assert environ["NO_PROXY"] == "intra.example,127.0.0.1,localhost"


@pytest.mark.parametrize(
    ("listen", "given", "asked_directly"),
    [
        ("127.0.0.1:0", {"no_proxy": "intra.example"}, "intra.example,127.0.0.1,localhost"),
        ("127.0.0.1:0", {}, "127.0.0.1,localhost"),
        ("127.0.0.1:0", {"NO_PROXY": "*"}, "*"),
        ("[::1]:0", {}, "127.0.0.1,localhost,::1,[::1]"),
    ],
)
def test_no_proxy_comes_between_and_none_that_did_not_so_far(
    fault_url: str, listen: str, given: dict[str, str], asked_directly: str
) -> None:
    own = {"NO_PROXY": "", "no_proxy": "", **given}
    done = run_in_child(
        "tap", "--headless", "--to", fault_url, "--listen", listen, "--", sys.executable, "-c", SHOW, env=own
    )
    environ = json.loads(done.stdout)
    assert [environ["NO_PROXY"], environ["no_proxy"]] == [asked_directly] * 2


def test_a_token_is_in_the_programs_base_url_and_nowhere_in_what_is_printed(fault_url: str) -> None:
    done = run_in_child(
        *("tap", "--headless", "--to", fault_url, "--listen", "0.0.0.0:0", "--token", "open-sesame-1234"),
        *("--", sys.executable, "-c", ASK, "good"),
    )
    assert done.stdout == 'data: {"id": "chatcm\n'
    assert "open-sesame" not in done.stderr
    assert "/TOKEN/v1 is" in done.stderr


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--listen", "0.0.0.0:4141"), "can be reached by other machines"),
        (("--listen", "nowhere"), "--listen wants HOST:PORT"),
        (("--listen", "127.0.0.1:99999"), "--listen wants HOST:PORT"),
        (("--token", "a/b"), "--token wants"),
        (("--to", "ftp://x"), "can't be used"),
        (("--to", "http://h/v1", "-p", "x"), "not both"),
        (("-p", "nobody"), "There is no profile"),
    ],
)
def test_what_can_not_be_meant_is_one_sentence(words: tuple[str, ...], why: str) -> None:
    done = run_in_child("tap", *words)
    assert done.returncode == 2
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_address_that_is_taken_is_said(fault_url: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run_in_child("tap", "--to", fault_url, "--listen", f"127.0.0.1:{taken.getsockname()[1]}")
    assert done.returncode == 2
    assert "(address already in use): name another address by --listen." in done.stderr


@pytest.mark.parametrize(
    ("host", "named"), [("127.0.0.1", "127.0.0.1"), ("127.0.0.1", "LocalHost"), ("[::1]", "[::1]")]
)
def test_a_tap_is_not_put_before_itself(host: str, named: str) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as free:
        free.bind((host.strip("[]"), 0))
        port = free.getsockname()[1]
    own = {"OPENAI_BASE_URL": f"http://{named}:{port}/v1"}  # as it is set for programs in the same shell
    done = run_in_child("tap", "--headless", "--listen", f"{host}:{port}", "--", "true", env=own)
    assert (done.returncode, done.stdout) == (2, "")
    assert "The tap would ask itself, at" in done.stderr
    assert "by --to or -p" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(("program", "code"), [("no-such-program-here", 127), ("/", 126)])
def test_a_program_that_can_not_be_started_is_said(program: str, code: int, fault_url: str) -> None:
    done = run_in_child("tap", "--headless", "--to", fault_url, "--listen", "127.0.0.1:0", "--", program)
    assert done.returncode == code
    assert re.search(rf"{program} can't be started: .+; check its name, and that it may be run\.", done.stderr)


SLEEPER = "import signal, sys; print('up', flush=True); signal.sigwait([signal.SIGTERM, signal.SIGINT]); sys.exit(9)"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_are_passed_on_to_the_program(number: signal.Signals, fault_url: str) -> None:
    blocked = f"import signal; signal.pthread_sigmask(signal.SIG_BLOCK, [2, 15]); {SLEEPER}"
    process = start(
        "tap", "--headless", "--to", fault_url, "--listen", "127.0.0.1:0", "--", sys.executable, "-c", blocked
    )
    assert process.stdout is not None
    assert process.stdout.read(2) == b"up"
    process.send_signal(number)
    assert process.wait(20) == 9
    process.communicate()


def test_one_that_dies_of_a_signal_gives_the_code_that_a_shell_gives(fault_url: str) -> None:
    dies = "import os; os.kill(os.getpid(), 9)"
    done = run_in_child(
        "tap", "--headless", "--to", fault_url, "--listen", "127.0.0.1:0", "--", sys.executable, "-c", dies
    )
    assert done.returncode == 137


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_without_a_program_it_listens_until_it_is_told_to_stop(number: signal.Signals, fault_url: str) -> None:
    process = start("tap", "--headless", "--to", fault_url, "--listen", "127.0.0.1:0")
    assert process.stderr is not None
    said = b""
    while not said.endswith(b"\n"):
        said += process.stderr.read(1)
    found = re.search(rb"(http://\S+) is", said)
    assert found is not None
    environ = {**os.environ, "OPENAI_BASE_URL": found[1].decode()}
    asked = subprocess.run([sys.executable, "-c", ASK, "good"], env=environ, capture_output=True, text=True)
    assert asked.stdout == 'data: {"id": "chatcm\n'
    process.send_signal(number)
    _, rest = process.communicate(timeout=20)
    assert process.returncode == 0
    assert b"200  done" in rest


@pytest.mark.skipif("sys.platform != 'linux'")
def test_a_program_ends_with_a_tap_that_is_killed() -> None:
    once = "signal.signal(15, signal.SIG_IGN)"  # Linux may tell it for each thread of the tap that ends
    heard = f"signal.signal(15, lambda *_: ({once}, print('asked to end', flush=True), sys.exit()))"
    process = subprocess.Popen(
        [
            *(*COMMAND, "tap", "--headless", "--to", "http://127.0.0.1:9/v1", "--listen", "127.0.0.1:0", "--"),
            *(sys.executable, "-c", f"import signal, sys, time; {heard}; print('here', flush=True); time.sleep(30)"),
        ],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )
    assert process.stdout is not None
    with process.stdout as written:
        assert written.readline() == b"here\n"
        process.kill()
        process.wait()
        assert written.read() == b"asked to end\n"


def is_open(port: int) -> bool:
    with socket.socket() as own:
        return own.connect_ex(("127.0.0.1", port)) == 0


def test_the_engine_outlives_its_parent_for_what_is_under_way_and_no_longer() -> None:
    """The parent is killed: the program's stream comes whole all the same, and nothing listens behind it."""
    assert (REPOSITORY / "streamtui").is_dir()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        process = subprocess.Popen(
            [*COMMAND, "tap", "--headless", "--to", f"http://127.0.0.1:{port}/v1", "--listen", "127.0.0.1:0"],
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        )
        assert process.stderr is not None
        found = re.search(rb"http://127.0.0.1:(\d+)/v1 is", process.stderr.readline())
        assert found is not None
        tap = int(found[1])
        with socket.create_connection(("127.0.0.1", tap)) as program:
            program.sendall(b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n")
            asked, _ = server.accept()
            with asked:
                asked.recv(1000)
                asked.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha")
                while not program.recv(1000).endswith(b"ha"):
                    pass
                process.kill()
                process.wait()
                asked.sendall(b"lf")
                assert program.recv(1000) == b"lf"
        while is_open(tap):
            pass
    process.stderr.close()


def test_a_check_and_a_race_say_through_the_tap_what_they_say_without() -> None:
    key = {"OPENAI_API_KEY": KEY}
    first, second = (DefectServer(sleep=paced_at_first()) for _ in range(2))
    with in_thread(first), in_thread(second):
        process = start("tap", "--headless", "--to", second.base_url, "--listen", "127.0.0.1:0")
        assert process.stderr is not None
        found = re.search(rb"(http://\S+) is", process.stderr.readline())
        assert found is not None
        kept, contents = [], []
        for base_url in (first.base_url, found[1].decode()):
            place = ("--trust-env", "--base-url", base_url, "-m", MODEL)
            checked = run("check", *place, "--runs", "1", "--json", env=key)
            kept.append((checked.returncode, [one["id"] for one in json.loads(checked.stdout)["rules"]]))
            raced = run("race", *place, "-m", MODEL, "Hi", "--json", env=key)
            contents.append([json.loads(line)["content"] for line in raced.stdout.splitlines()])
        process.terminate()
        _, told = process.communicate(timeout=20)
    assert kept[0] == kept[1]
    assert kept[0][0] == 0
    assert contents[0] == contents[1]
    assert len(contents[0]) == 2
    assert told.count(b"POST /v1/chat/completions") > 30
