"""Cells of one row of a table: every other byte stays, whatever the table looks like."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acmeinc.errors import BadData, NotFound, Usage
from acmeinc.process.owner_edit import owners_called, with_owner

HEADER = "functionality,service,owning team,paging schedule link,contact\n"
TABLE = (
    HEADER + "Login,auth-api,Identity,https://oncall.example.com/identity,a@example.com\n"
    '"Search, all",search,"Find ""it""", https://oncall.example.com/find ,"two\nlines"\n'
    "\n"
    "Login,web,Identity,,\n"
    "LOGIN,Auth-API,Identity,,\n"
)


def with_cells(text: str, query: str, **cells: str) -> str:
    """Return the table with other cells for the one owner that is called `query`."""
    (owner,) = owners_called(text, query)
    return with_owner(text, owner, cells)


CASES = [
    pytest.param("web", {"team": "Web"}, "Login,web,Identity,,", "Login,web,Web,,", id="a team"),
    pytest.param(
        "web",
        {"team": "A, B", "contact": 'say "hi"'},
        "Login,web,Identity,,",
        'Login,web,"A, B",,"say ""hi"""',
        id="in quotes where it needs them",
    ),
    pytest.param(
        "search",
        {"team": "Find", "contact": ""},
        '"Find ""it""", https://oncall.example.com/find ,"two\nlines"',
        '"Find", https://oncall.example.com/find ,""',
        id="in quotes as before, over several lines",
    ),
    pytest.param(
        "Search, ALL",
        {"paging": "https://x.example.com"},
        " https://oncall.example.com/find ,",
        " https://x.example.com,",
        id="spaces before a cell",
    ),
]


@pytest.mark.parametrize(("query", "cells", "before", "after"), CASES)
@pytest.mark.parametrize("form", ["as it is", "CRLF", "BOM", "no line end"])
def test_only_the_cells_change(query: str, cells: dict[str, str], before: str, after: str, form: str) -> None:
    text, expected = TABLE, TABLE.replace(before, after)
    if form == "CRLF":
        text, expected = text.replace("\n", "\r\n"), expected.replace("\n", "\r\n")
    elif form == "BOM":
        text, expected = "\ufeff" + text, "\ufeff" + expected
    elif form == "no line end":
        text, expected = text.removesuffix("\n"), expected.removesuffix("\n")
    assert text != expected
    assert with_cells(text, query, **cells) == expected


def test_the_same_row_twice_changes_twice() -> None:
    """Else it would have two teams."""
    after = with_cells(TABLE, "auth-api", team="Platform")
    assert after.count("Platform") == 2
    assert after == TABLE.replace("auth-api,Identity", "auth-api,Platform").replace(
        "Auth-API,Identity", "Auth-API,Platform"
    )


def test_several_rows_of_one_functionality_are_told() -> None:
    assert [owner.service for owner in owners_called(TABLE, "login")] == ["auth-api", "web"]


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("logn", "did you mean Login, LOGIN?"),
        ("checkout", "a new row is a line in ownership.csv: add it by hand"),
    ],
)
def test_nothing_is_changed_on_a_guess(query: str, hint: str) -> None:
    with pytest.raises(NotFound, match="has no functionality or service") as refused:
        owners_called(TABLE, query)
    assert refused.value.hint == hint


def test_a_column_that_is_not_there() -> None:
    with pytest.raises(Usage, match="has no column `public`") as refused:
        with_cells(TABLE, "web", public="yes")
    assert "write `,public` at the end of its first line" in refused.value.hint


@pytest.mark.parametrize("text", ["", "functionality\nx\n", HEADER + '"x,\n'])
def test_a_table_that_cannot_be_read(text: str) -> None:
    with pytest.raises(BadData):
        owners_called(text, "x")


def test_a_table_without_rows() -> None:
    with pytest.raises(NotFound, match="has no functionality"):
        owners_called(HEADER, "x")


CELL = st.text('ab",; \n\ré', max_size=6)


@given(
    st.lists(st.tuples(CELL, CELL, CELL), max_size=4), CELL, st.booleans(), st.sampled_from(["\n", "\r\n"])
)
@settings(max_examples=150)
def test_any_table(rows: list[tuple[str, str, str]], value: str, quoted: bool, end: str) -> None:
    """Read again, the row has the new cell, and all others have what they had."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerow(("functionality", "service", "owning team", "paging schedule link"))
    writer.writerows([*(("x" + a, b, c, "") for a, b, c in rows), ("The one", "s", "T", "")])
    (owner,) = owners_called(out.getvalue(), "the one")
    after = with_owner(out.getvalue(), owner, {"team": value})
    before, read = (
        list(csv.reader(io.StringIO(text, newline=""), strict=True)) for text in (out.getvalue(), after)
    )
    assert read == [*before[:-1], ["The one", "s", value, ""]]
