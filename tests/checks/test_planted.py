"""Every problem planted in a rules file is found where it is, by its rule, and nothing else is."""

import re
from datetime import UTC, datetime

import pytest
from planted import GOOD, PLANTED, SOUND, Change

from acmeinc.process.rule_names import RULES
from acmeinc.steps.checking import check
from acmeinc.storage.repository import Repository

MARK = re.compile("‹([a-z-]+)›|«([a-z-]+)»")
CASES = [
    pytest.param(name, change, id=f"{name}-{case}")
    for name, cases in PLANTED.items()
    for case, change in cases.items()
]

NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a repository with sound rules."""
    root = tmp_path_factory.mktemp("planted")
    for name, text in SOUND.items():
        (root / name).write_bytes(text.encode())
    return Repository(root)


def found(repository: Repository, name: str, content: bytes) -> list[tuple[int, int, str, str]]:
    """Return what is wrong with a rules file of this content: line, column, rule and level."""
    path = repository.root / name
    path.write_bytes(content)
    try:
        checked = check(repository, NOW, [name])
    finally:
        path.write_bytes(SOUND[name].encode())
    assert {problem.path for problem in checked.problems} <= {name}
    assert all(problem.hint for problem in checked.problems)
    return [(p.line, p.column, p.rule, p.level) for p in checked.problems]


def planted(name: str, change: Change) -> str:
    """Return the marked text of a file."""
    if isinstance(change, str):
        return change
    text = SOUND[name]
    for old, new in change.items():
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text


def taken_apart(marked: str) -> tuple[str, list[tuple[int, int, str, str]]]:
    """Return a text without its marks, and what they say: line, column, rule and level."""
    text, expected = "", []
    end = 0
    for mark in MARK.finditer(marked):
        text += marked[end : mark.start()]
        end = mark.end()
        lines = text.split("\n")
        place = (len(lines), len(lines[-1]) + 1) if mark[1] else (0, 0)
        rule = mark[1] or mark[2]
        expected.append((*place, rule, RULES[rule].level))
    return text + marked[end:], expected


@pytest.mark.parametrize(("name", "change"), CASES)
def test_a_planted_problem_is_found_where_it_is_and_nothing_else(repository, name, change) -> None:
    """Line, column, rule and level."""
    text, expected = taken_apart(planted(name, change))
    assert expected
    assert found(repository, name, text.encode()) == expected


@pytest.mark.parametrize(("name", "change"), [case for case in CASES if len(planted(*case.values)) > 200])
def test_with_a_byte_order_mark_and_windows_line_ends_it_is_found_in_the_same_place(
    repository, name, change
) -> None:
    """As a spreadsheet or an editor of another system saves it."""
    text, expected = taken_apart(planted(name, change))
    content = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    assert found(repository, name, content) == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(pytest.param(name, text, id=f"{name}-sound") for name, text in SOUND.items()),
        *(pytest.param(name, t, id=f"{name}-{case}") for name, ts in GOOD.items() for case, t in ts.items()),
    ],
)
@pytest.mark.parametrize("ends", ["unix", "windows"])
def test_a_good_file_has_no_problem(repository, name, text, ends) -> None:
    """Whatever a team may write; also as another system saves it."""
    content = text.encode()
    if ends == "windows":
        content = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    assert found(repository, name, content) == []


SEVERITY, OWNERSHIP = SOUND["severity.yaml"], SOUND["ownership.csv"]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        pytest.param(
            "severity.yaml",
            SEVERITY.replace("Minor", "Störung").encode("latin-1"),
            (11, 13, "file-encoding", "error"),
            id="latin-1",
        ),
        pytest.param(
            "severity.yaml",
            b"\xef\xbb\xbf" + "# größer".encode() + b"\r\n# \xe9t\xe9\n",
            (2, 3, "file-encoding", "error"),
            id="behind-wide-characters",
        ),
        pytest.param(
            "ownership.csv", OWNERSHIP.encode("utf-16"), (1, 1, "file-encoding", "error"), id="utf-16"
        ),
        pytest.param(
            "ownership.csv",
            OWNERSHIP.replace("Search", "Größe").encode("cp1252"),
            (3, 3, "file-encoding", "error"),
            id="windows-1252",
        ),
        pytest.param(
            "ownership.csv", OWNERSHIP.encode() + b"\0", (4, 1, "file-character", "error"), id="nul"
        ),
        pytest.param("people.csv", b"x" * 1_100_000, (0, 0, "file-long", "error"), id="too-long"),
        pytest.param("people.csv", b"x" * 17_000_000, (0, 0, "file-long", "error"), id="far-too-long"),
        pytest.param(
            "people.csv",
            SOUND["people.csv"].replace("Bo Lind", f'"{"x" * 140_000}"').encode(),
            (3, 1, "file-long", "error"),
            id="long-cell",
        ),
    ],
)
def test_bytes_that_are_no_text(repository, name, content, problem) -> None:
    """The place counts characters, not bytes."""
    assert found(repository, name, content) == [problem]


def test_every_rule_of_rules_files_is_planted() -> None:
    """At least once; what files and documents can break besides is planted elsewhere."""
    broken = {mark[1] or mark[2] for case in CASES for mark in MARK.finditer(planted(*case.values))}
    families = ("yaml-", "csv-", "severity-", "condition-", "settings-", "secret")
    assert {name for name in RULES if name.startswith(families)} <= broken
    assert len(CASES) >= 60
