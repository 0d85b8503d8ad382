"""What is wrong with incident documents: every sort of it, at its place; a good one has nothing."""

import random
import re
from datetime import UTC, datetime, timedelta

import golden_document as golden
import pytest
from golden_document import ID, LEVELS, NOW, PATH, TEXT, line, problems, replaced, told
from hypothesis import given, settings
from hypothesis import strategies as st

from acmeinc.checks.document_whole import taken_apart
from acmeinc.checks.documents import Context, document_problems, uid_in, verdicts
from acmeinc.checks.tidy import Document, tidied
from acmeinc.checks.verdict import from_plain, shared_uids, to_plain
from acmeinc.incident.merge import merge
from acmeinc.process.document_rules import DOCUMENT_RULES

DEPLOY = 191
"""The line of an entry that says nothing but its words."""

RESOLVED = 181
ACTIONS = TEXT[TEXT.index("<!-- acmeinc:actions") : TEXT.index("<!-- /acmeinc:actions") + 26]
PASSWORD = "hunter2" + "-hunter2"
AWS = "AKIA" + "IOSFODNN7EXAMPLE"


def without(text: str) -> str:
    return replaced(text, "")


MANGLED = {
    "no front matter": (TEXT[TEXT.index("\n---\n") + 5 :], ["1:1 error document-head-missing"]),
    "front matter not closed": (replaced("\n---\n", "\n"), ["1:1 error document-head-open"]),
    "nothing": ("", ["1:1 error document-undeclared"]),
    "a text": ("# Notes\n\nNot an incident.\n", ["1:1 error document-undeclared"]),
    "no YAML": (replaced("impact: They", "impact: 'They"), ["23:3 error yaml-syntax"]),
    "a tab": (replaced("  chat:", "\tchat:"), ["22:1 error yaml-syntax"]),
    "a key twice": (
        replaced("severity: SEV1", "severity: SEV1\nseverity: SEV2"),
        ["6:1 error yaml-duplicate-key"],
    ),
    "unknown status": (replaced("status: closed", "status: fixed"), ["6:9 error document-value"]),
    "malformed severity": (replaced("severity: SEV1", "severity: bad"), ["5:11 error document-value"]),
    "no time": (
        replaced("detected: '2026-11-23T14:02:00Z'", "detected: noon"),
        ["29:13 error document-value"],
    ),
    "unknown zone": (replaced("America/New_York", "America/Acme"), ["20:12 error document-value"]),
    "edited front matter": (replaced("impact: They", "impact: Many"), ["10:9 warning document-edited"]),
    "another digest": (replaced("# acmeinc d1", "# acmeinc d2"), ["40:1 warning document-edited"]),
    "no digest": (without("# acmeinc d1e6d9d2\n"), ["40:1 warning document-edited"]),
    "another uid": (replaced("VS3WER'", "VS3WEX'"), ["3:6 error document-constant"]),
    "another id": (
        replaced(f"id: {ID}", "id: inc-26-11-23-sev-1-x"),
        ["2:5 error document-constant"],
    ),
    "a uid that is none": (
        TEXT.replace("01M84C3KV8YPRPA8JAB2VS3WER", "81M84C3KV8YPRPA8JAB2VS3WER"),
        ["3:6 error document-uid", "206:198 error document-unreadable-entry"],
    ),
    "a block not closed": (without("<!-- /acmeinc:data -->\n"), ["213:1 error document-broken-block"]),
    "a block not opened": (
        without("<!-- acmeinc:data d051a0b5 -->\n"),
        ["231:1 error document-broken-block"],
    ),
    "a block in a block": (
        replaced(
            "<!-- /acmeinc:retrospective -->",
            "<!-- /acmeinc:retrospective -->\n<!-- /acmeinc:data -->",
            without("<!-- /acmeinc:data -->\n"),
        ),
        ["213:1 error document-broken-block", "263:1 error document-broken-block"],
    ),
    "the last block not closed": (
        without("<!-- /acmeinc:actions -->\n"),
        ["267:1 error document-broken-block"],
    ),
    "a block twice": (replaced(ACTIONS, ACTIONS * 2), ["272:1 error document-block-twice"]),
    "a block gone": (without(ACTIONS), ["263:1 warning document-missing-block"]),
    "a conflict": (
        replaced(line(110), f"<<<<<<< HEAD\n{line(110)}=======\n{line(111)}>>>>>>> other\n"),
        ["110:1 error document-conflict", "112:1 error document-conflict", "114:1 error document-conflict"],
    ),
    "two digests": (
        replaced("# acmeinc d1e6d9d2\n", "# acmeinc d1e6d9d2\n# acmeinc 00000000\n"),
        ["41:1 error document-digest-twice"],
    ),
    "front matter in the text": (
        replaced("## Links\n", "severity: SEV2\n# acmeinc d1e6d9d2\n\n## Links\n"),
        ["274:1 error document-head-strayed"],
    ),
    "an edited row": (replaced("impacted | All |", "impacted | Few |"), ["113:1 warning document-edited"]),
    "a row with an impossible value": (
        replaced("impacted | All |", "impacted | Lots |"),
        ["113:36 error document-value"],
    ),
    "a row of one's own": (
        replaced("| Workarounds | |\n", "| Workarounds | |\n| Weather | rain |\n"),
        ["120:1 warning document-foreign-line"],
    ),
    "a row gone": (without("| Workarounds | |\n"), ["107:1 warning document-edited"]),
    "a box unticked": (replaced("- [x] Go through", "- [ ] Go through"), ["100:1 warning document-edited"]),
    "another title": (replaced("\n# [inc-26", "\n# Oh, [inc-26"), ["44:1 warning document-foreign-line"]),
    "an answer changed": (replaced("- caches", "- the caches"), ["262:1 warning document-edited"]),
    "entries out of order": (
        replaced(line(DEPLOY) + line(DEPLOY + 1), line(DEPLOY + 1) + line(DEPLOY)),
        ["192:3 warning document-order"],
    ),
    "the words of an entry changed": (
        replaced("rolled back the key", "rolled back the old key"),
        ["191:42 warning document-entry-edited"],
    ),
    "the time of an entry changed": (
        replaced("- 2026-11-23 09:40:00", "- 2026-11-23 09:39:00"),
        ["191:42 warning document-entry-edited"],
    ),
    "a day that is none": (
        replaced("- 2026-11-23 09:40:00", "- 2026-11-31 09:40:00"),
        ["191:3 error document-unreadable-entry"],
    ),
    "a comment that cannot be read": (
        replaced("kind=deploy sum", "kind=deploy phase={oops sum"),
        ["191:106 error document-unreadable-entry"],
    ),
    "an id that is none": (
        replaced("01M84DRQ282RRXCZYZCJGDHQZG", "01M84DRQ282RRXCZYZCJGDHQIL"),
        ["191:67 error document-bad-id"],
    ),
    "a line by hand": (
        replaced(line(167), f"- 12:00 **Bo Lind** all quiet\n{line(167)}"),
        ["167:3 warning document-handwritten"],
    ),
    "a line of no sort": (
        replaced(line(167), f"all quiet\n{line(167)}"),
        ["167:1 warning document-foreign-line"],
    ),
    "an entry deleted": (without(line(RESOLVED)), ["167:137 error document-absent-entry"]),
    "an entry elsewhere": (
        replaced("## Links\n", f"## Links\n{line(DEPLOY)}", without(line(DEPLOY))),
        ["273:3 warning document-strayed-entry"],
    ),
    "an entry twice": (replaced(line(DEPLOY), line(DEPLOY) * 2), ["192:67 warning document-entry-twice"]),
    "an id twice": (
        replaced(line(DEPLOY), line(DEPLOY) + line(DEPLOY).replace("rolled", "Rolled")),
        ["192:67 error document-id-twice"],
    ),
    "an entry struck through": (
        replaced("rolled back the key", "~~rolled back the key~~"),
        ["191:42 warning document-strike"],
    ),
    "resolved before started": (
        replaced("resolved: '2026-11-23T15:48", "resolved: '2026-11-23T12:48"),
        ["34:13 warning document-edited", "34:13 error document-resolved-before-started"],
    ),
    "mitigated before started": (
        replaced("investigating: '2026-11-23T14:25", "investigating: '2026-11-23T13:59"),
        ["32:18 warning document-edited", "32:18 warning document-milestone-order"],
    ),
    "open, and resolved": (
        replaced("status: closed", "status: mitigated"),
        ["6:9 warning document-edited", "6:9 warning document-status"],
    ),
    "an action item of nobody": (
        replaced("| Bo Lind | 2026-12-04 |", "| | |"),
        [
            "270:1 warning document-edited",
            "270:21 warning document-action-owner",
            "270:23 warning document-action-due",
        ],
    ),
    "an action item due some day": (
        replaced("| 2026-12-04 |", "| soon |"),
        ["270:1 warning document-edited", "270:32 warning document-action-due"],
    ),
    "blame in an answer": (
        replaced("- caches", "- Ana should have known: human error"),
        ["262:1 warning document-edited", "262:3 warning document-blame", "262:26 warning document-blame"],
    ),
    "blame beside the blocks": (
        replaced("### Action items\n", "Bo Lind forgot to look.\n\n### Action items\n"),
        ["265:1 warning document-blame"],
    ),
    "blame in an action item": (
        replaced("| Alert on key age |", "| Be more careful |"),
        ["270:1 warning document-edited", "270:3 warning document-blame"],
    ),
    "a secret in the text": (replaced("## Links", f"password={PASSWORD}\n## Links"), ["273:10 error secret"]),
    "a secret in an entry": (
        replaced("rolled back the key", f"rolled back {AWS}"),
        ["191:42 warning document-entry-edited", "191:54 error secret"],
    ),
    "an unknown warning ignored": (
        replaced("## Links", "<!-- acmeinc-ignore: blam -->\n## Links"),
        ["273:1 warning document-ignore"],
    ),
}


