"""One value of a YAML file set or taken out: nothing else changes, whatever the file looks like.

ruamel.yaml, another reader of YAML, says that the result means what it should.
"""

import io
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from acmeinc.errors import BadData, Usage
from acmeinc.process.yaml_edit import value_at, with_value, without

ROOT = Path(__file__).parents[2]
SEVERITY = (ROOT / "severity.yaml").read_text(encoding="utf-8")
SETTINGS = (ROOT / "acmeinc.yaml").read_text(encoding="utf-8")

BY_HAND = """\
# How we do it here
severities:
    SEV1:
        name:   Major incident
        conditions:
            a:  >-
                A folded
                text
            'b': plain text over
              two lines   # why
        check_in: 20m     # often
        update:
    # about SEV2
    SEV2: {name: "Minor",   update: 1h}   # in one line
business_hours:
  days: [mon, tue,
         wed]   # three
  holidays:
  - US
  # Christmas
  - 2026-12-24   # all day
links: {}
channels:
  status_page:
    components:
      "Acme.com, shop": a1
"""


def key(dotted: str) -> tuple[str, ...]:
    return tuple(dotted.split("."))


def diff(before: str, after: str) -> str:
    """Return the lines that differ, without their places."""
    lines = unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return "\n".join(line for line in lines if line[:2] not in ("--", "++", "@@"))


SETS = [
    pytest.param(
        SEVERITY, "severities.SEV2.update", "45m", "-    update: 1h\n+    update: 45m", id="a plain value"
    ),
    pytest.param(
        SETTINGS, "business_hours.from", "09:00", '-  from: "00:00"\n+  from: "09:00"', id="in double quotes"
    ),
    pytest.param("a: 'x'  # c\n", "a", "it's", "-a: 'x'  # c\n+a: 'it''s'  # c", id="in single quotes"),
    pytest.param(
        SETTINGS,
        "channels.chat.incidents",
        '#in"cidents',
        '-    incidents: "#incidents"\n+    incidents: "#in\\"cidents"',
        id="a quote in quotes",
    ),
    pytest.param(
        BY_HAND,
        "severities.SEV1.check_in",
        "2h50m",
        "-        check_in: 20m     # often\n+        check_in: 2h50m   # often",
        id="the comment stays in its column",
    ),
    pytest.param(
        BY_HAND,
        "severities.SEV1.name",
        "A name so long that the comment has to go",
        "-        name:   Major incident\n+        name:   A name so long that the comment has to go",
        id="the spaces before it stay",
    ),
    pytest.param(
        BY_HAND,
        "severities.SEV1.update",
        "30m",
        "-        update:\n+        update: 30m",
        id="an empty value",
    ),
    pytest.param(
        BY_HAND,
        "severities.SEV1.conditions.a",
        "Short",
        "-            a:  >-\n-                A folded\n-                text\n+            a:  Short",
        id="a folded text",
    ),
    pytest.param(
        BY_HAND,
        "severities.SEV1.conditions.b",
        "Short",
        "-            'b': plain text over\n-              two lines   # why\n"
        "+            'b': Short   # why",
        id="a text over two lines",
    ),
    pytest.param(
        BY_HAND,
        "severities.SEV2.update",
        "2h",
        '-    SEV2: {name: "Minor",   update: 1h}   # in one line\n'
        '+    SEV2: {name: "Minor",   update: 2h}   # in one line',
        id="in a mapping in one line",
    ),
    pytest.param(
        BY_HAND,
        "severities.SEV2.check_in",
        "50m",
        '-    SEV2: {name: "Minor",   update: 1h}   # in one line\n'
        '+    SEV2: {name: "Minor",   update: 1h, check_in: 50m}   # in one line',
        id="new in a mapping in one line",
    ),
    pytest.param(
        BY_HAND,
        "severities.SEV2.conditions.x",
        "a, b",
        '-    SEV2: {name: "Minor",   update: 1h}   # in one line\n'
        '+    SEV2: {name: "Minor",   update: 1h, conditions: {x: "a, b"}}   # in one line',
        id="new and deep in a mapping in one line",
    ),
    pytest.param(BY_HAND, "links.a", "b", "-links: {}\n+links: {a: b}", id="new in an empty mapping"),
    pytest.param(
        BY_HAND, "severities.SEV1.conditions.c", "Third", "+            c: Third", id="a new condition"
    ),
    pytest.param(
        SEVERITY,
        "severities.SEV2.conditions.search",
        "Search takes: #long",
        '+      search: "Search takes: #long"',
        id="in quotes where it needs them",
    ),
    pytest.param(
        SEVERITY,
        "severities.SEV4.conditions.x",
        "X",
        "+  SEV4:\n+    conditions:\n+      x: X",
        id="a new level, indented like the others",
    ),
    pytest.param("", "clocks.decide", "5m", "+clocks:\n+  decide: 5m", id="in an empty file"),
    pytest.param("# only this", "a", "b", "+a: b", id="behind a comment without a line end"),
    pytest.param("links:\nb: c\n", "links.x", "y", "+  x: y", id="below a key without anything"),
    pytest.param(
        SETTINGS,
        "business_hours.holidays",
        ["US", "2026-12-24"],
        '-  holidays: []                 # a country ("US"), a subdivision ("US-CA"), or dates\n'
        '+  holidays: [US, 2026-12-24]   # a country ("US"), a subdivision ("US-CA"), or dates',
        id="a list in one line",
    ),
    pytest.param(
        BY_HAND,
        "business_hours.holidays",
        ["2026-12-31", "US"],
        "-  - 2026-12-24   # all day\n+  - 2026-12-31",
        id="a list with an item a line",
    ),
    pytest.param(
        BY_HAND,
        "business_hours.holidays",
        [],
        "-  holidays:\n-  - US\n-  # Christmas\n-  - 2026-12-24   # all day\n+  holidays: []   # all day",
        id="a list that gets empty",
    ),
    pytest.param(
        BY_HAND,
        "business_hours.days",
        ["fri", "mon"],
        "-  days: [mon, tue,\n-         wed]   # three\n+  days: [mon, fri]   # three",
        id="a list over two lines",
    ),
    pytest.param("a: {b: c,}\n", "a.d", "e", "-a: {b: c,}\n+a: {b: c, d: e}", id="behind a last comma"),
    pytest.param("a: b\n", "a", "", '-a: b\n+a: ""', id="nothing"),
    pytest.param("a: b\n", "a", "- x", '-a: b\n+a: "- x"', id="what looks like a list"),
    pytest.param("a: b\n", "a", "*x", '-a: b\n+a: "*x"', id="what looks like an alias"),
    pytest.param("a: b\n", "a", "no", "-a: b\n+a: no", id="a word that some take for false"),
]


