"""Templates tried before they are merged: each fault with its place and its rule, and nothing else."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from acmeinc.errors import Problem
from acmeinc.process.settings import Settings
from acmeinc.process.settings_file import parse_settings
from acmeinc.process.severity import Level
from acmeinc.process.severity_file import parse_severity
from acmeinc.rendering.rehearsal import SCENES, problems_of
from acmeinc.rendering.required import REQUIRED
from acmeinc.rendering.templates import TEMPLATES
from acmeinc.rendering.trial import Limits, template_problems

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "templates"
SOURCES = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.*"))}
MARK = "‸"


def levels() -> tuple[Level, ...]:
    """Return the levels that are shipped."""
    rules, _ = parse_severity((ROOT / "severity.yaml").read_text(encoding="utf-8"))
    assert rules
    return rules.levels


def settings() -> Settings:
    """Return the settings that are shipped."""
    read, _ = parse_settings((ROOT / "acmeinc.yaml").read_text(encoding="utf-8"))
    assert read
    return read


def found(name: str, old: str, new: str) -> list[str]:
    """Return what is told of a shipped template in which `new` stands for `old`: place and rule."""
    assert old in SOURCES[name]
    return told(problems_of(name, SOURCES[name].replace(old, new, 1), levels(), settings()))


def told(problems: list[Problem]) -> list[str]:
    """Return problems as lines of path, line, column and rule; each has a hint."""
    assert all(problem.message and problem.hint for problem in problems)
    return [f"{problem.path}:{problem.line}:{problem.column}: {problem.rule}" for problem in problems]


def tried(limits: Limits | None = None, **changed: str) -> list[Problem]:
    """Return what is told of the shipped templates, some of them changed: `update_txt="…"`."""
    sources = SOURCES | {name.replace("_txt", ".txt"): text for name, text in changed.items()}
    return template_problems(sources, sources, levels(), settings(), limits or Limits())


def test_nothing_is_told_of_what_is_shipped() -> None:
    """Every template that a step fills in is there, and is tried."""
    assert tried() == []
    assert sorted(SOURCES) == sorted(TEMPLATES) == sorted(SCENES) == sorted(REQUIRED | {"incident.md": ()})


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        pytest.param("initial.txt", "{{ by }}\n", "{{ by }}, {{ organization }}\n", id="more"),
        pytest.param("initial.txt", "Subject:", "\ufeffSubject:", id="bom"),
        pytest.param("initial.txt", "{% else %}\n* None known yet\n", "", id="no-customers"),
        pytest.param("update.txt", "{{ message }}", "{# ours #}**{{ message | trim }}**", id="comment"),
        pytest.param("update.txt", "{{ message }}", "{% raw %}{{ x }}{% endraw %}{{ message }}", id="raw"),
        pytest.param("update.txt", "{{ by }}", "{%- set who = by -%}\n{{ who }}", id="set"),
        pytest.param(
            "update.txt",
            "{{ by }}",
            "{% for r in responders if r.role is defined %}{{ loop.index }}{{ r.name }}{% endfor %}{{ by }}",
            id="loop",
        ),
        pytest.param("incident.md", "## Timeline", "## Zeitleiste", id="heading"),
        pytest.param("incident.md", "Open the video bridge", "Die Videobrücke öffnen", id="step"),
        pytest.param("bug.md", "# Bug: ", "owner: me\n\n# Defekt: ", id="bug"),
        pytest.param("page.txt", "Impact:", "Auswirkung:", id="page"),
    ],
)
def test_a_team_words_its_messages_as_it_likes(name: str, old: str, new: str) -> None:
    """As long as what the process promises is in them."""
    assert found(name, old, new) == []


UNREAD = [
    ("initial.txt", "{{ severity }}", "{{ severity ‸}"),
    ("initial.txt", "{{ severity }} Incident - {{", "{{ severity ‸Incident - {{"),
    ("initial.txt", "{{ by }}", "‸{{ by"),
    ("initial.txt", "{{ by }}", "‸{# {{ by }}"),
    ("initial.txt", "{{ by }}", "a ‸{% raw %}{{ by }}"),
    ("initial.txt", "{{ by }}", "{{ by ‸quantity }}"),
    ("initial.txt", "{{ by }}", "{{ by ‸$ }}"),
    ("initial.txt", "{{ by }}", "{{ ‸'by }}"),
    ("initial.txt", "{{ by }}", "{{ ‸}}"),
    ("initial.txt", "{{ by }}", "{% ‸%}"),
    ("initial.txt", "{{ by }}", "{{ (by ‸}}"),
    ("initial.txt", "{{ by }}", "{{ by.‸}}"),
    ("initial.txt", "{% endfor %}", "{% ‸endif %}"),
    ("initial.txt", "{% endfor %}", "{%- ‸enfdor %}"),
    ("initial.txt", "{{ by }}", "‸{% if by %}\n{% if by %}\n{% endif %}\n{{ by }}"),
    ("initial.txt", "{{ by }}", "{% set by = by %}{{ by }}\n{% ‸endif %}"),
    ("initial.txt", "{% for customer in", "{% for customer ‸of"),
    ("initial.txt", "{% if workarounds %}", "{% if ‸%}"),
    ("initial.txt", "{{ by }}", "{% for a in by %}" * 25 + "{% endfor %}" * 25),
]
UNKNOWN = [
    ("variable", "initial.txt", "{{ quantity }}", "{{ ‸quantty }}"),
    (
        "variable",
        "initial.txt",
        "{{ quantity }}",
        "{{ quantity }}{# quantty #}{{ 'quantty' }}{{\n  ‸quantty }}",
    ),
    ("variable", "initial.txt", "{% if workarounds %}", "{% if ‸workaround %}"),
    ("variable", "update.txt", "{{ severity_before }}", "{{ ‸severity_bfore }}"),
    ("variable", "update.txt", "{{ message }}", "{{ message if true else ‸massage }}"),
    ("variable", "update.txt", "{{ message }}", "{{ message }}{{ id }} {{ ‸uid }} {{ ‸uid }}"),
    (
        "variable",
        "update.txt",
        "{{ message }}",
        "{{ message }}{% if false %}{{ by | join(‸bye) }}{% endif %}",
    ),
    ("variable", "page.txt", "{{ bridge }}", "{{ ‸links.bridge }}"),
    ("variable", "incident.md", "{{ cadences.update }}", "{{ cadences.‸updates }}"),
    ("variable", "incident.md", "{{ links[name] }}", "{{ links.‸jira }}"),
    ("variable", "incident.md", "{{ links[name] }}", "{{ links[‸'jira'] }}"),
    ("variable", "bug.md", "{{ condition.text }}", "{{ condition.‸txt }}"),
    ("filter", "initial.txt", "{{ quantity }}", "{{ quantity }}{{ by | ‸uper }}"),
    ("filter", "update.txt", "{{ severity_before }}", "{{ severity_before }}{{ by|lower|‸x }}"),
    ("test", "initial.txt", "{% if workarounds %}", "{% if by is ‸odd %}"),
    ("test", "initial.txt", "{% if workarounds %}", "{% if by is not ‸odd %}"),
]
REFUSED = [
    ("forbidden", "{{ by }}", "{{ by.upper‸() }}"),
    ("forbidden", "{{ by }}", "{{ by }}{{ by ‸~ by }}"),
    ("forbidden", "{{ by }}", "{{ by ‸* 9 }}{{ 2 ‸** 9 }}"),
    ("forbidden", "{{ by }}", "{{ by }}\n{% ‸include 'page.txt' %}"),
    ("forbidden", "{{ by }}", "{{ by }}{% if false %}{{ by.‸__class__ }}{% endif %}"),
    ("forbidden", "{{ by }}", "{{ by }}{{ by[‸'__class__'] }}"),
    ("forbidden", "{{ by }}", "{% ‸macro by() %}{% endmacro %}{{ by }}"),
    ("forbidden", "{{ by }}", "{% ‸set by %}{{ headline }}{% endset %}{{ by }}"),
    ("forbidden", "{{ by }}", "{{ by }}{{ ‸[by] }}"),
    ("too-large", "{{ by }}", "{{ by }}" + "x" * 200_000),
    ("too-large", "{{ by }}", "{{ by }}{% for a in customers %}{{ impact }}{{ impact }}{% endfor %}"),
    ("too-slow", "{{ by }}", "{{ by }}\n‸{% for a in impact %}{% for b in impact %}{% endfor %}{% endfor %}"),
]
BOTH_TIMES = (
    "{% if outage_from and outage_until %}\n"
    "{{ functionality }} was affected for {{ outage_lasted }} between {{ outage_from }}"
)
LOST = [
    ("initial.txt", "Subject: ", "‸"),
    ("initial.txt", "Subject: {{ severity }} Incident - {{ headline }}\n\n", "‸"),
    ("initial.txt", "Subject: {{ severity }} Incident - ", "‸Subject: {{ severity }} Outage: "),
    ("initial.txt", "{{ functionality }} is currently", "‸{{ functionality }} is"),
    ("initial.txt", "Identified time", "‸Detected time"),
    ("initial.txt", "Identified time: {{ identified_time }}", ""),
    (
        "initial.txt",
        "Quantity of customers impacted: {{ quantity }}",
        "‸Quantity of customers impacted: some",
    ),
    (
        "initial.txt",
        "{% for customer in customers %}\n* {{ customer }}",
        "‸{% for customer in customers %}\n* someone",
    ),
    ("initial.txt", "Expect an update", "We update"),
    ("initial.txt", "{{ document }}", "docs"),
    ("initial.txt", " For additional questions, respond to this email thread.", ""),
    ("update.txt", "UPDATE: {{ headline }} is still", "‸UPDATE: {{ headline }} is"),
    ("update.txt", "The team {{ team_has }} the", "‸The team looks into the"),
    ("update.txt", "{{ resources }}\n", ""),
    (
        "update.txt",
        "{% if severity_before %}\nThe severity has changed from {{ severity_before }}",
        "‸{% if severity_before %}\nThe severity has changed",
    ),
    ("resolution.txt", "Subject: Resolution: {{ severity }}", "‸Subject: Resolved: {{ severity }}"),
    (
        "resolution.txt",
        "A special thanks to all the responders of this incident{% if kudos %}: {{ kudos }}",
        "‸A special thanks to all the responders of this incident{% if kudos %}",
    ),
    (
        "resolution.txt",
        "{% if retrospective %}\nA retrospective has been scheduled for {{ retrospective }}",
        "‸{% if retrospective %}\nA retrospective has been scheduled",
    ),
    ("invitation.txt", "back at it: {{ when }}", "back at it"),
    ("page.txt", "Document: {{ document }}", ""),
    (
        "page.txt",
        "Subject: {{ severity }} Incident - {{ headline }}\n",
        "‸Subject: {{ severity }} Incident - {{ headline }}",
    ),
    (
        "public_resolved.txt",
        f"{BOTH_TIMES} and {{{{ outage_until }}}}.",
        f"‸{BOTH_TIMES} and then.",
    ),
    ("bug.md", "impact: {{ impact | yaml }}", "‸impact: {{ impact }}"),
    ("bug.md", "backlog: {{ backlog | yaml }}\n", ""),
    ("incident.md", "---\n---\n", "‸"),
    ("incident.md", "<!-- acmeinc:data -->\n<!-- /acmeinc:data -->\n", "‸<!-- acmeinc:data -->\n"),
    ("incident.md", "<!-- acmeinc:title -->\n<!-- /acmeinc:title -->\n", ""),
    ("incident.md", "<!-- acmeinc:title -->", "‸<!-- acmeinc:titel -->"),
    ("incident.md", "step=durable", "step=lasting"),
]
BAD = [
    *(("template-syntax", *row) for row in UNREAD),
    *((f"template-unknown-{sort}", *row) for sort, *row in UNKNOWN),
    *((f"template-{what}", "initial.txt", *row) for what, *row in REFUSED),
    *(("template-missing-part", *row) for row in LOST),
]


@pytest.mark.parametrize(
    ("rule", "name", "old", "new"),
    [pytest.param(*row, id=f"{row[0]}-{number}") for number, row in enumerate(BAD)],
)
def test_a_fault_is_told_with_its_place_and_its_rule(rule: str, name: str, old: str, new: str) -> None:
    """The place is where the mark stands; a fault without a mark has none to be told."""
    marked = SOURCES[name].replace(old, new, 1)
    places = [place_of(marked, index) for index in range(marked.count(MARK))] or ["0:0"]

    told = found(name, old, new.replace(MARK, ""))

    assert [line for line in told if line.endswith(f": {rule}")][: len(places)] == [
        f"templates/{name}:{place}: {rule}" for place in places
    ]


def place_of(marked: str, index: int) -> str:
    """Return the line and the column of the mark of that number."""
    before = MARK.join(marked.split(MARK)[: index + 1])
    line = before.rpartition("\n")[2].replace(MARK, "")
    return f"{before.count(chr(10)) + 1}:{len(line) + 1}"


BREAKOUTS = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ by['__cla' 'ss__'] }}",
    "{% set a = '__class__' %}{{ by[a] }}",
    "{{ (by | first)['\\x5f\\x5fclass\\x5f\\x5f'] }}",
    "{{ by | attr('__class__') }}",
    "{{ customers.append }}",
    "{{ customers['append'] }}",
    "{{ customers | map(attribute='__class__') | join }}",
    "{{ responders | first | default | items }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ lipsum.__globals__['os'].popen('id') }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ joiner }}{{ namespace }}{{ request }}{{ config }}{{ g }}",
    "{{ url_for.__globals__ }}{{ get_flashed_messages.__globals__ }}",
    "{{ range(9) }}{{ dict(a=1) }}",
    "{% for a in by %}{{ loop.__class__ }}{% endfor %}",
    "{% for a in by %}{{ loop['__class__'] }}{% endfor %}",
    "{% for a in by %}{{ loop._iterable }}{% endfor %}",
    "{% for a in by recursive %}{{ loop(by) }}{% endfor %}",
    "{{ '{0.__class__}' | format(by) }}",
    "{{ '%s' % by }}",
    "{{ '{0.__class__}'.format(by) }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}{{ os }}",
    "{% extends 'acmeinc.yaml' %}",
    "{% block x %}{% endblock %}{{ self.x() }}",
    "{% call by() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% debug %}",
    "{% do by %}",
    "{{ by.__init_subclass__ }}",
    "{{ by is callable }}",
    "{{ undefined_thing.__init__.__globals__ }}",
    "{{ none.__class__ }}",
    "{{ true.__class__ }}",
    "{{ turns left }}",
    "{{ by | default(by.__class__, true) }}",
    "{{ headline | yaml | join('') | first | upper | x.y }}",
]


@pytest.mark.parametrize("breakout", BREAKOUTS)
def test_who_tries_to_break_out_is_told(breakout: str) -> None:
    """In the tag that tries it, and nothing else is wrong with that template."""
    problems = problems_of("closing.txt", SOURCES["closing.txt"] + breakout, levels(), settings())

    assert {problem.line for problem in problems} == {SOURCES["closing.txt"].count("\n") + 1}
    assert {problem.rule for problem in problems} <= {
        *("template-forbidden", "template-syntax"),
        *("template-unknown-variable", "template-unknown-filter", "template-unknown-test"),
    }


SLOW = (
    "{% for a in impact %}{% for b in customers %}"
    + "{% set a = customers | join | yaml | upper | lower %}" * 50
    + "{% endfor %}{% endfor %}"
)


def test_whatever_ends_the_process_is_the_fault_of_one_template() -> None:
    """The others are tried all the same."""
    problems = tried(Limits(work=0), closing_txt=SOURCES["closing.txt"] + SLOW, ticket_txt="{{ by")

    assert told(problems) == [
        "templates/closing.txt:0:0: template-too-slow",
        "templates/ticket.txt:1:1: template-syntax",
    ]


def test_an_answer_that_does_not_come_is_not_waited_for() -> None:
    """Whatever the process does in that time."""
    limits = Limits(work=60, answer=timedelta(seconds=0.5))

    problems = tried(limits, closing_txt=SOURCES["closing.txt"] + SLOW)

    assert "templates/closing.txt:0:0: template-too-slow" in told(problems)


def test_what_is_missing_or_misnamed_is_told() -> None:
    """A file that no step uses is only worth a look."""
    sources = {"udpate.txt" if name == "update.txt" else name: text for name, text in SOURCES.items()}

    problems = template_problems(sources, [*sources, "README.md"], levels(), settings())

    assert [(str(problem), problem.level, problem.rule) for problem in problems] == [
        ("templates/udpate.txt: no step uses this file", "warning", "template-misnamed"),
        ("templates/update.txt: the template is missing", "error", "template-missing"),
    ]
    assert problems[0].hint == "did you mean `update.txt`?"


def test_rules_that_cannot_be_read_do_not_hide_a_template_that_cannot() -> None:
    """The process's own levels stand in."""
    sources = SOURCES | {"page.txt": "{{ x"}
    problems = template_problems(sources, sources, (), Settings())
    assert told(problems) == ["templates/page.txt:1:1: template-syntax"]


