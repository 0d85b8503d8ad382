"""A template is a team's own text: it may say anything, and do nothing."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.errors import BadData, NotFound
from acmeinc.rendering.sandbox import yaml_scalar
from acmeinc.rendering.templates import Templates


def render(source: str, **values: Any) -> str:
    """Return `source` as the template `update.txt` would be rendered."""
    return Templates(lambda _name: source).render("update.txt", values)


def refusal(source: str, **values: Any) -> BadData:
    """Return why `source` cannot be rendered."""
    with pytest.raises(BadData) as caught:
        render(source, **values)
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{{ 7*7 }}", id="template"),
        pytest.param("{% include 'page.txt' %}", id="tag"),
        pytest.param("<b>bold</b> & co", id="html"),
        pytest.param("[inc-26-11-23-SEV-1]", id="brackets"),
        pytest.param("Zoë 🚒 \u202egnp.exe", id="unicode"),
        pytest.param("a\n\n\nb", id="empty-lines"),
    ],
)
def test_a_persons_text_comes_through_as_it_is(text: str) -> None:
    assert render("{{ text }}|{% for one in [1] %}{{ text }}{% endfor %}", text=text) == f"{text}|{text}"


def test_a_value_may_have_the_name_of_a_method() -> None:
    assert (
        render("{{ cadences.update }} {{ cadences.items }}", cadences={"update": "30m", "items": 1})
        == "30m 1"
    )


def test_lists_dicts_conditions_and_filters_work() -> None:
    source = (
        "{% for name, url in links | dictsort %}\n{{ loop.index }} {{ name | upper }} {{ url }}\n"
        "{% endfor %}\n"
        "{% if people and people[0].role in ['sme', 'scribe'] %}\n{{ people[0].name }}\n{% endif %}\n"
        "{{ tags | join(', ') }}{{ gone | default('!') }}\n"
    )
    values = {
        "links": {"b": "2", "a": "1"},
        "people": [{"name": "Bo", "role": "sme"}],
        "tags": ["x", "y"],
    }

    assert render(source, **values) == "1 A 1\n2 B 2\nBo\nx, y!\n"


@pytest.mark.parametrize(
    ("source", "line", "says"),
    [
        pytest.param("a\n{{ ''.__class__ }}", 2, "`__class__`", id="class"),
        pytest.param("{{ x['__class__'] }}", 1, "`__class__`", id="class-by-item"),
        pytest.param("\n\n{{ x.__class__.__mro__ }}", 3, "`__mro__`", id="mro"),
        pytest.param("{{ x.clear() }}", 1, "`call`", id="change-a-value"),
        pytest.param("{{ x.clear }}", 1, "`clear`", id="method"),
        pytest.param("{{ x.state.upper }}", 1, "'upper'", id="method-of-text"),
        pytest.param("{{ x['clear'] }}", 1, "'clear'", id="method-by-item"),
        pytest.param("{{ range }}", 1, "`range`", id="global"),
        pytest.param("{% for i in [1] %}{{ loop.__init__ }}{% endfor %}", 1, "`__init__`", id="loop"),
        pytest.param("{{ x | attr('clear') }}", 1, "no filter `attr`", id="attr"),
        pytest.param("{{ '%s' | format(x) }}", 1, "no filter `format`", id="format"),
        pytest.param("{{ '{0.__class__}'.format(x) }}", 1, "`call`", id="format-string"),
        pytest.param("{% include 'acmeinc.yaml' %}", 1, "`include`", id="include"),
        pytest.param("{% import 'page.txt' as page %}", 1, "`import`", id="import"),
        pytest.param("{% extends 'page.txt' %}", 1, "`extends`", id="extends"),
        pytest.param("{% macro a() %}{% endmacro %}", 1, "`macro`", id="macro"),
    ],
)
def test_a_template_cannot_break_out(source: str, line: int, says: str) -> None:
    (problem,) = refusal(source, x={"state": "down"}).problems

    assert (problem.path, problem.line) == ("templates/update.txt", line)
    assert says in problem.message
    assert problem.hint


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("{% for i in range(999999999) %}x{% endfor %}", id="endless-range"),
        pytest.param("{{ 'x' * 999999999 }}", id="multiplied"),
        pytest.param("{{ 9 ** 9 ** 9 }}", id="power"),
        pytest.param("{{ text ~ text }}", id="concatenated"),
        pytest.param("{% for a in text %}{{ text }}{% endfor %}", id="long-output"),
        pytest.param("{{ text | join(text) }}", id="joined"),
        pytest.param(
            "{% for a in text %}{% for b in text %}{% for c in text %}{% endfor %}{% endfor %}{% endfor %}",
            id="silent-loops",
        ),
        pytest.param("{% set a %}{{ text }}{% endset %}", id="doubled-block"),
        pytest.param("{{ " + "(" * 2000 + "1" + ")" * 2000 + " }}", id="deep-nesting"),
        pytest.param("{{ '\"' " + "| yaml " * 60 + "}}", id="quotes-of-quotes"),
        pytest.param("{% set a = [text, text] %}{{ a }}", id="list-of-values"),
        pytest.param("{{ text | center(999999999) }}", id="padding"),
    ],
)
def test_a_template_cannot_run_away(source: str) -> None:
    assert refusal(source, text="x" * 2000).problems[0].path == "templates/update.txt"


def test_a_misspelt_name_is_told_with_its_place_and_what_was_meant() -> None:
    error = refusal("Subject: x\n\n{{ severty }}\n", severity="SEV1", by="Ana")

    assert str(error) == "templates/update.txt:3:4: there is no value `severty`"
    assert error.hint == "did you mean `severity`?"


def test_a_name_that_stands_elsewhere_is_not_advised_in_its_own_place() -> None:
    """`days` is known of one mapping, and not of the other."""
    error = refusal("{{ site.days }}\n", site={"name": "Acme", "names": "Acme"}, chart={"days": 90})

    assert "there is no value `days`" in str(error)
    assert "`days`" not in error.hint


def test_a_syntax_error_is_told_with_its_line() -> None:
    error = refusal("one\n\n{% if severity %}\nthree\n{% endfor %}\n", severity="SEV1")

    assert str(error) == "templates/update.txt:5:4: the tag `endfor` does not fit here"
    assert error.hint == "close `if` first: {% endif %}"


def test_the_values_are_not_changed_by_rendering() -> None:
    values = {"customers": ["Contoso"], "links": {"a": "b"}}

    Templates(lambda _: "{% set customers = [] %}{% set links = 1 %}{{ links }}").render("x.txt", values)

    assert values == {"customers": ["Contoso"], "links": {"a": "b"}}


def test_windows_line_ends_and_a_byte_order_mark_make_no_difference() -> None:
    assert render("\ufeffSubject: {{ x }}\r\n\r\nBody\r\n", x="y") == "Subject: y\n\nBody\n"


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        pytest.param(FileNotFoundError(), "templates/update.txt: the template is missing", id="no-file"),
        pytest.param(NotFound("gone"), "templates/update.txt: the template is missing", id="not-found"),
        pytest.param(
            UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"),
            "templates/update.txt: the template is not UTF-8 text",
            id="latin-1",
        ),
    ],
)
def test_a_template_that_cannot_be_read_is_named(fault: Exception, says: str) -> None:
    def read(_name: str) -> str:
        raise fault

    with pytest.raises(BadData) as caught:
        Templates(read).render("update.txt", {})

    assert str(caught.value) == says
    assert caught.value.hint


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_the_same_after_yaml(text: str) -> None:
    assert yaml.safe_load(f"key: {yaml_scalar(text)}\nother: 1") == {"key": text, "other": 1}
