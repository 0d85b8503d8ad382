"""What a check found, as GitLab reads it: a report on code quality."""

from collections.abc import Mapping, Sequence
from typing import Any

from acmeinc.errors import Problem
from acmeinc.incident.text import visible
from acmeinc.terminal.sarif import fingerprints

_SEVERITY = {"error": "major", "warning": "minor"}


def code_quality(problems: Sequence[Problem], texts: Mapping[str, str], folder: str) -> list[dict[str, Any]]:
    """Return the report; `texts` are those of the files, `folder` the repository's, "" or ending in `/`.

    A problem of a whole file is told in its first line, because GitLab shows no other.
    """
    return [
        {
            "description": visible(f"{problem.message}; {problem.hint}" if problem.hint else problem.message),
            "check_name": problem.rule,
            "fingerprint": fingerprint,
            "severity": _SEVERITY[problem.level],
            "location": {"path": f"{folder}{problem.path}", "lines": {"begin": problem.line or 1}},
        }
        for problem, _, fingerprint in fingerprints(problems, texts)
    ]
