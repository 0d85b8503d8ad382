"""What other rules do to open incidents, and would have done to last year's: counted by hand here."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from announcements import Story, document
from made_incidents import (
    INITIAL,
    INITIAL_3,
    RULES,
    START,
    after,
    changed,
    entry,
    incident,
    level,
    message,
    rules_of,
)

from acmeinc.incident.document import Moment, record
from acmeinc.incident.model import FINAL_STATUSES, STATUSES, Draft, Entry, Incident
from acmeinc.incident.reading import read
from acmeinc.process.rule_effects import Moved, Replayed, may_concern, moved_times, replayed
from acmeinc.process.rule_review import review_of
from acmeinc.process.rule_set import RuleSet
from acmeinc.process.settings import BusinessHours, Settings
from acmeinc.process.severity import Clocks, RetrospectiveRule, SeverityRules

SETTINGS = Settings(time_zone="America/New_York")
STRICT = rules_of(level(1, 10, 15, 30), level(2, 25, 30, 90), level(3, 85, 90, 180))


LINE = "2026-01-02 10:15:07 -05:00 **Ana Ruiz** Rolled back"


def rule_set(severity: SeverityRules | None = RULES, settings: Settings | None = SETTINGS) -> RuleSet:
    """Return rules without owners."""
    return RuleSet(severity, settings, (), (), ())


OLD, NEW = rule_set(), rule_set(STRICT)


def moves(of: Incident, new: RuleSet = NEW, old: RuleSet = OLD) -> dict[str, tuple[Any, Any]]:
    """Return what moves, by kind: minutes after START before and after, None for no duty."""

    def minutes(at: Any) -> float | None:
        return None if at is None else (at - START) / timedelta(minutes=1)

    return {one.kind: (minutes(one.before), minutes(one.after)) for one in moved_times([of], old, new)}


def test_check_in_and_status_page_move_and_the_promise_of_an_update_stands() -> None:
    of = incident(INITIAL, message("public", 5))
    assert moves(of) == {"check_in": (20, 10), "status_page": (65, 35)}


def test_an_update_without_a_promise_moves() -> None:
    assert moves(incident(message("initial", 0, severity="SEV1")))["update"] == (30, 15)


def test_a_severity_that_rose_without_a_message_moves_by_the_cadence() -> None:
    of = incident(INITIAL_3, timeline=[changed(10)])
    assert moves(of)["update"] == (40, 25)


def test_the_clock_of_the_first_message_moves() -> None:
    new = rule_set(RULES._replace(clocks=Clocks(declare=timedelta(minutes=15))))
    assert moves(incident(), new) == {"declare": (8, 3)}


def test_a_duty_that_comes_and_one_that_goes() -> None:
    of = incident(INITIAL_3, severity="SEV3")
    assert moves(of)["status_page"] == (None, 0)
    assert moves(of, OLD, NEW)["status_page"] == (0, None)


RESOLVED = {"detected": after(-12), "declared": START, "mitigated": after(0), "resolved": after(30)}


@pytest.mark.parametrize(
    ("new", "closes"),
    [
        (rule_set(RULES._replace(retrospective=RetrospectiveRule(latest=timedelta(hours=72)))), 72 * 60),
        (
            rule_set(settings=SETTINGS._replace(business_hours=BusinessHours(days=frozenset({0, 1, 3})))),
            72 * 60,
        ),
    ],
    ids=["window", "business days"],
)
def test_a_retrospective_that_is_not_scheduled_moves(new: RuleSet, closes: float) -> None:
    """START is a Monday morning; the window closes after 48 business hours."""
    of = incident(INITIAL, status="resolved", milestones=RESOLVED)
    assert moves(of, new) == {"retrospective": (48 * 60, closes)}


def test_a_scheduled_retrospective_stays_where_it_is() -> None:
    of = incident(INITIAL, status="resolved", milestones=RESOLVED)
    of = of._replace(retrospective=of.retrospective._replace(at=after(1500)))
    assert moves(of) == {}


@pytest.mark.parametrize("status", ["closed", "downgraded", "duplicate"])
def test_nothing_moves_of_what_is_over(status: str) -> None:
    assert moves(incident(message("initial", 0, severity="SEV1"), status=status)) == {}


def test_without_rules_on_either_side_nothing_is_told() -> None:
    of = incident(INITIAL)
    for other in (rule_set(None), rule_set(settings=None)):
        assert moved_times([of], other, NEW) == moved_times([of], OLD, other) == ()
    assert replayed([of], rule_set(None), NEW, after(999)) == ()


def test_moves_are_told_soonest_first() -> None:
    late = incident(message("initial", 60, severity="SEV1"))._replace(id="later")
    found = moved_times([late, incident(INITIAL)], OLD, NEW)
    assert [one.after for one in found] == sorted(one.after for one in found if one.after)
    assert found[0] == Moved("inc-26-11-23-sev-1-login", "SEV1", "check_in", after(20), after(10))


def story(*minutes: float, severity: str = "SEV1", kind: str = "update") -> Incident:
    """Return an incident whose first message went out at START and further ones so many minutes later."""
    first = message("initial", 0, severity=severity)
    return incident(first, *(message(kind, at) for at in minutes), severity=severity)


def past(
    of: Incident, new: RuleSet = NEW, now: float = 100_000
) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Return by severity and kind how many went out, how many late before and after."""
    told = replayed([of], OLD, new, after(now))
    return {(one.severity, one.kind): one[2:] for one in told}


