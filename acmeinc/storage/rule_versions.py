"""The texts of rules files and templates: as they are, as they are staged, as they are committed."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from acmeinc.errors import Failed
from acmeinc.storage.objects import Objects
from acmeinc.storage.repository import Repository
from acmeinc.storage.seed import RULES


class RuleVersion(NamedTuple):
    """One version of a rules file; `where` says which, in words behind a sentence, "" for the file itself."""

    path: str
    text: str
    where: str = ""


def rule_files(repository: Repository) -> dict[str, str]:
    """Return the texts of all rules files and templates, by path; what is no UTF-8 is replaced."""
    found: list[Path] = []
    for name in RULES:
        path = repository.root / name
        found += sorted(path.rglob("*")) if path.is_dir() else [path]
    texts = {}
    for path in found:
        # Of a pipe or a device a reader may never see the end.
        with suppress(OSError):
            if not path.is_file():
                continue
            texts[repository.relative(path)] = path.read_text(encoding="utf-8", errors="replace")
    return texts


def rule_versions(repository: Repository) -> Iterator[RuleVersion]:
    """Yield every version that is, or is about to be, in git: the file's, the staged and the committed one.

    A version that says what one before it said is left out.
    """
    seen = set()
    files = rule_files(repository).items()
    for version in (*(RuleVersion(path, text) for path, text in files), *_in_git(repository)):
        if version[:2] not in seen:
            seen.add(version[:2])
            yield version


def _in_git(repository: Repository) -> Iterator[RuleVersion]:
    """Yield the staged and the committed versions; none where there is no commit yet."""
    git = repository.git
    with suppress(Failed), Objects(git) as objects:
        for line in git.run("ls-files", "--stage", "-z", "--", *RULES).split("\0"):
            about, _, path = line.partition("\t")
            if path:
                yield RuleVersion(path, objects.text(about.split()[1]), " (as it is staged)")
        for name in RULES:
            blob = objects.at("HEAD", name)
            blobs = {name: blob} if blob and blob.is_file else objects.below("HEAD", name)
            for path, each in blobs.items():
                yield RuleVersion(path, objects.text(each.oid), " (in the last commit)")