@pytest.mark.parametrize(("text", "dotted", "value", "expected"), SETS)
@pytest.mark.parametrize("form", ["as it is", "CRLF", "BOM"])
def test_one_value_is_set(text: str, dotted: str, value: Any, expected: str, form: str) -> None:
    """And nothing else differs, in any form of the file."""
    given = text.replace("\n", "\r\n") if form == "CRLF" else "\ufeff" * (form == "BOM") + text
    after = with_value(given, "f.yaml", key(dotted), value)
    shown = after.removeprefix("\ufeff").replace("\r\n", "\n")
    assert diff(text, shown) == expected
    assert after.count("\r\n") == (after.count("\n") if form == "CRLF" and text.count("\n") else 0)
    assert after.startswith("\ufeff") == (form == "BOM")
    found = value_at(after, "f.yaml", key(dotted))
    assert (sorted(found) if isinstance(found, list) else found) == (
        sorted(value) if isinstance(value, list) else value
    )


UNSETS = [
    pytest.param(SEVERITY, "severities.SEV3.pagerduty", "-    pagerduty: warning", id="a value"),
    pytest.param(
        BY_HAND,
        "severities.SEV1.conditions.a",
        "-            a:  >-\n-                A folded\n-                text",
        id="a folded text",
    ),
    pytest.param(
        BY_HAND,
        "severities.SEV2.name",
        '-    SEV2: {name: "Minor",   update: 1h}   # in one line\n+    SEV2: {update: 1h}   # in one line',
        id="the first in one line",
    ),
    pytest.param(
        BY_HAND,
        "severities.SEV2.update",
        '-    SEV2: {name: "Minor",   update: 1h}   # in one line\n'
        '+    SEV2: {name: "Minor"}   # in one line',
        id="the last in one line",
    ),
    pytest.param(
        BY_HAND,
        "business_hours.holidays",
        "-  holidays:\n-  - US\n-  # Christmas\n-  - 2026-12-24   # all day",
        id="a list",
    ),
    pytest.param(BY_HAND, "links", "-links: {}", id="a group"),
    pytest.param("a:\n  b: c\nd: e\n", "a.b", "-  b: c", id="the only one of a group"),
    pytest.param("a: b", "a", "-a: b", id="the only one of the file"),
]


