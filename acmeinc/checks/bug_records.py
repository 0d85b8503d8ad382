"""What is wrong with the record of a decision that it was a bug (process: "Decide")."""

from collections.abc import Iterator

from acmeinc.checks.document_names import of_one, uid_problems
from acmeinc.checks.document_words import secret_problems
from acmeinc.checks.sheet import TOP, Sheet
from acmeinc.errors import Problem
from acmeinc.incident import header
from acmeinc.incident.fields import moment_of


def bug_problems(text: str, path: str) -> Iterator[Problem]:
    """Yield what is wrong with the record at `path`."""
    sheet = Sheet(text, path)
    yield from secret_problems(sheet)
    if not sheet.document.fences:
        hint = "restore it: git restore, or decide again: acmeinc decide"
        yield sheet.error(TOP, "the record has no front matter", hint, rule="document-head-missing")
        return
    yield from sheet.head_faults
    if sheet.head_faults:
        return
    stated = {c.name: str(c.value or "") for c in header.chunks(sheet.head) if c.name}
    yield from of_one(sheet, stated.get("id", ""))
    yield from uid_problems(sheet, stated.get("uid", ""))
    decided = stated.get("decided", "")
    if not moment_of(decided):
        told = (
            f"`{decided}`, when it was decided, is no time" if decided else "nobody said when it was decided"
        )
        place = sheet.place_of("decided") or TOP
        yield sheet.error(
            place, told, "write a time such as '2026-11-23T09:02:00-05:00'", rule="document-value"
        )
