"""The templates of a repository, tried with its own rules before an incident needs them."""

from acmeinc.errors import AcmeError, Problem
from acmeinc.process.rules import Rules
from acmeinc.process.settings import Settings
from acmeinc.process.severity import Level
from acmeinc.rendering.templates import FOLDER
from acmeinc.rendering.trial import template_problems
from acmeinc.storage.repository import Repository


def template_faults(repository: Repository, rules: Rules) -> list[Problem]:
    """Return what is wrong with the templates of `repository`; raises `Failed` where nothing can be tried.

    Rules that cannot be read are told by whoever checks those: the process's own stand in for them.
    """
    folder = repository.root / FOLDER
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    return template_problems(repository.template, names, _levels(rules), _settings(rules))


def _levels(rules: Rules) -> tuple[Level, ...]:
    try:
        return rules.severity.levels
    except AcmeError:
        return ()


def _settings(rules: Rules) -> Settings:
    try:
        return rules.settings
    except AcmeError:
        return Settings()
