"""An incident document taken apart, and every check of its pieces in turn."""

from collections.abc import Collection, Iterator
from itertools import islice

from acmeinc.checks.document_actions import action_problems
from acmeinc.checks.document_blocks import hand_problems, marker_problems
from acmeinc.checks.document_course import course_problems
from acmeinc.checks.document_entries import ahead, entry_problems
from acmeinc.checks.document_head import head_problems
from acmeinc.checks.document_names import name_problems
from acmeinc.checks.document_words import blame_problems, discreet, secret_problems
from acmeinc.checks.sheet import MOST, TOP, Sheet
from acmeinc.checks.silencing import Silencing
from acmeinc.checks.verdict import Dated, Verdict
from acmeinc.errors import Problem


def taken_apart(text: str, path: str, severities: Collection[str]) -> Verdict:
    """Return what is wrong with an incident document; `severities` are the ids of all levels."""
    sheet = Sheet(text, path)
    silencing = Silencing(sheet)
    found = islice((p for p in _problems(sheet, severities) if not silencing.covers(p)), MOST)
    problems = tuple(discreet(sheet, problem) for problem in (*found, *silencing.problems()))
    dated = tuple(
        each._replace(problem=discreet(sheet, each.problem))
        for each in _dated(sheet)
        if not silencing.covers(each.problem)
    )
    return Verdict(problems, dated, str(sheet.recorded.value("uid")), sheet.place_of("uid") or TOP)


def _problems(sheet: Sheet, severities: Collection[str]) -> Iterator[Problem]:
    yield from secret_problems(sheet)
    yield from name_problems(sheet)
    if not sheet.items:
        return
    yield from head_problems(sheet, severities)
    yield from marker_problems(sheet)
    yield from hand_problems(sheet)
    yield from entry_problems(sheet)
    yield from course_problems(sheet)
    yield from blame_problems(sheet)


def _dated(sheet: Sheet) -> Iterator[Dated]:
    """Yield what becomes wrong, or right, as time passes."""
    yield from action_problems(sheet)
    ids = [item.entry.id for item in sheet.items if item.entry]
    if ids:
        yield ahead(sheet.lines_of_entries[max(ids)], sheet)
