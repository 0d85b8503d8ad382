"""`acmeinc audit`: whatever is done to what was recorded is found, and what is allowed is no alarm."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from acmeinc.incident import header, ulid
from acmeinc.incident.document import redrawn
from acmeinc.incident.entries import line_of, make_entry, parse_line
from acmeinc.incident.reading import read

MARK = "<!-- acmeinc:timeline -->\n"

_PLAYED: dict[str, Path] = {}

STEPS = (
    ("log", "rolled", "back", "deploy"),
    ("update", "-m", "All is `well`.", "--severity", "SEV2", "--because", "few notice"),
    ("log", "--kind", "discovery", "it", "was", "4812"),
    ("milestone", "started", "--at", "30m ago"),
)


class Story:
    """An incident that was worked on, and the hands of somebody who wants another one."""

    def __init__(self, program: Any) -> None:
        self.program = program

    @property
    def root(self) -> Path:
        """Return the folder of the repository."""
        root: Path = self.program.root
        return root

    @property
    def path(self) -> Path:
        """Return its document, the first one where there are two."""
        return sorted(self.root.glob("incidents/*/*/inc-*.md"))[0]

    def git(self, *args: str, **environment: str) -> str:
        """Run git, and return what it printed."""
        done = subprocess.run(
            ["git", "-C", str(self.root), *args],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, **environment},
        )
        return done.stdout

    def commit(self, message: str = "Tidy", **environment: str) -> None:
        """Commit everything by hand."""
        self.git("add", "-A")
        self.git("commit", "-qm", message, **environment)

    def line(self, words: str) -> str:
        """Return the line of the entry that holds some words."""
        return next(one for one in self.path.read_text().split("\n") if words in one and "<!-- 0" in one)

    def replace(self, old: str, new: str) -> None:
        """Replace some text of the document by another."""
        text = self.path.read_text()
        assert old in text
        self.path.write_text(text.replace(old, new))

    def rewrite(self, words: str, **changed: Any) -> None:
        """Make an entry say something else, in a line that is as sound as any."""
        line = self.line(words)
        entry = parse_line(line)
        assert entry
        said = {"at": entry.at, "by": entry.by, "text": entry.text, "fields": entry.fields, **changed}
        self.replace(line, line_of(make_entry(entry.id, **said)))

    def clone(self) -> None:
        """Go on in a fresh clone, which knows nothing but what git says."""
        target = self.root.parent / "clone"
        subprocess.run(["git", "clone", "-q", f"file://{self.root}", str(target)], check=True)
        self.program.root = target

    def audit(self, *args: str, code: int = 0) -> list[dict[str, Any]]:
        """Return what the audit finds, other than that this machine's clock is not the story's."""
        told = self.program("audit", *args, "--json", code=code).json
        assert told["tampered"] is (code == 3)
        found = [*told["findings"], *(f for incident in told["incidents"] for f in incident["findings"])]
        return [finding for finding in found if finding["kind"] != "clocks"]


@pytest.fixture
def story(program: Any, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Return an incident that was declared and worked on; it is played once, and copied."""
    if "root" not in _PLAYED:
        program.declare()
        for words in STEPS:
            program.clock.forward(minutes=3)
            program(*words)
        _PLAYED["root"] = tmp_path_factory.mktemp("played") / "incidents"
        shutil.copytree(program.root, _PLAYED["root"])
    else:
        shutil.rmtree(program.root)
        shutil.copytree(_PLAYED["root"], program.root)
        program.clock.forward(minutes=3 * len(STEPS))
    program.clock.forward(minutes=3)
    return Story(program)


def words_edited(story: Story) -> None:
    """The words of a line, as any editor does it."""
    story.replace("rolled back deploy", "never touched it")
    story.commit()


def words_and_sum(story: Story) -> None:
    """The words, and the sum that belongs to them."""
    story.rewrite("rolled back", text="never touched it")
    story.commit()


