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


def test_the_end_of_a_line_is_another_line() -> None:
    """Also where it was the first one below the opening of the timeline."""
    today = version("SEV1", {1: ("a", False)}, 0)
    shorter = today.replace(TIMELINE.encode() + b"- ", TIMELINE.encode())
    assert shorter != today and not Screen(today).holds(shorter)


def test_the_beginning_of_a_line_is_another_line() -> None:
    """Also where the version ended there."""
    today = version("SEV1", {1: ("a", False), 2: ("b", False)}, 1).replace(b" -->\n", b" --> more\n", 1)
    shorter = today[: today.index(b" more")]
    assert not Screen(today).holds(shorter)


def test_what_is_shorter_today_is_held() -> None:
    """An incident that was reopened has fewer milestones, and its messages may have been taken back."""
    entries: Lines = dict.fromkeys(range(4), ("a", False))
    earlier = [version(head, entries, above) for head, above in (("SEV1, once more", 3), ("SEV1", 0))]
    screen = Screen(version("SEV1", entries, 0))
    assert all(screen.holds(content) for content in earlier)


LINES = st.lists(
    st.sampled_from(
        [
            "",
            "words",
            TIMELINE.strip(),
            *(f"{before}a <!-- {IDS[0]} -->{after}" for before in ("", "- ") for after in ("", "b")),
        ]
    )
)


@given(st.lists(st.tuples(LINES, st.sampled_from(["", "\n"])), min_size=2))
def test_it_judges_as_a_look_at_every_line_does(drawn: list[tuple[list[str], str]]) -> None:
    today, *earlier = ("\n".join(lines) + end for lines, end in drawn)
    screen, stands = Screen(today.encode()), set(today.split("\n"))
    for content in earlier:
        entries = {line for line in content.split("\n") if IDS[0] in line}
        assert screen.holds(content.encode()) == (entries <= stands)
        if not entries <= stands:
            break
