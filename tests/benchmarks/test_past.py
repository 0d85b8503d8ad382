"""The generated past reads like incidents that steps wrote."""

from datetime import UTC, datetime
from pathlib import Path

from acmeinc.commands.init import make_repository
from acmeinc.incident.parts import parse
from acmeinc.incident.reading import read, untouched_entries
from acmeinc.process.rules import Rules
from acmeinc.site.announced import announced
from acmeinc.storage.repository import Repository
from benchmarks.past import write_past
from benchmarks.publishing import write_public_past


def test_every_document_is_whole_and_only_as_many_are_open_as_asked_for(tmp_path: Path) -> None:
    make_repository(tmp_path / "past")
    repository = Repository((tmp_path / "past").resolve())
    write_past(repository.root, 12, opened=2)
    texts = [repository.read(path) for path in repository.incident_paths()]
    assert all(untouched_entries(parse(text)) is not None for text in texts)
    incidents = [read(text).incident for text in texts]
    assert [incident.status for incident in incidents].count("declared") == 2
    assert [incident.status for incident in incidents].count("closed") == 10
    assert all(incident.communications and len(incident.timeline) > 5 for incident in incidents)


def test_a_public_past_is_one_that_a_page_is_made_of(tmp_path: Path) -> None:
    make_repository(tmp_path / "past")
    repository = Repository((tmp_path / "past").resolve())
    write_public_past(repository.root, 3, datetime(2026, 11, 23, 15, tzinfo=UTC))
    texts = [repository.read(path) for path in repository.incident_paths()]
    assert all(untouched_entries(parse(text)) is not None for text in texts)
    severity = Rules(repository.read_rule).severity
    told = [announced(read(text).incident, severity) for text in texts]
    assert [known.phase for known in told if known] == ["resolved"] * 3
