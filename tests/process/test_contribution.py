"""What one incident adds to the figures, case by case."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from made_incidents import INITIAL, INITIAL_2, RULES, START, after, changed, entry, incident, message
from made_report import quarter

from acmeinc.errors import BadData
from acmeinc.incident.model import Action, Incident, Responder, Retrospective
from acmeinc.process.contribution import ActionItem, Contribution, Held, Owed, contribution, night_hour
from acmeinc.process.plain_contribution import from_plain, to_plain
from acmeinc.process.settings import Settings

NEW_YORK = ZoneInfo("America/New_York")


def of(whole: Incident) -> Contribution:
    """What it adds, in New York."""
    return contribution(whole, RULES, Settings(time_zone="America/New_York"))


def owed(whole: Incident, kind: str) -> list[Owed]:
    """Its promises of a kind."""
    return [each for each in of(whole).owed if each.promise.kind == kind]


def test_an_incident_adds_what_it_is() -> None:
    """Names, day, status; the first team that was engaged, where nobody knows the owner better."""
    one = of(incident(INITIAL, functionality="Login", teams=("Identity", "Platform")))
    assert one.id == "inc-26-11-23-sev-1-login"
    assert (one.declared, one.severity, one.status) == (date(2026, 11, 23), "SEV1", "investigating")
    assert (one.functionality, one.team, one.reopened) == ("Login", "Identity", 0)
    assert of(incident(INITIAL)).team == ""


def test_an_id_that_tells_no_day_is_bad_data() -> None:
    """Nobody could say which month it belongs to."""
    with pytest.raises(BadData, match="the id of the incident tells no day"):
        of(incident()._replace(id=""))


def test_times_are_never_made_of_a_missing_milestone() -> None:
    """Each is None without both of its milestones."""
    times = of(incident(milestones={"started": START, "detected": after(4), "resolved": after(90)})).times
    assert {name for name, time in times.items() if time is not None} == {"detect", "resolve"}
    assert times["detect"] == timedelta(minutes=4)


@pytest.mark.parametrize(("status", "timed"), [("closed", True), ("downgraded", False), ("duplicate", False)])
def test_what_was_no_incident_of_its_own_is_not_timed(status: str, timed: bool) -> None:
    """A bug, and a duplicate of another."""
    assert of(incident(status=status)).is_timed is timed


def test_each_reopening_counts() -> None:
    """Twice is two."""
    assert of(incident(INITIAL, message("reopening", 90), message("reopening", 190))).reopened == 2


def test_the_decision_is_known_by_the_declaration() -> None:
    """Ten minutes from detection; nothing is known without a time of detection."""
    (decided,) = owed(incident(INITIAL), "decide")
    assert (decided.promise.made, decided.promise.due, decided.promise.kept) == (after(-12), after(-2), START)
    assert decided.promise.late(after(99)) == timedelta(minutes=2)
    assert owed(incident(milestones={"declared": START}), "decide") == []


HANDED_OVER = [
    entry("declared", 0, commander="Ana Ruiz"),
    entry("assigned", 20, commander="Bo Lind"),
    entry("assigned", 50, commander="Chidi Okafor"),
]


@pytest.mark.parametrize(
    ("update", "commander"),
    [
        pytest.param(10, "Ana Ruiz", id="kept-before-the-hand-over"),
        pytest.param(20, "Ana Ruiz", id="kept-in-the-second-of-the-hand-over"),
        pytest.param(29, "Bo Lind", id="kept-after-it"),
        pytest.param(55, "Bo Lind", id="late-it-is-who-commanded-when-it-was-due"),
        pytest.param(None, "Bo Lind", id="never-kept"),
    ],
)
def test_the_commander_is_the_one_of_that_time(update: int | None, commander: str) -> None:
    """When it was kept, or when it fell due."""
    messages = [INITIAL, *([message("update", update)] if update else [])]
    whole = incident(*messages, timeline=HANDED_OVER, commander="Chidi Okafor")
    assert owed(whole, "update")[0].commander == commander


def test_the_severity_is_the_one_of_that_time() -> None:
    """A new one that comes with the message that keeps a promise is not its severity yet."""
    raised = changed(45)._replace(id="a")
    whole = incident(INITIAL_2, message("update", 45), message("update", 100), timeline=[raised])
    assert [each.severity for each in owed(whole, "update")] == ["SEV2", "SEV1", "SEV1"]
    plain = incident(message("initial", 0, promise=30), severity="SEV1", commander="Ana Ruiz")
    assert [(each.severity, each.commander) for each in owed(plain, "update")] == [("SEV1", "Ana Ruiz")]


MITIGATED = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)  # Friday 16:30 in New York
OPENS, CLOSES = MITIGATED + timedelta(days=3), MITIGATED + timedelta(days=4)
DONE = CLOSES + timedelta(days=9)


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        pytest.param({"status": "mitigated"}, Held(), id="open"),
        pytest.param({"status": "downgraded"}, Held(), id="a-bug"),
        pytest.param({"status": "duplicate"}, Held(), id="a-duplicate"),
        pytest.param({"status": "resolved"}, Held(OPENS, CLOSES), id="not-held-yet"),
        pytest.param({"status": "closed", "done": OPENS}, Held(OPENS, CLOSES, OPENS), id="never-scheduled"),
        pytest.param(
            {"status": "closed", "done": DONE, "at": OPENS}, Held(OPENS, CLOSES, OPENS), id="as-scheduled"
        ),
        pytest.param(
            {"status": "closed", "done": OPENS, "at": CLOSES}, Held(OPENS, CLOSES, OPENS), id="done-sooner"
        ),
        pytest.param(
            {"status": "closed", "done": OPENS, "mitigated": None},
            Held(held=OPENS),
            id="nobody-knows-the-window",
        ),
    ],
)
def test_when_the_retrospective_was_held(fields: dict[str, Any], held: Held) -> None:
    """As it was scheduled, unless it was done before; only of what has one."""
    given = {"mitigated": fields.get("mitigated", MITIGATED), "retrospective_done": fields.get("done")}
    milestones = {name: moment for name, moment in given.items() if moment}
    whole = incident(status=fields["status"], milestones=milestones)
    whole = whole._replace(retrospective=Retrospective(at=fields.get("at")))
    assert of(whole).retrospective == held


def test_action_items_are_done_or_open_with_a_day_or_without() -> None:
    """A day that is none limits nothing."""
    actions = (
        Action("a", done=True, due="2026-12-04"),
        Action("b", due="2026-12-04"),
        Action("c", due="soon"),
    )
    whole = incident()._replace(retrospective=Retrospective(actions=actions))
    day = date(2026, 12, 4)
    assert of(whole).actions == (ActionItem(True, day), ActionItem(False, day), ActionItem(False, None))


@pytest.mark.parametrize(
    ("moment", "hour"),
    [
        pytest.param("2026-11-23T02:59:59+00:00", None, id="21:59:59"),
        pytest.param("2026-11-23T03:00:00+00:00", "2026-11-23T03:00:00+00:00", id="22:00"),
        pytest.param("2026-11-23T11:59:59+00:00", "2026-11-23T11:00:00+00:00", id="06:59:59"),
        pytest.param("2026-11-23T12:00:00+00:00", None, id="07:00"),
        pytest.param("2026-11-01T05:30:00+00:00", "2026-11-01T05:00:00+00:00", id="01:30-summer-time"),
        pytest.param("2026-11-01T06:30:00+00:00", "2026-11-01T06:00:00+00:00", id="01:30-again-winter-time"),
        pytest.param("2026-03-08T07:30:00+00:00", "2026-03-08T07:00:00+00:00", id="03:30-after-01:59"),
        pytest.param("2026-03-08T06:59:59+00:00", "2026-03-08T06:00:00+00:00", id="01:59:59-before-03:00"),
        pytest.param("2026-03-08T11:30:00+00:00", None, id="07:30-summer-time"),
        pytest.param("2026-11-01T11:30:00+00:00", "2026-11-01T11:00:00+00:00", id="06:30-winter-time"),
    ],
)
def test_the_hours_of_the_night(moment: str, hour: str | None) -> None:
    """From 22:00 to 07:00 on the clock of the organisation; an hour that the clocks repeat is two."""
    expected = datetime.fromisoformat(hour) if hour else None
    assert night_hour(datetime.fromisoformat(moment), NEW_YORK) == expected


def test_an_hour_of_a_zone_with_half_hours_is_one_of_its_clock() -> None:
    """23:10 in Kolkata is in the hour that began at 17:30 in UTC."""
    moment = datetime(2026, 11, 23, 17, 40, tzinfo=UTC)
    assert night_hour(moment, ZoneInfo("Asia/Kolkata")) == datetime(2026, 11, 23, 17, 30, tzinfo=UTC)


def test_who_took_part_and_by_night() -> None:
    """Who commanded, responded or recorded something; what a program wrote is nobody's work."""
    night = (datetime(2026, 11, 24, 7, 10, tzinfo=UTC) - START) / timedelta(minutes=1)
    by_bo = [
        entry("note", night + minutes)._replace(by="Bo Lind", id=f"{minutes}") for minutes in (0, 40, 60)
    ]
    machine = entry("receipt", night + 120)._replace(by="Bo Lind")
    whole = incident(timeline=[*HANDED_OVER, *by_bo, machine], commander="Chidi Okafor")
    whole = whole._replace(responders=(Responder("Dana Kim"),))
    first = datetime(2026, 11, 24, 7, tzinfo=UTC)
    assert [tuple(share) for share in of(whole).shares] == [
        ("Ana Ruiz", True, ()),
        ("Bo Lind", True, (first, first + timedelta(hours=1))),
        ("Chidi Okafor", True, ()),
        ("Dana Kim", False, ()),
    ]


def test_it_comes_back_from_plain_values() -> None:
    """As JSON keeps it."""
    for one in (*quarter(), of(incident(INITIAL, message("public", 2), timeline=HANDED_OVER))):
        assert from_plain(json.loads(json.dumps(to_plain(one)))) == one


@pytest.mark.parametrize("plain", [None, [], ["inc-26-11-23"], 7, {"id": "inc"}])
def test_what_is_no_contribution_is_refused(plain: Any) -> None:
    """By an error that whoever asks expects."""
    with pytest.raises((TypeError, ValueError)):
        from_plain(plain)
