"""Real incidents, put into the shapes of Statuspage and cState, and imported from there."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from acmeinc.incident.reading import read
from acmeinc.incident.text import clean, clean_line

ZONE = ZoneInfo("America/New_York")  # what the acmeinc.yaml of a new repository says
SAMPLE = 25
LEVELS = {
    **dict.fromkeys(("critical", "down", "major-outage"), "SEV1"),
    **dict.fromkeys(("major", "disrupted", "partial-outage"), "SEV2"),
    **dict.fromkeys(("minor", "notice", "degraded-performance", "none"), "SEV3"),
}
Row = dict[str, Any]


def moment(text: str) -> datetime:
    """Return the moment that a recorded time names; without a zone it is the organisation's."""
    when = datetime.fromisoformat(text)
    return (when if when.tzinfo else when.replace(tzinfo=ZONE)).astimezone(UTC).replace(microsecond=0)


def rows(corpora: Path) -> Iterator[Row]:
    """Yield the incidents of the corpus."""
    for line in (corpora / "real_incidents.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)


def statuspage(incidents: Sequence[Row]) -> str:
    """Return what Statuspage would give: updates newest first, components by name."""
    return json.dumps(
        {
            "page": {"id": "page"},
            "incidents": [
                {
                    "id": row["source"],
                    "name": row["title"],
                    "impact": row["severity"],
                    "status": "resolved",
                    "created_at": row["created"],
                    "resolved_at": row["resolved"],
                    "components": [{"name": name} for name in row["affected"]],
                    "incident_updates": [
                        {
                            "status": (update["status"] or "").lower(),
                            "body": update["text"],
                            "created_at": update["ts"],
                        }
                        for update in reversed(row["updates"])
                    ],
                }
                for row in incidents
            ],
        }
    )


def cstate(row: Row) -> str:
    """Return the file that cState would have."""
    affected = "".join(f"  - {json.dumps(name)}\n" for name in row["affected"])
    head = {"title": json.dumps(row["title"]), "date": row["created"], "resolvedWhen": row["resolved"]}
    fields = "".join(f"{name}: {value}\n" for name, value in head.items())
    body = "".join(
        f'{update["text"]}\n{{{{< track "{update["ts"]}" >}}}}\n\n' for update in reversed(row["updates"])
    )
    fields += f"resolved: true\nseverity: {row['severity']}\nsection: issue\naffected:\n{affected}"
    return f"---\n{fields}---\n{body}"


def compare(program: Any, row: Row, path: str) -> bool:
    """Compare a document with what it was imported from; return whether it says when it was over."""
    text = (program.root / path).read_bytes().decode("utf-8")
    reading = read(text)
    assert (reading.notices, reading.by_hand, reading.document.damage) == ((), (), ())
    incident, updates = reading.incident, row["updates"]
    assert (incident.status, incident.severity) == ("closed", LEVELS[row["severity"]])
    assert incident.public_title == clean_line(row["title"])
    began = min([moment(row["created"]), *(moment(update["ts"]) for update in updates)])
    assert incident.milestones["started"] == began
    resolved = incident.milestones.get("resolved")
    assert resolved is None or resolved >= began
    if moment(row["resolved"]) >= max([began, *(moment(update["ts"]) for update in updates)]):
        assert resolved == moment(row["resolved"])
    told = sorted((entry.at, entry.text) for entry in incident.communications if entry.at)
    assert [at for at, _ in told] == sorted(moment(u["ts"]) for u in updates if clean(u["text"]))
    for update in updates:
        words = clean(update["text"].replace("<br />", "\n"))
        assert any(words[-40:] in body or "<" in words or "{{" in words for _, body in told)
    return resolved is not None


def imported(program: Any, incidents: Sequence[Row], source: Path, key: Callable[[Row], str]) -> None:
    """Import from `source`, compare every document, and import again; `key` is what a page calls its own.

    Nothing is wrong with the documents then but an end that the page contradicts: `check` warns of that.
    """
    wanted = {key(row): row for row in incidents if row["severity"] in LEVELS}
    found = program("import", "incidents", "--from", str(source), "--json").json
    assert len(found["imported"]) == len(wanted)
    assert {one["why"] for one in found["left_out"]} <= {"maintenance"}
    endless = {
        one["path"] for one in found["imported"] if not compare(program, wanted[one["source"]], one["path"])
    }
    again = program("import", "incidents", "--from", str(source), "--json").json
    assert (again["imported"], len(again["left_out"])) == ([], len(incidents))
    documents = (str(program.root / one["path"]) for one in found["imported"])
    warned = program("check", "--json", *documents).json["problems"]
    assert {(one["rule"], one["path"]) for one in warned} == {("document-status", path) for path in endless}


def from_statuspage(program: Any, incidents: Sequence[Row], folder: Path) -> None:
    """Import incidents in the shape of Statuspage."""
    path = folder / "incidents.json"
    path.write_text(statuspage(incidents), "utf-8")
    imported(program, incidents, path, lambda row: f"statuspage:page/{row['source']}")


def from_cstate(program: Any, incidents: Sequence[Row], folder: Path) -> None:
    """Import incidents in the shape of cState."""
    issues = folder / "issues"
    issues.mkdir()
    for row in incidents:
        (issues / f"{Path(row['source']).stem}.md").write_text(cstate(row), "utf-8")
    imported(program, incidents, issues, lambda row: f"cstate:{Path(row['source']).stem}")


def of(name: str, corpora: Path) -> list[Row]:
    """Return the incidents of one page, each under a name of its own."""
    return list({Path(row["source"]).stem: row for row in rows(corpora) if name in row["source"]}.values())


def test_a_sample_from_statuspage(corpora: Path, program: Any, tmp_path: Path) -> None:
    """Evenly spread."""
    incidents = of("github-statuses", corpora)
    from_statuspage(program, incidents[:: len(incidents) // SAMPLE], tmp_path)


def test_a_sample_from_cstate(corpora: Path, program: Any, tmp_path: Path) -> None:
    """With those that end before they begin, or have no zone."""
    incidents = of("jenkins-infra", corpora)
    odd = [
        row
        for row in incidents
        if moment(row["resolved"]) < moment(row["created"]) or "+" not in row["created"]
    ]
    chosen = {row["source"]: row for row in (*odd[:8], *incidents[:: len(incidents) // SAMPLE])}
    from_cstate(program, list(chosen.values()), tmp_path)


@pytest.mark.corpus
@pytest.mark.parametrize("page", ["github-statuses", "jenkins-infra", "agrc"])
def test_every_real_incident(corpora: Path, program: Any, tmp_path: Path, page: str) -> None:
    """In both shapes, one after the other."""
    incidents = of(page, corpora)
    from_statuspage(program, incidents, tmp_path)
    from_cstate(program, incidents, tmp_path)
