"""CODEOWNERS files of GitHub and GitLab: which team owns which folder."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from acmeinc.importing.claims import Claim, Claims, readable
from acmeinc.process.address import is_address

NAMES = ("CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS")
"""Where a repository keeps the file, in the order in which GitHub and GitLab look for it."""

_SECTION = re.compile(r"\^?\[(?P<name>[^\]]+)\](?:\[\d+\])?(?:\s+(?P<owners>.*))?")
_WORD = re.compile(r"(?:\\.|[^\s\\])+")
_COMMENT = re.compile(r"(?<!\\)(?:^|\s)#.*")
_ENDS = ("/**/*", "/**", "/*", "/")


class _Rule(NamedTuple):
    """A line that gives a folder to owners; `path` is without the slashes at its ends."""

    section: str
    path: str
    owners: tuple[str, ...]
    line: int


def read_codeowners(text: str, path: str) -> Claims:
    """Return who owns which folder; what is no folder (`*`, `*.js`, a file) names no service.

    Of two lines for one folder the later one counts, within its section. A folder is called by its last
    part, or by its whole path where two have that in common.
    """
    passed_over: list[str] = []
    rules: dict[tuple[str, str], _Rule] = {}
    for rule in _rules(text, passed_over):
        rules.pop((rule.section.casefold(), rule.path), None)
        rules[rule.section.casefold(), rule.path] = rule
    owned = [rule for rule in rules.values() if rule.owners]
    passed_over += ["nobody owns it"] * (len(rules) - len(owned))
    names = Counter(name for _, name in {(rule.path, _last(rule.path).casefold()) for rule in owned})
    claims = []
    for rule in sorted(owned, key=lambda rule: rule.line):
        service = _last(rule.path) if names[_last(rule.path).casefold()] == 1 else rule.path
        if claim := _claim(rule, service, path):
            claims.append(claim)
        else:
            passed_over.append("a role owns it, no team")
    return Claims(tuple(claims), tuple(passed_over))


def _rules(text: str, passed_over: list[str]) -> Iterator[_Rule]:
    section = ""
    inherited: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        words = _COMMENT.sub("", line).strip()
        if not words:
            continue
        if heading := _SECTION.fullmatch(words):
            section, inherited = " ".join(heading["name"].split()), _owners(heading["owners"] or "")
            continue
        first, *rest = _WORD.findall(words)
        folder = _folder(first)
        if not folder:
            passed_over.append("it is no folder")
            continue
        yield _Rule(section, folder, _owners(" ".join(rest)) or inherited, number)


def _owners(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split() if word.startswith("@") or is_address(word))


def _folder(pattern: str) -> str:
    """Return the one folder that a pattern is about, without slashes at its ends, "" for none."""
    path = re.sub(r"\\(.)", r"\1", pattern)
    if pattern.startswith("!"):
        return ""
    for end in _ENDS:
        if path.endswith(end):
            inner = path.removesuffix(end).removeprefix("**/").strip("/")
            return inner if inner and not re.search(r"[*?\[\]]", inner) else ""
    inner = path.removeprefix("**/").strip("/")
    is_file = "." in _last(inner).lstrip(".")
    return inner if inner and not is_file and not re.search(r"[*?\[\]]", inner) else ""


def _last(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _claim(rule: _Rule, service: str, path: str) -> Claim | None:
    """Return what a rule says; None where only a role owns the folder."""
    named = [owner for owner in rule.owners if not owner.startswith("@@")]
    if not named:
        return None
    teams = [owner.rsplit("/", 1)[-1] for owner in named if "/" in owner]
    people = [owner.removeprefix("@") for owner in named if "/" not in owner]
    # A group of GitLab has no slash, either: whether it is one, people.csv and the teams that are known say.
    team = teams[0] if teams else people[0]
    others = [owner.lstrip("@") for owner in named if owner.rsplit("/", 1)[-1].removeprefix("@") != team]
    doubts = (f"{', '.join(others)} owns it, too",) if others else ()
    email = next((owner for owner in people if is_address(owner)), "") if not teams else ""
    return Claim(
        functionality=rule.section or readable(_last(rule.path)),
        service=service,
        team=team,
        where=path,
        line=rule.line,
        email=email,
        people=() if teams else tuple(people),
        doubts=doubts,
    )
