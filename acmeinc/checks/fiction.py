"""Whether the fictional data that every new repository starts with is still in place."""

import re
from collections.abc import Mapping

from acmeinc.process.finding import Finding

_FICTIONAL = re.compile(r"\bexample\.(?:com|org|net)\b|\bAcme Corp\b|\bacme-example\b")
_COMMENT = re.compile(r"(?:^|\s)#.*")


def fiction_findings(texts: Mapping[str, str]) -> list[Finding]:
    """Return where fictional data stands in rules files, by path; comments may hold examples."""
    findings = []
    for path, text in texts.items():
        lines = [
            number
            for number, line in enumerate(text.splitlines(), 1)
            if _FICTIONAL.search(_COMMENT.sub("", line) if path.endswith(".yaml") else line)
        ]
        if lines:
            told = f"fictional in {len(lines)} line{'' if len(lines) == 1 else 's'}, first in line {lines[0]}"
            findings.append(Finding("files", path, "wrong", told, f"edit {path}", required=False))
    return findings
