"""Reading, recording and hand edits: the whole document."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acmeinc.incident.document import add_entries, create, record
from acmeinc.incident.entries import line_of
from acmeinc.incident.model import Action, Draft, Responder
from acmeinc.incident.parts import parse
from acmeinc.incident.reading import read
from acmeinc.incident.text import clean, clean_line


@pytest.fixture(scope="session")
def text(scene: Any) -> str:
    """Return the document of the incident that the tests edit by hand."""
    written: str = scene.document()
    return written


def test_a_written_document_reads_as_what_was_recorded(scene: Any, text: str) -> None:
    reading = scene.settled(text)
    incident = reading.incident
    assert (incident.severity, incident.status, incident.headline) == (
        "SEV2",
        "declared",
        "Login is down for all customers",
    )
    assert incident.customers == ("Contoso", "Northwind")
    assert incident.responders == (Responder("Bo Lind", "sme", "Identity"),)
    assert incident.milestones == {"detected": datetime(2026, 11, 23, 14, 2, tzinfo=UTC)}
    assert incident.retrospective.actions == (Action("Add an alert", "Bo Lind", "2026-12-01"),)
    assert incident.ticked == {"document-created"}
    assert [entry.kind for entry in incident.timeline] == ["deploy", "declared"]
    assert [entry.kind for entry in incident.communications] == ["initial"]


def test_what_a_step_wrote_reads_as_it_says(scene: Any, text: str) -> None:
    written = record(read(text), [Draft("More", sets={"impact": "All of them."})], scene.moment())
    assert read(written.text).incident == written.incident
    assert read(written.text).entries == written.reading.entries


def test_every_id_is_later_than_all_before_it(scene: Any, text: str) -> None:
    late = scene.moment()
    early = scene.moment()
    early = type(early)(late.now - timedelta(days=1), early.by, early.zone, early.entropy)
    first = record(read(text), [Draft("now")], late)
    second = record(first.reading, [Draft("a"), Draft("b")], early)
    ids = [entry.id for entry in (*first.recorded, *second.recorded)]
    assert ids == sorted(ids)
    assert ids[0] > max(read(text).entries)
    assert "clock is 1440 min behind" in " ".join(second.notices)


# ---- any text


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_no_text_is_too_strange_to_read(text: str) -> None:
    read(text)


ANY = st.text(st.one_of(st.characters(), st.sampled_from("|&<>`~\\*_#-,:'\" \n\r\t")), max_size=30)


@settings(max_examples=60, deadline=None)
@given(ANY, ANY, st.lists(ANY, max_size=3))
def test_any_words_come_back(scene: Any, text: str, impact: str, name: str, customers: list[str]) -> None:
    draft = Draft(
        impact,
        by=name,
        sets={"impact": impact, "commander": name},
        adds={"customers": customers, "retrospective.attendees": customers},
    )
    incident = scene.settled(scene.after(text, draft)).incident
    assert (incident.impact, incident.commander) == (clean(impact), clean(name))
    assert incident.timeline[0].text == clean(impact)
    assert {clean_line(one) for one in customers} <= {*incident.customers}


def test_naughty_strings_come_back(scene: Any, text: str, naughty: list[str]) -> None:
    for string in naughty:
        draft = Draft(
            string,
            by=string,
            sets={"impact": string, "commander": string},
            adds={"customers": [string], "retrospective.actions": [{"text": clean_line(string) or "x"}]},
        )
        reading = read(scene.after(text, draft))
        incident = reading.incident
        assert (reading.by_hand, reading.notices) == ((), ()), string
        assert (incident.impact, incident.commander) == (clean(string), clean(string))
        assert incident.timeline[0].text == clean(string)
        assert clean_line(string) in incident.customers


def test_naughty_strings_typed_into_a_cell_are_kept(scene: Any, text: str, naughty: list[str]) -> None:
    for string in naughty:
        cell = clean_line(string).replace("|", "\\|")
        row = f"| Customer impact | {cell} |"
        reading = read(text.replace("| Customer impact | Customers cannot log in. |", row))
        assert len(reading.by_hand) == 1, string
        written = scene.after(text.replace("| Customer impact | Customers cannot log in. |", row))
        assert read(written).incident.impact == reading.incident.impact
        assert read(written).by_hand == ()


# ---- prose belongs to people

LINES = st.sampled_from(
    [
        "A line.",
        "",
        "status: all is well",
        "severity: we do not know",
        "# A heading",
        "- a bullet",
        "| a | table |",
        "> a quote",
        "```",
        "=======",
        "---",
        "    code",
        "\ttab",
        "<!-- a comment -->",
        "trailing  ",
        "**bold**",
        "[link]: https://example.com",
        "\x0c",
        "1. one",
        "* [ ] a box",
        "~~~",
        "Ümläut ✓",
    ]
)


@settings(max_examples=120, deadline=None)
@given(
    st.data(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 60), LINES), max_size=8),
)
def test_prose_survives_byte_for_byte(
    scene: Any,
    text: str,
    data: st.DataObject,
    crlf: bool,
    bom: bool,
    cut: bool,
    inserts: list[tuple[int, str]],
) -> None:
    lines = text.split("\n")
    body = lines.index("---", 1) + 1
    inside: list[bool] = []
    for line in lines:
        was = inside[-1] if inside else False
        inside.append(
            True if line.startswith("<!-- acmeinc:") else False if line.startswith("<!-- /acmeinc:") else was
        )
    places = [i for i in range(body, len(lines)) if not inside[i - 1]]
    for place, line in sorted(((places[where % len(places)], line) for where, line in inserts), reverse=True):
        lines.insert(place, line)
    gone = data.draw(st.sampled_from(["Read this first.", "Newest first.", "## Timeline", ""]))
    if gone in lines[body:]:
        del lines[lines.index(gone, body)]
    edited = ("\r\n" if crlf else "\n").join(lines)
    edited = ("\ufeff" if bom else "") + (edited.rstrip() if cut else edited)
    written = scene.after(edited)
    assert scene.prose(written) == scene.prose(edited)
    assert written.startswith("\ufeff") == bom
    assert read(written).entries == read(text).entries
    assert written == edited


def test_a_new_line_uses_the_documents_ends_of_lines(scene: Any, text: str) -> None:
    written = scene.after(text.replace("\n", "\r\n"), Draft("One more"))
    assert written.count("\r\n") == written.count("\n")


# ---- hand edits


def edited(text: str, old: str, new: str) -> str:
    """Return `text` with one piece replaced, which has to stand there once."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


