"""Real incidents, played through the program at their recorded times, many in one repository."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import frontmatter
import pytest
from browser import WIDTHS, Browser
from second_report import second_report

from acmeinc.checks.documents import Context, document_problems
from acmeinc.incident.fields import time_value
from acmeinc.incident.model import Entry
from acmeinc.incident.reading import Reading, read
from acmeinc.incident.text import clean
from acmeinc.process.business_time import retrospective_window
from acmeinc.process.settings import Settings
from acmeinc.process.severity import RetrospectiveRule

SAMPLE = 16
ALL, PART = 652, 55
"""With `-m corpus` all are played, so many in one repository: every processor plays some of them."""
ZONE = ZoneInfo("America/New_York")  # what the acmeinc.yaml of a new repository says
MAINTENANCE = ("maintenance", "under-maintenance")
SEVERITIES = {
    **dict.fromkeys(("critical", "down", "major-outage"), "SEV1"),
    **dict.fromkeys(("major", "disrupted", "partial-outage"), "SEV2"),
    **dict.fromkeys(("minor", "notice", "degraded-performance", "none"), "SEV3"),
    **dict.fromkeys(MAINTENANCE, "none"),
}
LEVELS = ("SEV1", "SEV2", "SEV3")
PHASES = {"Investigating": "investigating", "Resolved": "mitigated"}
PUBLIC_PHASES = {"investigating": "investigating", "identified": "identified", "mitigated": "monitoring"}
ORGANISATIONS = {
    "mrshu/github-statuses": "GitHub",
    "jenkins-infra/status": "Jenkins",
    "agrc/status-page": "UGRC",
}


@dataclass(frozen=True)
class Post:
    """One public update of a record, as it was recorded."""

    at: str
    phase: str
    text: str


@dataclass(frozen=True)
class Record:
    """One real incident. Its times are the source's own words, some of them without a zone."""

    source: str
    title: str
    created: str
    resolved: str
    severity: str
    affected: tuple[str, ...]
    posts: tuple[Post, ...]

    @property
    def is_maintenance(self) -> bool:
        return self.severity in MAINTENANCE

    @property
    def is_impossible(self) -> bool:
        """Return whether it was resolved before it began."""
        return moment(self.resolved) < moment(self.created)

    @property
    def times(self) -> tuple[str, ...]:
        return (self.created, self.resolved, *(post.at for post in self.posts))

    @property
    def while_open(self) -> list[Post]:
        """Return the updates that came before the resolution."""
        end = moment(self.resolved)
        return [post for post in self.posts if self.is_impossible or moment(post.at) <= end]


def moment(text: str) -> datetime:
    """Return the moment that a recorded time names; without a zone it is the organisation's."""
    when = datetime.fromisoformat(text)
    return (when if when.tzinfo else when.replace(tzinfo=ZONE)).astimezone(UTC).replace(microsecond=0)


def records_in(corpora: Path) -> list[Record]:
    lines = (corpora / "real_incidents.jsonl").read_text("utf-8").splitlines()
    return [_record(json.loads(line)) for line in lines]


def _record(row: dict[str, Any]) -> Record:
    posts = tuple(
        Post(u["ts"], PHASES.get(u["status"], "identified" if number else "investigating"), u["text"])
        for number, u in enumerate(row["updates"])
    )
    times = (row["created"], row["resolved"], row["severity"])
    return Record(row["source"], row["title"], *times, tuple(row["affected"]), posts)


