"""Twenty processes that write in one working copy at once all succeed, each with one commit."""

import subprocess
import sys
from typing import Any

MANY = 20


def test_twenty_at_once_lose_nothing(program: Any) -> None:
    program.declare()
    before = _count(program.root)
    command = [sys.executable, "-c", "from acmeinc.cli import main; main()", "-C", str(program.root), "log"]
    writers = [
        subprocess.Popen([*command, f"entry-{n}-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for n in range(MANY)
    ]
    results = [(writer.communicate()[1], writer.returncode) for writer in writers]
    assert [error for error, code in results if code] == []
    (path,) = (program.root / "incidents").glob("*/*/inc-*.md")
    text = path.read_text()
    assert all(text.count(f"entry-{n}-") == 1 for n in range(MANY))
    assert _count(program.root) - before == MANY
    assert _git(program.root, "status", "--porcelain") == ""


def _count(root: Any) -> int:
    return int(_git(root, "rev-list", "--count", "HEAD"))


def _git(root: Any, *args: str) -> str:
    return subprocess.run(["git", "-C", str(root), *args], check=True, capture_output=True, text=True).stdout
