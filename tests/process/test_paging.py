"""Pages and their keys: no second page is swallowed as a repetition of the first."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.incident.model import Entry, Incident
from acmeinc.process.ownership_file import parse_ownership
from acmeinc.process.paging import alert_key, alerts, everyone_paged, not_paged

NOW = datetime(2026, 11, 23, 14, 14, tzinfo=UTC)
UID = "01KAR5GZ000000000000000000"
IDS = [f"01KAR5H{letter}000000000000000000" for letter in "ABCDEF"]


def page(entry: str, minutes: int = 0) -> Entry:
    """Return a page."""
    return Entry(entry, NOW + timedelta(minutes=minutes), "Ana Ruiz", "", {"kind": "page", "to": entry[7]})


def receipt(page_id: str, state: str, remote: str = "") -> Entry:
    """Return what became of a page."""
    fields = {"kind": "receipt", "message": page_id, "channel": ["paging"], "state": state}
    fields |= {"remote": remote} if remote else {}
    return Entry(f"{page_id[:-1]}{len(state)}", NOW, "Ana Ruiz", "", fields)


def incident(*pages: Entry, receipts: tuple[Entry, ...] = ()) -> Incident:
    """Return an incident with these pages."""
    return Incident("inc-x", UID, communications=pages, timeline=receipts)


def test_the_first_page_is_the_incident_and_every_other_its_own() -> None:
    """By the order in which they were recorded, whatever time they are dated."""
    of = incident(page(IDS[0], minutes=30), page(IDS[1], minutes=-60))
    assert [alert_key(of, i) for i in IDS[:2]] == [UID, f"{UID}-{IDS[1]}"]


def test_a_page_that_no_document_holds_is_the_first_one() -> None:
    """It goes out although nothing can be written."""
    assert alert_key(Incident("inc-x", UID), IDS[0]) == UID


def test_the_key_it_went_under_stays() -> None:
    """Although another clone's earlier page has come in since."""
    of = incident(page(IDS[0]), page(IDS[1]), receipts=(receipt(IDS[1], "unknown", UID),))
    assert alert_key(of, IDS[1]) == UID


@given(st.text(max_size=600), st.permutations(IDS))
def test_no_two_pages_have_one_key(uid: str, ids: list[str]) -> None:
    """However long a hand has made the uid; in any order of the document."""
    of = incident(*(page(entry) for entry in ids))._replace(uid=uid)
    keys = {alert_key(of, entry) for entry in ids}
    assert len(keys) == len(ids) and all(len(key) <= 255 for key in keys)


@pytest.mark.parametrize(
    ("receipts", "rings"),
    [
        pytest.param([], True, id="on its way"),
        pytest.param([("sent", "k")], True, id="sent"),
        pytest.param([("unknown", "k")], True, id="perhaps"),
        pytest.param([("unknown", "")], True, id="killed"),
        pytest.param([("failed", "")], False, id="failed"),
        pytest.param([("printed", "")], False, id="printed"),
        pytest.param([("sent", "")], False, id="by hand"),
        pytest.param([("unknown", "k"), ("sent", "")], True, id="perhaps, then by hand"),
    ],
)
def test_what_rings_is_what_the_pager_may_have(receipts: list[tuple[str, str]], rings: bool) -> None:
    """Nothing is said of a page that never went out."""
    newest_first = tuple(receipt(IDS[0], *each) for each in reversed(receipts))
    found = alerts(incident(page(IDS[0]), receipts=newest_first))
    assert [alert.page.id for alert in found] == ([IDS[0]] if rings else [])


def test_who_acknowledges_has_not_acknowledged_the_next_page() -> None:
    """Only what was recorded before the word, oldest first."""
    of = incident(page(IDS[3]), page(IDS[1]), page(IDS[0]))
    assert [alert.to for alert in alerts(of, before=IDS[2])] == ["A", "B"]
    assert [alert.to for alert in alerts(of)] == ["A", "B", "D"]


def test_everyone_who_can_be_paged_is_named_once() -> None:
    """The teams, and both rotations."""
    owners, _ = parse_ownership(
        "functionality,service,owning team,paging schedule link\na,b,Web,\nc,d,Web,\ne,f,,\n"
    )
    assert everyone_paged(owners) == ["Web", "incident on-call rotation", "technical leadership"]


@pytest.mark.parametrize(
    ("link", "words"),
    [
        pytest.param("https://x.example.com", "NOT PAGED: open https://x.example.com", id="link"),
        pytest.param("", "NOT PAGED: open the paging schedule", id="none"),
    ],
)
def test_a_page_nobody_got_says_how_to_make_it(link: str, words: str) -> None:
    """The same words everywhere."""
    assert not_paged(link) == words
