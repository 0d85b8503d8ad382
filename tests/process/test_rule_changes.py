"""What differs between two sets of rules, value by value, however the files are laid out."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acmeinc.process.row_changes import row_changes
from acmeinc.process.rule_changes import Change, not_owned_any_more, rule_changes
from acmeinc.process.rule_set import RuleSet, read_rule_set
from acmeinc.process.rule_values import span
from acmeinc.process.severity import Level

ROOT = Path(__file__).parents[2]
FILES = ("severity.yaml", "acmeinc.yaml", "ownership.csv", "vendors.csv", "people.csv")
TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in FILES}
OLD = read_rule_set(TEXTS)

SEV4 = """\
  SEV4:
    name: Cosmetic
    conditions:
      ugly: It looks wrong
    check_in: 4h
    update: 8h
    status_page: never
    page: false
clocks:"""

Edit = tuple[str, str, str]


def edited(*edits: Edit) -> RuleSet:
    """Return the rules after edits: in which file what is replaced by what."""
    texts = dict(TEXTS)
    for name, old, new in edits:
        assert texts[name].count(old) == 1, f"{old!r} stands {texts[name].count(old)} times in {name}"
        texts[name] = texts[name].replace(old, new)
    return read_rule_set(texts)


def change(*edits: Edit) -> list[tuple[str, str | None, str | None]]:
    """Return name, old and new text of each change that edits make."""
    return [(one.name, one.before, one.after) for one in rule_changes(OLD, edited(*edits))]


CASES = [
    pytest.param(
        ("severity.yaml", "update: 1h", "update: 55m"), [("SEV2 update", "1h", "55m")], id="a cadence"
    ),
    pytest.param(
        ("severity.yaml", "update: 1h", "update: 55m30s"),
        [("SEV2 update", "1h", "55m30s")],
        id="to the second",
    ),
    pytest.param(
        ("severity.yaml", "status_page: never", "status_page: 3h"),
        [("SEV3 status_page", "never", "3h")],
        id="never",
    ),
    pytest.param(
        ("severity.yaml", "page: false", "page: true"), [("SEV3 page", "false", "true")], id="a page"
    ),
    pytest.param(
        ("severity.yaml", "    pagerduty: warning\n", ""), [("SEV3 pagerduty", "warning", None)], id="a pager"
    ),
    pytest.param(
        ("severity.yaml", "declare: 20m", "declare: 15m"), [("clocks declare", "20m", "15m")], id="a clock"
    ),
    pytest.param(
        ("severity.yaml", "latest: 48h", "latest: 3d"),
        [("retrospective latest", "48h", "72h")],
        id="the window",
    ),
    pytest.param(
        ("severity.yaml", "clocks:", SEV4),
        [
            (
                "SEV4",
                None,
                "Cosmetic: check-in 4h, update 8h, status page never, pages nobody; ugly",
            )
        ],
        id="a level",
    ),
    pytest.param(
        ("severity.yaml", "      degraded:", "      slow:"),
        [
            (
                "SEV2 condition degraded",
                "The application works, but slowly, or non-critical functionality is unavailable",
                None,
            ),
            (
                "SEV2 condition slow",
                None,
                "The application works, but slowly, or non-critical functionality is unavailable",
            ),
        ],
        id="a condition of another id",
    ),
    pytest.param(
        ("acmeinc.yaml", "time_zone: America/New_York", "time_zone: Europe/Berlin"),
        [("time_zone", "America/New_York", "Europe/Berlin")],
        id="the time zone",
    ),
    pytest.param(
        ("acmeinc.yaml", "days: [mon, tue, wed, thu, fri]", "days: [fri, mon]"),
        [("business_hours.days", "mon, tue, wed, thu, fri", "mon, fri")],
        id="business days",
    ),
    pytest.param(
        ("acmeinc.yaml", "holidays: []", "holidays: [2026-12-24, US]"),
        [("business_hours.holidays", None, "US, 2026-12-24")],
        id="holidays",
    ),
    pytest.param(
        ("acmeinc.yaml", "  monitoring: https://monitoring.example.com\n", ""),
        [("links.monitoring", "https://monitoring.example.com", None)],
        id="a link",
    ),
    pytest.param(
        ("acmeinc.yaml", "via: link ", "via: github "),
        [("channels.tracker.via", "link", "github")],
        id="a channel",
    ),
    pytest.param(
        ("acmeinc.yaml", "    via: site ", "    components: {Login.web: abc1}\n    via: site "),
        [("channels.status_page.components.Login.web", None, "abc1")],
        id="a component",
    ),
    pytest.param(
        ("ownership.csv", "Login,auth-api,Identity,", "Login,auth-api,Platform,"),
        [("Login / auth-api owning team", "Identity", "Platform")],
        id="an owner",
    ),
    pytest.param(
        ("ownership.csv", "auth-api/issues,#team-identity,identity@example.com,yes", "auth-api/issues,,,no"),
        [
            ("Login / auth-api chat channel", "#team-identity", None),
            ("Login / auth-api contact", "identity@example.com", None),
            ("Login / auth-api public", "yes", "no"),
        ],
        id="cells of an owner",
    ),
    pytest.param(
        ("ownership.csv", "Checkout,payments-api,", "Checkout,pay,"),
        [("Checkout / payments-api service", "payments-api", "pay")],
        id="a service of another name",
    ),
    pytest.param(
        ("vendors.csv", "Contoso Cloud,Hosting,Platform", "Contoso Cloud,Hosting,Billing"),
        [("Contoso Cloud / Hosting owning team", "Platform", "Billing")],
        id="a vendor",
    ),
    pytest.param(
        ("people.csv", "Bo Lind,bo@example.com,Identity,engineer,@bo\n", ""),
        [("Bo Lind", "email bo@example.com, team Identity, role engineer, chat @bo", None)],
        id="somebody left",
    ),
    pytest.param(
        ("people.csv", "Bo Lind,bo@", "Bo Berg,bo@"),
        [("Bo Lind name", "Bo Lind", "Bo Berg")],
        id="a new name",
    ),
    pytest.param(
        ("severity.yaml", "update: 1h", "update: 60m  # as before"), [], id="another way to write it"
    ),
    pytest.param(
        ("people.csv", "Ana Ruiz,ana@example.com,Identity,engineering manager,@ana\n", ""),
        [("Ana Ruiz", "email ana@example.com, team Identity, role engineering manager, chat @ana", None)],
        id="the first row",
    ),
]


@pytest.mark.parametrize(("edit", "told"), CASES)
def test_one_edit_is_one_change(edit: Edit, told: list[tuple[str, str | None, str | None]]) -> None:
    """Each value that differs is told with what it was and what it is."""
    assert edited(edit).problems == ()
    assert change(edit) == told


def test_a_condition_that_moves_says_where() -> None:
    text = "      degraded: The application works, but slowly, or non-critical functionality is unavailable\n"
    moved = edited(
        ("severity.yaml", text, ""),
        ("severity.yaml", "      non-critical:", text + "      non-critical:"),
    )
    assert [(c.name, c.kind, c.note) for c in rule_changes(OLD, moved)] == [
        ("SEV2 condition degraded", "removed", "is a condition of SEV3 now"),
        ("SEV3 condition degraded", "added", "was a condition of SEV2"),
    ]


def test_the_conditions_of_a_level_that_goes_are_not_told_again() -> None:
    start = TEXTS["severity.yaml"].index("  SEV3:")
    gone = edited(
        ("severity.yaml", TEXTS["severity.yaml"][start : TEXTS["severity.yaml"].index("clocks:")], "")
    )
    (one,) = rule_changes(OLD, gone)
    assert (one.name, one.kind) == ("SEV3", "removed")


@pytest.mark.parametrize("order", [reversed, sorted], ids=["reversed", "sorted"])
def test_the_order_of_rows_means_nothing(order: Callable[[list[str]], list[str]]) -> None:
    """Also where two rows have the same name."""
    text = TEXTS["ownership.csv"] + "Login,auth-api,Identity,,,,,\n"
    header, *rows = text.splitlines(keepends=True)
    other = header + "".join(order(rows))
    old, new = (read_rule_set({**TEXTS, "ownership.csv": one}) for one in (text, other))
    assert rule_changes(old, new) == ()


def test_a_part_of_the_name_tells_a_row_only_where_nothing_else_has_it() -> None:
    old = read_rule_set(
        {**TEXTS, "people.csv": "name,email,team,role\nA,x@example.com,,\nB,x@example.com,,\n"}
    )
    new = read_rule_set({**TEXTS, "people.csv": "name,email,team,role\nC,x@example.com,,\n"})
    assert [(c.name, c.kind) for c in rule_changes(old, new)] == [
        ("A", "removed"),
        ("B", "removed"),
        ("C", "added"),
    ]


CELLS = st.sampled_from(["", "a", "A", "b", "c d"])
ROWS = st.lists(st.fixed_dictionaries({"x": CELLS, "y": CELLS, "z": CELLS}), max_size=6)


@given(ROWS, ROWS)
@settings(max_examples=150)
def test_tables_differ_by_what_is_told(old: list[dict[str, str]], new: list[dict[str, str]]) -> None:
    """Nothing is told of the same rows in another order; else each row is gone, new or changed once."""
    sides = [[{c: t for c, t in row.items() if t} for row in rows] for rows in (old, new)]
    told = list(row_changes(*sides, (("x", "y"), ("x",), ("y",))))
    counts = [Counter(tuple(sorted(row.items())) for row in side) for side in sides]
    assert bool(told) == (counts[0] != counts[1])
    whole = [change for change in told if not change.column]
    gone, added = (sum(getattr(c, which) is None for c in whole) for which in ("after", "before"))
    assert len(old) - gone == len(new) - added
    assert all(change.before != change.after for change in told)


def test_who_loses_the_owner_is_told_by_functionality_and_by_service() -> None:
    """A row without a team owns nothing; another row of the same name may still have one."""
    new = edited(
        ("ownership.csv", "Login,auth-api,Identity,", "Login,auth-api,,"),
        ("ownership.csv", "Checkout,payments-api,", "Checkout,pay,"),
    )
    assert not_owned_any_more(OLD, new) == ("Login", "auth-api", "payments-api")
    assert not_owned_any_more(OLD, edited(("ownership.csv", "Login,auth-api", "LOGIN,Auth-API"))) == ()


@pytest.mark.parametrize(
    ("name", "text", "area"),
    [
        ("severity.yaml", "severities: [", "severity"),
        ("acmeinc.yaml", "time_zone: Nowhere/Here\n", "settings"),
        ("acmeinc.yaml", "business_hours: {holidays: [ZZ]}\n", "settings"),
        ("ownership.csv", "functionality\nx\n", "ownership"),
        ("people.csv", "name,email,team,role\n\ud800,,,\n", "people"),
    ],
    ids=["yaml", "a zone", "a country without holidays", "a header", "no UTF-8"],
)
def test_a_file_that_one_side_cannot_read_is_left_out(name: str, text: str, area: str) -> None:
    """All others are compared."""
    broken = read_rule_set({**TEXTS, name: text})
    assert {problem.path for problem in broken.problems} == set(broken.unread) == {name}
    other = "people.csv" if area != "people" else "vendors.csv"
    new = read_rule_set({**TEXTS, name: text, other: ""})
    told = {c.area for c in rule_changes(OLD, new)} | {c.area for c in rule_changes(new, OLD)}
    assert told == {other.removesuffix(".csv")}


def test_without_files_it_is_what_the_program_takes_for_granted() -> None:
    nothing = read_rule_set({})
    assert nothing.unread == ("severity.yaml",)
    told = rule_changes(nothing, OLD)
    assert Change("settings", "", "time_zone", "UTC", "America/New_York") in told
    assert {c.area for c in told} == {"settings", "ownership", "vendors", "people"}


@pytest.mark.parametrize("level", OLD.severity.levels if OLD.severity else (), ids=lambda level: level.id)
def test_a_span_is_written_as_the_file_has_it(level: Level) -> None:
    """What is told of a cadence can be typed."""
    for cadence in (level.check_in, level.update, level.status_page):
        assert f": {span(cadence)}" in TEXTS["severity.yaml"]
