"""Incident documents of a few lines each, for tests that need many."""

from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from acmeinc.incident.document import Moment, create, record
from acmeinc.incident.model import Draft
from acmeinc.incident.reading import read

DECLARED = datetime(2026, 11, 23, 14, 14, 9, tzinfo=UTC)


class Documents:
    """Makes documents, one after the other, each entry a minute after the one before."""

    def __init__(self) -> None:
        self._number = count(1)

    def new(self, incident_id: str, *words: str, status: str = "declared", **sets: str) -> str:
        """Return the document of an incident with a note for each of `words`."""
        fields = {
            "id": incident_id,
            "uid": f"01KAR4M3V7Q1ZP6T0B8C9D{next(self._number):04d}",
            "severity": "SEV1",
            "status": status,
            "functionality": "Login",
            "state": "down",
            "audience": "all customers",
            **{name.replace("__", "."): value for name, value in sets.items()},
        }
        drafts = [Draft("Declared", "declared", sets=fields), *(Draft(each) for each in words)]
        return create("---\n---\n", drafts, self.moment()).text

    def changed(self, text: str, words: str, **sets: str) -> str:
        """Return a document with one more note, which sets fields."""
        return record(read(text), [Draft(words, sets=sets)], self.moment()).text

    def moment(self) -> Moment:
        """Return when the next entry is made."""
        number = next(self._number)
        now = DECLARED + timedelta(minutes=number)
        return Moment(now, "Ana Ruiz", ZoneInfo("UTC"), lambda size: number.to_bytes(size, "big"))
