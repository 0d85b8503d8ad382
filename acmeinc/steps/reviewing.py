"""What a change of the rules does, for a reviewer: two states of the files, and the incidents they meet."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from difflib import unified_diff
from itertools import islice

from acmeinc.incident.model import Incident
from acmeinc.process.rule_review import Review, TemplateChange, review_of
from acmeinc.process.rule_set import TEMPLATES
from acmeinc.storage.comparison import Comparison
from acmeinc.storage.repository import Repository
from acmeinc.storage.rule_texts import texts_at, texts_here

MOST_LINES = 40
"""How many lines of a template's diff are kept."""

Texts = Mapping[str, str]


def review_change(
    repository: Repository, comparison: Comparison, incidents: Iterable[Incident], now: datetime
) -> Review:
    """Return what the rules on the one side of a comparison do that those on the other do not."""
    git = repository.git
    old = texts_at(git, comparison.old)
    new = texts_at(git, comparison.new) if comparison.new else texts_here(repository)
    return review_texts(comparison.told, (old, new), incidents, now)


def review_texts(
    told: str, texts: tuple[Texts, Texts], incidents: Iterable[Incident], now: datetime
) -> Review:
    """Return what becomes of the rules when the second `texts` stand for the first, by path."""
    review = review_of(told, texts, incidents, now)
    names = (path.removeprefix(TEMPLATES) for path in review.files if path.startswith(TEMPLATES))
    return review._replace(templates=tuple(_template_change(name, *texts) for name in names))


def _template_change(name: str, old: Texts, new: Texts) -> TemplateChange:
    before, after = old.get(TEMPLATES + name), new.get(TEMPLATES + name)
    if before is None or after is None:
        return TemplateChange(name, "added" if before is None else "removed")
    lines = unified_diff(before.splitlines(), after.splitlines(), n=1, lineterm="")
    return TemplateChange(name, "changed", tuple(islice(lines, 2, MOST_LINES + 3)), is_source=True)
