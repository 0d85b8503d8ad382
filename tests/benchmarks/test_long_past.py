"""The long past reads like incidents that steps wrote, one commit after the other."""

import subprocess
from pathlib import Path
from random import Random
from statistics import mean, median

from acmeinc.commands.init import make_repository
from acmeinc.incident.parts import parse
from acmeinc.incident.reading import read, untouched_entries
from acmeinc.storage.repository import Repository
from benchmarks.long_past import write_long_past
from benchmarks.shape import Shape


def test_every_document_is_whole_and_every_step_a_commit_in_the_order_of_time(tmp_path: Path) -> None:
    """As the program would have left it: untouched documents, nothing uncommitted, dates that only grow."""
    make_repository(tmp_path / "past")
    root = (tmp_path / "past").resolve()
    write_long_past(root, 12, opened=2)
    repository = Repository(root)
    texts = [repository.read(path) for path in repository.incident_paths()]
    assert all(untouched_entries(parse(text)) is not None for text in texts)
    incidents = [read(text).incident for text in texts]
    assert sorted((i.is_open, i.is_final) for i in incidents) == [(False, True)] * 10 + [(True, False)] * 2
    assert all(incident.communications for incident in incidents)
    assert _git(root, "status", "--porcelain") == ""
    dates = [int(date) for date in _git(root, "log", "--format=%ct").split()]
    assert dates == sorted(dates, reverse=True)
    assert len(dates) >= 1 + 10 * 3 + 2


def test_the_shape_is_that_of_real_incidents() -> None:
    """What was measured comes out again: messages of an incident, words of a message."""
    shape = Shape(Random(1))
    messages = [shape.messages() for _ in range(2000)]
    words = [len(shape.sentence().split()) for _ in range(2000)]
    assert (median(messages), round(mean(messages))) == (2, 3)
    assert 12 <= median(words) <= 16
    assert 20 <= mean(words) <= 30


def _git(root: Path, *args: str) -> str:
    command = ["git", "-C", str(root), *args]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
