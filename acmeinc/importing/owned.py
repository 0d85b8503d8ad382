"""Claims of ownership, made rows of `ownership.csv`: what is there stays as it is, what is new goes below."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from acmeinc.importing.claims import Claim
from acmeinc.incident.names import slug
from acmeinc.incident.text import clean_line
from acmeinc.process.ownership import Owner
from acmeinc.process.people import Person, find_person

COLUMNS = (
    "functionality",
    "service",
    "owning team",
    "paging schedule link",
    "backlog link",
    "chat channel",
    "contact",
    "public",
)
_FORMULA = ("=", "+", "-", "@")
_LONGEST = 300


class Row(NamedTuple):
    """A row to add, where it comes from, and what a person has to look at, a sentence each."""

    owner: Owner
    claim: Claim
    doubts: tuple[str, ...]


class Refused(NamedTuple):
    """A claim that is not written, and why: another team has it in `ownership.csv`, or in the source."""

    claim: Claim
    why: str


class Ownership(NamedTuple):
    """`ownership.csv` with what another file says: its new `text`, the rows it gained, the claims it refused.

    `known` are the claims that it has already. `lost` are the columns that rows have values for, and the file
    does not have.
    """

    text: str
    rows: tuple[Row, ...]
    known: tuple[Claim, ...]
    refused: tuple[Refused, ...]
    lost: tuple[str, ...]


def owned(text: str, owners: Sequence[Owner], people: Sequence[Person], claims: Iterable[Claim]) -> Ownership:
    """Return the file `text`, which holds `owners`, with a row for each of the `claims` that is new.

    One is known by its service, or as a functionality, however it is spelled.
    """
    teams = _Teams(owners, people)
    proposed = [_row(claim, teams) for claim in claims]
    named, here = _teams_by_service(proposed), _by_name(owners)
    rows: dict[str, Row] = {}
    known: list[Claim] = []
    refused: list[Refused] = []
    for row in proposed:
        name = slug(row.owner.service)
        others = here.get(name, [])
        is_known = any(slug(other.team) == slug(row.owner.team) for other in others)
        if why := _unfit(row.owner) or ("" if is_known else _contradicted(row.owner, others, named[name])):
            refused.append(Refused(row.claim, why))
        elif is_known or name in rows:
            known.append(row.claim)
        else:
            rows[name] = row
    added, header = tuple(rows.values()), _header(text)
    lost = tuple(name for name in COLUMNS if name not in header and any(_cells(r.owner)[name] for r in added))
    return Ownership(_with_rows(text, header, added), added, tuple(known), tuple(refused), lost)


def _teams_by_service(rows: Iterable[Row]) -> Mapping[str, Mapping[str, str]]:
    """Return the teams that the source gives each service to, however they are spelled."""
    teams: dict[str, dict[str, str]] = {}
    for row in rows:
        teams.setdefault(slug(row.owner.service), {}).setdefault(slug(row.owner.team), row.owner.team)
    return teams


def _by_name(owners: Iterable[Owner]) -> Mapping[str, list[Owner]]:
    """Return the rows that are there by service and by functionality, however these are spelled."""
    found: dict[str, list[Owner]] = {}
    for owner in owners:
        for name in {slug(owner.service), slug(owner.functionality)} - {""}:
            found.setdefault(name, []).append(owner)
    return found


def _contradicted(owner: Owner, others: Sequence[Owner], teams: Mapping[str, str]) -> str:
    """Return who says that another team has it: a row that is there, or the source itself; "" for nobody."""
    if others:
        places = ", ".join(f"{other.team} in line {other.line}" for other in others)
        return f"{owner.service} belongs to {places}, not to {owner.team}"
    return f"{owner.service} has two teams there: {' and '.join(teams.values())}" if len(teams) > 1 else ""


class _Teams:
    """The teams that are known, and what is the same in all rows of one."""

    def __init__(self, owners: Sequence[Owner], people: Sequence[Person]) -> None:
        self._owners, self._people = owners, people
        named = [*(owner.team for owner in owners), *(person.team for person in people)]
        self._names = {slug(name): name for name in reversed(named) if name}

    def called(self, claim: Claim) -> tuple[str, str, tuple[str, ...]]:
        """Return the team of a claim as it is written here, an address, and what is doubtful about that."""
        if known := self._names.get(slug(claim.team)):
            return known, claim.email, ()
        person = next((p for name in claim.people if (p := find_person(self._people, name))), None)
        if person and person.team:
            return person.team, person.email, (f"{person.name} owns it there: their team was taken",)
        if claim.people:
            return claim.team, claim.email, (f"is {claim.team} a person, or a team?",)
        return claim.team, claim.email, ()

    def shared(self, team: str) -> Owner:
        """Return the links and the contact that all rows of a team have in common."""
        rows = [owner for owner in self._owners if owner.team == team]

        def only(values: Iterable[str]) -> str:
            different = set(values)
            return different.pop() if len(different) == 1 else ""

        return Owner(
            "",
            "",
            team,
            paging=only(row.paging for row in rows),
            chat=only(row.chat for row in rows),
            contact=only(row.contact for row in rows),
        )


def _row(claim: Claim, teams: _Teams) -> Row:
    team, email, doubts = teams.called(claim)
    shared = teams.shared(team)
    owner = Owner(
        clean_line(claim.functionality),
        clean_line(claim.service),
        clean_line(team),
        paging=clean_line(claim.paging) or shared.paging,
        backlog=clean_line(claim.backlog),
        chat=clean_line(claim.chat) or shared.chat,
        contact=clean_line(email) or shared.contact,
    )
    return Row(owner, claim, (*claim.doubts, *doubts, *([] if owner.paging else ["no paging link"])))


def _unfit(owner: Owner) -> str:
    """Return why an owner can be no row; "" where it can. A spreadsheet takes some texts for formulas."""
    for name, cell in _cells(owner).items():
        if cell.startswith(_FORMULA):
            return f"its {name} begins like a formula"
        if len(cell) > _LONGEST:
            return f"its {name} is longer than {_LONGEST} characters"
    return "" if slug(owner.service) else "its service has no name"


def _cells(owner: Owner) -> Mapping[str, str]:
    cells = (
        owner.functionality,
        owner.service,
        owner.team,
        owner.paging,
        owner.backlog,
        owner.chat,
        owner.contact,
    )
    return dict(zip(COLUMNS, (*cells, ""), strict=True))


def _header(text: str) -> tuple[str, ...]:
    """Return the columns of the file in lower case, all of them where it is empty."""
    first = next(_rows_of(text), None)
    return tuple(" ".join(cell.split()).casefold() for cell in first) if first else COLUMNS


def _rows_of(text: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), skipinitialspace=True)
    yield from (row for row in reader if any(cell.strip() for cell in row))


def _with_rows(text: str, header: Sequence[str], rows: Sequence[Row]) -> str:
    if not rows:
        return text
    end = "\r\n" if "\r\n" in text else "\n"
    below = io.StringIO(newline="")
    writer = csv.writer(below, lineterminator=end)
    if not text.removeprefix("\ufeff").strip():
        writer.writerow(COLUMNS)
    writer.writerows([_cells(row.owner).get(name, "") for name in header] for row in rows)
    return text + (end if text and not text.endswith(("\n", "\r")) else "") + below.getvalue()
