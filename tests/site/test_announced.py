"""What of an incident is public: posts, title, state, and when it ended."""

import json
from datetime import timedelta

import pytest
from announcements import Story, Told, at, document, incident

from acmeinc.incident.document import Moment, record
from acmeinc.incident.model import Draft, Incident
from acmeinc.site.announced import WITHDRAWN, announced, as_plain, from_plain, may_be_public

NINE = at("2026-11-23", "09:00")
POSTS = (Told(0, "investigating", "We look."), Told(30, "identified", "We know."))


def story(*posts: Told, **others: object) -> Story:
    """Return the story of a login that is down."""
    return Story("Login", "down", "SEV1", NINE, posts or POSTS)._replace(**others)


def test_an_incident_that_the_public_was_told_nothing_of_is_not_public(rules) -> None:
    """However many other messages it has."""
    assert announced(incident(story(posts=())), rules.severity) is None


def test_posts_are_newest_first_with_phase_words_and_promise(told) -> None:
    """As they were sent."""
    known = told(story())
    assert [(post.phase, post.body) for post in known.posts] == [
        ("identified", "We know."),
        ("investigating", "We look."),
    ]
    assert [post.at for post in known.posts] == [NINE + timedelta(minutes=30), NINE]
    assert known.next_update == NINE + timedelta(minutes=90)
    assert (known.begun, known.updated, known.phase) == (NINE, known.posts[0].at, "identified")


@pytest.mark.parametrize(
    ("functionality", "state", "title", "shown"),
    [
        pytest.param("Login", "down", "", "Login is down", id="by-itself"),
        pytest.param("Login", "down", "Nobody can sign in", "Nobody can sign in", id="as-published"),
        pytest.param("login", "slow\nand odd", "", "Login is slow and odd", id="one-line"),
        pytest.param("Login", "down", "\x1b[31m<b>", "␛[31m<b>", id="cleaned"),
    ],
)
def test_the_title_is_the_public_one(told, functionality, state, title, shown) -> None:
    """`publish --title`, else "{functionality} is {state}"."""
    assert told(story(functionality=functionality, state=state, title=title)).title == shown


def test_the_state_is_that_of_the_severity_at_each_post(told) -> None:
    """A change of severity shows with the next post, not before."""
    known = told(story(Told(0, "investigating", "a"), Told(30, "identified", "b", severity="SEV3")))
    assert [post.state.component for post in known.posts] == ["degraded_performance", "major_outage"]
    assert (known.state.impact, known.worst.impact) == ("minor", "critical")


@pytest.mark.parametrize(
    ("posts", "status", "minutes"),
    [
        pytest.param(POSTS, "identified", None, id="open"),
        pytest.param((*POSTS, Told(60, "resolved", "c")), "resolved", 60, id="said-resolved"),
        pytest.param((*POSTS, Told(60, "resolved", "c")), "closed", 60, id="closed"),
        pytest.param((*POSTS, Told(60, "resolved", "c")), "mitigated", 60, id="said-so-too-early"),
        pytest.param(
            (*POSTS, Told(60, "resolved", "c"), Told(70, "investigating", "again")),
            "identified",
            None,
            id="not-over",
        ),
        pytest.param(
            (*POSTS, Told(60, "resolved", "c"), Told(70, "monitoring", "late")),
            "resolved",
            60,
            id="late-word",
        ),
        pytest.param(POSTS, "resolved", 31, id="resolved-in-silence"),
        pytest.param(POSTS, "downgraded", 31, id="downgraded-in-silence"),
        pytest.param(POSTS, "duplicate", 31, id="duplicate-in-silence"),
    ],
)
def test_when_it_ended_for_the_public(told, posts, status, minutes) -> None:
    """With the word that says so; in silence when the incident ended; None while it goes on."""
    known = told(story(*posts, status=status))
    ended = known.ended - NINE if known.ended else None
    assert ended == (timedelta(minutes=minutes) if minutes else None)
    assert (known.phase == "resolved") == bool(minutes)
    assert bool(known.next_update) == (minutes is None)


def test_a_reopened_incident_that_then_ends_in_silence_ended_then(rules) -> None:
    """The word of its first end does not count any more."""
    first = document(story(Told(0, "investigating", "a"), Told(10, "resolved", "b")))
    later = NINE + timedelta(hours=2)
    drafts = [
        Draft("Reopened", "reopening", at=later, sets={"status": "investigating"}),
        Draft("again", "public", at=later, extra={"audience": "public", "phase": "investigating"}),
    ]
    moment = Moment(later, "Ana Ruiz", rules.settings.zone, lambda size: b"1" * size)
    again = record(first.reading, drafts, moment)
    known = announced(again.incident, rules.severity)
    assert known and known.ended is None
    end = Draft("A bug", "status", at=later + timedelta(hours=1), sets={"status": "downgraded"})
    over = record(again.reading, [end], moment)
    known = announced(over.incident, rules.severity)
    assert known and known.ended == later + timedelta(hours=1)


def test_what_was_undone_is_told_no_more(rules) -> None:
    """Its post goes, and the incident with its last one."""
    written = document(story(Told(0, "investigating", "by mistake")))
    (post,) = written.incident.communications
    undone = Draft("Undone", "undone", extra={"undoes": post.id})
    moment = Moment(NINE, "Ana Ruiz", rules.settings.zone, lambda size: b"1" * size)
    assert announced(record(written.reading, [undone], moment).incident, rules.severity) is None


def test_a_redacted_post_says_that_it_was_withdrawn(rules) -> None:
    """Phase and time stay."""
    found = incident(story(Told(0, "identified", "the key is hunter2")))
    (post,) = found.communications
    redacted = post._replace(text="[redacted]", fields={**post.fields, "redacted": True})
    known = announced(found._replace(communications=(redacted,)), rules.severity)
    assert known and [(p.phase, p.body) for p in known.posts] == [("identified", WITHDRAWN)]


def test_only_messages_to_the_public_count(rules) -> None:
    """One of the kind `public` to anybody else does not, nor one without a legible time."""
    found = incident(story(Told(0, "identified", "for all")))
    (post,) = found.communications
    for other in (
        post._replace(fields={**post.fields, "audience": "stakeholders"}),
        post._replace(fields={**post.fields, "kind": "update"}),
        post._replace(at=None),
    ):
        assert announced(found._replace(communications=(other,)), rules.severity) is None


def test_public_names_tell_nothing_and_stay_the_same(told) -> None:
    """Neither the id of the incident, nor its uid, by which a bridge may be found."""
    first, again = told(story()), told(story(state="slow", severity="SEV2"))
    assert (first.id, [post.id for post in first.posts]) == (again.id, [post.id for post in again.posts])
    found: Incident = incident(story())
    for secret in (found.id, found.uid, *(entry.id for entry in found.communications)):
        assert secret.lower() not in repr(first).lower()


@pytest.mark.parametrize("status", ["identified", "closed"])
def test_it_comes_back_from_json(told, status) -> None:
    """The same value."""
    known = told(story(*POSTS, Told(60, "monitoring", "ünïcode <b>"), status=status))
    assert from_plain(json.loads(json.dumps(as_plain(known)))) == known


def test_a_document_without_a_post_is_not_read() -> None:
    """What is looked for stands in every document that has one."""
    assert may_be_public(document(story()).text)
    assert not may_be_public(document(story(posts=())).text)