SETTERS = [
    pytest.param("severity: SEV2", "severity: sev1", "severity", "SEV1", id="header: severity"),
    pytest.param(
        "impact: Customers cannot log in.",
        "impact: Nobody can # yet",
        "impact",
        "Nobody can",
        id="header: text",
    ),
    pytest.param(
        "customers: [Contoso, Northwind]",
        "customers:\n  - Contoso\n  - Acme",
        "customers",
        ("Contoso", "Acme"),
        id="header: list",
    ),
    pytest.param("| Severity | SEV2 |", "| Severity | SEV3 |", "severity", "SEV3", id="row: severity"),
    pytest.param(
        "| Incident commander | Ana Ruiz |",
        "|Incident commander|Bo Lind",
        "commander",
        "Bo Lind",
        id="row: without spaces",
    ),
    pytest.param(
        "| Customer impact | Customers cannot log in. |",
        "| Customer impact | a \\| b<br>c |",
        "impact",
        "a | b\nc",
        id="row: pipe and break",
    ),
    pytest.param(
        "| Known customers impacted | Contoso, Northwind |",
        "| Known customers impacted | Northwind, Acme |",
        "customers",
        ("Northwind", "Acme"),
        id="row: list",
    ),
    pytest.param(
        "| Responders | Bo Lind (sme / Identity) |",
        "| Responders | Bo Lind (scribe / Identity), Cy (Support) |",
        "responders",
        (Responder("Bo Lind", "scribe", "Identity"), Responder("Cy", "", "Support")),
        id="row: people",
    ),
    pytest.param(
        "| Workarounds | |",
        "| Workarounds | Stay signed in |",
        "workarounds",
        "Stay signed in",
        id="row: empty before",
    ),
    pytest.param(
        "- [x] Create this document", "- [ ] Create this document", "ticked", frozenset(), id="unticked"
    ),
    pytest.param(
        "- [ ] Customers are", "- [X] Customers are", "ticked", {"document-created", "mitigated"}, id="ticked"
    ),
]


@pytest.mark.parametrize(("old", "new", "name", "value"), SETTERS)
def test_a_value_changed_by_hand_becomes_an_entry(
    scene: Any, text: str, old: str, new: str, name: str, value: Any
) -> None:
    reading = read(edited(text, old, new))
    assert [entry.kind for entry in reading.by_hand] == ["edit"]
    assert getattr(reading.incident, name) == value
    assert getattr(scene.settled(edited(text, old, new)).incident, name) == value