def test_updates_are_counted_by_the_gap_before_each() -> None:
    """Gaps of 30, 31 and 12 minutes: the old cadence is 30, the new one 15."""
    assert past(story(30, 61, 73))["SEV1", "update"] == (3, 1, 2)


def test_exactly_on_time_is_on_time() -> None:
    assert past(story(15, 30))["SEV1", "update"] == (2, 0, 0)


def test_what_a_message_promised_does_not_count() -> None:
    """Both columns go by cadence: a promise of an hour makes an update after 40 minutes no less late."""
    of = incident(message("initial", 0, promise=60, severity="SEV1"), message("update", 40))
    assert past(of)["SEV1", "update"] == (1, 1, 1)


def test_the_last_word_is_an_update_too() -> None:
    of = incident(
        message("initial", 0, severity="SEV1"),
        message("resolution", 20, status="resolved"),
        status="resolved",
        milestones=RESOLVED | {"resolved": after(20)},
    )
    assert past(of)["SEV1", "update"] == (1, 0, 1)


def test_the_severity_is_the_one_when_the_wait_began() -> None:
    """Lowered by the first update: the second waits by the cadence of SEV3, which is three hours."""
    of = incident(
        message("initial", 0, severity="SEV1"),
        message("update", 20, severity="SEV3"),
        message("update", 120),
        severity="SEV3",
    )
    assert past(of) == {
        ("SEV1", "check_in"): (1, 0, 1),
        ("SEV1", "declare"): (1, 0, 0),
        ("SEV1", "update"): (1, 0, 1),
        ("SEV3", "check_in"): (1, 0, 1),
        ("SEV3", "update"): (1, 0, 1),
    }


def test_a_severity_that_rises_in_between_brings_it_nearer() -> None:
    of = incident(
        message("initial", 0, severity="SEV3"), message("update", 50), timeline=[changed(10, "SEV1")]
    )
    assert past(of)["SEV3", "update"] == (1, 1, 1)


def test_check_ins_are_counted_by_what_came_before() -> None:
    of = incident(
        message("initial", 0, severity="SEV1"),
        message("update", 30),
        timeline=[entry("checkin", 15)],
    )
    assert past(of)["SEV1", "check_in"] == (2, 0, 2)


def test_the_first_post_belongs_to_declare_and_is_not_counted() -> None:
    assert ("SEV1", "status_page") not in past(story(3, kind="public"))
    assert past(story(3, 48, kind="public"))["SEV1", "status_page"] == (1, 0, 1)


def test_a_post_that_only_the_new_rules_ask_for_is_counted_once() -> None:
    of = story(3, 303, severity="SEV3", kind="public")
    assert past(of)["SEV3", "status_page"] == (1, 0, 1)


def test_what_was_never_sent_is_not_counted() -> None:
    failed = message("update", 50)
    of = story(30)._replace(communications=(*story(30).communications, failed))
    assert past(of)["SEV1", "update"] == (1, 0, 1)


@pytest.mark.parametrize(("days", "counted"), [(0, True), (365, True), (365.1, False), (-1, False)])
def test_a_year_is_looked_at(days: float, counted: bool) -> None:
    """Neither what is older counts, nor what a clock that is ahead has dated into the future."""
    of = story(30)
    assert (("SEV1", "update") in past(of, now=30 + days * 24 * 60)) is counted


def test_figures_of_several_incidents_add_up() -> None:
    both = replayed([story(30, 61), story(10, severity="SEV2"), story(16)], OLD, NEW, after(999))
    assert [one for one in both if one.kind == "update"] == [
        Replayed("SEV1", "update", 3, 1, 3),
        Replayed("SEV2", "update", 1, 0, 0),
    ]


