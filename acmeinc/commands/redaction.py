"""`acmeinc log --redact`: a leaked secret goes from the document, and what still holds it is named."""

from collections.abc import Sequence

from acmeinc.app import App
from acmeinc.commands.carry_out import How, carry_out
from acmeinc.commands.words import entry_called
from acmeinc.incident.model import OPEN_STATUSES, Entry
from acmeinc.incident.reading import Reading
from acmeinc.incident.redaction import copies, secrets_of
from acmeinc.incident.text import visible
from acmeinc.steps.logging import redact_step
from acmeinc.steps.perform import foresee


def redact_entries(app: App, incident: str | None, parts: Sequence[str], how: How) -> None:
    """Redact the entries that `parts` name, and say plainly where their words are still to be found."""
    reading = app.open_incident(incident, (*OPEN_STATUSES, "resolved"))
    ids = list(dict.fromkeys(entry_called(reading, part) for part in parts))
    entries = [reading.entries[entry_id] for entry_id in ids]
    step = redact_step(reading, ids)
    secrets = {secret for entry in entries for secret in secrets_of(entry, reading.incident.id)}
    places = copies(foresee(step, app.desk, reading).reading.document, secrets)
    carry_out(app, step, how, reading)
    for line in [*_copies(reading, places), *_beyond_reach(entries), *_HISTORY]:
        app.console.say(line)


_HISTORY = (
    "! git history still holds the words: whoever has a clone can read them. Make the secret invalid first.",
    "  To purge them from history as well (commit ids change: agree on a moment when nobody writes):",
    "    git clone --mirror URL purge && cd purge",
    "    git filter-repo --replace-text words.txt      (words.txt: one secret a line)",
    "    git push --mirror --force",
    "  then everybody clones anew, and the host is asked to drop what it has cached.",
)


def _copies(reading: Reading, places: Sequence[str]) -> list[str]:
    """Return a line for everything in the document that holds the same words."""
    entries = [reading.entries[place] for place in places if place in reading.entries]
    told = [
        f"! the same words stand in {place} of the document: take them out by hand"
        for place in places
        if place not in reading.entries
    ]
    if entries:
        kinds = ", ".join(entry.kind for entry in entries)
        told.append(f"! the same words stand in {len(entries)} more entries ({kinds}):")
        told.append("    acmeinc log " + " ".join(f"--redact {entry.id}" for entry in entries))
    return told


def _beyond_reach(entries: Sequence[Entry]) -> list[str]:
    """Return a line for everything outside the document that holds the words of `entries`."""
    told = []
    for entry in entries:
        for name in entry.fields.get("attached", []):
            told.append(f"! the attachment stays: {visible(str(name))} (git rm it where it holds the secret)")
        if entry.is_communication:
            subject = visible(str(entry.fields.get("subject", "")))
            told.append(f"! this message has gone out and cannot be unsent: {subject}")
    return told