def test_milestones_are_read_in_the_incidents_zone(scene: Any, text: str) -> None:
    typed = edited(text, "| Mitigated | |", "| Mitigated | 2026-11-23 10:30 |")
    assert scene.settled(typed).incident.milestones["mitigated"] == datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


def test_the_retrospective_can_be_typed(scene: Any, text: str) -> None:
    typed = edited(
        text, "**What could be improved?**\n", "**What could be improved?**\n\n- More alerts\n* Fewer steps\n"
    )
    typed = edited(typed, "- The page came at once\n", "")
    typed = edited(
        typed,
        "**What was the final assessment of customer impact?**\n",
        "**What was the final assessment of customer impact?**\n\n- Half of all logins\n",
    )
    typed = edited(
        typed,
        "| Add an alert | Bo Lind | 2026-12-01 | | |",
        "| Add an alert | Cy Ode | 2026-12-01 | | yes |\n| Write a runbook | Ana Ruiz |",
    )
    found = scene.settled(typed).incident.retrospective
    assert (found.improve, found.went_well) == (("More alerts", "Fewer steps"), ())
    assert found.impact == "Half of all logins"
    assert found.actions == (
        Action("Add an alert", "Cy Ode", "2026-12-01", "", True),
        Action("Write a runbook", "Ana Ruiz"),
    )


def test_an_action_whose_row_is_removed_is_removed(scene: Any, text: str) -> None:
    typed = edited(text, "| Add an alert | Bo Lind | 2026-12-01 | | |\n", "")
    assert scene.settled(typed).incident.retrospective.actions == ()


def test_a_row_without_an_action_takes_no_other_action_with_it(scene: Any, text: str) -> None:
    row = "| | Ana Ruiz | | | |\n"
    typed = edited(text, "| Add an alert |", row + "| Add an alert |")
    reading = read(typed)
    assert reading.notices == ("text inside the actions block was moved below it",)
    assert [action.text for action in scene.settled(typed).incident.retrospective.actions] == ["Add an alert"]
    assert row in scene.prose(scene.after(typed))


HAND_LINES = [
    pytest.param("- 10:15 restarted it", "2026-11-23 10:15:00", "unknown", "restarted it", id="clock"),
    pytest.param("- 9:05 restarted it", "2026-11-23 09:05:00", "unknown", "restarted it", id="short clock"),
    pytest.param(
        "* 10:15:07 -05:00 **Cy Ode** restarted", "2026-11-23 10:15:07", "Cy Ode", "restarted", id="name"
    ),
    pytest.param("- 2026-11-22 23:59:59 -05:00 **Cy** x", "2026-11-22 23:59:59", "Cy", "x", id="full time"),
    pytest.param("- 2026-11-23T15:15:00Z, x", "2026-11-23 15:15:00", "unknown", "x", id="UTC"),
    pytest.param("- restarted it", None, "unknown", "restarted it", id="plain words"),
    pytest.param("- **Cy Ode** restarted it", None, "Cy Ode", "restarted it", id="bold name"),
    pytest.param("- 99:99 restarted it", None, "unknown", "99:99 restarted it", id="no time at all"),
    pytest.param("- restarted it\n  and waited", None, "unknown", "restarted it and waited", id="wrapped"),
]


@pytest.mark.parametrize(("line", "at", "by", "words"), HAND_LINES)
def test_a_line_typed_into_the_timeline_gets_an_id_once(
    scene: Any, text: str, line: str, at: str | None, by: str, words: str
) -> None:
    typed = edited(text, "<!-- acmeinc:timeline -->\n", f"<!-- acmeinc:timeline -->\n{line}\n")
    (entry,) = read(typed).by_hand
    assert (entry.by, entry.text) == (by, words)
    below = read(text).incident.timeline[0].at
    assert below is not None
    shown = entry.at.strftime("%Y-%m-%d %H:%M:%S") if entry.at else ""
    assert shown == (at or (below + timedelta(seconds=1)).strftime("%Y-%m-%d %H:%M:%S"))
    assert scene.settled(typed).entries == {**read(text).entries, entry.id: entry}


def test_the_same_words_twice_are_two_entries(scene: Any, text: str) -> None:
    mark = "<!-- acmeinc:timeline -->\n"
    once = scene.after(edited(text, mark, f"{mark}- restarted it\n"))
    twice = scene.after(edited(once, mark, f"{mark}- restarted it\n- restarted it\n"))
    assert [entry.text for entry in read(twice).incident.timeline[:3]] == ["restarted it"] * 3