def under_a_steps_name(story: Story) -> None:
    """The same, in a commit that looks like a step's."""
    story.rewrite("rolled back", text="never touched it")
    story.commit(f"inc: log: note\n\nIncident: {story.path.stem}\nStep: log\nSeverity: SEV1")


def another_author(story: Story) -> None:
    """Somebody else is to have done it."""
    story.rewrite("rolled back", by="Bo Lind")
    story.commit()


def another_time(story: Story) -> None:
    """It is to have happened earlier."""
    entry = parse_line(story.line("rolled back"))
    assert entry and entry.at
    story.rewrite("rolled back", at=entry.at - timedelta(minutes=10))
    story.commit()


def another_kind(story: Story) -> None:
    """Only a machine field, which no sum covers."""
    story.replace("kind=discovery", "kind=decision")
    story.commit()


def a_message(story: Story) -> None:
    """The words of what stakeholders were sent."""
    story.rewrite("All is `well`", text="All is lost.")
    story.commit()


def a_subject(story: Story) -> None:
    """The subject of what stakeholders were sent."""
    story.replace('subject="Re: SEV1', 'subject="Re: SEV9')
    story.commit()


def sum_taken_off(story: Story) -> None:
    """So that nothing may disagree."""
    line = story.line("rolled back")
    story.replace(line, re.sub(r' sum="\w+"', "", line))
    story.commit()


def redacted_by_hand(story: Story) -> None:
    """It looks redacted, and no redaction was recorded."""
    entry = parse_line(story.line("rolled back"))
    assert entry
    story.rewrite("rolled back", text="[redacted]", fields={**entry.fields, "redacted": True})
    story.commit()


def a_second_line(story: Story) -> None:
    """Another sound line with the same id beside the first, which a reader may prefer."""
    line = story.line("rolled back")
    story.rewrite("rolled back", text="a cat did it")
    story.replace(story.line("a cat did it"), f"{line}\n{story.line('a cat did it')}")
    story.commit()


def in_a_merge(story: Story) -> None:
    """Within a merge, where nobody looks."""
    story.git("checkout", "-q", "-b", "side", "HEAD~1")
    (story.root / "notes.txt").write_text("x")
    story.commit()
    story.git("checkout", "-q", "main")
    story.git("merge", "-q", "--no-commit", "--no-ff", "side")
    story.rewrite("rolled back", text="never touched it")
    story.commit("Merge")


def amended(story: Story) -> None:
    """The last step, made anew with other words: only this clone knows better."""
    story.rewrite("Started: ", text="Started: later")
    story.git("commit", "-qa", "--amend", "--no-edit")


def rewritten_everywhere(story: Story) -> None:
    """In every commit there is, in a clone that never saw another history."""
    command = 'find incidents -name "inc-*.md" -exec sed -i "s/rolled back/touched no/" {} +'
    story.git("filter-branch", "-f", "--tree-filter", command, "HEAD", FILTER_BRANCH_SQUELCH_WARNING="1")
    story.clone()


@pytest.mark.parametrize(
    "tamper",
    [
        *(words_edited, words_and_sum, under_a_steps_name, another_author, another_time, another_kind),
        *(a_message, a_subject, sum_taken_off, redacted_by_hand, a_second_line, in_a_merge, amended),
        rewritten_everywhere,
    ],
    ids=lambda function: function.__name__,
)
def test_a_changed_entry_is_found(story: Story, tamper: Callable[[Story], None]) -> None:
    """Which, in which line, and exit 3; the same whether all are looked through or one is read."""
    tamper(story)
    found = [finding for finding in story.audit(code=3) if finding["tampering"]]
    assert [finding["kind"] for finding in found] == ["changed"]
    (entry_id,) = found[0]["entries"]
    assert entry_id in story.path.read_text().split("\n")[found[0]["line"] - 1]
    assert [f for f in story.audit(story.path.stem, code=3) if f["tampering"]] == found


