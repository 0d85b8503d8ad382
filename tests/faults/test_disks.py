"""A disk that is full or read-only: what a commander reads, and the next command finishes what was begun."""

import dataclasses
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pseudo_terminal import ROOT

LOGIN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"
DECLARE = ("declare", "--functionality", "Login", "--state", "down", "--severity", "SEV1", "--impact", "x")
LIMITED = """
import resource, runpy
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
runpy.run_module("acmeinc", run_name="__main__")
"""
OPEN = "NOT PAGED: open https://oncall.example.com/identity"


@dataclasses.dataclass
class Disk:
    """A small disk, with the repository of `program` on it."""

    program: Any
    folder: Path

    @contextmanager
    def full(self, *, pages: int) -> Iterator[None]:
        """Leave so many pages of it while the block runs."""
        filler = self.folder / "filler"
        with filler.open("wb", buffering=0) as file:
            stat = os.statvfs(self.folder)
            os.posix_fallocate(file.fileno(), 0, (stat.f_bavail - pages) * stat.f_bsize)
        yield
        filler.unlink()

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Let nothing be written while the block runs."""
        subprocess.run(["mount", "-o", "remount,ro", str(self.folder)], check=True)
        yield
        subprocess.run(["mount", "-o", "remount,rw", str(self.folder)], check=True)

    @property
    def texts(self) -> list[str]:
        """Return what the timeline of the only incident tells, newest first."""
        timeline = self.program("show", "login", "--json").json["timeline"]
        return [entry["text"] for entry in timeline if entry["kind"] == "note"]

    def git(self, *args: str) -> str:
        """Return what git says."""
        command = ["git", "-C", str(self.program.root), *args]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def disk(program: Any, tmp_path: Path) -> Iterator[Disk]:
    """Return a disk in memory, where one may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small disk here")
    try:
        shutil.copytree(program.root, folder / "incidents")
        yield Disk(dataclasses.replace(program, root=folder / "incidents"), folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_no_room_for_the_record(disk: Disk) -> None:
    """Nothing is begun: it has to be run again."""
    disk.program.declare()
    with disk.full(pages=0):
        result = disk.program("log", "one", code=1)
    assert ".git/acmeinc/intents/" in result.err
    assert result.err.endswith(
        "could not be written: No space left on device\nhint: make room on the disk, then run this again\n"
    )
    assert disk.program("log", "one").err == ""
    assert disk.texts == ["one"]


def test_no_room_for_the_document(disk: Disk) -> None:
    """The old document stands, and the next step writes the new one."""
    disk.program.declare()
    path = disk.program.root / f"incidents/2026/11/{LOGIN}.md"
    before = path.read_bytes()
    with disk.full(pages=4):
        result = disk.program("log", "one", code=1)
    assert result.err == (
        f"error: {path} could not be written: No space left on device\n"
        "hint: make room on the disk; the next acmeinc step finishes this one\n"
    )
    assert path.read_bytes() == before
    assert disk.program("log", "two").err == (
        f"! log of {LOGIN} was interrupted; what it recorded is saved and committed now.\n"
    )
    assert disk.texts == ["two", "one"]
    assert disk.git("status", "--short") == ""


def test_no_room_for_the_commit(disk: Disk) -> None:
    """What was written stays, and the next step commits it."""
    disk.program.declare()
    with disk.full(pages=7):
        result = disk.program("log", "one", code=1)
        assert disk.texts == ["one"]
    assert result.err.startswith("error: what was written is saved, but git did not commit it:\n")
    assert result.err.endswith(
        "hint: mend what git or its hook names; the next acmeinc step commits what waits\n"
    )
    disk.program("log", "two")
    assert disk.texts == ["two", "one"]
    assert disk.git("log", "--format=%s").count("log: note") == 2
    assert disk.git("status", "--short") == ""
    disk.git("fsck", "--strict")


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        pytest.param(0, "not saved: .*/intents/.* could not be written", id="nothing"),
        pytest.param(6, r"not finished: .*/inc-.*\.md could not be written", id="record"),
        pytest.param(
            10, "not finished: what was written is saved, but git did not", id="record-and-document"
        ),
    ],
)
def test_the_page_goes_out_whatever_there_is_room_for(disk: Disk, pages: int, told: str) -> None:
    """What was begun is finished by the next step, and what was not can be declared again."""
    disk.program("next")
    with disk.full(pages=pages):
        result = disk.program(*DECLARE, code=1)
    assert OPEN in result.err
    assert re.search(f"^error: {told}", result.err, re.MULTILINE)
    if not pages:
        disk.program(*DECLARE)
    disk.program("log", "afterwards")
    assert [path.stem for path in disk.program.root.glob("incidents/*/*/inc-*.md")] == [LOGIN]
    assert disk.texts == ["afterwards"]
    assert disk.git("status", "--short") == ""


def test_a_disk_that_is_read_only(disk: Disk) -> None:
    """The page goes out, and the first thing that could not be written is named."""
    with disk.read_only():
        result = disk.program(*DECLARE, code=1)
    assert OPEN in result.err
    assert "could not be opened: Read-only file system\n" in result.err
    assert "hint: the disk is read-only: work in a copy you can write to, then run this again" in result.err
    assert disk.program(*DECLARE).code == 0


def test_no_right_to_write(program: Any) -> None:
    """The same, where it is the rights that are missing."""
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    own = program.root / ".git" / "acmeinc"
    own.mkdir(exist_ok=True)
    own.chmod(0o555)
    result = program(*DECLARE, code=1)
    own.chmod(0o755)
    assert OPEN in result.err
    assert "could not be opened: Permission denied\n" in result.err
    assert program(*DECLARE).code == 0


def test_no_file_may_grow(program: Any) -> None:
    """Where no disk can be filled, a limit on the size of files stands for it."""
    pytest.importorskip("resource", reason="this system does not limit files")
    program.declare()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    result = subprocess.run(
        [sys.executable, "-c", LIMITED, "log", "one"],
        cwd=program.root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert f"{LOGIN}.md could not be written: File too large\n" in result.stderr
    assert "; the next acmeinc step finishes this one\n" in result.stderr
    assert program("log", "two").err.startswith(f"! log of {LOGIN} was interrupted; what it recorded")
    texts = [e["text"] for e in program("show", "--json").json["timeline"] if e["kind"] == "note"]
    assert sorted(texts) == ["one", "two"]
