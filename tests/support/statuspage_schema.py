"""The answers of Statuspage's public API (`/api/v2/…`) as JSON Schemas, by file.

Written from the public documentation of pages that run on it: every key that it names is required, also
those that clients seldom ask for.
"""

from typing import Any

STATES = ["operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"]
PHASES = ["investigating", "identified", "monitoring", "resolved", "postmortem"]
INDICATORS = ["none", "minor", "major", "critical"]

_TEXT = {"type": "string"}
_TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$"}
_ID = {"type": "string", "pattern": "^[a-z0-9]{12}$"}
_YES_NO = {"type": "boolean"}


def _maybe(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _mapping(**keys: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": keys, "required": list(keys), "additionalProperties": False}


def _several(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


PAGE = _mapping(
    id=_ID, name=_TEXT, url={"type": "string", "format": "uri"}, time_zone=_TEXT, updated_at=_TIME
)
STATUS = _mapping(indicator={"enum": INDICATORS}, description=_TEXT)
COMPONENT = _mapping(
    id=_ID,
    name=_TEXT,
    status={"enum": STATES},
    created_at=_TIME,
    updated_at=_TIME,
    position={"type": "integer", "minimum": 1},
    description=_maybe(_TEXT),
    showcase=_YES_NO,
    start_date=_maybe({"type": "string", "format": "date"}),
    group_id=_maybe(_ID),
    page_id=_ID,
    group=_YES_NO,
    only_show_if_degraded=_YES_NO,
)
AFFECTED = _mapping(code=_ID, name=_TEXT, old_status={"enum": STATES}, new_status={"enum": STATES})
UPDATE = _mapping(
    id=_ID,
    status={"enum": PHASES},
    body=_TEXT,
    incident_id=_ID,
    created_at=_TIME,
    updated_at=_TIME,
    display_at=_TIME,
    affected_components=_maybe(_several(AFFECTED)),
    deliver_notifications=_YES_NO,
    custom_tweet=_maybe(_TEXT),
    tweet_id=_maybe({"type": "integer"}),
)
INCIDENT = _mapping(
    id=_ID,
    name=_TEXT,
    status={"enum": PHASES},
    created_at=_TIME,
    updated_at=_maybe(_TIME),
    monitoring_at=_maybe(_TIME),
    resolved_at=_maybe(_TIME),
    impact={"enum": [*INDICATORS, "maintenance"]},
    shortlink={"type": "string", "format": "uri"},
    started_at=_TIME,
    page_id=_ID,
    incident_updates={**_several(UPDATE), "minItems": 1},
    components=_several(COMPONENT),
    reminder_intervals=_maybe(_TEXT),
)

_MAINTENANCES = {"type": "array", "maxItems": 0}

SCHEMAS: dict[str, dict[str, Any]] = {
    "summary": _mapping(
        page=PAGE,
        components=_several(COMPONENT),
        incidents=_several(INCIDENT),
        scheduled_maintenances=_MAINTENANCES,
        status=STATUS,
    ),
    "status": _mapping(page=PAGE, status=STATUS),
    "components": _mapping(page=PAGE, components=_several(COMPONENT)),
    "incidents": _mapping(page=PAGE, incidents={**_several(INCIDENT), "maxItems": 50}),
    "incidents/unresolved": _mapping(page=PAGE, incidents=_several(INCIDENT)),
    "scheduled-maintenances": _mapping(page=PAGE, scheduled_maintenances=_MAINTENANCES),
    "scheduled-maintenances/upcoming": _mapping(page=PAGE, scheduled_maintenances=_MAINTENANCES),
    "scheduled-maintenances/active": _mapping(page=PAGE, scheduled_maintenances=_MAINTENANCES),
}
"""What each file below `api/v2/` has to look like, by its name without the ending."""