def line_deleted(story: Story) -> None:
    """The line, and nothing else."""
    story.replace(f"{story.line('rolled back')}\n", "")
    story.commit()


def deleted_before_a_step(story: Story) -> None:
    """The next step notes that a line is gone, but not what it said."""
    story.replace(f"{story.line('rolled back')}\n", "")
    story.program("log", "and", "on")


def drawn_without_it(story: Story) -> None:
    """The whole document as a step would draw it had the entry never been."""
    reading, entry = read(story.path.read_text()), parse_line(story.line("rolled back"))
    assert entry
    left = {key: each for key, each in reading.entries.items() if key != entry.id}
    story.path.write_text(redrawn(reading.document, left))
    story.commit()


def comment_deleted(story: Story) -> None:
    """The words stay, but they are nobody's entry any more."""
    line = story.line("rolled back")
    story.replace(line, line.partition(" <!--")[0])
    story.commit()


def another_id(story: Story) -> None:
    """Under another id it is another entry."""
    story.replace(story.line("rolled back"), story.line("rolled back").replace("kind=note", "kind=note", 1))
    entry = parse_line(story.line("rolled back"))
    assert entry
    story.replace(entry.id, f"{entry.id[:-1]}{'A' if entry.id[-1] != 'A' else 'B'}")
    story.commit()


def reverted(story: Story) -> None:
    """`git revert` is no undo."""
    story.git("revert", "--no-edit", "HEAD~1")


def quoted_elsewhere(story: Story) -> None:
    """In a code fence among people's notes it is only text."""
    line = story.line("rolled back")
    story.replace(f"{line}\n", "")
    story.replace("## Incident data\n", f"```\n{line}\n```\n\n## Incident data\n")
    story.commit()


def into_another_incident(story: Story) -> None:
    """The line stands in the document of another incident now."""
    story.program.declare(functionality="Search")
    line = story.line("rolled back")
    story.replace(f"{line}\n", "")
    other = next(story.root.glob("incidents/*/*/*search*.md"))
    other.write_text(other.read_text().replace(MARK, f"{MARK}{line}\n"))
    story.commit()


def left_out_by_a_merge(story: Story) -> None:
    """A merge that keeps one side only."""
    story.git("checkout", "-q", "-b", "side")
    story.program("log", "only", "on", "the", "side")
    story.git("checkout", "-q", "main")
    (story.root / "notes.txt").write_text("x")
    story.commit()
    story.git("merge", "-q", "--no-edit", "-s", "ours", "side")


def reset(story: Story) -> None:
    """The last step taken back by git."""
    story.git("reset", "-q", "--hard", "HEAD~1")


def reset_before_a_step(story: Story) -> None:
    """The next step must not wipe out the trace."""
    story.git("reset", "-q", "--hard", "HEAD~1")
    story.program("log", "and", "on")


@pytest.mark.parametrize(
    "tamper",
    [
        *(line_deleted, deleted_before_a_step, drawn_without_it, comment_deleted, another_id, reverted),
        *(quoted_elsewhere, into_another_incident, left_out_by_a_merge, reset, reset_before_a_step),
    ],
    ids=lambda function: function.__name__,
)
def test_an_entry_that_was_taken_out_is_found(story: Story, tamper: Callable[[Story], None]) -> None:
    """With the words that it had."""
    tamper(story)
    found = [finding for finding in story.audit(code=3) if finding["tampering"]]
    assert [finding["kind"] for finding in found] == ["removed"]
    assert found[0]["was"] and found[0]["commit"]


def test_a_deleted_document_is_found(story: Story) -> None:
    """Once, not once for each of its entries; it is still asked for by its id."""
    incident = story.path.stem
    story.path.unlink()
    story.commit()
    (found,) = [finding for finding in story.audit(code=3) if finding["tampering"]]
    assert (found["kind"], found["incident"]) == ("deleted", incident)
    assert found["text"] == "the document was deleted, with 13 entries"


