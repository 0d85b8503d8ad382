"""Several people at one incident document: what each does to it, in steps of the program and by hand.

A `Replica` is one clone. Its steps are recorded as the program records them, hand edits taken in against the
version that was written last; `commits` are its versions since it last saw the others.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from acmeinc.incident.document import read, record
from acmeinc.incident.merge import merge
from acmeinc.incident.model import Draft, Entry
from acmeinc.incident.parts import parse
from acmeinc.incident.redaction import redact
from acmeinc.incident.state import incident_of
from acmeinc.incident.variants import redacted_ids
from acmeinc.steps.undoing import LastStep, undo_step

ENTRY = re.compile(r"^- .*<!-- [0-9A-Z]{26} .*-->$", re.M)
SECRET = "AKIA1234567890ABCD"

START: Sequence[Draft] = (
    Draft("At the start, in the office", by="Bo Lind"),
    Draft("At the start, raised", "severity", sets={"severity": "SEV1"}),
    Draft("At the start, lowered", "severity", sets={"severity": "SEV3"}),
    Draft(
        "At the start, mitigated by mistake",
        "milestone",
        sets={"milestones.mitigated": "2026-11-23T14:30:00Z"},
    ),
    Draft("At the start, not mitigated", "milestone", sets={"milestones.mitigated": ""}),
    Draft(f"The key is {SECRET}", sets={"workarounds": f"Log in with {SECRET}"}),
)

STEPS: Sequence[Draft] = (
    Draft("Seen from the office too", by="Bo Lind"),
    Draft("Rolled back\nthe second deploy", "deploy"),
    Draft("Raised", "severity", sets={"severity": "SEV1"}),
    Draft("Lowered", "severity", sets={"severity": "SEV3"}),
    Draft("Cleo takes command", "role", sets={"commander": "Cleo Park"}),
    Draft(
        "Mitigated", "milestone", sets={"milestones.mitigated": "2026-11-23T15:00:00Z", "status": "mitigated"}
    ),
    Draft("Detected earlier", "milestone", sets={"milestones.detected": "2026-11-23T13:50:00Z"}),
    Draft("Impact", "edit", sets={"impact": "A | pipe, and <b>more</b>"}),
    Draft("Customers", "edit", adds={"customers": ["Fabrikam"]}, removes={"customers": ["Contoso"]}),
    Draft("Contoso again", "edit", adds={"customers": ["Contoso"]}),
    Draft("Page sent", "edit", adds={"ticked": ["owner-paged"]}),
    Draft("Not mitigated", "edit", removes={"ticked": ["document-created"]}),
    Draft(
        "We see errors.", "update", extra={"audience": "stakeholders", "subject": "s", "channels": ["email"]}
    ),
)


@dataclass
class Replica:
    """One clone: its document as it stands (`text`), as a step wrote it last, and as it came in."""

    scene: Any
    text: str
    written: str = ""
    base: str = ""
    commits: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start from a document that everyone has."""
        self.written = self.base = self.text

    def play(self, acts: Iterable["Act"]) -> "Replica":
        """Do all of `acts`, and commit what they left."""
        for act, number in acts:
            act(self, number)
        self.commit()
        return self

    def step(self, *drafts: Draft, redacts: Sequence[str] = ()) -> None:
        """Record drafts as a step does, and commit them."""
        reading = read(merge(self.written, self.written, self.text).text)
        before = redact(reading, redacts) if redacts else reading
        self.text = self.written = record(before, drafts, self.scene.moment()).text
        self.commit()

    def commit(self) -> None:
        """Commit the document, as a person may in the middle of an edit."""
        if self.text != ([self.base, *self.commits])[-1]:
            self.commits.append(self.text)

    def sync(self, remote: str) -> str:
        """Put the commits onto what the others have, one by one, and return the document of both."""
        before = self.base
        for commit in self.commits:
            remote, before = merge(before, commit, remote).text, commit
        self.text = self.written = self.base = remote
        self.commits = []
        return remote

    def entries(self, words: str = "") -> list[Entry]:
        """Return its entries whose text holds `words`, oldest first."""
        found = read(self.text).entries
        return [found[entry_id] for entry_id in sorted(found) if re.search(words, found[entry_id].text)]


Act = tuple[Callable[[Replica, int], None], int]

# ---- steps of the program


def take_step(replica: Replica, number: int) -> None:
    replica.step(STEPS[number % len(STEPS)])


def correct(replica: Replica, number: int) -> None:
    entries = [e for e in replica.entries() if not e.is_communication]
    corrected = entries[number % len(entries)] if entries else None
    if corrected:
        replica.step(Draft(f"Corrected {number}", "correction", extra={"corrects": corrected.id}))


def undo(replica: Replica, number: int) -> None:
    """Take back one of the steps that can be, as the program words it."""
    reading = read(replica.text)
    entries = [e for e in replica.entries() if e.kind in ("note", "deploy", "severity", "milestone", "role")]
    entries = [e for e in entries if "redacted" not in e.fields and e.at]
    if entries:
        entry = entries[number % len(entries)]
        assert entry.at
        last = LastStep("log", "log: note", "Ana Ruiz", "ana@example.com", entry.at, (entry,))
        replica.step(*undo_step(reading, last).drafts)


def redact_secret(replica: Replica, _number: int) -> None:
    for entry in replica.entries(f"^The key is.*{SECRET}"):
        if not entry.fields.get("hand"):
            replica.step(Draft("Redacted", "redaction", extra={"redacts": entry.id}), redacts=[entry.id])


