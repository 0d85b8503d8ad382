"""Skimming finds the entries that reading finds, in every document there may be."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_documents import Documents

from acmeinc.incident import skimming
from acmeinc.incident.document import create
from acmeinc.incident.entries import parse_line
from acmeinc.incident.model import Draft
from acmeinc.incident.reading import read, take_in
from acmeinc.incident.skimming import entries_of
from acmeinc.incident.summary import incident_of_values, summarise

TEMPLATE = """\
---
---

<!-- acmeinc:title -->
<!-- /acmeinc:title -->

Words of the team: `code`, *stars* and acmeinc.

<!-- acmeinc:checklist -->
- [ ] Page somebody <!-- step=owner-paged -->
<!-- /acmeinc:checklist -->

<!-- acmeinc:stakeholders -->
<!-- /acmeinc:stakeholders -->

<!-- acmeinc:communications -->
<!-- /acmeinc:communications -->

<!-- acmeinc:timeline -->
<!-- /acmeinc:timeline -->

## The end
"""

NAME = "inc-26-11-23-sev-1-login-is-down"


def whole(*words: str, **sets: str) -> str:
    """Return a document with all kinds of blocks."""
    make = Documents()
    begun = read(make.new(NAME, *words, **sets))
    drafts = [Draft(e.text, e.kind, sets=_sets(e.fields)) for e in begun.entries.values()]
    return create(TEMPLATE, drafts, make.moment()).text


def _sets(fields: object) -> dict[str, str]:
    assert isinstance(fields, dict)
    return {key: value for key, value in fields.items() if key != "kind" and not key.startswith("after.")}


DOCUMENT = whole("Replica lag", "<b>&amp; ~~odd~~ `ticks", "Ünïcode\nand lines", links__chat="#login")

EDITS = [
    pytest.param(lambda t: t, id="nothing"),
    pytest.param(lambda t: t.replace("\n", "\r\n"), id="crlf"),
    pytest.param(lambda t: "\ufeff" + t, id="bom"),
    pytest.param(lambda t: t.replace("severity: SEV1", "severity: SEV2", 1), id="header value"),
    pytest.param(lambda t: t.replace("severity: SEV1", "severity: SEV1  # sure", 1), id="header comment"),
    pytest.param(lambda t: t.replace("severity: SEV1", "severity: SEV1\nseverity: SEV1", 1), id="key twice"),
    pytest.param(lambda t: t.replace("links:\n", "links:\nlinks:\n", 1), id="group twice"),
    pytest.param(lambda t: t.replace("links:\n", "owner: Bo\nlinks:\n", 1), id="unknown key"),
    pytest.param(lambda t: t.replace("  chat:", "    chat:", 1), id="indented"),
    pytest.param(lambda t: t.replace("\n---\n", "\n...\n", 1), id="another end of the header"),
    pytest.param(lambda t: t.replace("# acmeinc ", "# acmeinc 00000000\n# acmeinc ", 1), id="two seals"),
    pytest.param(lambda t: t + "# acmeinc 12345678\n", id="a seal in the text"),
    pytest.param(lambda t: t.replace("| Severity | SEV1", "| Severity | SEV3", 1), id="cell"),
    pytest.param(lambda t: t.replace("- [ ]", "- [x]", 1), id="box"),
    pytest.param(lambda t: t.replace("Replica lag", "Replica lags", 1), id="words of an entry"),
    pytest.param(lambda t: t.replace("Replica lag <!--", "Replica lag", 1), id="comment gone"),
    pytest.param(
        lambda t: t.replace("acmeinc:timeline -->\n", "acmeinc:timeline -->\nBy hand\n", 1), id="line"
    ),
    pytest.param(lambda t: t.replace("<!-- /acmeinc:timeline -->\n", ""), id="not closed"),
    pytest.param(
        lambda t: t.replace("<!-- acmeinc:timeline -->", "<!--  acmeinc:timeline  -->"), id="spaces"
    ),
    pytest.param(lambda t: t.replace("<!-- acmeinc:timeline -->", " <!-- acmeinc:timeline -->"), id="inset"),
    pytest.param(lambda t: t.replace("<!-- acmeinc:timeline", "x <!-- acmeinc:timeline"), id="within a line"),
    pytest.param(
        lambda t: t.replace("acmeinc:timeline -->", "acmeinc:timeline 12345678 -->", 1), id="digest"
    ),
    pytest.param(lambda t: t.replace("acmeinc:title ", "acmeinc:heading "), id="unknown block"),
    pytest.param(lambda t: t + t[t.index("<!-- acmeinc:title") : t.index("Words")], id="block twice"),
    pytest.param(lambda t: t.replace("## The end", "```\n<!-- acmeinc:timeline -->\n```"), id="fence"),
    pytest.param(lambda t: t.replace("## The end", "<!-- a note -->"), id="comment in prose"),
    pytest.param(
        lambda t: t.replace("## The end", "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs"), id="conflict"
    ),
    pytest.param(lambda t: t.removesuffix("\n"), id="no final newline"),
    pytest.param(lambda t: t[: len(t) // 2], id="half"),
    pytest.param(lambda t: "", id="empty"),
]


@pytest.mark.parametrize("edit", EDITS)
def test_every_edit_is_taken_in(edit) -> None:
    """Whatever it is, the entries are those that reading finds."""
    text = edit(DOCUMENT)
    assert entries_of(text) == take_in(text).entries


def test_an_untouched_document_is_only_skimmed() -> None:
    """Else there would be nothing to gain."""
    assert skimming._untouched(DOCUMENT) is not None


@given(st.integers(0, 2**32))
def test_a_document_with_a_random_hole_is_read_alike(seed: int) -> None:
    """Characters taken out, put in or doubled, anywhere."""
    chance = Random(seed)
    start = chance.randrange(len(DOCUMENT))
    end = min(len(DOCUMENT), start + chance.choice([0, 1, 1, 2, 5, 40]))
    middle = chance.choice(["", " ", "\n", "x", "-", "<!--", DOCUMENT[start:end] * 2])
    text = DOCUMENT[:start] + middle + DOCUMENT[end:]
    assert entries_of(text) == take_in(text).entries


def test_a_summary_gives_the_incident_back() -> None:
    """Without its entries."""
    for text in (
        DOCUMENT,
        Documents().new(NAME, status="closed", milestones__resolved="2026-11-23T14:02:00Z"),
    ):
        values, incident = summarise(entries_of(text))
        assert incident == read(text).incident
        assert incident_of_values(values) == incident._replace(timeline=(), communications=())


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('- {time} **Ana** words <!-- {id} kind=note sum="00000000" -->', id="usual"),
        pytest.param("- {time} **Ana ** words <!-- {id} -->", id="no-fields"),
        pytest.param("- {time} **Ana** ~~words~~ <!-- {id} kind=note -->", id="struck"),
        pytest.param("- {time} **Ana** words &amp; <b> <!-- {id} kind=note -->", id="encoded"),
        pytest.param("- {time} **Ana**  words  <!-- {id} kind=note  x=[1,2] odd -->", id="spaces-and-unread"),
        pytest.param("- {time} **Ana** <!-- {id} kind=note -->", id="no-words"),
        pytest.param("- {time} **A*a** a <!-- {id} kind=note --> after", id="words-after"),
        pytest.param("- 2026-13-23 10:15:07 -05:00 **Ana** words <!-- {id} kind=note -->", id="no-time"),
    ],
)
def test_a_usual_line_is_read_as_any_other(line: str) -> None:
    """Or left to who reads any line."""
    text = line.format(time="2026-11-23 10:15:07 -05:00", id="01KAR4M3V7Q1ZP6T0B8C9D2E3F")
    assert skimming._usual_entry(text) in (None, parse_line(text))
