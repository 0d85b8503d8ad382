"""Incidents of Statuspage: what the JSON of a page says."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from acmeinc.errors import BadData
from acmeinc.importing.published import Published
from acmeinc.importing.statuspage import read_statuspage

BERLIN = ZoneInfo("Europe/Berlin")


def at(clock: str, day: int = 23) -> datetime:
    """Return a time of November 2026, in UTC."""
    return datetime.fromisoformat(f"2026-11-{day:02}T{clock}:00+00:00")


def update(status: str, clock: str, body: str = "Words.", **more: Any) -> dict[str, Any]:
    """Return an update."""
    return {
        "id": f"u{clock}",
        "status": status,
        "body": body,
        "created_at": f"2026-11-23T{clock}:00.000Z",
        **more,
    }


def incident(*updates: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return an incident that went from 14:00 to 15:00."""
    return {
        "id": "p31zjtct2jer",
        "name": "Login is slow",
        "status": "resolved",
        "impact": "major",
        "created_at": "2026-11-23T14:05:00.000Z",
        "started_at": "2026-11-23T14:00:00.000Z",
        "resolved_at": "2026-11-23T15:00:00.000Z",
        "shortlink": "https://stspg.io/abc",
        "components": [{"id": "c1", "name": "Login"}, {"id": "c2", "name": "API"}],
        "incident_updates": list(updates),
        **more,
    }


def read(*incidents: dict[str, Any], **page: Any) -> list[Published]:
    """Return what a file with these incidents says."""
    text = json.dumps({"page": {"id": "acme", **page}, "incidents": list(incidents)}, indent=1)
    return read_statuspage(text, "incidents.json", BERLIN)


def test_an_incident_as_the_page_gives_it() -> None:
    """Updates come newest first; the time that is shown counts."""
    (found,) = read(
        incident(
            update("resolved", "15:00", "All is well.<br />Sorry."),
            update("monitoring", "14:45", display_at="2026-11-23T14:40:00Z"),
            update("investigating", "14:05", "We <b>look</b> into a &lt;b."),
        )
    )
    assert [(post.at, post.phase, post.text) for post in found.posts] == [
        (at("14:05"), "investigating", "We look into a &lt;b."),
        (at("14:40"), "monitoring", "Words."),
        (at("15:00"), "resolved", "All is well.\nSorry."),
    ]
    assert found._replace(posts=()) == Published(
        key="statuspage:acme/p31zjtct2jer",
        source="Statuspage",
        title="Login is slow",
        level="major",
        affected=("Login", "API"),
        started=at("14:00"),
        resolved=at("15:00"),
        posts=(),
        where="incidents.json",
        line=6,
        link="https://stspg.io/abc",
    )


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        pytest.param(json.dumps([incident()]), ["statuspage:/p31zjtct2jer"], id="list-of-the-management-api"),
        pytest.param(
            json.dumps({"incident": incident(page_id="p")}), ["statuspage:p/p31zjtct2jer"], id="one"
        ),
        pytest.param('{"incidents": []}', [], id="none"),
        pytest.param("[]", [], id="empty-list"),
        pytest.param("\ufeff" + json.dumps([incident()]), ["statuspage:/p31zjtct2jer"], id="bom"),
    ],
)
def test_every_shape_of_it(text: str, keys: list[str]) -> None:
    """A page's, the management API's, one incident alone."""
    assert [one.key for one in read_statuspage(text, "x.json", BERLIN)] == keys


@pytest.mark.parametrize(
    ("more", "why", "is_open"),
    [
        pytest.param({"impact": "maintenance"}, "maintenance", False, id="impact"),
        pytest.param({"scheduled_for": "2026-11-23T14:00:00Z"}, "maintenance", False, id="scheduled"),
        pytest.param({"status": "identified", "resolved_at": None}, "", True, id="open"),
        pytest.param({"status": "postmortem", "resolved_at": None}, "", False, id="postmortem"),
    ],
)
def test_what_is_no_incident_of_the_past(more: dict[str, Any], why: str, is_open: bool) -> None:
    """Maintenance, and what goes on."""
    (found,) = read(incident(**more))
    assert (found.why_not, found.is_open) == (why, is_open)


def test_scheduled_maintenance_is_read_as_such() -> None:
    """Where the file has a list of its own for it."""
    rows = {"scheduled_maintenances": [incident(scheduled_for="2026-11-23T14:00:00Z")]}
    (found,) = read_statuspage(json.dumps(rows), "x.json", BERLIN)
    assert found.why_not == "maintenance"


def test_a_status_without_a_meaning_leaves_the_phase() -> None:
    """`update` says nothing of where it stands; a postmortem comes after the end."""
    (found,) = read(
        incident(update("identified", "14:10"), update("update", "14:20"), update("postmortem", "16:00"))
    )
    assert [(post.phase, post.is_said) for post in found.posts] == [
        ("identified", True),
        ("identified", False),
        ("resolved", True),
    ]


