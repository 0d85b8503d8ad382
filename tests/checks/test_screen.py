"""The screen lets no version pass in which an entry stands otherwise than today."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from acmeinc.checks.screen import Screen
from acmeinc.incident import ulid
from acmeinc.incident.entries import line_of, make_entry, parse_line

AT = datetime(2026, 11, 23, 9, 31, 40, tzinfo=UTC)
IDS = tuple(ulid.make(ulid.milliseconds(AT + timedelta(minutes=n)), bytes(10)) for n in range(6))
TIMELINE = "<!-- acmeinc:timeline -->\n"

Lines = dict[int, tuple[str, bool]]
"""Words of entries, and whether they are struck through, by the number of the entry."""

WORDS = st.sampled_from(["a", "b", "with ~~a strike~~", "~~all~~"])
ENTRIES = st.dictionaries(st.integers(0, len(IDS) - 1), st.tuples(WORDS, st.booleans()))


def version(head: str, entries: Lines, above: int) -> bytes:
    """Return a document with the first entries `above` the timeline, the others in it, newest first."""
    lines = [
        line_of(make_entry(IDS[number], AT, "Ana", words, {"kind": "note"}), struck=struck) + "\n"
        for number, (words, struck) in sorted(entries.items(), reverse=True)
    ]
    messages, timeline = "".join(lines[:above]), "".join(lines[above:])
    closed = "<!-- /acmeinc:timeline -->\n"
    return f"---\nseverity: {head}\n---\n# Title\n{messages}{TIMELINE}{timeline}{closed}end\n".encode()


VERSIONS = st.lists(st.tuples(st.sampled_from(["SEV1", "SEV2"]), ENTRIES, st.integers(0, 2)), min_size=1)


def said(content: bytes) -> dict[str, str]:
    """Return the words of the entries that stand in a document."""
    entries = [parse_line(line) for line in content.decode().split("\n")]
    return {entry.id: entry.text for entry in entries if entry}


@given(VERSIONS)
def test_whoever_holds_a_version_finds_every_entry_of_it_today(drawn: list[tuple[str, Lines, int]]) -> None:
    today, *earlier = (version(*each) for each in drawn)
    screen, stands = Screen(today), said(today)
    for content in earlier:
        holds = screen.holds(content)
        told = said(content)
        if not holds:
            break
        assert all(stands.get(key) == words for key, words in told.items())


@given(ENTRIES, st.integers(0, 2))
def test_what_grew_line_by_line_is_held(entries: Lines, above: int) -> None:
    """Also what was struck through meanwhile."""
    screen = Screen(version("SEV1", entries, above))
    for many in range(len(entries), -1, -1):
        left = {number: (entries[number][0], False) for number in sorted(entries)[:many]}
        assert screen.holds(version("SEV2", left, above))


def test_ends_of_lines_are_no_difference() -> None:
    today = version("SEV1", {1: ("a", False), 2: ("b", False)}, 0)
    assert Screen(today).holds(version("SEV1", {1: ("a", False)}, 0).replace(b"\n", b"\r\n"))


def test_a_line_in_the_head_counts_too() -> None:
    """Whoever put it there, it was an entry once."""
    today = version("SEV1", {}, 0)
    line = line_of(make_entry(IDS[0], AT, "Ana", "a", {"kind": "note"}))
    assert not Screen(today).holds(today.replace(b"severity", f"{line}\nseverity".encode(), 1))
