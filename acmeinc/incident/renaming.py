"""Another id for an incident, when two were declared under one (DESIGN §2, "Names and severity changes")."""

import hashlib
from datetime import UTC, datetime

from acmeinc.incident import ulid
from acmeinc.incident.document import Moment, record
from acmeinc.incident.drawing import zone_of
from acmeinc.incident.model import Draft
from acmeinc.incident.reading import read


def renamed(text: str, new_id: str) -> str:
    """Return the document under another id; the chat channel follows where it was named after the old one.

    Whoever renames the same incident gets the same entry, so that the result merges with itself.
    """
    reading = read(text)
    incident = reading.incident
    sets = {"id": new_id}
    if incident.links.chat == f"#{incident.id}":
        sets["links.chat"] = f"#{new_id}"
    told = f"Renamed to {new_id}: another incident was declared as {incident.id} at the same time"
    newest = ulid.time_of(max(reading.entries)) if reading.entries else 0
    seed = hashlib.sha256(f"renamed|{incident.uid}|{new_id}".encode()).digest()
    when = datetime.fromtimestamp(newest / 1000, UTC)
    moment = Moment(when, "acmeinc", zone_of(incident.time_zone), lambda size: seed[:size])
    return record(reading, [Draft(told, "renamed", sets=sets)], moment).text
