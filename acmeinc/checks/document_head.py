"""What is wrong with the front matter of an incident document, in itself and against its entries."""

from collections.abc import Collection, Iterator
from typing import Any

from acmeinc.checks.front_matter import disagreements
from acmeinc.checks.sheet import TOP, Sheet
from acmeinc.errors import Problem
from acmeinc.incident import header
from acmeinc.incident.drawing import zone_of
from acmeinc.incident.fields import CONSTANT, FIELDS, accept
from acmeinc.incident.model import FINAL_STATUSES
from acmeinc.process.meant import choices

_FORMS = {
    "time": "write a time such as '2026-11-23T14:02:00Z'",
    "number": "write a number of minutes, such as 45",
    "list": "write a list: [one, two]",
    "people": "write a list of maps: - {name: Ana Ruiz, role: sme, team: Identity}",
}


def head_problems(sheet: Sheet, severities: Collection[str]) -> Iterator[Problem]:
    """Yield what is wrong with the front matter; `severities` are the ids of the organisation's levels."""
    if not sheet.document.fences:
        yield _missing(sheet)
        return
    if sheet.head_faults:
        yield from sheet.head_faults
        return
    refused = set()
    for name, value in dict(header.known_values(sheet.head)).items():
        if name in FIELDS and (wrong := _wrong(name, value, severities, sheet)):
            refused.add(name)
            yield sheet.error(sheet.place_of(name) or TOP, *wrong, rule="document-value")
    if sheet.is_whole:
        yield from _against_entries(sheet, refused)


def _missing(sheet: Sheet) -> Problem:
    if sheet.text.removeprefix("\ufeff").startswith("---"):
        hint = "add a line --- below the last key"
        return sheet.error(TOP, "the front matter is never closed", hint, rule="document-head-open")
    told = "the document has no front matter"
    return sheet.error(
        TOP,
        told,
        f"the next step writes it from the entries: {sheet.next_step}",
        rule="document-head-missing",
    )


def _wrong(name: str, value: Any, severities: Collection[str], sheet: Sheet) -> tuple[str, str] | None:
    """Return what is wrong with the value of a field, and what to write; None where nothing is."""
    field = FIELDS[name]
    accepted = accept(field, value, None)
    if accepted is None:
        known = list(severities) if name == "severity" else list(field.choices)
        hint = choices(value, known) if known and isinstance(value, str) else _FORMS.get(field.kind, "")
        told = f"`{value}` is no {name}" if isinstance(value, str) else f"{name} is no {_kind(field.kind)}"
        return told, hint or "write one text behind the colon"
    if name == "severity" and severities and accepted not in severities and not _is_over(sheet):
        return f"severity.yaml has no severity {accepted}", choices(accepted, list(severities))
    if name == "time_zone" and accepted != "UTC" and zone_of(accepted).key == "UTC":
        return f"`{accepted}` is no time zone", "write its name, such as America/New_York"
    return None


def _kind(kind: str) -> str:
    return {"people": "list of people", "word": "word", "text": "text"}.get(kind, kind)


def _is_over(sheet: Sheet) -> bool:
    """Return whether the incident is done with: what its level was called then is history."""
    return sheet.state.value("status") in ("resolved", *FINAL_STATUSES)


def _against_entries(sheet: Sheet, refused: Collection[str]) -> Iterator[Problem]:
    is_sealed = header.is_sealed(sheet.head)
    found = disagreements(sheet.head, sheet.recorded)
    for name, told in found.items():
        place = sheet.place_of(name) or (sheet.body_line - 1, 1)
        if is_sealed:
            hint = f"set it right, and let the next step record it: {sheet.next_step}"
            yield sheet.error(place, told, hint, rule="document-head-differs")
        elif name in CONSTANT:
            hint = f"put it back, or let the next step do it: {sheet.next_step}"
            yield sheet.error(place, f"{told}; nobody changes that", hint, rule="document-constant")
        elif name not in refused:
            yield sheet.warning(place, f"edited by hand: {told}", taken_in(sheet), rule="document-edited")
    if not (is_sealed or found or refused):
        yield _unsealed(sheet)


def _unsealed(sheet: Sheet) -> Problem:
    lines = [n for n, line in enumerate(sheet.head, 2) if header.DIGEST.match(line)]
    place = (lines[0] if lines else sheet.body_line - 1, 1)
    told = "the digest is not that of the front matter" if lines else "the front matter has no digest"
    return sheet.warning(
        place,
        f"edited by hand: {told}",
        f"the next step writes it: {sheet.next_step}",
        rule="document-edited",
    )


def taken_in(sheet: Sheet) -> str:
    """Return what becomes of what hands did."""
    return f"the next step takes it in: {sheet.next_step}"
