"""The components of the page: which there are, how each is now, and how it was on the last ninety days."""

from datetime import date

import pytest
from announcements import NEW_YORK, Story, Told, at

from acmeinc.process.ownership import Owner
from acmeinc.site.components import DAYS, by_name, last_days, public_components, state_now

TODAY = date(2026, 11, 23)


def owner(functionality: str, service: str = "", *, public: bool = True) -> Owner:
    """Return an owner of something."""
    return Owner(functionality, service, "Team", public=public)


def test_public_functionalities_in_their_order_each_once() -> None:
    """Case does not tell two apart; a row that is not public adds nothing."""
    rows = (
        owner("Login", "auth"),
        owner("Search", "index"),
        owner("login", "sso"),
        owner("Jobs", public=False),
    )
    found = public_components((*rows, owner("Login", "vault", public=False)))
    assert [component.name for component in found] == ["Login", "Search"]
    assert found[0].names == {"login", "auth", "sso"}
    assert found[0].id != found[1].id


def test_an_incident_names_its_component_by_functionality_or_service() -> None:
    """A functionality goes before a service of the same name."""
    found = public_components((owner("Login", "search"), owner("Search", "index")))
    named = by_name(found)
    assert {name: component.name for name, component in named.items()} == {
        "login": "Login",
        "search": "Search",
        "index": "Search",
    }


def test_it_is_as_bad_as_the_worst_open_incident(told) -> None:
    """What is over does not count."""
    slow = told(Story("Login", "slow", "SEV3", at("2026-11-23"), [Told(0, "investigating", "a")]))
    down = told(Story("Login", "down", "SEV1", at("2026-11-23"), [Told(0, "investigating", "a")]))
    over = told(Story("Login", "down", "SEV1", at("2026-11-22"), [Told(0, "resolved", "a")], "closed"))
    assert state_now([]) == state_now([over]) == "operational"
    assert state_now([slow, over]) == "degraded_performance"
    assert state_now([slow, down]) == "major_outage"


def days_of(*incidents) -> dict[str, str]:
    """Return the days that were not operational, and how they were."""
    found = last_days(incidents, TODAY, NEW_YORK)
    assert (len(found), found[-1].date) == (DAYS, TODAY)
    return {f"{day.date:%m-%d}": day.state for day in found if day.state != "operational"}


@pytest.mark.parametrize(
    ("declared", "posts", "status", "days"),
    [
        pytest.param(
            at("2026-11-20"),
            [Told(0, "investigating", "a"), Told(60, "resolved", "b")],
            "closed",
            {"11-20": "major_outage"},
            id="an-hour",
        ),
        pytest.param(
            at("2026-11-20", "23:00"),
            [Told(0, "investigating", "a"), Told(60, "resolved", "b")],
            "closed",
            {"11-20": "major_outage"},
            id="until-midnight",
        ),
        pytest.param(
            at("2026-11-20", "23:00"),
            [Told(0, "investigating", "a"), Told(61, "resolved", "b")],
            "closed",
            {"11-20": "major_outage", "11-21": "major_outage"},
            id="past-midnight",
        ),
        pytest.param(
            at("2026-11-21"),
            [Told(0, "investigating", "a"), Told(1500, "identified", "b", severity="SEV3")],
            "identified",
            {"11-21": "major_outage", "11-22": "major_outage", "11-23": "degraded_performance"},
            id="goes-on-and-got-better",
        ),
        pytest.param(
            at("2026-08-20"),
            [Told(0, "investigating", "a"), Told(9 * 1440, "resolved", "b")],
            "closed",
            {
                "08-26": "major_outage",
                "08-27": "major_outage",
                "08-28": "major_outage",
                "08-29": "major_outage",
            },
            id="began-before-the-ninety-days",
        ),
        pytest.param(
            at("2026-11-20"),
            [
                Told(0, "investigating", "a"),
                Told(10, "resolved", "b"),
                Told(3000, "investigating", "again"),
                Told(3010, "resolved", "c"),
            ],
            "closed",
            {"11-20": "major_outage", "11-22": "major_outage"},
            id="twice",
        ),
        pytest.param(
            at("2026-11-20"),
            [Told(0, "investigating", "a"), Told(10, "resolved", "b"), Told(3000, "monitoring", "late word")],
            "closed",
            {"11-20": "major_outage"},
            id="a-late-word",
        ),
        pytest.param(at("2026-11-20"), [Told(0, "resolved", "a")], "closed", {}, id="nothing-but-its-end"),
    ],
)
def test_days(told, declared, posts, status, days) -> None:
    """The worst state of each day, on the clock of the organisation."""
    assert days_of(told(Story("Login", "down", "SEV1", declared, posts, status))) == days


def test_two_incidents_on_a_day(told) -> None:
    """The worse one counts, and both are named."""
    slow = told(Story("Login", "slow", "SEV3", at("2026-11-23"), [Told(0, "investigating", "a")]))
    down = told(Story("Login", "down", "SEV1", at("2026-11-23", "08:00"), [Told(0, "investigating", "a")]))
    today = last_days([slow, down], TODAY, NEW_YORK)[-1]
    assert (today.state, today.incidents) == ("major_outage", (slow, down))