@pytest.mark.parametrize(("text", "dotted", "expected"), UNSETS)
def test_one_value_is_taken_out(text: str, dotted: str, expected: str) -> None:
    after = without(text, "f.yaml", key(dotted))
    assert diff(text, after) == expected
    assert value_at(after, "f.yaml", key(dotted)) is None


def test_a_name_with_a_dot_is_one_part() -> None:
    after = with_value(BY_HAND, "f.yaml", ("channels", "status_page", "components", "Acme.com, shop"), "b2")
    assert diff(BY_HAND, after) == '-      "Acme.com, shop": a1\n+      "Acme.com, shop": b2'


@pytest.mark.parametrize(
    ("text", "dotted", "says", "hint"),
    [
        ("a: {b: c, d: e}\n", "a", "a is a group of values", "there is a with: b, d"),
        ("a: b\n", "a.c", "a is one value, and no group", "set that: a=…"),
        ("a: [b]\n", "a.c", "a is one value, and no group", "set that: a=…"),
    ],
)
def test_a_key_that_is_no_place_for_a_value(text: str, dotted: str, says: str, hint: str) -> None:
    with pytest.raises(Usage, match=says) as refused:
        with_value(text, "f.yaml", key(dotted), "x")
    assert refused.value.hint == hint


def test_what_is_not_there_cannot_be_taken_out() -> None:
    with pytest.raises(Usage, match=r"links.x is not there") as refused:
        without("links:\n  a: b\n", "f.yaml", key("links.x"))
    assert refused.value.hint == "there is links with: a"


@pytest.mark.parametrize(
    ("text", "value"),
    [("a: [", "x"), ("a: 1\na: 2\n", "x"), ("a: !!str b\n", "x"), ("a: b\n", "ghp_" + "a" * 36)],
    ids=["no YAML", "a key twice", "a tag", "a secret"],
)
def test_a_file_that_is_not_sound_is_refused(text: str, value: str) -> None:
    with pytest.raises(BadData) as refused:
        with_value(text, "f.yaml", ("a",), value)
    assert value == "x" or value not in str(refused.value)


WORDS = st.text("ab 1:#-'\"[]{},&*!|>%@`\\é\u2028", max_size=12).map(lambda text: " ".join(text.split()))
NAMES = st.sampled_from(["a", "b", "c", "x y", "d.e", "no", "1"])
LEAVES = WORDS | st.lists(WORDS.filter(bool), max_size=3, unique=True)
TREES = st.dictionaries(
    NAMES,
    WORDS | st.dictionaries(NAMES, LEAVES | st.dictionaries(NAMES, WORDS, max_size=3), max_size=3),
    max_size=4,
)


def dumped(tree: Any, flow: bool) -> str:
    """Return a tree as ruamel.yaml writes it."""
    yaml = YAML()
    yaml.default_flow_style = flow
    out = io.StringIO()
    yaml.dump(tree, out)
    return out.getvalue() if tree else ""


def other_reader(text: str) -> Any:
    """Return what ruamel.yaml reads, every value as the text that it is."""
    return YAML(typ="base", pure=True).load(text) or {}


@given(TREES, st.lists(NAMES, min_size=1, max_size=3), LEAVES, st.booleans())
@settings(max_examples=150)
def test_another_reader_reads_what_was_meant(tree: Any, path: list[str], value: Any, flow: bool) -> None:
    """Of any tree, and any value: either it is refused, or just that value is another one."""
    text = dumped(tree, flow)
    try:
        after = with_value(text, "f.yaml", tuple(path), value)
    except (Usage, BadData):
        return
    expected = other_reader(text)
    place = expected
    for part in path[:-1]:
        place[part] = place.get(part) or {}
        place = place[part]
    there = place.get(path[-1])
    place[path[-1]] = value
    if isinstance(value, list) and isinstance(there, list):
        place[path[-1]] = list(dict.fromkeys([*(one for one in there if one in value), *value]))
    assert other_reader(after) == expected
    assert other_reader(without(after, "f.yaml", tuple(path))) is not None
