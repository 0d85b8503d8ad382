"""Titles, ids and file names (DESIGN §2)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.incident import names
from acmeinc.incident.model import Incident, Links

ZONE = ZoneInfo("America/New_York")
LOGIN = Incident(
    "inc-26-11-23-sev-2-login", "", "SEV1", functionality="login", state="down", audience="all customers"
)
NIGHT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def test_the_title_shows_the_severity_of_now() -> None:
    assert names.title(LOGIN) == "[inc-26-11-23-SEV-1] Login is down for all customers"


def test_the_date_is_the_organisations() -> None:
    assert names.incident_id(LOGIN, NIGHT, ZONE, ()) == "inc-26-11-23-sev-1-login-is-down-for-all-customers"


def test_a_taken_id_gets_the_next_ordinal() -> None:
    first = names.incident_id(LOGIN, NIGHT, ZONE, ())
    assert names.incident_id(LOGIN, NIGHT, ZONE, {first, f"{first}-2"}) == f"{first}-3"


@pytest.mark.parametrize(
    ("chat", "own"),
    [
        pytest.param("", "inc-26-11-23-sev-1-x", id="not-named"),
        pytest.param("#inc-26-11-23-sev-1-x-2", "inc-26-11-23-sev-1-x-2", id="with-an-ordinal"),
        pytest.param("#ops", "", id="by-hand"),
        pytest.param("https://acme.slack.com/archives/C1", "", id="address"),
    ],
)
def test_a_channel_of_ones_own_is_named_like_an_incident(chat: str, own: str) -> None:
    incident = Incident("inc-26-11-23-sev-1-x", "", links=Links(chat=chat))
    assert names.own_channel(incident) == own


@given(st.text(max_size=200), st.integers(0, 12))
def test_every_id_is_legal_as_a_channel_and_names_a_folder(functionality: str, taken: int) -> None:
    incident = Incident("", "", "SEV2", functionality=functionality, state="down", audience="all")
    used: set[str] = set()
    for _ in range(taken + 1):
        used.add(names.incident_id(incident, NIGHT, ZONE, used))
    assert len(used) == taken + 1
    assert all(len(name) <= names.MAX_ID and names.ID.fullmatch(name) for name in used)
    assert {names.folder_of(name) for name in used} == {"2026/11"}


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        pytest.param("Zahlung über Größe", "zahlung-uber-grosse", id="umlauts"),
        pytest.param("ログイン", "roguin", id="kana"),
        pytest.param("!?", "", id="nothing left"),
    ],
)
def test_a_slug_is_transliterated(text: str, slug: str) -> None:
    assert names.slug(text) == slug


def test_a_bug_has_a_name_of_its_own() -> None:
    assert names.bug_id("Login is slow", NIGHT, ZONE, ()) == "bug-26-11-23-login-is-slow"


def test_what_is_no_id_has_no_folder() -> None:
    with pytest.raises(ValueError, match="no incident id"):
        names.folder_of("../etc")