@pytest.mark.parametrize(
    ("text", "expected"), [pytest.param(*each, id=name) for name, each in MANGLED.items()]
)
def test_what_is_wrong_is_told_at_its_place(text: str, expected: list[str]) -> None:
    """One cause, one problem, unless several things are wrong."""
    assert told(text) == expected
    assert told(text.replace("\n", "\r\n")) == expected, "with other ends of lines"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param(PATH.replace("login", "logon"), ["2:5 error document-name"], id="name"),
        pytest.param(PATH.replace("/11/", "/12/"), ["1:1 error document-folder"], id="folder"),
        pytest.param(PATH.rpartition("/")[2], ["1:1 error document-folder"], id="no folder"),
    ],
)
def test_a_file_that_is_not_where_it_belongs(path: str, expected: list[str]) -> None:
    """The hint moves it."""
    assert told(TEXT, path) == expected
    assert problems(TEXT, path)[0].hint == f"git mv {path} {PATH}"


def test_an_id_that_is_none() -> None:
    """Wherever it stands."""
    text = TEXT.replace(f"id: {ID}", "id: login", 1).replace(f'id="{ID}"', 'id="login"')
    assert "2:5 error document-id" in told(text)


def test_two_incidents_in_one_document() -> None:
    """As a merge by text leaves them."""
    other = line(206).replace("01M84C3KV87GT4RGC9XCQHXN3Y", "01M84C3KV87GT4RGC9XCQHXN3Z")
    other = other.replace("uid=01M84C3KV8YPRPA8JAB2VS3WER", "uid=01M84C3KV8YPRPA8JAB2VS3WES")
    assert "3:6 error document-two-incidents" in told(replaced(line(206), line(206) + other))


