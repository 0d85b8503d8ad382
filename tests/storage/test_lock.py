"""The lock: one writer at a time, everybody gets a turn, the dead hold nothing."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from acmeinc.errors import Failed
from acmeinc.storage.lock import locked
from acmeinc.storage.repository import Repository

GitCall = Callable[..., str]
SHORT = timedelta(seconds=0.3)

HOLD = """
    import subprocess, sys, time
    from pathlib import Path
    from acmeinc.storage.lock import locked
    with locked(Path(sys.argv[1])):
        print("held", flush=True)
        time.sleep(60)
"""

APPEND = """
    import sys
    from pathlib import Path
    from acmeinc.storage.commit import commit
    from acmeinc.storage.files import write_file
    from acmeinc.storage.lock import locked
    from acmeinc.storage.repository import Repository
    repository = Repository(Path(sys.argv[1]))
    with locked(repository.common_dir):
        path = repository.root / "severity.yaml"
        write_file(path, (repository.read(path) + sys.argv[2] + "\\n").encode())
        commit(repository.git, ["severity.yaml"], "Add " + sys.argv[2])
"""


def start(script: str, *args: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", textwrap.dedent(script), *args]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )


ROOT = Path(__file__).parents[2]


def hold(folder: Path) -> "subprocess.Popen[str]":
    """Start a process that holds the lock, and return once it does."""
    holder = start(HOLD, str(folder))
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    return holder


def end(holder: "subprocess.Popen[str]") -> None:
    holder.kill()
    holder.communicate()


def test_the_lock_is_free_again_after_use_and_its_file_stays(tmp_path: Path) -> None:
    for _ in range(2):
        with locked(tmp_path):
            assert (tmp_path / "acmeinc" / "lock").read_text() == f"{os.getpid()}\n"
    assert (tmp_path / "acmeinc" / "lock").exists()


def test_who_waits_too_long_is_told_who_holds_it(tmp_path: Path) -> None:
    holder = hold(tmp_path)
    try:
        wanted = rf"another acmeinc \(process {holder.pid}\) has been writing"
        with pytest.raises(Failed, match=wanted), locked(tmp_path, patience=SHORT):
            pass
    finally:
        end(holder)
    with locked(tmp_path, patience=SHORT):
        pass


def test_waiting_more_than_a_second_is_said_once(tmp_path: Path) -> None:
    holder, said = hold(tmp_path), list[str]()
    threading.Timer(1.4, holder.kill).start()
    with locked(tmp_path, waiting=said.append):
        pass
    end(holder)
    assert said == [f"Waiting for another acmeinc (process {holder.pid}) to finish writing here."]


def test_a_killed_holder_frees_the_lock(tmp_path: Path) -> None:
    holder = hold(tmp_path)
    end(holder)
    with locked(tmp_path, patience=SHORT):
        pass


def test_interrupting_the_wait_leaves_the_queue(tmp_path: Path) -> None:
    holder = hold(tmp_path)
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt), locked(tmp_path):
        pass
    end(holder)
    with locked(tmp_path, patience=SHORT):
        pass


def test_a_git_that_outlives_its_acmeinc_keeps_others_out(repository: Repository) -> None:
    script = HOLD.replace(
        "time.sleep(60)",
        "from acmeinc.storage.git import Git; Git(Path(sys.argv[1])).run('-c', 'alias.nap=!sleep 2', 'nap')",
    )
    holder = hold_with(script, repository.root)
    time.sleep(0.4)
    end(holder)
    with pytest.raises(Failed, match="has been writing"), locked(repository.root, patience=SHORT):
        pass
    with locked(repository.root, patience=timedelta(seconds=10)):
        pass


def hold_with(script: str, folder: Path) -> "subprocess.Popen[str]":
    holder = start(script, str(folder))
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    return holder


def test_twenty_writers_at_once_all_succeed(repository: Repository, git: GitCall) -> None:
    writers = [start(APPEND, str(repository.root), f"# {number:02}") for number in range(20)]
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers] == [0] * 20
    lines = (repository.root / "severity.yaml").read_text().splitlines()
    assert sorted(lines[1:]) == [f"# {number:02}" for number in range(20)]
    assert git("rev-list", "--count", "HEAD") == "21\n"
    assert git("status", "--porcelain") == ""
