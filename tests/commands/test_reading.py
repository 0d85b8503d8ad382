"""`next`, `list`, `show`, `search`, `owner`: what reads and never writes."""

from datetime import UTC, datetime

import pytest

LOGIN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"


def test_next_as_json(program, paged) -> None:
    """Exactly the keys of the contract, soonest first, for all incidents."""
    program.clock.forward(minutes=1)
    program.declare(functionality="Search", severity="SEV3")
    found = program("next", "--json").json
    assert list(found) == ["now", "due"]
    assert found["now"] == "2026-11-23T14:15:09Z"
    assert [(due["incident"][19:24], due["kind"], due["in_s"]) for due in found["due"]] == [
        ("login", "check_in", 1140),
        ("login", "update", 1740),
        ("login", "status_page", 3540),
        ("searc", "check_in", 10200),
        ("searc", "update", 10800),
    ]
    assert found["due"][0] == {
        "incident": LOGIN,
        "severity": "SEV1",
        "kind": "check_in",
        "due": "2026-11-23T14:34:09Z",
        "overdue": False,
        "in_s": 1140,
    }


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        pytest.param(1199, 0, id="a-second-before"),
        pytest.param(1200, 0, id="exactly-on-the-second"),
        pytest.param(1201, 3, id="a-second-late"),
    ],
)
def test_exit_code_three_when_overdue(program, paged, seconds, code) -> None:
    """Exactly on the second is on time."""
    program.clock.forward(seconds=seconds)
    assert program("next", "--exit-code", "--json", code=code).json["due"][0]["overdue"] is (code == 3)
    assert program("next").code == 0


def test_next_for_one_incident(program, paged) -> None:
    """`-i` leaves the others out."""
    program.declare(functionality="Search", severity="SEV3")
    due = program("next", "-i", "search", "--json").json["due"]
    assert {each["severity"] for each in due} == {"SEV3"}


def test_next_piped_has_columns(program, paged) -> None:
    """Tabs, UTC, nothing shortened."""
    assert program("next").out.splitlines()[0].split("\t") == [
        "2026-11-23T14:34:09Z",
        "due",
        "SEV1",
        LOGIN,
        "check_in",
        "check in with responders, compose the update",
    ]


def test_nothing_is_due(program) -> None:
    """No incident, no output, exit 0 even with --exit-code."""
    assert program("next", "--exit-code").out == ""
    assert program("next", "--json").json["due"] == []


@pytest.fixture
def several(program, beginnings):
    """Declare three incidents on two days: one downgraded, one SEV3, one of the next day."""

    def play():
        program.declare()
        program.declare(functionality="Search", severity="SEV3")
        program("downgrade", "-i", "search", "--because", "a bug")
        program.clock.forward(days=1)
        program.declare(functionality="Public API", severity="SEV2")

    beginnings("several", program, play)


@pytest.mark.parametrize(
    ("flags", "found"),
    [
        pytest.param([], ["Public API", "Login"], id="those-that-need-somebody"),
        pytest.param(["--all"], ["Public API", "Search", "Login"], id="all"),
        pytest.param(["--severity", "sev1"], ["Login"], id="severity"),
        pytest.param(["--status", "downgraded"], ["Search"], id="status"),
        pytest.param(
            ["--status", "downgraded", "--status", "declared"],
            ["Public API", "Search", "Login"],
            id="two-statuses",
        ),
        pytest.param(["--functionality", "api"], ["Public API"], id="functionality"),
        pytest.param(["--since", "2026-11-24"], ["Public API"], id="since"),
        pytest.param(["--until", "2026-11-23"], ["Search", "Login"], id="until"),
        pytest.param(["--all", "--limit", "1"], ["Public API"], id="limit"),
        pytest.param(["--severity", "SEV1", "--functionality", "search"], [], id="nothing"),
    ],
)
def test_list_filters(program, several, flags, found) -> None:
    """Newest first; filters add up."""
    listed = program("list", *flags, "--json").json["incidents"]
    assert [incident["functionality"] for incident in listed] == found
    assert all("timeline" not in incident and "communications" not in incident for incident in listed)
    assert len(program("list", *flags).out.splitlines()) == len(found)


@pytest.mark.parametrize(
    "flags",
    [["--status", "lost"], ["--since", "monday"], ["--until", "2026-13-01"], ["--severity", "SEVX"]],
    ids=" ".join,
)
def test_list_refuses(program, flags) -> None:
    """Exit 2."""
    program("list", *flags, code=2)


def test_a_severity_that_no_incident_has_is_nothing_wrong(program, paged) -> None:
    """The rules had it once, or will; letters of any case."""
    assert program("list", "--severity", "sev9", "--json").json["incidents"] == []
    assert len(program("list", "--severity", "sev1", "--json").json["incidents"]) == 1


def test_show_piped_is_the_markdown_itself(program, paged, document) -> None:
    """Byte for byte: no newline more, no control character less."""
    path = document()
    for text in (path.read_text(), path.read_text().rstrip("\n"), path.read_text() + "\x1b[31mred\n\n"):
        path.write_text(text)
        assert program("show").out == text
        assert program("show", "login").out == text