def test_front_matter_under_a_new_seal_is_found(story: Story) -> None:
    """Whoever edits by hand leaves the seal broken; this one was made to fit."""
    head, fence, rest = story.path.read_text().removeprefix("---\n").partition("\n---\n")
    lines = re.sub(r"^severity: SEV2$", "severity: SEV3", head, flags=re.M).split("\n")[:-1]
    lines.append(f"# acmeinc {header.digest_of(header.known_values(lines))}")
    story.path.write_text("\n".join(["---", *lines, fence.strip("\n"), rest]))
    story.commit()
    (found,) = [finding for finding in story.audit(code=3) if finding["tampering"]]
    assert found["text"] == "the front matter says severity: SEV3, the entries say SEV2"
    assert story.path.read_text().split("\n")[found["line"] - 1] == "severity: SEV3"


def test_entries_that_never_were_are_found(story: Story) -> None:
    """A history from which the line was purged, and not the commit that recorded it."""
    command = 'find incidents -name "inc-*.md" -exec sed -i "/rolled back/d" {} +'
    story.git("filter-branch", "-f", "--tree-filter", command, "HEAD", FILTER_BRANCH_SQUELCH_WARNING="1")
    story.clone()
    (found,) = [finding for finding in story.audit(code=3) if finding["tampering"]]
    assert found["kind"] == "never-there" and found["commit"]


def test_a_commit_without_a_document_cannot_name_entries(story: Story) -> None:
    """Those that are there were recorded; another one never was."""
    known = parse_line(story.line("rolled back"))
    assert known
    story.git("commit", "-q", "--allow-empty", "-m", f"Note\n\nEntry: {known.id}")
    assert not [finding for finding in story.audit() if finding["tampering"]]
    story.git("commit", "-q", "--allow-empty", "-m", "Note\n\nEntry: 01KAR5ZK000000000000000000")
    assert [f["kind"] for f in story.audit(code=3) if f["tampering"]] == ["never-there"]


def test_of_two_documents_it_is_always_the_same_one(story: Story) -> None:
    """A commit that changed both names an entry that neither ever held."""
    story.program.declare(functionality="Search")
    for path in story.root.glob("incidents/*/*/inc-*.md"):
        path.write_text(f"{path.read_text()}A line of prose.\n")
    story.commit("Note\n\nEntry: 01KAR5ZK000000000000000000")
    command = [sys.executable, "-m", "acmeinc", "-C", str(story.root), "audit"]
    told = set()
    for seed in range(6):
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        assert done.returncode == 3 and "never-there" in done.stdout
        told.add(done.stdout)
    assert len(told) == 1


def test_a_history_that_is_nowhere_any_more_is_found(story: Story) -> None:
    """The commit that was recorded last was thrown away, and git has cleaned up."""
    story.git("reset", "-q", "--hard", "HEAD~1")
    story.git("reflog", "expire", "--expire=now", "--all")
    story.git("gc", "-q", "--prune=now")
    assert [f["kind"] for f in story.audit(code=3) if f["tampering"]] == ["gone"]


def corrected(story: Story) -> None:
    """A new entry; the old one is struck through."""
    entry = parse_line(story.line("rolled back"))
    assert entry
    story.program("log", "--correct", entry.id, "rolled", "forward")


def undone(story: Story) -> None:
    """A step taken back, and the step before."""
    story.program("log", "--correct", parse_line(story.line("rolled back")).id, "rolled", "forward")
    story.program("undo", "--yes")
    story.program("undo", "--yes")


def redacted(story: Story) -> None:
    """A note, and a message, whose subject goes as well."""
    for words in ("rolled back", "All is `well`"):
        entry = parse_line(story.line(words))
        assert entry
        story.program("log", "--redact", entry.id)