def test_a_front_matter_whose_digest_was_made_to_fit() -> None:
    """That is no hand edit: nobody does it by accident."""
    from acmeinc.incident import header

    text = replaced("quantity: All", "quantity: Few")
    head = text[4 : text.index("\n---\n")].split("\n")
    digest = header.digest_of(header.known_values(head[:-1]))
    assert told(text.replace("d1e6d9d2", digest)) == ["11:11 error document-head-differs"]


def test_a_severity_that_no_level_has() -> None:
    """While the incident is open; what is over keeps the severity it had."""
    context = Context(("SEV2",), NOW)
    assert document_problems(TEXT, PATH, context) == []
    text = replaced("status: closed", "status: mitigated")
    found = {problem.rule: problem for problem in document_problems(text, PATH, context)}
    assert found["document-value"].message == "severity.yaml has no severity SEV1"
    assert document_problems(text, PATH, Context((), NOW))[0].rule != "document-value"


def test_every_rule_of_documents_is_broken_here() -> None:
    """At the level that the page tells."""
    tested = {problem for _, expected in MANGLED.values() for problem in expected}
    found = {tuple(problem.split(" ")[1:]) for problem in tested}
    elsewhere = (
        "name",
        "folder",
        "id",
        "two-incidents",
        "head-differs",
        "uid-twice",
        "id-ahead",
        "action-overdue",
    )
    named = found | {(DOCUMENT_RULES[f"document-{name}"].level, f"document-{name}") for name in elsewhere}
    assert {each for each in named if each[1].startswith("document-")} == {
        (rule.level, name) for name, rule in DOCUMENT_RULES.items()
    }


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TEXT, id="as written"),
        pytest.param(TEXT.replace("\n", "\r\n"), id="CRLF"),
        pytest.param("\ufeff" + TEXT, id="BOM"),
        pytest.param(TEXT[:-1], id="no last newline"),
        pytest.param(replaced("## Links", "My `words` and <!-- a comment -->\n\n## Links"), id="prose"),
        pytest.param(
            replaced("id: inc", "# ours\nticket: 'A-1' # here\nid: inc"), id="comments and own keys"
        ),
        pytest.param(
            replaced("Go through the whole agenda", "Go through all of it"), id="words of the checklist"
        ),
        pytest.param(
            replaced("- 2026-11-23 09:40:00 -05:00 **Bo Lind**", "* 2026-11-23 09:40:00 -05:00 __Bo Lind__"),
            id="a formatter",
        ),
    ],
)
def test_a_good_document_has_no_problem(text: str) -> None:
    """Nor one that people, or a formatter, have done nothing to but what is theirs."""
    assert told(text) == []


