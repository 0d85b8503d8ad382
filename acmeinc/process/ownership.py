"""Who owns what and how to reach them: `ownership.csv` and `vendors.csv` (process: Owned services)."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from acmeinc.errors import Problem
from acmeinc.process.rule_file import choices, unreadable

MOST_SUGGESTIONS = 5
CLOSE_ENOUGH = 0.7
LONG_ENOUGH = 3


class Owner(NamedTuple):
    """One functionality or service and its owning team; `paging` is the link to its schedule.

    `public` says that the functionality is shown on the public status page; `line` is where it stands.
    """

    functionality: str
    service: str
    team: str
    paging: str = ""
    backlog: str = ""
    chat: str = ""
    contact: str = ""
    public: bool = False
    line: int = 0


class Vendor(NamedTuple):
    """A critical vendor: who owns the relationship, where its support and its status are found."""

    vendor: str
    product: str
    team: str = ""
    portal: str = ""
    status_page: str = ""
    line: int = 0


class OwnerMatch(NamedTuple):
    """What a query found: the owners it names, or else those it may have meant, likeliest first."""

    matches: tuple[Owner, ...]
    suggestions: tuple[Owner, ...]


def parse_ownership(text: str, path: str = "ownership.csv") -> tuple[tuple[Owner, ...], list[Problem]]:
    """Return the owners in the order of the file, and every fault; a cell without a value is a warning."""
    required = ("functionality", "service", "owning team", "paging schedule link")
    rows, problems = read_table(text, path, required, ("backlog link", "chat channel", "contact", "public"))
    owners = tuple(
        Owner(
            functionality=cells["functionality"],
            service=cells["service"],
            team=cells["owning team"],
            paging=cells["paging schedule link"],
            backlog=cells["backlog link"],
            chat=cells["chat channel"],
            contact=cells["contact"],
            public=cells["public"].casefold() in ("yes", "true"),
            line=line,
        )
        for line, cells in rows
    )
    for line, cells in rows:
        if cells["public"].casefold() not in ("yes", "true", "no", "false", ""):
            message = f"`public` cannot be `{cells['public']}`"
            problems.append(Problem(path, line, 0, message, "use one of: yes, no"))
    problems += _two_teams(owners, path)
    return owners, sorted(problems, key=lambda problem: problem.line)


def _two_teams(owners: Iterable[Owner], path: str) -> Iterator[Problem]:
    first: dict[tuple[str, str], Owner] = {}
    for owner in owners:
        if not owner.team or not (owner.functionality or owner.service):
            continue  # told as a cell without a value
        other = first.setdefault((owner.functionality.casefold(), owner.service.casefold()), owner)
        if owner.team.casefold() != other.team.casefold():
            names = ", ".join(name for name in (owner.functionality, owner.service) if name)
            message = (
                f"{names} has two teams: {other.team} in line {other.line}, {owner.team} in line {owner.line}"
            )
            yield Problem(path, owner.line, 0, message, "keep the one that is paged")


def parse_vendors(text: str, path: str = "vendors.csv") -> tuple[tuple[Vendor, ...], list[Problem]]:
    """Return the vendors in the order of the file, and every fault; a cell without a value is a warning."""
    required = (
        "vendor",
        "product",
        "owning team/owner of relationship",
        "link to vendor support portal",
        "vendor status page",
    )
    rows, problems = read_table(text, path, required)
    names = ("vendor", "product", "team", "portal", "status_page")
    vendors = tuple(
        Vendor(**dict(zip(names, cells.values(), strict=True)), line=line) for line, cells in rows
    )
    return vendors, problems


Row = tuple[int, dict[str, str]]


def read_table(
    text: str, path: str, required: Sequence[str], optional: Sequence[str] = ()
) -> tuple[list[Row], list[Problem]]:
    """Return the rows of a CSV file, and its faults: each row's first line and its cells by column name.

    Columns are in the order of `required` and `optional`, absent optional ones "". A row with too few or
    too many cells is left out; with a column of `required` missing from the header, every row is.
    """
    text = text.removeprefix("\ufeff")
    problems = unreadable(text, path)
    if problems:
        return [], problems
    columns = (*required, *optional)
    lines = _lines(text, path, problems)
    header_line, header = next(lines, (0, []))
    names = [name.casefold() for name in header]
    if not problems:
        problems += _header_problems(path, header_line, names, columns, required)
    if not set(required) <= set(names):
        return [], problems
    rows: list[Row] = []
    for line, cells in lines:
        if len(cells) != len(names):
            message = f"the row has {len(cells)} cells, the header {len(names)}"
            hint = 'put quotes around a text that holds a comma: "one, two"'
            problems.append(Problem(path, line, 0, message, hint))
            continue
        by_name = dict(zip(names, cells, strict=True))
        rows.append((line, {name: by_name.get(name, "") for name in columns}))
        empty = [f"`{name}`" for name in required if not by_name[name]]
        if empty:
            message = f"the row has no {', '.join(empty)}"
            problems.append(Problem(path, line, 0, message, "fill it in when it is known", "warning"))
    return rows, problems


def _lines(text: str, path: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank: its first line in the file, and its cells, each in one line."""
    reader = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True, strict=True)
    line = 1
    try:
        for row in reader:
            cells = [" ".join(cell.split()) for cell in row]
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        hint = 'close every quote; write a quote inside a quoted text as ""'
        problems.append(Problem(path, line, 0, "the quotes of this row are wrong", hint))


