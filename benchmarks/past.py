"""A past for a repository: many incidents, written through the room that writes incidents."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from acmeinc.incident import names, ulid
from acmeinc.incident.document import Moment, Written, create, record
from acmeinc.incident.fields import time_value
from acmeinc.incident.model import Draft, Entry, Incident
from acmeinc.process.rules import Rules
from acmeinc.rendering.documents import incident_document
from acmeinc.rendering.templates import Templates
from acmeinc.storage.repository import Repository

HOURS_BETWEEN = 9
"""How much later each incident is declared than the one before."""

_WHO = "Ana Ruiz"
_BETWEEN_STEPS = timedelta(minutes=5)
_STEPS_TO_A_MESSAGE = 4
_THINGS = ("Login", "Checkout", "Search", "Reports", "Mobile app", "Public API")
_STATES = ("down", "slow", "failing for some requests", "showing old data")
_SEVERITIES = ("SEV1", "SEV2", "SEV2", "SEV3", "SEV3", "SEV3")
_TALK = (
    "error rate since noon deploy rolled back cache queue replica primary lag restarted graph shows traffic "
    "from the other region looks normal again customers report timeouts on sign in we suspect the new index"
)


class Past(NamedTuple):
    """What the documents of a repository are made of; `chance` makes each run the same.

    `template` is an incident's document with nothing in it yet.
    """

    template: str
    rules: Rules
    chance: Random

    @classmethod
    def of(cls, repository: Repository, seed: int) -> "Past":
        """Return what the documents of this repository are made of."""
        rules = Rules(repository.read_rule)
        levels, settings = rules.severity.levels, rules.settings
        template = incident_document(Templates(repository.template), "", levels, settings)
        return cls(template, rules, Random(seed))

    def document(self, number: int, declared: datetime, *, is_open: bool) -> tuple[str, str]:
        """Return the id and the text of the document of one incident."""
        incident, begun = self.begun(number, declared)
        drafts = [begun, *self._work(declared)]
        if not is_open:
            drafts += _ended(declared + timedelta(hours=3))
        return incident.id, self.recorded(None, drafts, declared).text

    def steps(self, number: int, declared: datetime, count: int) -> Iterator[tuple[datetime, Written]]:
        """Yield the document of one incident, which is resolved in the end, after each of `count` steps.

        With it comes when the step was made; what it recorded, receipts included, is told beside the text.
        """
        begun = self.begun(number, declared)[1]
        written = None
        for step in range(count):
            at = declared + _BETWEEN_STEPS * step
            drafts = [begun] if not step else []
            if step == count - 1:
                drafts.append(resolved(at - timedelta(minutes=4), at))
            elif step % _STEPS_TO_A_MESSAGE:
                drafts.append(Draft(self._sentence(12), at=at))
            else:
                promise = time_value(at + timedelta(minutes=30))
                drafts.append(message("update" if step else "initial", self._sentence(40), at, promise))
            written = self.recorded(written, drafts, at)
            yield at, written

    def begun(self, number: int, declared: datetime, severity: str = "") -> tuple[Incident, Draft]:
        """Return an incident of that severity, or of some, and what its declaration records."""
        headline = (
            _THINGS[number % len(_THINGS)],
            self.chance.choice(_STATES),
            f"customers of shard {number}",
        )
        bare = Incident("", "", severity or self.chance.choice(_SEVERITIES), "declared", *headline)
        incident = bare._replace(id=names.incident_id(bare, declared, self.rules.settings.zone, ()))
        uid = ulid.make(ulid.milliseconds(declared), self.chance.randbytes(10))
        return incident, _declared(incident, uid, declared)

    def recorded(self, before: Written | None, drafts: Sequence[Draft], now: datetime) -> Written:
        """Return the document with `drafts` recorded in it at one go, and the receipts of their messages."""
        moment = Moment(now, _WHO, self.rules.settings.zone, self.chance.randbytes)
        begun = record(before.reading, drafts, moment) if before else create(self.template, drafts, moment)
        receipts = [_receipt(entry) for entry in begun.recorded if entry.is_communication]
        if not receipts:
            return begun
        done = record(begun.reading, receipts, moment)
        return done._replace(recorded=(*begun.recorded, *done.recorded))

    def _work(self, declared: datetime) -> Iterator[Draft]:
        """Yield what is said and done in an hour or two: notes, and every half an hour a message."""
        for minute in range(0, self.chance.randint(40, 160), 5):
            at = declared + timedelta(minutes=minute)
            if minute % 30:
                yield Draft(self._sentence(12), at=at)
                continue
            promise = time_value(at + timedelta(minutes=30))
            yield message("update" if minute else "initial", self._sentence(40), at, promise)

    def _sentence(self, longest: int) -> str:
        words = self.chance.choices(_TALK.split(), k=self.chance.randint(4, longest))
        return " ".join(words).capitalize()


def write_past(root: Path, count: int, opened: int = 1) -> None:
    """Write `count` incidents into a repository that has none, the newest `opened` of them still open.

    Nothing is committed.
    """
    repository = Repository(root)
    past = Past.of(repository, count)
    now = datetime.now(UTC).replace(microsecond=0)
    for number in range(count):
        declared = now - timedelta(hours=HOURS_BETWEEN * number, minutes=1)
        name, text = past.document(number, declared, is_open=number < opened)
        path = repository.path_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def _declared(incident: Incident, uid: str, at: datetime) -> Draft:
    sets: dict[str, Any] = {
        "id": incident.id,
        "uid": uid,
        "severity": incident.severity,
        "status": "declared",
        "functionality": incident.functionality,
        "state": incident.state,
        "audience": incident.audience,
        "impact": "Requests fail or take very long.",
        "commander": _WHO,
        "time_zone": "America/New_York",
        "milestones.started": time_value(at - timedelta(minutes=12)),
        "milestones.detected": time_value(at - timedelta(minutes=4)),
        "milestones.declared": time_value(at),
    }
    return Draft(f"Declared {incident.severity}: {incident.headline}", "declared", at=at, sets=sets)


def message(kind: str, body: str, at: datetime, promise: str) -> Draft:
    """Return a message to the stakeholders that promises the next one."""
    extra = {
        "audience": "stakeholders",
        "subject": "An update",
        "channels": ["email", "chat"],
        "next_update": promise,
    }
    return Draft(body, kind, at=at, extra=extra)


def _receipt(message: Entry) -> Draft:
    extra = {"message": message.id, "channel": message.fields["channels"], "state": "printed"}
    return Draft("Printed: incident_updates@example.com, #incidents", "receipt", at=message.at, extra=extra)


def _ended(at: datetime) -> list[Draft]:
    return [resolved(at - timedelta(hours=1), at), closed(at + timedelta(days=2))]


def resolved(mitigated: datetime, at: datetime) -> Draft:
    """Return what is recorded when an incident is over."""
    sets = {
        "status": "resolved",
        "milestones.mitigated": time_value(mitigated),
        "milestones.resolved": time_value(at),
    }
    return Draft("Resolved", "resolved", at=at, sets=sets)


def closed(at: datetime) -> Draft:
    """Return what is recorded when the retrospective has been held."""
    sets = {"status": "closed", "milestones.retrospective_done": time_value(at)}
    return Draft(
        "Retrospective done", "retro", at=at, sets=sets, adds={"retrospective.lucky": ["It was noon"]}
    )