# ---- hands


def edit_words(replica: Replica, number: int) -> None:
    _edit(replica, _line(replica.text, number, "^(?!.*AKIA)"), f" as Dana knows {number} <!--")


def edit_secret(replica: Replica, number: int) -> None:
    if any(SECRET in line for line in ENTRY.findall(replica.text)):
        _edit(replica, _line(replica.text, number, SECRET), f" ({SECRET}, as Bo saw) <!--")


def delete_line(replica: Replica, number: int) -> None:
    """Delete one that stood there at the start, and holds no words of a hand.

    No merge can tell that a younger one ever was.
    """
    ids = read(replica.base).entries.keys()
    old = [line for line in ENTRY.findall(replica.text) if _id(line) in ids and _is_of_the_start(line)]
    if old:
        replica.text = replica.text.replace(old[number % len(old)] + "\n", "")


def drop_comment(replica: Replica, number: int) -> None:
    line = _line(replica.text, number, "^(?!.*AKIA)")
    replica.text = replica.text.replace(line, line.split(" <!--")[0])


def write_line(replica: Replica, number: int) -> None:
    marker = "<!-- acmeinc:timeline -->\n"
    line = f"- 2026-11-23 10:15:0{number % 10} -05:00 **Dana** By hand {number}\n"
    replica.text = replica.text.replace(marker, f"{marker}{line}")


def type_prose(replica: Replica, number: int) -> None:
    replica.text = replica.text.replace("Newest first.\n", f"Newest first.\nProse of Dana {number}\n")


def rewrite_prose(replica: Replica, number: int) -> None:
    replica.text = replica.text.replace("Blameless.", f"Blameless, says Dana {number}.")


def edit_header(replica: Replica, number: int) -> None:
    """Change a value of the header, and put a comment beside it where there is none."""
    line = f"impact: Worse {number} # Dana was here {number}"
    replica.text = re.sub(r"^impact: [^#\n]*$", line, replica.text, flags=re.M)
    replica.text = re.sub(r"^impact: Worse \d+", f"impact: Worse {number}", replica.text, flags=re.M)


def add_key(replica: Replica, number: int) -> None:
    line = f"dana: Dana was here {number}\n# acmeinc "
    replica.text = re.sub(r"^# acmeinc ", line, replica.text, flags=re.M)


def edit_row(replica: Replica, number: int) -> None:
    row = f"| Workarounds | Use the app {number} |"
    replica.text = re.sub(r"^\| Workarounds \|.*$", row, replica.text, flags=re.M)


def tick_box(replica: Replica, _number: int) -> None:
    replica.text = replica.text.replace("- [ ] The change is durable", "- [x] The change is durable")


HANDS: Sequence[Callable[[Replica, int], None]] = (
    edit_words,
    edit_secret,
    delete_line,
    drop_comment,
    write_line,
    type_prose,
    rewrite_prose,
    edit_header,
    add_key,
    edit_row,
    tick_box,
)
PROGRAM: Sequence[Callable[[Replica, int], None]] = (take_step, take_step, correct, undo, redact_secret)

_HAND = re.compile(r"(?:Dana knows|By hand|Prose of Dana|says Dana|Dana was here|Use the app) \d+")


def words_of_hands(text: str) -> set[str]:
    """Return every piece of text that a hand left in a version."""
    return set(_HAND.findall(text))


def assert_whole(scene: Any, merged: str, sides: Iterable[str]) -> None:
    """Nothing of the sides is lost, nothing is damaged, and the next step finds nothing to mend."""
    reading = read(merged)
    assert parse(merged).damage == ()
    assert (reading.by_hand, reading.notices) == ((), ())
    assert record(reading, [], scene.moment()).text == merged
    assert reading.incident == incident_of(reading.entries)
    lost = _removed(reading.entries)
    redacted = bool(redacted_ids(reading.entries.values()))
    assert not redacted or SECRET not in merged
    for side in sides:
        before = read(side)
        recorded = before.entries.keys() - {entry.id for entry in before.by_hand}
        if redacted:
            recorded -= {i for i in recorded if _is_covered(before.entries[i])}
        assert recorded - lost <= reading.entries.keys()
        missing = {words for words in words_of_hands(side) if words not in merged}
        assert not missing


def _removed(entries: Mapping[str, Entry]) -> set[str]:
    return {str(entry.fields["entry"]) for entry in entries.values() if entry.kind == "removed"}


def _is_covered(entry: Entry) -> bool:
    """Return whether a redaction takes the entry with it: it is what a hand made of the secret."""
    return bool(entry.fields.get("hand")) and SECRET in entry.text


def _edit(replica: Replica, line: str, words: str) -> None:
    replica.text = replica.text.replace(line, re.sub(r" <!--", words, line, count=1))


def _line(text: str, number: int, words: str = "") -> str:
    """Return one of the entry lines of `text`, of those that hold `words` where there are any."""
    lines = [line for line in ENTRY.findall(text) if re.search(words, line)] or ENTRY.findall(text)
    return str(lines[number % len(lines)])


def _id(line: str) -> str:
    found = re.search(r"<!-- ([0-9A-Z]{26}) ", line)
    return found[1] if found else ""


def _is_of_the_start(line: str) -> bool:
    return " hand=" not in line and bool(
        re.search(r"At the start|Declared|Login is currently|deploy 4812|The key is", line)
    )