Texts = dict[str, str]


def yaml(*levels: str, update: str = "30m") -> Texts:
    """Return the text of `severity.yaml` with these levels."""
    rows = "".join(
        f"  {name}: {{name: N, check_in: 10m, update: {update}, status_page: never}}\n" for name in levels
    )
    return {"severity.yaml": f"severities:\n{rows}"}


def nobody() -> list[Incident]:
    """Fail: the incidents are not asked for."""
    raise AssertionError("the incidents were read")


def test_an_open_incident_of_a_level_that_goes_is_told() -> None:
    of = story(10, severity="SEV3")
    texts = (yaml("SEV1", "SEV3"), yaml("SEV1"))
    review = review_of("", texts, [of, of._replace(status="closed")], after(20))
    assert [tuple(one) for one in review.stranded] == [("inc-26-11-23-sev-1-login", "SEV3", "SEV1")]


class Unread:
    """Incidents that nobody may read."""

    def __iter__(self) -> Any:
        """Fail."""
        nobody()


@pytest.mark.parametrize(
    "change",
    [
        lambda texts: texts,
        lambda texts: texts | {"people.csv": "name,email,team,role\nA,,,\n"},
        lambda texts: {"severity.yaml": "# why\n" + texts["severity.yaml"]},
    ],
    ids=["nothing", "people", "a comment"],
)
def test_incidents_are_read_only_where_a_time_can_move(change: Callable[[Texts], Texts]) -> None:
    texts = yaml("SEV1")
    review_of("", (texts, change(texts)), Unread(), after(0))  # type: ignore[arg-type]


def test_the_kind_of_an_entry_that_is_none_counts_nothing(  # a note is no check-in
) -> None:
    note: Entry = entry("note", 10)
    assert past(incident(message("initial", 0, severity="SEV1"), timeline=[note])) == {
        ("SEV1", "declare"): (1, 0, 0)
    }


@pytest.mark.parametrize(
    "line",
    [
        *(f"- {LINE}", f"* {LINE}", f"   + {LINE}", f"7. {LINE}", f"- [x] {LINE}", f"- ~~{LINE}~~", LINE),
        *(f"> - {LINE}", "- " + LINE.replace(" 10", "\n  10")),
    ],
)
def test_whatever_may_be_an_entry_of_the_last_year_is_looked_at(line: str) -> None:
    """However a hand or a formatter left it."""
    text = f"---\nstatus: closed\n---\n\nWords.\n\n{line}\n"
    assert may_concern(text, datetime(2027, 1, 2, tzinfo=UTC))
    assert not may_concern(text, datetime(2027, 1, 5, tzinfo=UTC))


def test_an_example_in_the_text_is_no_entry() -> None:
    text = f"---\nstatus: 'downgraded'\n---\nAdd a line like this: `- {LINE}`.\n"
    assert not may_concern(text, START)


@pytest.mark.parametrize("head", ["status: resolved", "status: identified", "", "statuses: closed"])
def test_what_is_not_over_is_looked_at_however_old_it_is(head: str) -> None:
    assert may_concern(f"---\n{head}\n---\n", START)


def test_what_is_not_looked_at_would_have_changed_nothing() -> None:
    """Incidents of three years, of every status, with check-ins: the same moves, and the same past."""
    texts = [_told(day, status) for day in range(0, 1100, 61) for status in STATUSES]
    every = [read(text).incident for text in texts]
    concerned = [read(text).incident for text in texts if may_concern(text, START)]
    assert len(every) - len(concerned) == 12 * len(FINAL_STATUSES)
    new = rule_set(STRICT._replace(clocks=Clocks(declare=timedelta(minutes=15))))
    assert moved_times(concerned, OLD, new) == moved_times(every, OLD, new) != ()
    assert replayed(concerned, OLD, new, START) == replayed(every, OLD, new, START) != ()


def _told(days_ago: int, status: str) -> str:
    """Return the document of an incident with two check-ins, half an hour apart, and its status then."""
    begun = START - timedelta(days=days_ago)
    told = document(Story("Login", "down", "SEV1", begun, (), "declared")).text
    for minutes, draft in (
        (10, Draft("We look.", "checkin")),
        (40, Draft("We know.", "checkin")),
        (50, Draft("So it is.", sets={"status": status})),
    ):
        moment = Moment(
            begun + timedelta(minutes=minutes), "Ana Ruiz", ZoneInfo("UTC"), Random(minutes).randbytes
        )
        told = record(read(told), [draft], moment).text
    return told