def _header_problems(
    path: str, line: int, names: list[str], columns: Sequence[str], required: Sequence[str]
) -> Iterator[Problem]:
    if not names:
        yield Problem(path, 0, 0, "the file is empty", f"begin with the line: {','.join(columns)}")
        return
    for number, name in enumerate(names, 1):
        if not name:
            yield Problem(path, line, 0, f"column {number} has no name", choices("", list(columns)))
        elif name not in columns:
            yield Problem(path, line, 0, f"`{name}` is not a known column", choices(name, list(columns)))
        elif name in names[: number - 1]:
            yield Problem(path, line, 0, f"the column `{name}` stands twice", "delete one of them")
    for name in required:
        if name not in names:
            yield Problem(path, line, 0, f"the column `{name}` is missing", "add it to the first line")


def find_owner(owners: Iterable[Owner], query: str) -> OwnerMatch:
    """Return the owners whose functionality or service is `query`, in any case of letters.

    Only when there are none, up to five near misses are suggested; whoever asks has to choose, because
    nobody is paged on a guess (process: Declare).
    """
    owners = tuple(owners)
    wanted = " ".join(query.split()).casefold()
    if not wanted:
        return OwnerMatch((), ())
    matches = tuple(o for o in owners if wanted in (o.functionality.casefold(), o.service.casefold()))
    if matches:
        return OwnerMatch(matches, ())
    scored = [(max(_likeness(wanted, o.functionality), _likeness(wanted, o.service)), o) for o in owners]
    near = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return OwnerMatch((), tuple(owner for _, owner in near[:MOST_SUGGESTIONS]))


def _likeness(query: str, name: str) -> float:
    """Return how likely `query` means `name`, up to 3; 0 when it is not like it in any of three ways.

    As a whole ("logn" for Login), by the words of the query ("invoices" for Invoice export), or by the
    words of the name ("login is down" for Login).
    """
    name = name.casefold()
    asked, named = re.findall(r"[^\W_]+", query), re.findall(r"[^\W_]+", name)
    if not asked or not named:
        return 0.0
    by_query = sum(max(_word_likeness(word, other) for other in named) for word in asked) / len(asked)
    by_name = sum(max(_word_likeness(word, other) for other in asked) for word in named) / len(named)
    ways = (by_query, by_name, _ratio(query, name))
    return sum(ways) if max(ways) >= CLOSE_ENOUGH else 0.0


@lru_cache(maxsize=10_000)  # the words of a long ownership file are few, and many times the same
def _word_likeness(word: str, other: str) -> float:
    if word == other:
        return 1.0
    shorter, longer = sorted((word, other), key=len)
    return 0.9 if len(shorter) >= LONG_ENOUGH and longer.startswith(shorter) else _ratio(word, other)


def _ratio(one: str, other: str) -> float:
    from difflib import SequenceMatcher

    if min(len(one), len(other)) < LONG_ENOUGH:  # "is" is close to "ids", and means something else
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    ratio = matcher.ratio() if matcher.real_quick_ratio() >= CLOSE_ENOUGH else 0.0
    return ratio if ratio >= CLOSE_ENOUGH else 0.0  # half a likeness is none, and must not add up
