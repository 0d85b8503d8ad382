"""What an incident is: the values every other room works with.

An incident is a set of entries (`Entry`); its state of now (`Incident`) is computed from them and never
stored anywhere else (`acmeinc.incident.state`). All times are aware; milestones are in UTC.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

OPEN_STATUSES = ("declared", "investigating", "identified", "mitigated")
FINAL_STATUSES = ("closed", "downgraded", "duplicate")
STATUSES = (*OPEN_STATUSES, "resolved", *FINAL_STATUSES)

MILESTONES = (
    "started",
    "detected",
    "acknowledged",
    "declared",
    "investigating",
    "identified",
    "mitigated",
    "resolved",
    "retrospective_prep",
    "retrospective_done",
)

ROLES = ("commander", "triage-engineer", "sme", "scribe", "communications", "support", "responder")

QUANTITIES = ("Unknown", "All", "Some", "Few")

COMMUNICATION_KINDS = (
    "page",
    "initial",
    "update",
    "public",
    "resolution",
    "reopening",
    "downgrade",
    "closing",
    "invitation",
    "pager",
    "ticket",
)

LOG_KINDS = ("note", "action", "discovery", "decision", "deploy", "escalation")


class Entry(NamedTuple):
    """One thing that happened: a line of the timeline or of the communications.

    `at` is when it happened, with the offset it was written in; None when a damaged line hides it.
    `fields` are the machine fields of the trailing comment: `kind`, changed values, `after.FIELD`,
    `add.FIELD`, `remove.FIELD`. `sum` is the digest found in the line ("" when there was none).
    """

    id: str
    at: datetime | None
    by: str
    text: str
    fields: Mapping[str, Any] = MappingProxyType({})
    sum: str = ""

    @property
    def kind(self) -> str:
        """Return what sort of entry this is; a line without a kind is a note."""
        return str(self.fields.get("kind", "note"))

    @property
    def is_communication(self) -> bool:
        """Return whether the entry is a message to somebody, not a timeline entry."""
        return self.kind in COMMUNICATION_KINDS


class Draft(NamedTuple):
    """An entry before it has an id: what a step wants to record.

    `sets` are new values of scalar fields, `adds` and `removes` change list fields by element, `extra`
    are machine fields that change no state. `at` None means the moment of writing. `id` is given where it
    follows from something else: what is imported again is the same entry.
    """

    text: str
    kind: str = "note"
    at: datetime | None = None
    by: str = ""
    sets: Mapping[str, Any] = MappingProxyType({})
    adds: Mapping[str, list[Any]] = MappingProxyType({})
    removes: Mapping[str, list[Any]] = MappingProxyType({})
    extra: Mapping[str, Any] = MappingProxyType({})
    id: str = ""


class Responder(NamedTuple):
    """Someone hands-on in the incident, with a role of `ROLES` and the team they come from."""

    name: str
    role: str = "responder"
    team: str = ""


class Action(NamedTuple):
    """An action item of the retrospective. `due` is a date (`YYYY-MM-DD`) or ""."""

    text: str
    owner: str = ""
    due: str = ""
    link: str = ""
    done: bool = False


class Links(NamedTuple):
    """Where the work on the incident happens."""

    chat: str = ""
    bridge: str = ""
    status_page: str = ""
    tickets: tuple[str, ...] = ()
    customer_tickets: tuple[str, ...] = ()


class Retrospective(NamedTuple):
    """The retrospective: when (`at`, UTC; None until scheduled), its agenda's answers, what follows."""

    at: datetime | None = None
    minutes: int = 45
    sequence: int = 0
    impact: str = ""
    went_well: tuple[str, ...] = ()
    improve: tuple[str, ...] = ()
    lucky: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    attendees: tuple[str, ...] = ()


class Delivery(NamedTuple):
    """What became of a message on one channel: `waiting`, `sent`, `printed`, `failed` or `unknown`.

    `remote` is the id that the other side gave the message, "" where there is none.
    """

    channel: str
    state: str
    at: datetime | None = None
    detail: str = ""
    remote: str = ""


class Incident(NamedTuple):
    """An incident as it is now: the front matter's fields and the entries they were computed from.

    `timeline` and `communications` are newest first, by time, then id. `ticked` names the checklist
    items that are done.
    """

    id: str
    uid: str
    severity: str = ""
    status: str = ""
    functionality: str = ""
    state: str = ""
    audience: str = ""
    impact: str = ""
    quantity: str = "Unknown"
    customers: tuple[str, ...] = ()
    commander: str = ""
    responders: tuple[Responder, ...] = ()
    teams: tuple[str, ...] = ()
    workarounds: str = ""
    remediation: str = ""
    summary: str = ""
    public_title: str = ""
    duplicate_of: str = ""
    time_zone: str = "UTC"
    links: Links = Links()
    milestones: Mapping[str, datetime] = MappingProxyType({})
    retrospective: Retrospective = Retrospective()
    ticked: frozenset[str] = frozenset()
    timeline: tuple[Entry, ...] = ()
    communications: tuple[Entry, ...] = ()

    @property
    def is_open(self) -> bool:
        """Return whether the communication cadence runs: from declaration until resolution."""
        return self.status in OPEN_STATUSES

    @property
    def is_final(self) -> bool:
        """Return whether nothing more is owed: closed, downgraded to a bug, or a duplicate."""
        return self.status in FINAL_STATUSES

    @property
    def headline(self) -> str:
        """Return "{functionality} is {state} for {audience}", the process's words for what is wrong."""
        return f"{self.functionality} is {self.state} for {self.audience}"
