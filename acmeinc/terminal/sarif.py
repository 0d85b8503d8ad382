"""What a check found, as SARIF 2.1.0: what the code scanning of a forge reads."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from acmeinc.errors import Problem
from acmeinc.incident.text import visible
from acmeinc.process.rule_names import RULES

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_FINGERPRINT = "primaryLocationLineHash"
"""The one that GitHub compares: by it a problem stays the same when lines are added above it."""

Json = dict[str, Any]


def sarif_log(problems: Sequence[Problem], texts: Mapping[str, str], folder: str, version: str) -> Json:
    """Return the log of one run; `texts` are those of the files, by path: columns are counted in them.

    `folder` is the repository's in its work tree, "" or ending in `/`; `version` is this program's.
    """
    broken = sorted({problem.rule for problem in problems})
    results = []
    for problem, line, fingerprint in fingerprints(problems, texts):
        results.append(_result(problem, broken.index(problem.rule), _location(problem, folder, line)))
        results[-1]["partialFingerprints"] = {_FINGERPRINT: fingerprint}
    driver = {"name": "acmeinc", "version": version, "rules": [_rule(name) for name in broken]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top of the work tree."}}},
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def fingerprints(problems: Sequence[Problem], texts: Mapping[str, str]) -> Iterator[tuple[Problem, str, str]]:
    """Yield each problem with the line it is in and what it is known by when lines move.

    `texts` are those of the files, by path.
    """
    lines = {path: re.split("\r\n|\r|\n", text.removeprefix("\ufeff")) for path, text in texts.items()}
    seen: Counter[str] = Counter()
    for problem in problems:
        of_file = lines.get(problem.path, [])
        line = of_file[problem.line - 1] if 0 < problem.line <= len(of_file) else ""
        yield problem, line, _fingerprint(problem, line, seen)


def _rule(name: str) -> Json:
    rule = RULES[name]
    return {
        "id": name,
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": f"{rule.what} {rule.why}"},
        "help": {"text": f"{rule.what} {rule.why}", "markdown": f"{rule.what}\n\n{rule.why}"},
        "defaultConfiguration": {"level": rule.level},
    }


def _result(problem: Problem, index: int, location: Json) -> Json:
    told = f"{problem.message}\nhint: {problem.hint}" if problem.hint else problem.message
    return {
        "ruleId": problem.rule,
        "ruleIndex": index,
        "level": problem.level,
        "message": {"text": visible(told)},
        "locations": [{"physicalLocation": location}],
    }


def _location(problem: Problem, folder: str, line: str) -> Json:
    """Return the place of a problem; of one in a whole file its first line, because GitHub shows no other."""
    region = {"startLine": problem.line or 1}
    if problem.column:
        before = line[: problem.column - 1].ljust(problem.column - 1)
        region["startColumn"] = len(before.encode("utf-16-le", "surrogatepass")) // 2 + 1
    uri = quote(f"{folder}{problem.path}", errors="surrogateescape")
    return {"artifactLocation": {"uri": uri, "uriBaseId": _ROOT}, "region": region}


def _fingerprint(problem: Problem, line: str, seen: Counter[str]) -> str:
    """Return what tells this problem from others of its file and rule: its line, and which of such lines."""
    content = "\0".join((problem.path, problem.rule, " ".join(line.split())))
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
