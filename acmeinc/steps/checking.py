"""What is wrong in a repository: its files read through the storage, and shown to every check."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple

from acmeinc.checks.rule_files import RULE_FILES, rule_problems
from acmeinc.checks.secrets import secrets_in_file
from acmeinc.errors import BadData, Problem
from acmeinc.process.rules import Rules
from acmeinc.process.settings import Settings
from acmeinc.process.severity import Level
from acmeinc.storage.checked_files import FOLDERS, files_with_rules, read_for_check
from acmeinc.storage.repository import Repository

TEMPLATES, DOCUMENTS = "templates/", "incidents/"

DEPENDENTS: Mapping[str, tuple[str, ...]] = {
    "severity.yaml": (TEMPLATES, DOCUMENTS),
    "acmeinc.yaml": (TEMPLATES,),
    "ownership.csv": ("acmeinc.yaml", "vendors.csv", "people.csv"),
    "people.csv": ("vendors.csv",),
}
"""What a rules file decides about: other files, and folders (with `/`)."""


class Checked(NamedTuple):
    """What a check found: problems in the order of path and place, and how many files it looked at.

    `texts` are those of the files that a problem was found in, where they could be read.
    """

    problems: tuple[Problem, ...]
    files: int
    texts: Mapping[str, str]

    @property
    def errors(self) -> int:
        """Return how many problems are errors."""
        return sum(problem.level == "error" for problem in self.problems)

    @property
    def warnings(self) -> int:
        """Return how many problems are warnings."""
        return len(self.problems) - self.errors


def check(repository: Repository, now: datetime, wanted: Collection[str] | None = None) -> Checked:
    """Return what is wrong with the files of a repository `now`: with all, or with those `wanted`.

    Wanted are paths in the repository, of files or of folders; one without rules, or without a file, is none.
    Rules files are read, too, where something is judged by them.
    """
    is_wanted = _Wanted(wanted)
    found = files_with_rules(repository, [folder for folder in FOLDERS if is_wanted.any_in(folder)])
    looked_at = [path for path in found if is_wanted(path)]
    texts: dict[str, str] = {}
    documents = [path for path in looked_at if path.startswith(DOCUMENTS)]
    others = [path for path in looked_at if not path.startswith(DOCUMENTS)]
    problems = _read(repository, dict.fromkeys([*_judging(found, looked_at), *others]), texts)
    problems += rule_problems({name: texts[name] for name in RULE_FILES if name in texts}, looked_at)
    if any(path.startswith(TEMPLATES) for path in looked_at):
        problems += _template_problems(found, texts)
    problems += _secrets({path: texts[path] for path in others if path in texts}, problems)
    problems += _document_problems(repository, documents, texts, now)
    told = sorted({problem for problem in problems if is_wanted(problem.path)}, key=_order)
    faulty = {problem.path for problem in told}
    _read(repository, faulty & set(documents), texts)
    return Checked(tuple(told), len(looked_at), {path: texts[path] for path in texts if path in faulty})


def with_dependents(changed: Iterable[str]) -> set[str]:
    """Return the changed paths, and whatever depends on them: with one template, which may be gone, all."""
    wanted = set(changed)
    for path in tuple(wanted):
        wanted.update(DEPENDENTS.get(path, (TEMPLATES,) if path.startswith(TEMPLATES) else ()))
    return wanted


class _Wanted:
    """Which paths are wanted: all, or those of files and folders that were named."""

    def __init__(self, names: Collection[str] | None) -> None:
        self._names = None if names is None or "." in names else {name.removesuffix("/") for name in names}

    def __call__(self, path: str) -> bool:
        """Return whether this path is wanted, or a folder that it is in."""
        if self._names is None or path in self._names:
            return True
        return any(folder.as_posix() in self._names for folder in PurePosixPath(path).parents)

    def any_in(self, folder: str) -> bool:
        """Return whether a path in this folder may be wanted."""
        return self._names is None or any(f"{name}/".startswith(folder) for name in self._names)


def _judging(found: Collection[str], looked_at: Iterable[str]) -> list[str]:
    """Return the rules files by which something is judged that is looked at."""
    judged, there = tuple(looked_at), [name for name in DEPENDENTS if name in found]
    return [name for name in there if any(path.startswith(DEPENDENTS[name]) for path in judged)]


def _read(repository: Repository, paths: Iterable[str], texts: dict[str, str]) -> list[Problem]:
    """Read files into `texts`, and return why others cannot be read."""
    problems: list[Problem] = []
    for path in paths:
        try:
            texts[path] = read_for_check(repository, path)
        except BadData as fault:
            problems += fault.problems
    return problems


def _document_problems(
    repository: Repository, paths: Sequence[str], texts: Mapping[str, str], now: datetime
) -> list[Problem]:
    """Return what is wrong with the documents at `paths`; `texts` are those of the rules files."""
    if not paths:
        return []
    from acmeinc.checks.documents import Context
    from acmeinc.steps.checking_documents import document_problems

    levels = _levels(Rules(texts.get))
    return document_problems(repository, paths, Context(tuple(level.id for level in levels), now))


def _template_problems(found: Iterable[str], texts: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong with the templates that were read, and which of those `found` are none.

    Rules that cannot be read are told elsewhere: what the process says stands in for them.
    """
    from acmeinc.rendering.trial import template_problems
    from acmeinc.site.rehearsal import page_samples

    names = [path.removeprefix(TEMPLATES) for path in found if path.startswith(TEMPLATES)]
    sources = {name: texts[TEMPLATES + name] for name in names if TEMPLATES + name in texts}
    rules = Rules(texts.get)
    settings = _settings(rules)
    return template_problems(sources, names, _levels(rules), settings, pages=page_samples(settings))


def _levels(rules: Rules) -> tuple[Level, ...]:
    try:
        return rules.severity.levels
    except BadData:
        return ()


def _settings(rules: Rules) -> Settings:
    try:
        return rules.settings
    except BadData:
        return Settings()


def _secrets(texts: Mapping[str, str], problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the secrets of YAML and templates, of each line one, unless it has been told already."""
    told = {(problem.path, problem.line) for problem in problems if problem.rule == "secret"}
    for path, text in texts.items():
        for problem in () if path.endswith(".csv") else secrets_in_file(text, path):
            if (path, problem.line) not in told:
                told.add((path, problem.line))
                yield problem


def _order(problem: Problem) -> tuple[str, int, int, str, str]:
    return problem.path, problem.line, problem.column, problem.rule, problem.message