def test_show_as_json_and_of_what_is_closed(program, paged) -> None:
    """A closed one has to be named."""
    program("downgrade", "--because", "x")
    assert program("show", "login", "--json").json["status"] == "downgraded"
    assert "no incident is open or resolved" in program("show", code=4).err


def test_show_at_a_time_is_what_was_recorded_then(program, paged, document, git, monkeypatch) -> None:
    """From git: an entry made later for an earlier time is not in it."""
    texts = []
    for minute in (20, 40):
        program.clock.now = datetime(2026, 11, 24, 15, minute, tzinfo=UTC)
        program("log", "--at", "2026-11-23 09:15", f"at {minute}")
        # Commit dates are always real; here they are made to fit the clock.
        monkeypatch.setenv("GIT_COMMITTER_DATE", program.clock.now.isoformat())
        git("commit", "-q", "--amend", "--no-edit")
        texts.append(document().read_bytes().decode())
    program.clock.forward(hours=1)
    assert program("show", "--at", "2026-11-24T15:39:59Z").out == texts[0]
    assert program("show", "--at", "2026-11-24T15:40:00Z").out == texts[1]
    then = program("show", "--at", "2026-11-24T15:20:00Z", "--json").json
    assert then["timeline"][0]["text"] == "at 20"
    assert "was not recorded at" in program("show", "--at", "2020-01-01 00:00", code=4).err


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        pytest.param(["login", "sev-1"], ["title"], id="title"),
        pytest.param(["ROLLED", "4812"], ["note"], id="timeline-any-case"),
        pytest.param(["cannot", "sign"], ["update"], id="message"),
        pytest.param(["nowhere"], None, id="nothing"),
    ],
)
def test_search(program, paged, words, kinds) -> None:
    """Titles, timelines and messages; all the words in one of them."""
    program("log", "rolled", "back", "deploy", "4812")
    program("update", "-m", "Some still cannot sign in.")
    found = program("search", *words, "--json").json["found"]
    if kinds is None:
        assert found == []
        assert program("search", *words).err == "Nothing found.\n"
    else:
        assert [hit["incident"] for hit in found] == [LOGIN]
        assert set(kinds) <= {match["kind"] for match in found[0]["matches"]}


def test_search_finds_what_looks_like_markup(program, paged) -> None:
    """`[inc-…]` and Rich's brackets are plain text."""
    program("log", "[bold]x[/] in [inc-26-11-23-SEV-1]")
    assert "[bold]x[/] in [inc-26-11-23-SEV-1]" in program("search", "[bold]x[/]").out


def test_owner_as_json(program) -> None:
    """Matches, suggestions and the fallback; a service may have several functionalities."""
    found = program("owner", "LOGIN", "--json").json
    assert list(found) == ["matches", "suggestions", "fallback"]
    assert [owner["team"] for owner in found["matches"]] == ["Identity"]
    assert (found["suggestions"], found["fallback"]) == ([], "https://oncall.example.com/incident")
    assert program("owner", "job-runner", "--json").json["matches"][0]["functionality"] == "Background jobs"


def test_a_near_miss_is_one_json_and_exit_four(program) -> None:
    """Suggested, on stdout with the fallback; the error is on stderr alone."""
    result = program("owner", "Logn", "--json", code=4)
    assert result.json["matches"] == []
    assert [owner["functionality"] for owner in result.json["suggestions"]] == ["Login"]
    assert result.err.startswith("error: nobody is listed as the owner of 'Logn'\n")


def test_a_vendor_is_known_too(program) -> None:
    """By its name or its product."""
    shown = program("owner", "card", "processing").out
    assert "https://support.northwind.example.com" in shown
    assert "https://status.northwind.example.com" in shown


@pytest.mark.parametrize(
    "command", [["next"], ["list"], ["show", "login"], ["search", "x"], ["owner", "login"]]
)
def test_reading_writes_nothing(program, paged, git, command) -> None:
    """Not even in the git folder."""
    before = git("rev-parse", "HEAD"), git("status", "--short", "--ignored")
    program(*command)
    assert (git("rev-parse", "HEAD"), git("status", "--short", "--ignored")) == before


def test_one_unreadable_document_hides_no_other(program, paged) -> None:
    """It is named on stderr; the others are shown."""
    bad = program.root / "incidents" / "2026" / "11" / "inc-26-11-22-sev-1-bad.md"
    bad.write_bytes(b"---\nid: \xff\n---\n")
    result = program("list")
    assert LOGIN in result.out
    assert "incidents/2026/11/inc-26-11-22-sev-1-bad.md:2:5" in result.err


def test_show_as_a_page(program, paged, tmp_path) -> None:
    """Into a file, or to stdout; as it was recorded then, too; one answer at a time."""
    file = tmp_path / "login.html"
    done = program("show", "--html", str(file))
    assert (done.out, done.err) == ("", f"✓ {file}\n")
    page = file.read_text("utf-8")
    assert page.startswith("<!doctype html>") and "Nobody can log in." in page
    assert program("show", "--html", "-").out == page
    program("log", "rolled", "back")
    assert "rolled back" in program("show", "--html", "-").out
    program("show", "--html", str(file), "--json", code=2)
    assert (
        "is there and is no page" in program("show", "--html", str(program.root / "people.csv"), code=3).err
    )
