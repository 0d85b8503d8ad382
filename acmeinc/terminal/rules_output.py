"""What programs read of a change of the rules: JSON. Times are RFC 3339 in UTC."""

from acmeinc.errors import Problem
from acmeinc.process.rule_changes import Change
from acmeinc.process.rule_effects import YEAR
from acmeinc.process.rule_review import Review
from acmeinc.terminal.json_output import Json, rfc3339


def review_json(review: Review) -> Json:
    """Return the whole review; `before` and `after` are as the files write them, null for nothing."""
    return {
        "compared": review.compared,
        "changed": not review.is_empty,
        "files": list(review.files),
        "changes": [change_json(change) for change in review.changes],
        "templates": [
            {"name": t.name, "kind": t.kind, "diff": list(t.lines), "of_source": t.is_source}
            for t in review.templates
        ],
        "unowned": list(review.unowned),
        "moved": [
            {
                "incident": moved.incident,
                "severity": moved.severity,
                "kind": moved.kind,
                "before": rfc3339(moved.before),
                "after": rfc3339(moved.after),
            }
            for moved in review.moved
        ],
        "stranded": [stranded._asdict() for stranded in review.stranded],
        "past": {
            "since": rfc3339(review.now - YEAR),
            "until": rfc3339(review.now),
            "communications": [replayed._asdict() for replayed in review.past],
        },
        "problems": [_problem(problem) for problem in review.problems],
        "not_compared": list(review.unread_before),
    }


def change_json(change: Change) -> Json:
    """Return one change of a value."""
    return {
        "area": change.area,
        "subject": change.subject,
        "field": change.field or None,
        "kind": change.kind,
        "before": change.before,
        "after": change.after,
        "note": change.note or None,
    }


def _problem(problem: Problem) -> Json:
    return problem._asdict() | {"line": problem.line or None, "column": problem.column or None}