def test_a_merge_leaves_no_problem() -> None:
    """Two sides with an entry each."""
    note = "- 2026-11-25 11:{0}:00 -05:00 **Ana Ruiz** note {0}\n"
    ours, theirs = (replaced(line(168), note.format(minute) + line(168)) for minute in (10, 20))
    assert told(merge(TEXT, ours, theirs).text) == []


def test_a_clock_that_is_ahead() -> None:
    """For as long as it is: five minutes are nothing."""
    recorded = datetime(2026, 11, 25, 16, 38, 9, tzinfo=UTC)
    assert told(TEXT, now=recorded - timedelta(minutes=6)) == ["167:84 warning document-id-ahead"]
    assert told(TEXT, now=recorded - timedelta(minutes=4)) == []


def test_an_action_item_is_overdue_when_its_day_is_over() -> None:
    """In the time zone of the incident; once it is done, never."""
    over = datetime(2026, 12, 5, 5, tzinfo=UTC)
    assert told(TEXT, now=over - timedelta(seconds=1)) == []
    assert told(TEXT, now=over) == ["270:32 warning document-action-overdue"]
    done = replaced("https://t.example.com/1 | |", "https://t.example.com/1 | yes |")
    assert told(done, now=over) == ["270:1 warning document-edited"]


def test_no_secret_is_told() -> None:
    """In no message and no hint of any problem, also where the value is quoted."""
    text = replaced("impact: They cannot", f"impact: password={PASSWORD} cannot")
    found = problems(text)
    assert [problem.rule for problem in found] == ["document-edited", "secret"]
    assert PASSWORD not in repr(found)


