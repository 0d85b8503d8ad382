"""The templates of the page are tried before they are merged: what a change breaks is told at its place."""

from pathlib import Path

import pytest

from acmeinc.process.settings import Settings
from acmeinc.rendering.rehearsal import page_problems
from acmeinc.rendering.trial import template_problems
from acmeinc.site.pages import FILES, TEMPLATES
from acmeinc.site.rehearsal import page_samples

FOLDER = Path(__file__).parents[2] / "templates"
SETTINGS = Settings(organization="Acme Corp", time_zone="America/New_York")
SAMPLES = page_samples(SETTINGS)
SOURCES = {name: (FOLDER / name).read_text(encoding="utf-8") for name in SAMPLES}


def test_every_template_of_the_page_is_tried() -> None:
    """With what it is filled in with for a page that has much to tell, and for one that has nothing."""
    assert sorted(SAMPLES) == sorted(f"site/{name}" for name in TEMPLATES)
    assert {path.name for path in (FOLDER / "site").iterdir()} == {*TEMPLATES, *FILES}
    assert {len(values["open"]) for values in SAMPLES["site/home.html"]} == {0, 2}


def test_nothing_is_told_of_what_is_shipped() -> None:
    """In the process that has nothing to lose, beside the templates of messages."""
    names = [*SOURCES, *(path.name for path in FOLDER.glob("*.*"))]
    assert template_problems(SOURCES, names, (), SETTINGS, pages=SAMPLES) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        pytest.param("layout", "{{ policy }}", "x", "template-missing-part", id="policy"),
        pytest.param("layout", "{{ content }}", "", "template-missing-part", id="content"),
        pytest.param("layout", "site.title", "site.titel", "template-unknown-variable", id="misspelt-part"),
        pytest.param("home", "{{ overall.words }}", "", "template-missing-part", id="headline"),
        pytest.param("home", "for day in", "for days in", "template-unknown-variable", id="misspelt-value"),
        pytest.param("incident", "{{ update.html }}", "", "template-missing-part", id="words"),
        pytest.param("incident", "next_update.local", "ended", "template-missing-part", id="next-update"),
        pytest.param("month", "{% endif %}", "", "template-syntax", id="not-closed"),
        pytest.param("history", "month.name", "month.name | safe", "template-unknown-filter", id="safe"),
        pytest.param("history", "{{ month.name }}", "{% include 'x' %}", "template-forbidden", id="include"),
    ],
)
def test_what_a_change_breaks(name: str, old: str, new: str, told: str) -> None:
    """Each by the rule it breaks."""
    name = f"site/{name}.html"
    source = SOURCES[name]
    assert old in source
    problems = page_problems(name, source.replace(old, new, 1), SAMPLES[name])
    assert told in {problem.rule for problem in problems}
    assert all(problem.hint for problem in problems)


def test_a_repository_without_the_page_is_sound() -> None:
    """It was made before there was one; where some of its templates are, the others are missed."""
    messages = [path.name for path in FOLDER.glob("*.*")]
    assert template_problems({}, messages, (), SETTINGS, pages=SAMPLES) == []
    (missing, *others) = template_problems({}, [*messages, *list(SAMPLES)[1:]], (), SETTINGS, pages=SAMPLES)
    assert (missing.rule, missing.path, others) == (
        "template-missing",
        f"templates/{next(iter(SAMPLES))}",
        [],
    )
