"""What feed readers read: every update, in Atom and in RSS, by a second reader."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from announcements import Story, Told, at

from acmeinc.site.feeds import MOST, atom, rss

LOGIN = Story(
    "Login",
    "down",
    "SEV1",
    at("2026-11-23", "09:14"),
    [Told(0, "investigating", "We look."), Told(31, "identified", "A *key* <script>\n]]> & more")],
)
SEARCH = Story(
    "Search",
    "slow",
    "SEV3",
    at("2026-11-23", "09:20"),
    [Told(0, "investigating", "Slow."), Told(30, "resolved", "Over.")],
    "closed",
)

both = pytest.mark.parametrize("feed", [pytest.param(atom, id="atom"), pytest.param(rss, id="rss")])
Feed = Callable[..., bytes]


@both
def test_each_update_is_an_entry(site, feed: Feed) -> None:
    """Newest first, across incidents; the words are safe HTML."""
    read = feedparser.parse(feed(site([LOGIN, SEARCH])))
    assert not read.bozo, read.get("bozo_exception")
    assert [(entry.title, entry.summary) for entry in read.entries] == [
        ("Resolved: Search is slow", "<p>Over.</p>"),
        ("Identified: Login is down", "<p>A <em>key</em> &lt;script&gt;<br />\n]]&gt; &amp; more</p>"),
        ("Investigating: Search is slow", "<p>Slow.</p>"),
        ("Investigating: Login is down", "<p>We look.</p>"),
    ]
    assert [datetime(*entry.published_parsed[:6], tzinfo=UTC) for entry in read.entries] == [
        at("2026-11-23", "09:50"),
        at("2026-11-23", "09:45"),
        at("2026-11-23", "09:20"),
        at("2026-11-23", "09:14"),
    ]
    assert read.feed.title == "Acme Corp status"
    assert read.feed.link == "https://status.example.com/"


@both
def test_ids_stay_the_same_and_links_lead_to_the_update(site, feed: Feed) -> None:
    """Wherever the page moves to, and whatever else happens."""
    before = feedparser.parse(feed(site([LOGIN]))).entries
    moved = site([LOGIN, SEARCH], links={"status_page": "http://elsewhere.example.com/status"})
    after = [e for e in feedparser.parse(feed(moved)).entries if e.title.endswith("Login is down")]
    assert [entry.id for entry in before] == [entry.id for entry in after]
    assert len({entry.id for entry in before}) == 2
    assert all(entry.id.startswith("urn:uuid:") for entry in before)
    known = moved.incidents[1]
    links = [f"http://elsewhere.example.com/status/incidents/{known.id}.html#{p.id}" for p in known.posts]
    assert [entry.link for entry in after] == links


@both
def test_a_page_that_never_said_anything(site, feed: Feed) -> None:
    """A feed without entries, which is the same whenever it is made on a day."""
    empty = feed(site([]))
    assert empty == feed(site([], now=at("2026-11-23", "23:00")))
    read = feedparser.parse(empty)
    assert (read.bozo, read.entries) == (False, [])


@both
def test_the_newest_updates_only(site, feed: Feed) -> None:
    """A feed stays small."""
    begun = at("2026-01-01")
    many = [SEARCH._replace(declared=begun + timedelta(days=day)) for day in range(MOST)]
    entries = feedparser.parse(feed(site(many))).entries
    assert len(entries) == MOST
    assert entries[0].published_parsed[:3] == (2026, 4, 10)


@both
def test_characters_that_xml_does_not_know(site, feed: Feed) -> None:
    """Are replaced, and the feed is read."""
    words = "\x00\x08\x0c\x1b\x7f\x85\ufeff\ufffe\uffff\U0001f600\u202e"
    odd = LOGIN._replace(title=f"odd {words}", posts=[Told(0, "investigating", words)])
    read = feedparser.parse(feed(site([odd])))
    assert not read.bozo, read.get("bozo_exception")
    assert "\U0001f600" in read.entries[0].summary
