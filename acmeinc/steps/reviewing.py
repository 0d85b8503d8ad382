"""What a change of the rules does, for a reviewer: two states of the files, and the incidents they meet."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from difflib import unified_diff
from itertools import islice

from acmeinc.incident.model import Incident
from acmeinc.process.rule_review import Review, TemplateChange, review_of
from acmeinc.process.rule_set import TEMPLATES, read_rule_set
from acmeinc.process.settings import Settings
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
    names = [path.removeprefix(TEMPLATES) for path in review.files if path.startswith(TEMPLATES)]
    before, after = (
        {name: side[TEMPLATES + name] for name in names if TEMPLATES + name in side} for side in texts
    )
    made = _samples(
        {name: before[name] for name in names if name in before and name in after}, after, texts[1]
    )
    return review._replace(templates=tuple(_template_change(name, (before, after), made) for name in names))


def _samples(before: Texts, after: Texts, rules: Texts) -> tuple[Texts, Texts]:
    """Return what templates make of the same sample, by name, before and after."""
    if not before:
        return {}, {}
    from acmeinc.rendering.trial import sample_texts

    known = read_rule_set(rules)
    levels = known.severity.levels if known.severity else ()
    settings = known.settings or Settings()
    return sample_texts(before, levels, settings), sample_texts(
        {name: after[name] for name in before}, levels, settings
    )


def _template_change(name: str, sides: tuple[Texts, Texts], made: tuple[Texts, Texts]) -> TemplateChange:
    before, after = (side.get(name) for side in sides)
    if before is None or after is None:
        return TemplateChange(name, "added" if before is None else "removed")
    samples = [side.get(name, "") for side in made]
    is_source = not all(samples) or samples[0] == samples[1]
    old, new = (before, after) if is_source else samples
    lines = unified_diff(old.splitlines(), new.splitlines(), n=1, lineterm="")
    return TemplateChange(name, "changed", tuple(islice(lines, 2, MOST_LINES + 3)), is_source)