@pytest.mark.parametrize(
    ("clock", "at"),
    [
        pytest.param("00:05", "2026-11-24 00:05", id="after midnight"),
        pytest.param("23:55", "2026-11-23 23:55", id="before midnight"),
        pytest.param("20:10", "2026-11-23 20:10", id="earlier that evening"),
    ],
)
def test_a_clock_is_of_the_day_nearest_to_its_neighbour(scene: Any, text: str, clock: str, at: str) -> None:
    late = Draft("Still down", at=datetime(2026, 11, 24, 4, 50, tzinfo=UTC))
    mark = "<!-- acmeinc:timeline -->\n"
    typed = edited(scene.after(text, late), mark, f"{mark}- {clock} checked again\n")
    (entry,) = read(typed).by_hand
    assert entry.at is not None
    assert entry.at.strftime("%Y-%m-%d %H:%M") == at


def test_an_edited_line_beside_its_original_becomes_a_correction(scene: Any, text: str) -> None:
    original = next(line for line in text.split("\n") if "Rolled back" in line)
    changed = add_entries(edited(text, "Rolled back deploy 4812", "Rolled back deploy 4813"), [original])
    timeline = scene.settled(changed).incident.timeline
    assert {entry.text for entry in timeline if entry.kind == "correction"} == {
        "Rolled back deploy 4813\nit was started at 08:55"
    }
    assert "~~Rolled back deploy 4812<br>it was started at 08:55~~" in changed


def test_an_edited_line_alone_keeps_what_the_hand_wrote(scene: Any, text: str) -> None:
    typed = edited(text, "Rolled back deploy 4812", "Rolled back deploy 4813")
    assert scene.after(typed) == typed


def test_a_correction_strikes_the_entry_it_corrects(scene: Any, text: str) -> None:
    deploy = read(text).incident.timeline[0]
    written = scene.after(text, Draft("It was 4813", "correction", extra={"corrects": deploy.id}))
    assert line_of(deploy, struck=True) in written
    assert scene.settled(written).entries[deploy.id] == deploy


FORMATTED = [
    ("- Page the owning", "- Page the owning"),
    (
        "- [ ] Page the owning team, or the incident on-call rotation when it is not clear",
        "* [ ] Page the owning team, or the incident on-call rotation when it is not\n  clear",
    ),
    ("| Severity | SEV2 |", "| Severity                        | SEV2                     |"),
    ("|---|---|\n| Severity", "| ------------------------------- | ------------------------ |\n| Severity"),
    ("- The page came at once", "* The page came at once"),
    (
        "| Action | Owner | Due | Link | Done |\n|---|---|---|---|---|",
        "| Action       | Owner   | Due        | Link | Done |\n"
        "| ------------ | ------- | ---------- | ---- | ---- |",
    ),
    (
        "Rolled back deploy 4812<br>it was started at 08:55",
        "Rolled back\n  deploy 4812<br>it was started at 08:55\n ",
    ),
    ("<!-- acmeinc:timeline -->\n- ", "<!-- acmeinc:timeline -->\n\n* "),
    ("**Ana Ruiz** Declared", "__Ana Ruiz__ Declared"),
    ("impact: Customers cannot log in.", 'impact: "Customers cannot log in."'),
]


def test_a_formatter_is_no_hand(scene: Any, text: str) -> None:
    formatted = text
    for old, new in FORMATTED:
        formatted = formatted.replace(old, new)
    assert formatted != text
    reading = read(formatted)
    assert (reading.by_hand, reading.notices) == ((), ())
    written, checklist = scene.after(formatted), parse(text).blocks["checklist"]
    assert parse(written).blocks["checklist"].lines == tuple(
        line.replace("- [ ] Page", "* [ ] Page") for line in checklist.lines
    )
    others = [name for name in parse(text).blocks if name != "checklist"]
    assert [parse(written).blocks[name] for name in others] == [parse(text).blocks[name] for name in others]


def test_an_unknown_row_is_moved_below_and_reported(scene: Any, text: str) -> None:
    row = "| Lead | Cy Ode |\n"
    typed = edited(text, "| Status | declared |\n", f"| Status | declared |\n{row}")
    assert read(typed).notices == ("text inside the stakeholders block was moved below it",)
    written = scene.after(typed)
    assert f"<!-- /acmeinc:stakeholders -->\n{row}" in written
    scene.settled(typed)


