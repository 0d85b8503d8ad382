"""What `--json` prints: keys in snake_case, times RFC 3339 in UTC, durations in seconds (DESIGN §4).

The shapes are a contract: keys are added, never renamed or taken away.
"""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from acmeinc.errors import AcmeError
from acmeinc.incident.model import MILESTONES, Entry, Incident
from acmeinc.incident.names import title
from acmeinc.incident.state import deliveries
from acmeinc.process.finding import Finding, stopping
from acmeinc.process.gates import Gate
from acmeinc.process.metrics import Durations
from acmeinc.process.ownership import OwnerMatch
from acmeinc.process.schedule import Due, overdue

Json = dict[str, Any]

_COMPUTED = ("timeline", "communications", "ticked")
_UNSAFE = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def dump(value: Json | list[Json], encoding: str = "utf-8") -> str:
    """Return `value` as JSON that stays valid and harmless on a stream of this `encoding`.

    Control and direction characters and lone surrogates are escaped; where the encoding is not Unicode,
    so is everything outside ASCII.
    """
    is_unicode = encoding.lower().replace("_", "-").startswith("utf")
    text = json.dumps(value, ensure_ascii=not is_unicode, indent=2)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def rfc3339(when: datetime | None) -> str | None:
    """Return `2026-11-23T14:02:00Z`; None for None."""
    if when is None:
        return None
    return when.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def incident_json(
    incident: Incident,
    *,
    path: str,
    durations: Durations,
    next_due: Sequence[Due],
    gates: Iterable[Gate],
    now: datetime,
) -> Json:
    """Return the whole incident: its fields, what is computed from them, its entries newest first."""
    return {
        **_fields_json(incident),
        "path": path,
        "durations": {
            "impact_s": seconds(durations.impact),
            "response_s": seconds(durations.response),
            "total_s": seconds(durations.total),
        },
        "next_due": [_due_json(due, now) for due in next_due],
        "gates": [{"id": gate.id, "met": gate.met, "why": gate.why} for gate in gates],
        "timeline": [_entry_json(entry) for entry in incident.timeline],
        "communications": [_communication_json(incident, entry) for entry in incident.communications],
    }


def next_json(now: datetime, dues: Sequence[Due]) -> Json:
    """Return what is due for every incident, soonest first."""
    soonest_first = sorted(dues, key=lambda due: due.due)
    return {"now": rfc3339(now), "due": [_due_json(due, now) for due in soonest_first]}


def list_json(incidents: Iterable[Incident]) -> Json:
    """Return the incidents with their fields, without entries."""
    return {"incidents": [_fields_json(incident) for incident in incidents]}


def owner_json(match: OwnerMatch, fallback: str) -> Json:
    """Return who owns what was asked for, near misses, and the link to page when nobody does."""
    return {
        "matches": [row_json(owner) for owner in match.matches],
        "suggestions": [row_json(owner) for owner in match.suggestions],
        "fallback": fallback,
    }


def findings_json(findings: Sequence[Finding]) -> Json:
    """Return what an examination found, and whether nothing that is required is missing or wrong."""
    rows = [
        {
            "group": finding.group,
            "check": finding.check,
            "state": finding.state,
            "required": finding.required,
            "detail": finding.told,
            "mend": finding.mend or None,
        }
        for finding in findings
    ]
    return {"ok": not stopping(findings), "findings": rows}


def error_json(error: AcmeError) -> Json:
    """Return an error as it stands on stdout under `--json`."""
    return {"error": str(error), "hint": error.hint, "exit_code": error.exit_code}


def _fields_json(incident: Incident) -> Json:
    """Return every field of the front matter, in its order."""
    plain = {f: getattr(incident, f) for f in incident._fields if f not in _COMPUTED}
    milestones = {name: incident.milestones[name] for name in MILESTONES if name in incident.milestones}
    retrospective = incident.retrospective._asdict() | {
        "at": rfc3339(incident.retrospective.at),
        "actions": [action._asdict() for action in incident.retrospective.actions],
    }
    del retrospective["sequence"]
    return {
        "id": incident.id,
        "uid": incident.uid,
        "title": title(incident),
        **plain,
        "responders": [responder._asdict() for responder in incident.responders],
        "links": incident.links._asdict(),
        "milestones": {name: rfc3339(when) for name, when in milestones.items()},
        "retrospective": retrospective,
    }


def _due_json(due: Due, now: datetime) -> Json:
    return {
        "incident": due.incident,
        "severity": due.severity,
        "kind": due.kind,
        "due": rfc3339(due.due),
        "overdue": overdue(due, now),
        "in_s": seconds(due.due - now.replace(microsecond=0)),
    }


def _entry_json(entry: Entry) -> Json:
    machine_fields = {key: value for key, value in entry.fields.items() if key != "kind"}
    return {**_head_json(entry), "text": entry.text, "fields": machine_fields}


def _communication_json(incident: Incident, entry: Entry) -> Json:
    return {
        **_head_json(entry),
        "audience": entry.fields.get("audience", ""),
        "subject": entry.fields.get("subject", ""),
        "body": entry.text,
        "next_update": entry.fields.get("next_update") or None,
        "deliveries": [
            {
                "channel": d.channel,
                "state": d.state,
                "at": rfc3339(d.at),
                "detail": d.detail,
                "remote": d.remote,
            }
            for d in deliveries(incident, entry)
        ],
    }


def _head_json(entry: Entry) -> Json:
    return {"id": entry.id, "at": rfc3339(entry.at), "by": entry.by, "kind": entry.kind}


def row_json(row: Any) -> Json:
    """Return a row of a rules file without its place in the file."""
    return {key: value for key, value in row._asdict().items() if key != "line"}


def seconds(duration: timedelta | None) -> int | None:
    """Return whole seconds; None for None."""
    return None if duration is None else int(duration.total_seconds())
