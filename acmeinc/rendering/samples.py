"""Incidents to try templates with: as much as can be known, as little, and what nobody would type kindly."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from acmeinc.incident.model import Action, Entry, Incident, Links, Responder, Retrospective
from acmeinc.incident.text import clean
from acmeinc.process.ownership import Owner
from acmeinc.process.severity import Condition, Level

DOCUMENT = "https://git.example.com/acme/incidents/blob/main/incidents/2026/11/inc-26-11-23-sev-1-sample.md"
SENT = datetime(2026, 11, 23, 14, 40, 12, tzinfo=UTC)

_HOSTILE = (
    'Subject: x\n\n{{ 7*7 }}{% if a %}{# "quoted" it\'s 50%: #1 | [a](b) <b>&amp;</b> `c` \\ --- '
    "<!-- acmeinc:timeline --> - [ ] <!-- step=durable --> \u202e\t\x1b[31m𝕏🚒 é\u0301 : "
)
_LONG = 3_000
_MANY = 100


class Sample(NamedTuple):
    """What a template is tried with; `told` names it.

    `said` is what somebody has to say in a step, `typed` what they may, "" where little is known.
    """

    told: str
    incident: Incident
    owner: Owner | None
    by: str
    said: str
    typed: str
    action: Action
    conditions: tuple[Condition, ...] = ()

    def more(self, what: str) -> str:
        """Return what somebody may say of `what`, in words that nothing else has."""
        return f"{self.typed} ({what})" if self.typed else ""


@lru_cache(maxsize=2)
def samples(levels: tuple[Level, ...]) -> tuple[Sample, ...]:
    """Return an incident of every severity, and of the first one two more: barely known, and hostile."""
    return (*(_whole(level) for level in levels), _bare(levels[0]), _hostile(levels[0]))


def _whole(level: Level) -> Sample:
    incident = Incident(
        id="inc-26-11-23-sev-1-sample",
        uid="01KAR4M3V7Q1ZP6T0B8C9D2E3F",
        severity=level.id,
        status="identified",
        functionality="Sample search",
        state="unbearably slow",
        audience="half of the visitors",
        impact="Every search takes a minute.",
        quantity="Some",
        customers=("Contoso", "Northwind"),
        commander="Ana Ruiz",
        responders=(Responder("Bo Lind", "triage-engineer", "Finders"), Responder("Cy Moe", "sme")),
        teams=("Finders", "Support"),
        workarounds="Search by number.",
        remediation="11:45 EST",
        summary="A cold cache.",
        public_title="Slow searches",
        links=Links("#inc-sample", "https://meet.example.com/sample"),
        milestones={name: SENT - timedelta(minutes=age) for name, age in _AGES.items()},
        retrospective=Retrospective(at=SENT + timedelta(days=1)),
        communications=(
            _told(level),
            Entry("01KAR3C8000000000000000000", SENT, "Ana", "…", {"kind": "public"}),
        ),
    )
    return Sample(
        f"a {level.id} of which everything is known",
        incident,
        Owner(
            "Sample search",
            "finder",
            "Finders",
            "https://oncall.example.com/finders",
            backlog="https://issues.example.com/finders",
        ),
        "Dana Fox",
        "The cache is being filled again.",
        "Two more people of the storage team help.",
        Action("Alert on a cold cache", "Bo Lind", "2026-12-04"),
        (Condition("degraded", "The application works, but slowly"), *level.conditions),
    )


_AGES = {"started": 60, "detected": 38, "acknowledged": 35, "declared": 26, "identified": 9, "mitigated": 3}


def _told(level: Level) -> Entry:
    fields = {"kind": "initial", "subject": f"{level.id} Incident - Sample search is slow for visitors"}
    return Entry("01KAR3C7000000000000000000", SENT, "Ana Ruiz", "…", fields)


def _bare(level: Level) -> Sample:
    whole = _whole(level)
    incident = Incident(
        id=whole.incident.id,
        uid=whole.incident.uid,
        severity=level.id,
        status="declared",
        functionality="Sample search",
        state="slow",
        audience="all customers",
    )
    told = f"a {level.id} of which little is known"
    return Sample(told, incident, None, "Dana Fox", "Still looking.", "", Action("Alert on a cold cache"))


def _hostile(level: Level) -> Sample:
    text = clean(_HOSTILE * 3)
    line = text.replace("\n", " ")
    whole = _whole(level)
    incident = whole.incident._replace(
        functionality=line,
        state=line,
        audience=line,
        impact=clean(_HOSTILE + "x" * _LONG),
        customers=tuple(f"{number} {line}" for number in range(_MANY)),
        commander=line,
        teams=(line,),
        workarounds=text,
        remediation=text,
        public_title=line,
        communications=(),
    )
    return whole._replace(
        told=f"a {level.id} full of strange and long texts",
        incident=incident,
        owner=Owner(line, line, line, "", backlog=line),
        by=line,
        said=text,
        typed=text,
        action=Action(line, line, "2026-12-04"),
        conditions=(Condition("strange", text),),
    )