@pytest.mark.parametrize(
    ("old", "new", "notice", "kept"),
    [
        pytest.param(
            "severity: SEV2",
            "severity: bad",
            "severity: 'bad' is no value of this field; the line is now a comment",
            "# severity: bad\n",
            id="no severity",
        ),
        pytest.param(
            "impact: Customers cannot log in.",
            "impact: &a x",
            "impact: what stands there is no value of this field; the line is now a comment",
            "# impact: &a x\n",
            id="more YAML than is read",
        ),
        pytest.param(
            "  detected: '2026-11-23T14:02:00Z'",
            "  detected: noon",
            "milestones.detected: 'noon' is no value of this field; the line is now a comment",
            "# detected: noon\n",
            id="no time",
        ),
    ],
)
def test_an_unreadable_value_stays_as_a_comment(
    scene: Any, text: str, old: str, new: str, notice: str, kept: str
) -> None:
    typed = edited(text, old, new)
    assert read(typed).notices == (notice,)
    written = scene.after(typed)
    assert kept in written
    assert old in written
    assert scene.settled(typed).incident == read(text).incident


def test_unknown_keys_and_comments_of_the_header_survive_a_change(scene: Any, text: str) -> None:
    typed = edited(text, "severity: SEV2", "severity: SEV2 # for now\nx-jira: ['A-1']\n# ask Ana")
    written = scene.after(typed, Draft("", "severity", sets={"severity": "SEV1"}))
    assert "severity: SEV1 # for now\nx-jira: ['A-1']\n# ask Ana\n" in written


def test_entry_lines_moved_out_of_the_block_come_back(scene: Any, text: str) -> None:
    line = next(line for line in text.split("\n") if "Rolled back" in line) + "\n"
    moved = edited(text, line, "").replace("Read this first.\n", f"Read this first.\n{line}")
    assert scene.after(moved) == text


@pytest.mark.parametrize(
    "below", ["| Acknowledged | |\n", "**What went well?**\n", "### Resolve\n", "| Severity | SEV2 |\n"]
)
def test_entry_lines_in_another_block_come_back(scene: Any, text: str, below: str) -> None:
    line = next(line for line in text.split("\n") if "Rolled back" in line) + "\n"
    assert scene.after(edited(edited(text, line, ""), below, below + line)) == text


@pytest.mark.parametrize("links", ["links: elsewhere", "links: &a {chat: ''}", "links:\n  - chat"])
def test_a_group_that_is_no_map_stays_as_a_comment(scene: Any, text: str, links: str) -> None:
    written = scene.after(edited(text, "links:\n", f"{links}\n"))
    assert f"# {links.splitlines()[0]}\n" in written
    assert scene.settled(written).incident == read(text).incident


def test_entry_lines_in_a_code_fence_are_an_example(scene: Any, text: str) -> None:
    line = next(line for line in text.split("\n") if "Rolled back" in line).replace("4812", "9999")
    typed = edited(text, "Read this first.\n", f"Read this first.\n\n```\n{line}\n```\n")
    assert scene.after(typed) == typed


def test_a_missing_timeline_is_made_anew(scene: Any, text: str) -> None:
    without = text.replace("<!-- acmeinc:timeline -->\n", "").replace("<!-- /acmeinc:timeline -->\n", "")
    written = scene.after(without)
    assert "timeline" in parse(written).blocks
    assert scene.settled(without).entries == read(text).entries


def test_a_lost_header_is_made_anew(scene: Any, text: str) -> None:
    body = text.split("---\n", 2)[2]
    assert scene.after(body) == text


def test_a_title_changed_by_hand_is_told_where_it_comes_from(scene: Any, text: str) -> None:
    typed = text.replace("# [inc-26-11-23-SEV-2] Login", "# [inc-26-11-23-SEV-2] Log-in")
    notices = read(typed).notices
    assert any("the title follows severity" in notice for notice in notices)


def test_an_undone_hand_edit_can_be_made_again(scene: Any, text: str) -> None:
    row, new = "| Workarounds | |", "| Workarounds | Stay signed in |"
    once = scene.after(edited(text, row, new))
    (edit,) = [e for e in read(once).entries.values() if e.kind == "edit"]
    undone = scene.after(once, Draft("", "removed", extra={"entry": edit.id}))
    assert read(undone).incident.workarounds == ""
    assert scene.settled(edited(undone, row, new)).incident.workarounds == "Stay signed in"


def test_a_new_document_is_drawn_from_a_template(scene: Any) -> None:
    written = create(scene.template, [Draft("Hello", sets={"severity": "SEV1"})], scene.moment())
    assert written.incident.severity == "SEV1"
    assert scene.prose(written.text) == scene.prose(scene.template)


def test_reading_imports_no_heavy_module() -> None:
    code = "import sys, acmeinc.incident.document; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {"yaml", "rich", "git", "jinja2", "pydantic", "anyascii", "questionary", "dataclasses"}
    assert not heavy & {*loaded}