@pytest.mark.parametrize(
    "silenced",
    [
        pytest.param("Bo Lind forgot to look. <!-- acmeinc-ignore: blame -->", id="behind the line"),
        pytest.param("<!-- acmeinc-ignore: document-blame -->\nBo Lind forgot to look.", id="above the line"),
        pytest.param(
            '<!-- acmeinc-ignore: blame "forgot to" -->\nSomebody forgot to look.', id="other words"
        ),
        pytest.param(
            '<!-- acmeinc-ignore: blame "bo lind FORGOT" -->\n\nBo Lind forgot to look.', id="its words"
        ),
    ],
)
def test_a_warning_is_silenced_where_it_stands(silenced: str) -> None:
    """By rule, or by rule and words."""
    expected = ["266:1 warning document-blame"] if "Somebody" in silenced else []
    assert told(replaced("### Action items\n", f"{silenced}\n\n### Action items\n")) == expected


def test_a_whole_block_is_silenced_from_above_and_no_step_takes_that_away() -> None:
    """The comment is prose, whatever is drawn; an error is told all the same."""
    text = replaced("- caches", f"- Human error, password={PASSWORD}")
    text = text.replace(
        "<!-- acmeinc:retrospective", "<!-- acmeinc-ignore: blame -->\n<!-- acmeinc:retrospective"
    )
    assert told(text) == ["263:1 warning document-edited", "263:25 error secret"]
    settled = merge(TEXT, TEXT, text).text
    assert "<!-- acmeinc-ignore: blame -->\n<!-- acmeinc:retrospective" in settled
    assert [each.partition(" ")[2] for each in told(settled)] == ["error secret"] * 2


def test_two_documents_of_one_incident() -> None:
    """Both are told, with the other's path."""
    copy = PATH.replace("login", "logon")
    paths = (PATH, copy, "x")
    found = verdicts([Document(path, TEXT.encode()) for path in paths], Context(LEVELS, NOW))
    by_path = dict(zip(paths, found, strict=True))
    by_path["x"] = by_path["x"]._replace(uid="")
    assert [(p.path, p.line, p.column, p.rule) for p in shared_uids(by_path)] == [
        (PATH, 3, 6, "document-uid-twice"),
        (copy, 3, 6, "document-uid-twice"),
    ]
    assert uid_in(TEXT[:500]) == by_path[PATH].uid == "01M84C3KV8YPRPA8JAB2VS3WER"
    assert uid_in("no head") == ""


def test_a_verdict_is_kept_whole() -> None:
    """As JSON holds it: nothing is lost, and time goes on."""
    import json

    for text, _ in MANGLED.values():
        (found,) = verdicts([Document(PATH, text.encode())], Context(LEVELS, NOW))
        assert from_plain(json.loads(json.dumps(to_plain(found)))) == found


BUG = """\
---
id: bug-26-11-23-search-is-slow
uid: '01KAR4M3V7Q1ZP6T0B8C9D2E3F'
functionality: Search
decided: '2026-11-23T09:02:00-05:00'
---

# Bug
"""
BUG_PATH = "incidents/2026/11/bug-26-11-23-search-is-slow.md"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("", "", [], id="good"),
        pytest.param("---\nid", "id", ["1:1 error document-head-missing"], id="no front matter"),
        pytest.param("Search\n", "'Search\n", ["5:11 error yaml-syntax"], id="no YAML"),
        pytest.param("search-is", "find-is", ["2:5 error document-name"], id="another name"),
        pytest.param("id: bug-26-11-23-search-is-slow", "id: slow", ["2:5 error document-id"], id="no id"),
        pytest.param("'01KAR4", "'91KAR4", ["3:6 error document-uid"], id="no uid"),
        pytest.param("'2026-11-23T09:02:00-05:00'", "today", ["5:10 error document-value"], id="no time"),
        pytest.param("# Bug", f"secret: {PASSWORD}", ["8:9 error secret"], id="a secret"),
    ],
)
def test_the_record_of_a_bug(old: str, new: str, expected: list[str]) -> None:
    """Fewer rules: nobody draws it again."""
    assert told(BUG.replace(old, new, 1), BUG_PATH) == expected


