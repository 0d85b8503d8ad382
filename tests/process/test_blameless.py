"""Wording that blames: found where a person is judged, and nowhere else."""

import pytest

from acmeinc.process.blameless import blame_in, may_blame

NAMES = ("Ana Ruiz", "Bo Lind")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("This was human error.", "human error"),
        ("Ana failed to check the dashboard.", "Ana failed to"),
        ("Bo Lind should have known that the key was in use.", "Bo Lind should have known"),
        ("The on-call engineer forgot to silence it", "The on-call engineer forgot to"),
        ("It was the fault of Bo Lind", "the fault of Bo Lind"),
        ("That was Ana's fault.", "Ana's fault"),
        ("An engineer made a mistake", "An engineer made a mistake"),
        ("He was careless with the switch", "careless"),
        ("Caused by Ana", "Caused by Ana"),
        ("Be more careful next time", "Be more careful"),
        ("pay more attention to alerts", "pay more attention"),
        ("Ana broke login with her deploy", "Ana broke"),
        ("We should have noticed the alert", "We should have noticed"),
        ("they should have tested the rollback", "they should have tested"),
        ("They shouldn’t have deployed on a Friday", "They shouldn’t have deployed"),
        ("the Identity team failed to answer the page", "the Identity team failed to"),
        ("Negligence of the vendor", "Negligence"),
        ("Remind everyone to run the tests", "Remind everyone to"),
        ("the reviewer did not even bother to look", "the reviewer did not even bother"),
        ("If only they had read the runbook", "If only they had"),
        ("Ana is to blame", "Ana is to blame"),
        ("Bo was responsible for the outage", "Bo was responsible for the outage"),
        ("Somebody screwed up", "Somebody screwed up"),
    ],
)
def test_words_that_blame(text: str, words: str) -> None:
    """With why they do not help, and what to write instead."""
    (blame,) = blame_in(text, NAMES)
    assert text[blame.start : blame.end] == words
    assert blame.why and blame.instead


@pytest.mark.parametrize(
    "text",
    [
        "The deploy failed to start.",
        "The pods restarted and they failed to connect.",
        "nobody is to blame",
        "It was nobody's fault",
        "This was not human error: the console asked nothing.",
        'The page said "human error" and Ana asked why.',
        "It is called `careless`, see https://example.com/human-error",
        "Fault tolerance of the queue, a page fault",
        "Customers could have seen stale data",
        "The alert should have fired after five minutes",
        "We could not have known: the graph was empty",
        "Careful rollout, step by step",
        "Ana rotated the key at noon; the old one was still in use",
        "User error rates rose, and the error budget is spent",
        "The cause was a bad index, introduced by a migration",
        "Every sign-in failed for 64 minutes.",
        "",
    ],
)
def test_words_that_do_not(text: str) -> None:
    """A thing is judged, somebody else is quoted, or it is denied."""
    assert blame_in(text, NAMES) == ()


def test_names_are_whole_words() -> None:
    """Of two people with one first name, and of one whose name is a part of another word."""
    assert blame_in("Anabolic failed to load", NAMES) == ()
    assert [
        b.start for b in blame_in("Then Ana Ruiz, and Ana Lopez failed to look", ("Ana Ruiz", "Ana Lopez"))
    ] == [19]


def test_a_long_text_takes_no_time() -> None:
    """Only its beginning is looked at."""
    text = "the team of the team " * 10_000 + "human error"
    assert may_blame(text) and blame_in(text, NAMES) == ()