def sample_of(records: Sequence[Record]) -> list[Record]:
    """Return SAMPLE records: two of each rare sort, the longest, and the rest evenly spread."""
    rare: tuple[Callable[[Record], bool], ...] = (
        lambda record: record.is_maintenance,
        lambda record: record.is_impossible,
        lambda record: any("T" in t and t[-1].isdigit() and t[-6] not in "+-" for t in record.times),
        lambda record: any(t[-6] == "-" for t in record.times),
        lambda record: len(record.while_open) < len(record.posts),
        lambda record: not record.affected,
        lambda record: any(not post.text.isascii() for post in record.posts),
    )
    chosen = [record for is_rare in rare for record in list(filter(is_rare, records))[:2]]
    chosen.append(max(records, key=lambda record: max(len(post.text) for post in record.posts)))
    evenly = [record for record in records[:: len(records) // SAMPLE] if record not in chosen]
    return list(dict.fromkeys([*chosen, *evenly]))[:SAMPLE]


class Replay:
    """Plays records, one after the other, and compares what comes back with what went in."""

    def __init__(self, program: Any) -> None:
        self.program = program
        self.played: list[str] = []

    @cached_property
    def teams(self) -> dict[str, str]:
        """Return the owning team of every real functionality and service, the first row of each."""
        teams: dict[str, str] = {}
        with (self.program.root / "ownership.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for name in (row["functionality"], row["service"]):
                    teams.setdefault(" ".join(name.split()).casefold(), row["owning team"])
        return teams

    def play(self, record: Record) -> None:
        """Play one record from beginning to end."""
        self.program.clock.now = moment(record.created)
        if record.is_maintenance:
            self._decide_it_is_none(record)
            return
        incident_id = self._declare(record)
        for at, happens in self._course(record, incident_id):
            self.program.clock.now = max(at, moment(record.created))
            happens()
        self._compare(record, incident_id)
        self.played.append(incident_id)

    def _course(self, record: Record, incident_id: str) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """Yield what happens after the declaration, and when."""
        for post in record.while_open:
            yield moment(post.at), lambda post=post: self._update(incident_id, post)
        end = self._refused if record.is_impossible else self._resolve
        yield moment(record.resolved), lambda: end(record, incident_id)
        for post in record.posts[len(record.while_open) :]:
            yield moment(post.at), lambda post=post: self._publish(incident_id, post)

    def _functionality(self, record: Record) -> str:
        """Return the first affected name that somebody owns, else the first, else the organisation's."""
        owned = [name for name in record.affected if name.casefold() in self.teams]
        return [*owned, *record.affected, ORGANISATIONS[record.source.split(":")[0]]][0]

    def _decide_it_is_none(self, record: Record) -> None:
        flags = ("--severity", "none", "--detected", record.created)
        decided = self.program("decide", *self._headline(record), *flags, "--json").json
        assert (decided["decision"], decided["severity"], decided["incident"]) == ("bug", None, None)
        path = self.program.root / decided["bug"]["path"]
        self._check(path.read_text("utf-8"), decided["bug"]["path"])
        front = frontmatter.loads(path.read_text("utf-8")).metadata
        assert (front["functionality"], front["state"]) == (self._functionality(record), clean(record.title))

    def _headline(self, record: Record) -> list[str]:
        return ["--functionality", self._functionality(record), "--state", record.title]

    def _declare(self, record: Record) -> str:
        flags = [*self._headline(record), "--severity", SEVERITIES[record.severity], "--new"]
        flags += ["--impact", record.posts[0].text, "--summary", ", ".join(record.affected)]
        flags += ["--started", record.created, "--at", record.created]
        declared = self.program("declare", *flags, "--json").json
        team = self.teams.get(self._functionality(record).casefold(), "incident on-call rotation")
        pages = [m for m in declared["communications"] if m["kind"] == "page"]
        assert [page["body"].startswith(f"Paging {team}: ") for page in pages] == [True] * len(pages)
        return str(declared["id"])

    def _update(self, incident_id: str, post: Post) -> None:
        flags = ("--phase", post.phase, "--message", post.text, "--at", post.at, "--json")
        self.program("update", "-i", incident_id, *flags)
        self._publish(incident_id, post)

    def _publish(self, incident_id: str, post: Post) -> None:
        flags = ("--phase", PUBLIC_PHASES[post.phase], "--message", post.text, "--at", post.at, "--json")
        self.program("publish", "-i", incident_id, *flags)

    def _resolve(self, record: Record, incident_id: str) -> None:
        mitigated = read(self.document(incident_id)).incident.milestones.get("mitigated")
        if not mitigated:
            self.program("milestone", "mitigated", "-i", incident_id, "--at", record.resolved)
        since = mitigated or moment(record.resolved)
        self.program("resolve", "-i", incident_id, *_ending(record, since), "--json")

    def _refused(self, record: Record, incident_id: str) -> None:
        before = self._state(incident_id)
        for step in (("resolve", *_ending(record, moment(record.created))), ("milestone", "resolved")):
            times = () if "--at" in step else ("--at", record.resolved)
            said = self.program(*step, "-i", incident_id, *times, code=3).err
            assert "resolved 2" in said
            assert "is before started 2" in said
        assert self._state(incident_id) == before

    def _state(self, incident_id: str) -> tuple[str, str]:
        head = (self.program.root / ".git/refs/heads/main").read_text()
        return head, self.document(incident_id)

    def document(self, incident_id: str) -> str:
        """Return the text of an incident's document."""
        year, month = incident_id.split("-")[1:3]
        path = self.program.root / f"incidents/20{year}/{month}/{incident_id}.md"
        return str(path.read_bytes().decode("utf-8"))

    def _check(self, text: str, path: str) -> None:
        """Nothing is wrong with what the program wrote."""
        assert document_problems(text, path, Context(LEVELS, self.program.clock.now)) == []

    def _compare(self, record: Record, incident_id: str) -> None:
        text = self.document(incident_id)
        reading = read(text)
        assert (reading.notices, reading.by_hand, reading.document.damage) == ((), (), ())
        shown = self.program("show", incident_id, "--json").json
        self._check(text, shown["path"])
        _compare_front_matter(frontmatter.loads(text).metadata, shown)
        _compare_facts(record, reading, shown)
        told = [e for e in reversed(reading.incident.communications) if e.kind in ("update", "public")]
        updates = [e for e in told if e.kind == "update"]
        # `declare` made the first post where the severity has one, `resolve` the one that says resolved.
        own = 0 if reading.incident.severity == "SEV3" else 1
        public = [e for e in told if e.kind == "public"][own:]
        _compare_messages(record.while_open, updates, shown)
        _compare_messages(record.posts, [e for e in public if e.fields["phase"] != "resolved"], shown)


def _ending(record: Record, mitigated: datetime) -> list[str]:
    """Return what `resolve` is told: every gate met, the last update as how things are left."""
    resolved = max(moment(record.resolved), mitigated)
    rule = RetrospectiveRule(timedelta(minutes=45), timedelta(hours=24), timedelta(hours=48))
    window = retrospective_window(mitigated, resolved, rule, Settings().business_hours, ZONE)
    last = record.while_open[-1].text if record.while_open else record.title
    words = ["--left", last, "--next-steps", "none", "--kudos", "everyone", "--public-message", last]
    retro = time_value(window.opens + timedelta(hours=1))
    return ["--durable", "--sign-off", "--retro", retro, *words, "--at", record.resolved]


def _compare_front_matter(front: dict[str, Any], shown: dict[str, Any]) -> None:
    """Any YAML reader reads the front matter to the values that `show --json` prints."""
    retrospective = {name: shown["retrospective"][name] for name in ("at", "minutes")}
    retrospective["at"] = retrospective["at"] or ""
    assert front == {name: shown[name] for name in front} | {"retrospective": retrospective}


def _compare_facts(record: Record, reading: Reading, shown: dict[str, Any]) -> None:
    incident = reading.incident
    title = clean(record.title)
    assert (incident.state, incident.severity) == (title, SEVERITIES[record.severity])
    assert (shown["state"], shown["impact"]) == (title, clean(record.posts[0].text))
    assert incident.impact == shown["impact"]
    assert shown["title"].endswith(f" is {title} for all customers")
    assert incident.summary == shown["summary"] == clean(", ".join(record.affected))
    ended = {} if record.is_impossible else {"resolved": time_value(moment(record.resolved))}
    expected = {"started": time_value(moment(record.created)), **ended}
    assert {n: w for n, w in shown["milestones"].items() if n in ("started", "resolved")} == expected
    assert incident.status == ("resolved" if ended else shown["status"])


def _compare_messages(posts: Sequence[Post], entries: Sequence[Entry], shown: dict[str, Any]) -> None:
    """Every text is in its message, whole and at its time: in the document and in `show --json`."""
    bodies = {message["id"]: message["body"] for message in shown["communications"]}
    assert [entry.at for entry in entries] == [moment(post.at) for post in posts]
    for post, entry in zip(posts, entries, strict=True):
        assert f"\n{clean(post.text)}\n" in f"\n{entry.text}\n"
        assert bodies[entry.id] == entry.text


def replay(records: Sequence[Record], program: Any) -> list[str]:
    """Play all records in the repository of `program`, report every one that fails, and return the ids."""
    player = Replay(program)
    wrong = []
    for record in records:
        try:
            player.play(record)
        except Exception as fault:
            wrong.append(f"{record.source}: {type(fault).__name__}: {fault}")
    assert not wrong, f"{len(wrong)} of {len(records)} records:\n" + "\n".join(wrong[:20])
    listed = program("list", "--all", "--json").json["incidents"]
    assert sorted(incident["id"] for incident in listed) == sorted(player.played)
    compare_report(player)
    return player.played


def compare_report(player: Replay) -> None:
    """The report says what is computed a second way, from what `show --json` prints of each incident."""
    program = player.program
    program.clock.now = max(program.clock.now, moment("2026-12-01T00:00:00Z"))
    shown = [program("show", incident_id, "--json").json for incident_id in player.played]
    second = second_report(shown, player.teams, program.clock.now)
    told = program("report", "--json").json
    assert {name: told[name] for name in second} == second


def look_at_pages(request: pytest.FixtureRequest, program: Any, incident_ids: Sequence[str]) -> None:
    """Look at the page of the report and of each incident; without a browser, skip what is left."""
    browser: Browser = request.getfixturevalue("browser")
    for command in (["report"], *(["show", incident_id] for incident_id in incident_ids)):
        look(program, browser, command)


def look(program: Any, browser: Browser, command: list[str]) -> None:
    """Look at a page, as wide as a phone and as a desk: all is in sight, nothing is loaded, nothing runs."""
    file = program.root.parent / "page.html"
    program(*command, "--html", str(file))
    with browser.seeing(file) as sight:
        for width in WIDTHS.values():
            sight.resize(width)
            assert (sight.told, sight.loaded, sight.overflow()) == ([], [file.as_uri()], 0), command
            assert command[0] == "show" or sight.faults() == []


def test_a_sample_of_real_incidents(corpora: Path, real_program: Any) -> None:
    sample = sample_of(records_in(corpora))
    assert len(sample) == SAMPLE
    replay(sample, real_program)


@pytest.mark.corpus
@pytest.mark.parametrize("first", range(0, ALL, PART))
def test_every_real_incident(corpora: Path, real_program: Any, request: Any, first: int) -> None:
    records = records_in(corpora)
    assert (len(records), sum(len(record.posts) for record in records)) == (ALL, 1960)
    look_at_pages(request, real_program, replay(records[first : first + PART], real_program)[::10])