@pytest.mark.parametrize(
    ("more", "updates", "started", "resolved", "doubt"),
    [
        pytest.param(
            {"started_at": "2026-11-23T14:30:00Z"},
            [update("investigating", "14:05")],
            at("14:05"),
            at("15:00"),
            "its first update is older than its start: it starts with that",
            id="told-before-it-began",
        ),
        pytest.param(
            {"resolved_at": "2026-11-23T13:00:00Z"},
            [update("resolved", "15:30")],
            at("14:00"),
            at("15:30"),
            "it ends before it starts: the update that says so was taken",
            id="over-before-it-began",
        ),
        pytest.param(
            {"resolved_at": "2026-11-23T13:00:00Z"},
            [update("investigating", "14:05")],
            at("14:00"),
            None,
            "it ends before it starts: it has no end here",
            id="over-before-it-began-and-nothing-says-when",
        ),
        pytest.param(
            {"resolved_at": None},
            [update("investigating", "14:05"), update("resolved", "14:50")],
            at("14:00"),
            at("14:50"),
            "no end is named: the last update's was taken",
            id="no-end",
        ),
        pytest.param(
            {"resolved_at": "2026-11-23T14:30:00Z"},
            [update("identified", "14:40"), update("resolved", "14:50")],
            at("14:00"),
            at("14:50"),
            "its updates go on after its end: the update that says so was taken",
            id="updates-go-on",
        ),
        pytest.param({"resolved_at": None}, [], at("14:00"), None, "no end is named", id="nothing-known"),
    ],
)
def test_times_that_contradict_each_other_are_settled_and_told(
    more: dict[str, Any],
    updates: list[dict[str, Any]],
    started: datetime,
    resolved: datetime | None,
    doubt: str,
) -> None:
    """Nothing ends before it begins."""
    (found,) = read(incident(*updates, **more))
    assert (found.started, found.resolved, found.doubts) == (started, resolved, (doubt,))


def test_a_time_without_a_zone_is_local_and_counted() -> None:
    """In Berlin it is an hour later than in UTC."""
    (found,) = read(incident(created_at="2026-11-23 14:05:00", started_at="2026-11-23 14:00:00"))
    assert found.started == at("14:00") - timedelta(hours=1)
    assert found.local_times == 2


def test_a_component_that_an_update_names_comes_first() -> None:
    """It is what was affected most."""
    named = update("investigating", "14:05", affected_components=[{"name": "Search"}, {"name": "API"}])
    assert read(incident(named))[0].affected == ("Search", "API", "Login")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "stspg.io/abc", "", None, 3])
def test_what_is_no_address_is_no_link(link: object) -> None:
    """It goes into a document that people click in."""
    assert read(incident(shortlink=link))[0].link == ""


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param('{"incidents": [', ["x.json:1:16: this is no JSON: Expecting value"], id="cut-off"),
        pytest.param("<html>", ["x.json:1:1: this is no JSON: Expecting value"], id="html"),
        pytest.param('{"a": 1}', ["x.json:1:1: there are no incidents in this JSON"], id="something-else"),
        pytest.param("3", ["x.json:1:1: there are no incidents in this JSON"], id="a-number"),
        pytest.param("[" * 100_000, ["x.json:1:1: the JSON is nested too deep"], id="deep"),
        pytest.param(
            '{"incidents": [\n {"id": "a", "name": "A", "created_at": "soon"},\n'
            ' {"name": 3, "created_at": null}\n]}',
            [
                "x.json:2:41: `created_at` is no time",
                "x.json:3:2: an incident has no `id`",
                "x.json:3:2: an incident has no `name`",
                "x.json:3:28: `created_at` is missing",
            ],
            id="what-is-needed",
        ),
        pytest.param(
            '[{"id": "a", "name": "A", "created_at": "2026-11-23T14:00:00Z",\n'
            '  "incident_updates": [{"created_at": "2026-11-23T14:00:00Z"},\n'
            '  {"display_at": "x", "created_at": 3}]}]',
            ["x.json:3:18: `display_at` is no time", "x.json:3:37: `created_at` is no time"],
            id="in-an-update",
        ),
    ],
)
def test_every_fault_has_its_place(text: str, faults: list[str]) -> None:
    """All of them in one run."""
    with pytest.raises(BadData) as stop:
        read_statuspage(text, "x.json", BERLIN)
    assert [
        str(problem).startswith(fault) for problem, fault in zip(stop.value.problems, faults, strict=True)
    ] == [True] * len(faults), stop.value


def test_what_is_not_of_its_type_is_as_if_it_were_not_there() -> None:
    """Nobody reads a traceback."""
    odd = incident("no update", 3, None, components="Login", impact=3, status=[])  # type: ignore[arg-type]
    (found,) = read(odd)
    assert (found.level, found.affected, found.posts) == ("", (), ())
    assert found.started.tzinfo is UTC