PIECES = st.sampled_from(
    [
        *("\n---\n", "---", "<!-- acmeinc:", "<!-- /acmeinc:timeline -->", " -->", "|", "| |", "~~", "```\n"),
        *(
            "<<<<<<< a\n",
            "=======\n",
            ">>>>>>> b\n",
            "# acmeinc 00000000\n",
            "- ",
            "\r",
            "\t",
            "\0",
            "\u2028",
        ),
        *(
            "after.status=[",
            'sum="',
            "<br>",
            "&lt;",
            "\ud800",
            "\ufeff",
            "# ",
            "2026-11-31",
            "uid=",
            "{a: [",
            "&x",
        ),
        *("<!-- acmeinc-ignore: ", "Human error ", f"key={PASSWORD} ", line(DEPLOY), line(RESOLVED), ACTIONS),
    ]
)


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """Return the document with pieces put in, taken out and repeated."""
    text = TEXT
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        size = draw(st.sampled_from((0, 0, 1, 5, 40, 400, 4000)))
        text = text[:at] + draw(PIECES | st.text(max_size=5)) + text[at + size :]
    return text


def is_sound(text: str) -> bool:
    """Return whether a document that is waved through would have passed every check."""
    (found,) = tidied([Document(PATH, text.encode("utf-8", "surrogatepass"))], LEVELS)
    return not found or taken_apart(text, PATH, LEVELS).problems == ()


@settings(max_examples=60)
@given(mangled())
def test_no_text_stops_a_check(text: str) -> None:
    """Every problem has a place in the text; what is waved through has none."""
    lines = text.split("\n")
    for problem in problems(text):
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        assert problem.message and problem.hint and problem.rule
    assert is_sound(text)


@given(st.text(max_size=300))
def test_no_short_text_stops_a_check(text: str) -> None:
    """Of an incident, of a bug."""
    assert problems(text) and problems(text, BUG_PATH)


ENDLESS = {
    "digests": "# acmeinc 00000000\n",
    "comments": "<!-- acmeinc-ignore: blame -->\n",
    "secrets": f"password={PASSWORD}\n",
    "markers": "<!-- acmeinc:data -->\n",
    "fences": "```\n",
    "conflicts": "<<<<<<< a\n",
    "items": "- \n",
    "continued": "  a\n",
    "blame": "human error ",
}


@pytest.mark.parametrize("piece", [pytest.param(piece, id=name) for name, piece in ENDLESS.items()])
def test_no_endless_text_keeps_anybody_waiting(piece: str) -> None:
    """Thirty thousand characters of one thing, in the text and in the timeline; and few problems are told."""
    import time

    endless = piece * (30_000 // len(piece))
    for mark in ("## Links\n", line(167)):
        begun = time.process_time()
        assert len(problems(replaced(mark, f"{endless}{mark}"))) <= 210
        assert time.process_time() - begun < 3


def test_a_front_matter_of_one_key_many_times() -> None:
    """Told once."""
    text = replaced("severity: SEV1\n", "severity: SEV1\n" * 5000)
    assert len(problems(text)) <= 210


def test_what_is_waved_through_is_in_order() -> None:
    """Every character of the document changed, one at a time: a sample of them."""
    chance = random.Random(7)
    assert tidied([Document(PATH, TEXT.encode())] * 2, LEVELS) != [None, None]
    for at in chance.sample(range(len(TEXT)), 150):
        changed = TEXT[:at] + chance.choice("x0 \n\"'<") + TEXT[at + 1 :]
        assert is_sound(changed), f"{at}: {TEXT[at - 20 : at + 20]!r}"
    for text, _ in MANGLED.values():
        assert is_sound(text)


def test_the_places_are_those_of_a_reader() -> None:
    """Columns count characters, not bytes."""
    text = replaced("### Action items\n", "Ümläut 😀: human error\n\n### Action items\n")
    assert told(text) == ["265:11 warning document-blame"]
    assert golden.line(265) and re.search("human", text.split("\n")[264]).start() == 10
