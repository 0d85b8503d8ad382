"""Whether the teams that one table names are known to the others."""

from collections.abc import Sequence

from acmeinc.process.meant import nearest
from acmeinc.process.ownership import Owner, Vendor
from acmeinc.process.people import Person
from acmeinc.process.rule_table import Table

_VENDOR_TEAM = "owning team/owner of relationship"


def check_vendor_teams(
    table: Table, vendors: Sequence[Vendor], owners: Sequence[Owner], people: Sequence[Person]
) -> None:
    """Warn of vendors whose owner is no team and no person that the other tables know."""
    known = {owner.team for owner in owners} | {name for person in people for name in person[:3:2]}
    folded = {name.casefold() for name in known}
    for row, vendor in zip(table.rows, vendors, strict=True):
        if known and vendor.team and vendor.team.casefold() not in folded:
            meant = nearest(vendor.team, sorted(known))
            hint = f"did you mean `{meant}`?" if meant else "name a team of ownership.csv or people.csv"
            told = f"`{vendor.team}` is no team or person that is known"
            table.complain(row, _VENDOR_TEAM, told, hint, rule="csv-unknown-team", level="warning")


def check_reach(table: Table, owners: Sequence[Owner]) -> None:
    """Note every row without an owner, and warn of every owner whom nobody can page, or not even ask."""
    for row, owner in zip(table.rows, owners, strict=True):
        hint, paging = "add the link to its paging schedule", "paging schedule link"
        if not owner.team:
            hint = "name the team that is paged"
            table.complain(row, "owning team", "the row has no owner", hint, rule="csv-no-owner")
        elif not (owner.paging or owner.chat or owner.contact):
            told = f"{owner.team} cannot be reached"
            table.complain(row, paging, told, hint, rule="csv-no-contact", level="warning")
        elif not owner.paging:
            told = f"{owner.team} cannot be paged"
            table.complain(row, paging, told, hint, rule="csv-empty-cell", level="warning")


def check_people_teams(table: Table, people: Sequence[Person], owners: Sequence[Owner]) -> None:
    """Warn of people whose team is almost the name of an owning team; others may own nothing."""
    known = {owner.team for owner in owners if owner.team}
    folded = {name.casefold() for name in known}
    sizes = _sizes(people)
    for row, person in zip(table.rows, people, strict=True):
        team = person.team.casefold()
        if team in folded or sizes.get(team, 0) > 1:
            continue
        if meant := nearest(person.team, sorted(known)):
            told, hint = f"`{person.team}` owns nothing", f"did you mean `{meant}`?"
            table.complain(row, "team", told, hint, rule="csv-unknown-team", level="warning")


def _sizes(people: Sequence[Person]) -> dict[str, int]:
    """Return how many people are in each team: who stands in one with others did not mistype it."""
    sizes: dict[str, int] = {}
    for person in people:
        sizes[person.team.casefold()] = sizes.get(person.team.casefold(), 0) + 1
    return sizes
