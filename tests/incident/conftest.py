"""The incident that the tests of this room share: Login is down at Acme."""

import hashlib
import itertools
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from acmeinc.incident.document import Moment, create, record
from acmeinc.incident.model import Draft
from acmeinc.incident.parts import Prose, parse
from acmeinc.incident.reading import Reading, read

ZONE = ZoneInfo("America/New_York")
DECLARED_AT = datetime(2026, 11, 23, 14, 14, tzinfo=UTC)

TEMPLATE = """\
---
---

<!-- acmeinc:title -->
<!-- /acmeinc:title -->

Read this first.

## Commander checklist

<!-- acmeinc:checklist -->
### Declare

Within 20 minutes of detection.

- [ ] Page the owning team, or the incident on-call rotation when it is not clear <!-- step=owner-paged -->
- [ ] Create this document <!-- step=document-created -->

### Resolve

Resolved means that it will hold.

- [ ] Customers are no longer affected <!-- step=mitigated -->
- [ ] The change is durable <!-- step=durable -->
<!-- /acmeinc:checklist -->

## Stakeholder information

<!-- acmeinc:stakeholders -->
<!-- /acmeinc:stakeholders -->

## Latest communication

<!-- acmeinc:communications -->
<!-- /acmeinc:communications -->

## Responder information

<!-- acmeinc:responders -->
<!-- /acmeinc:responders -->

## Timeline

Newest first.

<!-- acmeinc:timeline -->
<!-- /acmeinc:timeline -->

## Incident data

The three durations follow from the milestones.

<!-- acmeinc:data -->
<!-- /acmeinc:data -->

## Retrospective

Blameless.

<!-- acmeinc:retrospective -->
<!-- /acmeinc:retrospective -->

### Action items

<!-- acmeinc:actions -->
<!-- /acmeinc:actions -->
"""

DECLARED = Draft(
    "Declared",
    "declared",
    sets={
        "id": "inc-26-11-23-sev-2-login-is-down-for-all-customers",
        "uid": "01KAR4M3V7Q1ZP6T0B8C9D2E3F",
        "severity": "SEV2",
        "status": "declared",
        "functionality": "Login",
        "state": "down",
        "audience": "all customers",
        "impact": "Customers cannot log in.",
        "commander": "Ana Ruiz",
        "time_zone": "America/New_York",
        "milestones.detected": "2026-11-23T14:02:00Z",
    },
    adds={
        "customers": ["Contoso", "Northwind"],
        "responders": [{"name": "Bo Lind", "role": "sme", "team": "Identity"}],
        "retrospective.went_well": ["The page came at once"],
        "retrospective.actions": [{"text": "Add an alert", "owner": "Bo Lind", "due": "2026-12-01"}],
        "ticked": ["document-created"],
    },
)
FIRST_MESSAGE = Draft(
    "Login is currently experiencing a SEV2 incident.",
    "initial",
    extra={
        "audience": "stakeholders",
        "subject": "SEV2 Incident - Login is down for all customers",
        "next_update": "2026-11-23T15:14:00Z",
        "channels": ["email", "chat"],
    },
)
DEPLOY = Draft("Rolled back deploy 4812\nit was started at 08:55", "deploy", by="Bo Lind")


@dataclass
class Scene:
    """A small world around one document: every moment is later than the one before, ids never repeat."""

    ticks: Iterable[int] = field(default_factory=itertools.count)
    template: str = TEMPLATE

    def moment(self) -> Moment:
        """Return the next moment, ten seconds after the last one."""
        tick = next(iter(self.ticks))
        seed = hashlib.sha256(str(tick).encode()).digest()
        return Moment(DECLARED_AT + timedelta(seconds=10 * tick), "Ana Ruiz", ZONE, lambda n: seed[:n])

    def document(self, *more: Draft) -> str:
        """Return the document of an incident that was declared and worked on."""
        return create(TEMPLATE, [DECLARED, FIRST_MESSAGE, DEPLOY, *more], self.moment()).text

    def after(self, text: str, *drafts: Draft) -> str:
        """Return the document after `drafts` were recorded in it."""
        return record(read(text), drafts, self.moment()).text

    def settled(self, text: str) -> Reading:
        """Return what a document says after the next step wrote it; it has to be sound by then."""
        written = self.after(text)
        assert parse(written).damage == ()
        again = read(written)
        assert (again.by_hand, again.notices) == ((), ())
        assert self.after(written) == written
        return again

    def prose(self, text: str) -> list[str]:
        """Return the lines that stand outside every block."""
        return [line for part in parse(text).parts if isinstance(part, Prose) for line in part.lines]


@pytest.fixture(scope="session")
def scene() -> Scene:
    """Return a world that all tests of a run share; its clock only goes forward."""
    return Scene()


@pytest.fixture(scope="session")
def naughty() -> list[str]:
    """Return the strings of the big list of naughty strings."""
    folder = os.environ.get("ACMEINC_CORPORA", "")
    path = Path(folder) / "naughty_strings.json"
    if not folder or not path.is_file():
        pytest.skip("ACMEINC_CORPORA names no folder with naughty_strings.json")
    return [str(text) for text in json.loads(path.read_text(encoding="utf-8"))]
