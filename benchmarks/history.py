"""A history for a repository, written by `git fast-import`: tens of thousands of commits within a minute."""

import os
import subprocess
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from acmeinc.incident.document import Written
from acmeinc.incident.names import path_of
from acmeinc.steps.saving import short_id
from acmeinc.storage.commit import commit_message

_WHO = "Ana Ruiz <ana@example.com>"
_AHEAD = 4


class Commit(NamedTuple):
    """A commit that puts one document where it belongs."""

    at: datetime
    message: str
    path: str
    text: str


def commit_of(written: Written, at: datetime, step: str) -> Commit:
    """Return the commit of a step."""
    incident = written.incident
    trailers = [("Incident", incident.id), ("Step", step), ("Severity", incident.severity)]
    trailers += [("Entry", entry.id) for entry in written.recorded]
    message = commit_message(f"{short_id(incident.id)}: {step}", trailers)
    return Commit(at, message, path_of(incident.id), written.text)


def write_history(root: Path, commits: Iterable[Commit]) -> None:
    """Give a new repository a past of `commits`, oldest first; its first commit is made again before them."""
    command = ["git", "-C", str(root), "fast-import", "--quiet", "--force", "--done"]
    tree = subprocess.run(
        ["git", "-C", str(root), "rev-parse", "HEAD^{tree}"], capture_output=True, text=True, check=True
    ).stdout.strip()
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin
        process.stdin.writelines(_stream(tree, commits))
    assert process.returncode == 0
    subprocess.run(["git", "-C", str(root), "reset", "--quiet", "--hard"], check=True)


def made_in_processes(make: Callable[[int], list[Commit]], count: int) -> Iterator[Commit]:
    """Yield what `make` returns for 0, 1, … `count` − 1, in that order; every processor makes some."""
    waiting: deque[Future[list[Commit]]] = deque()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        numbers = iter(range(count))
        waiting.extend(pool.submit(make, number) for number in islice(numbers, _AHEAD))
        while waiting:
            yield from waiting.popleft().result()
            waiting.extend(pool.submit(make, number) for number in islice(numbers, 1))


def _stream(tree: str, commits: Iterable[Commit]) -> Iterator[bytes]:
    """Yield what `git fast-import` takes."""
    is_first = True
    for commit in commits:
        if is_first:
            begin = commit.at - timedelta(hours=1)
            yield _head("Start the incident repository\n", begin) + f'M 040000 {tree} ""\n\n'.encode()
            is_first = False
        text = commit.text.encode()
        yield _head(commit.message, commit.at)
        yield f"M 100644 inline {commit.path}\ndata {len(text)}\n".encode() + text + b"\n"
    yield b"done\n"


def _head(message: str, at: datetime) -> bytes:
    words, when = message.encode(), f"{at.timestamp():.0f} +0000"
    head = f"commit refs/heads/main\nauthor {_WHO} {when}\ncommitter {_WHO} {when}\ndata {len(words)}\n"
    return head.encode() + words