def test_a_fault_of_one_severity_is_told_with_it() -> None:
    """Every level of the repository is tried."""
    source = SOURCES["initial.txt"].replace("{{ quantity }}", "{{ 'x' if severity == 'SEV3' else quantity }}")
    (problem,) = problems_of("initial.txt", source, levels(), settings())
    assert problem.hint.endswith("(tried with a SEV3 of which everything is known)")


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limits")
@pytest.mark.parametrize(
    "deed",
    [
        pytest.param("open('/etc/hostname')", id="read-a-file"),
        pytest.param("open('written', 'w')", id="write-a-file"),
        pytest.param("__import__('socket').socket()", id="network"),
        pytest.param("os.listdir('.')", id="list-a-folder"),
        pytest.param("os.pipe()", id="pipe"),
        pytest.param("subprocess.run(['true'])", id="program"),
        pytest.param("bytearray(2 << 30)", id="memory"),
    ],
)
def test_who_breaks_out_finds_nothing(deed: str, tmp_path: Path) -> None:
    """No file, no network, no program, and no more memory."""
    code = (
        "import os, socket, subprocess, sys\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from acmeinc.rendering.confinement import give_up_everything\n"
        f"give_up_everything({256 << 20})\n"
        f"try:\n    {deed}\nexcept (OSError, MemoryError, ValueError): print('refused', flush=True)\n"
    )
    run = subprocess.run([sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("refused\n", "")


def test_a_value_without_quotes_is_told_once() -> None:
    """Though no field can be read back then."""
    source = SOURCES["bug.md"].replace("state: {{ state | yaml }}", "state: {{ state }}")
    problems = problems_of("bug.md", source, levels(), settings())
    assert [str(problem) for problem in problems] == [
        "templates/bug.md:5:1: the front matter cannot be read back, whatever people type"
    ]