def redacted_after_a_hand(story: Story) -> None:
    """What a hand made of the line goes with it."""
    entry = parse_line(story.line("rolled back"))
    assert entry
    story.replace("rolled back deploy", "rolled back deploy 77")
    story.program("log", "and", "on")
    story.program("log", "--redact", entry.id)
    assert "deploy 77" not in story.path.read_text()


def resolved(story: Story) -> None:
    """The end, with its files."""
    story.program("update", "--phase", "mitigated", "-m", "It holds.", "--yes")
    story.program(
        *("resolve", "--durable", "--sign-off", "--retro", "2026-11-24 15:00", "--left", "So."),
        *("--next-steps", "None", "--kudos", "All", "--yes"),
    )
    story.program("retro", "--reschedule", "2026-11-24 16:00")


@pytest.mark.parametrize(
    "live", [corrected, undone, redacted, resolved], ids=lambda function: function.__name__
)
def test_what_steps_do_is_in_order(story: Story, live: Callable[[Story], None]) -> None:
    """Nothing at all is found."""
    live(story)
    assert story.audit() == story.audit(story.path.stem) == []


def value_committed(story: Story) -> None:
    """A value of the front matter, not taken in yet."""
    story.replace("\nimpact: Nobody", "\nimpact: Hardly anybody")
    story.commit()


def value_taken_in(story: Story) -> None:
    """The same, taken in by the next step."""
    story.replace("\nimpact: Nobody", "\nimpact: Hardly anybody")
    story.program("log", "and", "on")


def words_taken_in(story: Story) -> None:
    """The words of an entry: both readings stand."""
    story.replace("rolled back deploy", "rolled forward deploy")
    story.program("log", "and", "on")


def typed(story: Story) -> None:
    """A line of one's own, a few minutes late."""
    at = f"{datetime.now(UTC) - timedelta(minutes=5):%Y-%m-%d %H:%M:%S} +00:00"
    story.replace(MARK, f"{MARK}- {at} **Bo Lind** saw it, too\n")
    story.program("log", "and", "on")


def struck_by_hand(story: Story) -> None:
    """As if somebody had taken it back, in a commit that looks like a step's."""
    line = story.line("rolled back")
    story.replace(line, line.replace("** ", "** ~~").replace(" <!--", "~~ <!--"))
    story.commit("x\n\nStep: log")


def a_strike_taken_off(story: Story) -> None:
    """As if nobody had corrected it."""
    story.program("log", "--correct", parse_line(story.line("rolled back")).id, "rolled", "forward")
    line = story.line("rolled back")
    story.replace(line, line.replace("~~", ""))
    story.commit("x\n\nStep: log")


def words_put_back(story: Story) -> None:
    """Changed, and changed back by git."""
    story.replace("rolled back deploy", "never touched it")
    story.commit()
    story.git("revert", "--no-edit", "HEAD")


def words_put_back_by_a_step(story: Story) -> None:
    """Changed and committed; the next step puts it right, and keeps the edit as a correction."""
    story.replace("rolled back deploy", "never touched it")
    story.commit()
    story.program("log", "and", "on")


def prose(story: Story) -> None:
    """Notes around the blocks."""
    story.replace("## Incident data\n", "My own note.\n\n## Incident data\n")
    story.commit()


def formatted(story: Story) -> None:
    """Other bullets, other emphasis, a line wrapped, the ends of lines."""
    line = story.line("rolled back")
    story.replace(line, line.replace("rolled back", "rolled\n  back"))
    text = story.path.read_text().replace("\n- 2026", "\n* 2026").replace("**", "__")
    story.path.write_bytes(text.replace("\n", "\r\n").encode())
    story.commit()


def moved(story: Story) -> None:
    """The file under another name."""
    story.git("mv", str(story.path), str(story.path.with_name("inc-26-11-23-sev-1-other.md")))
    story.commit()


