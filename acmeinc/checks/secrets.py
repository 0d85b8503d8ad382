"""Secrets in files that git keeps: each is an error with its place, and never told (DESIGN §4).

Known shapes (`process.secret_shapes`), and the detectors of detect-secrets: only those that recognise what
they look for. Its entropy detectors would call every id of a document a secret.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from acmeinc.checks.suspicion import may_hold_secret
from acmeinc.errors import Problem
from acmeinc.incident import ulid
from acmeinc.process.finding import Finding
from acmeinc.process.rule_table import Table
from acmeinc.process.secret_shapes import REVOKE, Found, blanked, is_made_up, secrets_in

if TYPE_CHECKING:
    from detect_secrets.plugins.base import BasePlugin

_LONGEST_LINE = 4_000
_MOST_LINES = 2_000
"""The detectors are made for what people write; known shapes are found in lines of any length and number."""

_LINE_END = re.compile("\r\n|\r|\n")
_ID = re.compile(rf"(?<![0-9A-Za-z]){ulid.PATTERN}(?![0-9A-Za-z])")
_NAMED_LIKE_ONE = "a value named like a secret"
_LIKE_ONE = re.compile(
    r"(?!\d{4}-\d\d-\d\d|#?(?:inc|bug)-\d|\w+://)(?=[^\s<]*\d)(?=[^\s<]*[A-Za-z])[^\s<'\"`]{8,}", re.ASCII
)
"""One word with letters and digits in it, which is no time, no name of an incident and no link."""

_GUESSES = ("Hex High Entropy String", "Base64 High Entropy String", "Public IP (ipv4)")


def secrets_in_table(table: Table) -> list[Problem]:
    """Return every secret of a known shape; no library is asked, because a hook looks at tables often.

    The texts of a table repeat: where nothing else is wrong, the different ones are enough to find none.
    """
    if not table.problems and not any(secrets_in("\n".join(table.different))):
        return []
    shapes = _shapes_by_line(table.text)
    return [_problem(table.path, line, one) for line, found in shapes.items() for one in found]


def secrets_in_file(text: str, path: str, where: str = "") -> list[Problem]:
    """Return every secret of a rules file or template; `where` says in which version of it they stand."""
    text = text.removeprefix("\ufeff")
    by_line = _shapes_by_line(text)
    for number, line in enumerate(_LINE_END.split(text)[:_MOST_LINES], 1):
        if detected := _detected(line[:_LONGEST_LINE]):
            by_line[number] = _apart(chain(by_line.get(number, ()), detected))
    return [_problem(path, line, one, where) for line, found in sorted(by_line.items()) for one in found]


def _shapes_by_line(text: str) -> dict[int, list[Found]]:
    """Return the secrets of known shapes by the lines they are in, and where in them."""
    by_line: dict[int, list[Found]] = {}
    all_found = list(secrets_in(text))
    starts = [0, *(end.end() for end in _LINE_END.finditer(text))] if all_found else []
    for found in all_found:
        line = bisect_right(starts, found.start)
        start = starts[line - 1]
        by_line.setdefault(line, []).append(Found(found.what, found.start - start, found.end - start))
    return by_line


def _problem(path: str, line: int, found: Found, where: str = "") -> Problem:
    return Problem(path, line, found.start + 1, f"{found.told}{where}", REVOKE, rule="secret")


def secrets_in_lines(lines: Iterable[str]) -> Iterator[tuple[int, Found]]:
    """Yield every secret of an incident document with the number of its line, from 1.

    There people talk of passwords and keys: what follows such a word counts only where it looks like one.
    """
    for number, line in enumerate(lines, 1):
        if may_hold_secret(line.encode("utf-8", "surrogatepass")):
            told = _ID.sub(lambda found: " " * len(found[0]), line.replace("<br>", "    "))
            for found in _apart(chain(secrets_in(told), _in_talk(told[:_LONGEST_LINE]))):
                yield number, found


def _in_talk(line: str) -> Iterator[Found]:
    for found in _detected(line):
        if found.what != _NAMED_LIKE_ONE:
            yield found
        elif value := _LIKE_ONE.match(line, found.start):
            yield found._replace(end=value.end())


def without_secrets(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text without what looks like a secret, and what that was; git would never forget it."""
    lines = text.split("\n")
    found = list(secrets_in_lines(lines))
    for number in {number for number, _ in found}:
        lines[number - 1] = blanked(lines[number - 1], (one for where, one in found if where == number))
    return "\n".join(lines), tuple(one.what for _, one in found)


def secret_findings(versions: Iterable[tuple[str, str, str]]) -> list[Finding]:
    """Return every secret in rules files; `versions` are paths, texts, and which version of the file it is.

    Of a file that holds one only the first such version is told: the next ones hold it, too.
    """
    findings: dict[str, list[Finding]] = {}
    for path, text, where in versions:
        if not findings.get(path):
            problems = secrets_in_file(text, path, where)
            findings[path] = [Finding("files", "secrets", "wrong", str(p), p.hint) for p in problems]
    found = [finding for of_file in findings.values() for finding in of_file]
    return found or [Finding("files", "secrets", "ok", f"none in {len(findings)} rules files and templates")]


def _apart(found: Iterable[Found]) -> list[Found]:
    """Return what was found, from left to right, each place once: the first who found it knows best."""
    kept: list[Found] = []
    for one in found:
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


@lru_cache(maxsize=_MOST_LINES)
def _detected(line: str) -> tuple[Found, ...]:
    """Return what the detectors find in a line. The versions of a file share most of theirs."""
    return tuple(_asked(line))


def _asked(line: str) -> Iterator[Found]:
    from detect_secrets.plugins.keyword import CONFIG_DENYLIST_REGEX_TO_GROUP, KeywordDetector

    # A detector's `analyze_string` only looks; its `analyze_line` may ask the web whether a secret is valid.
    for detector in _detectors():
        how = {"denylist_regex_to_group": CONFIG_DENYLIST_REGEX_TO_GROUP}
        options = how if isinstance(detector, KeywordDetector) else {}
        for secret in detector.analyze_string(line, **options):
            if secret and not is_made_up(secret):
                start = line.find(secret)
                yield Found(_named(detector.secret_type), start, start + len(secret))


@cache
def _detectors() -> "tuple[BasePlugin, ...]":
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class

    classes: Mapping[str, type[BasePlugin]] = get_mapping_from_secret_type_to_class()
    return tuple(classes[name]() for name in sorted(classes) if name not in _GUESSES)


def _named(kind: str) -> str:
    """Return a detector's name for people: "something named like a secret", "a secret (AWS Access Key)"."""
    return _NAMED_LIKE_ONE if kind == "Secret Keyword" else f"a secret ({kind})"