def not_committed(story: Story) -> None:
    """In the work tree only."""
    story.replace("rolled back deploy", "never touched it")


def rebased(story: Story) -> None:
    """Made again by git: other commits, the same entries."""
    (story.root / "notes.txt").write_text("x")
    story.commit()
    story.git("rebase", "-q", "--force-rebase", "HEAD~3", GIT_COMMITTER_DATE="2030-01-01T00:00:00Z")


def brought_along(story: Story) -> None:
    """A document that came in as a file, and was replaced as a file."""
    (story.root / ".git").rename(story.root.parent / "elsewhere.git")
    story.git("init", "-q", "-b", "main")
    story.commit("Bring it along")
    story.rewrite("rolled back", text="never touched it")
    story.commit("Bring it along again")


@pytest.mark.parametrize(
    ("live", "kinds"),
    [
        (value_committed, {"edited", "by-hand"}),
        (value_taken_in, {"edited"}),
        (words_taken_in, {"edited"}),
        (typed, {"edited"}),
        (redacted_after_a_hand, set()),
        (struck_by_hand, {"struck"}),
        (a_strike_taken_off, {"struck"}),
        (words_put_back, {"restored", "by-hand"}),
        (words_put_back_by_a_step, {"restored", "edited", "by-hand"}),
        (prose, {"by-hand"}),
        (formatted, {"by-hand"}),
        (moved, {"moved", "by-hand"}),
        (not_committed, {"uncommitted"}),
        (rebased, {"rewritten"}),
        (brought_along, {"replaced", "by-hand"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_hands_may_do_is_shown(story: Story, live: Callable[[Story], None], kinds: set[str]) -> None:
    """And is no tampering."""
    live(story)
    assert {finding["kind"] for finding in story.audit()} == kinds


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (("--at", "61m ago", "x"), "the note of 08:28 happened 1h01m before it was recorded"),
        (("--at", "59m ago", "x"), None),
        (("--by", "Bo Lind", "--at", "5m ago", "x"), None),
    ],
    ids=["more-than-an-hour", "less-than-an-hour", "five-minutes-by-somebody-else"],
)
def test_from_an_hour_on_it_is_back_dated(story: Story, said: tuple[str, ...], text: str | None) -> None:
    """Shown, and no tampering."""
    story.program("log", *said)
    found = [finding["text"] for finding in story.audit()]
    assert found == ([text] if text else [])


def test_a_line_made_up_later_is_told_by_its_commit(program: Any) -> None:
    """Its id says that it was recorded days before its commit was made."""
    program.clock.now = datetime.now(UTC)
    program.declare()
    program("log", "rolled", "back")
    assert program("audit").out.split("\t")[2] == "ok"
    story, at = Story(program), datetime.now(UTC) - timedelta(days=2)
    entry_id = ulid.make(ulid.milliseconds(at), bytes(10))
    line = line_of(make_entry(entry_id, at, "Bo Lind", "I said so", {"kind": "note"}))
    story.replace(MARK, f"{MARK}{line}\n")
    story.commit()
    told = program("audit", "--json").json["incidents"][0]["findings"]
    assert [(finding["kind"], finding["entries"]) for finding in told] == [
        ("clocks", [entry_id]),
        ("by-hand", []),
    ]


def test_dates_that_cannot_be_are_shown(story: Story) -> None:
    """A commit that is dated before the one it follows, and one that was written after it was made."""
    story.replace("## Incident data\n", "One.\n\n## Incident data\n")
    early = "2020-01-01T10:00:00Z"
    story.commit(GIT_COMMITTER_DATE=early, GIT_AUTHOR_DATE="2020-01-01T12:00:00Z")
    found = {
        finding["text"].split(" ", 1)[0]: finding for finding in story.audit() if finding["kind"] == "dates"
    }
    assert set(found) == {"dated", "written"}
    assert found["written"]["text"] == "written 2h after it was committed, by its dates"


def test_files_kept_with_an_incident_are_watched(story: Story, tmp_path: Path) -> None:
    """Who replaces one, or takes it away."""
    (tmp_path / "graph.png").write_bytes(b"\0graph")
    story.program("log", "--attach", str(tmp_path / "graph.png"), "see this")
    (kept,) = story.root.glob("incidents/*/*/*/graph.png")
    kept.write_bytes(b"\0another graph")
    story.commit("Better")
    kept.unlink()
    story.commit("Gone")
    assert [finding["text"] for finding in story.audit()] == [
        "graph.png was taken away by hand: Gone",
        "graph.png was changed by hand: Better",
    ]


def test_the_whole_story(story: Story) -> None:
    """Every step: who, when recorded, when it happened, what, whether signed."""
    told = story.program("audit", story.path.stem[:20], "--json").json
    (incident,) = told["incidents"]
    assert list(told) == ["tampered", "complete", "commits", "findings", "incidents"]
    assert (told["complete"], told["commits"], incident["verdict"]) == (True, 6, "noted")
    assert [step["step"] for step in incident["story"]] == ["declare", "log", "update", "log", "milestone"]
    first, second = incident["story"][:2]
    assert {entry["kind"] for entry in first["entries"]} >= {"declared", "page", "initial", "receipt"}
    assert {key: second[key] for key in ("by", "email", "by_hand", "signature", "signer")} == {
        "by": "Ana Ruiz",
        "email": "ana@example.com",
        "by_hand": False,
        "signature": "none",
        "signer": None,
    }
    assert [(e["change"], e["at"], e["text"]) for e in second["entries"]] == [
        ("added", "2026-11-23T14:17:09Z", "rolled back deploy")
    ]
    assert datetime.fromisoformat(second["recorded"]) > datetime.fromisoformat("2026-01-01T00:00:00Z")


def test_rows_for_other_programs(story: Story) -> None:
    """Incidents or steps, then what was found; what is not known is empty."""
    story.replace("rolled back deploy", "never touched it")
    story.commit()
    incident = story.path.stem
    result = story.program("audit", code=3)
    rows = [line.split("\t") for line in result.out.splitlines()]
    assert rows[0] == ["incident", incident, "tampered", "SEV2", "declared", "6"]
    assert [(row[0], row[2], row[3]) for row in rows[1:]] == [
        ("finding", "changed", "tampered"),
        ("finding", "clocks", "noted"),
        ("finding", "by-hand", "noted"),
    ]
    assert rows[1][-2:] == ["rolled back deploy", "never touched it"]
    assert f"error: tampered with: {incident}\nhint: what was done: git show {rows[1][7][:10]}" in result.err
    steps = [line.split("\t") for line in story.program("audit", incident, code=3).out.splitlines()]
    assert [row[6:8] for row in steps[:2]] == [["declare", steps[0][7]], ["log", steps[1][7]]]
    assert len({len(row) for row in steps if row[0] == "step"}) == 1


def test_nothing_recorded_is_nothing_found(program: Any) -> None:
    """A new repository; and a document that is in no commit yet."""
    assert program("audit").out == ""
    story = Story(program)
    program.declare()
    story.git("update-ref", "HEAD", "HEAD~1")
    shutil.rmtree(story.root / ".git" / "acmeinc" / "tips")
    told = program("audit", story.path.stem, "--json").json
    assert [finding["kind"] for finding in told["incidents"][0]["findings"]] == ["uncommitted"]


def test_the_projects_own_example_is_in_order(program: Any, git: Callable[..., str]) -> None:
    """The closed incident that stands in the repository of this program."""
    example = Path(__file__).parents[2] / "incidents"
    shutil.copytree(example, program.root / "incidents", dirs_exist_ok=True)
    git("add", "-A")
    git("commit", "-qm", "Bring it along")
    assert program("audit", "--json").json["tampered"] is False
