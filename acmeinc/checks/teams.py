"""Whether the teams that one table names are known to the others."""

from collections import Counter
from collections.abc import Sequence

from acmeinc.process.meant import Known
from acmeinc.process.ownership import Owner, Vendor
from acmeinc.process.people import Person
from acmeinc.process.rule_table import Table

_VENDOR_TEAM = "owning team/owner of relationship"


def check_vendor_teams(
    table: Table, vendors: Sequence[Vendor], owners: Sequence[Owner], people: Sequence[Person]
) -> None:
    """Warn of vendors whose owner is no team and no person that the other tables know."""
    known = Known([*(owner.team for owner in owners), *(name for person in people for name in person[:3:2])])
    for row, vendor in zip(table.rows, vendors, strict=True):
        if (owners or people) and vendor.team and vendor.team not in known:
            meant = known.nearest(vendor.team)
            hint = f"did you mean `{meant}`?" if meant else "name a team of ownership.csv or people.csv"
            told = f"`{vendor.team}` is no team or person that is known"
            table.complain(row, _VENDOR_TEAM, told, hint, rule="csv-unknown-team", level="warning")


def check_reach(table: Table) -> None:
    """Note every row without an owner, and warn of every owner whom nobody can page, or not even ask."""
    hint, paging_link = "add the link to its paging schedule", "paging schedule link"
    for row in table.rows:
        _, _, team, paging, _, chat, contact, _ = row.cells
        if team and paging:
            continue
        if table.is_full:
            return
        if not team:
            told = "the row has no owner"
            table.complain(row, "owning team", told, "name the team that is paged", rule="csv-no-owner")
        elif chat or contact:
            told = f"{team} cannot be paged"
            table.complain(row, paging_link, told, hint, rule="csv-empty-cell", level="warning")
        else:
            told = f"{team} cannot be reached"
            table.complain(row, paging_link, told, hint, rule="csv-no-contact", level="warning")


def check_people_teams(table: Table, people: Sequence[Person], owners: Sequence[Owner]) -> None:
    """Warn of people whose team is almost the name of an owning team; others may own nothing."""
    known = Known(owner.team for owner in owners if owner.team)
    sizes = Counter(person.team.casefold() for person in people)
    for row, person in zip(table.rows, people, strict=True):
        # Who stands in a team with others did not mistype it.
        if person.team in known or sizes[person.team.casefold()] > 1:
            continue
        if meant := known.nearest(person.team):
            told, hint = f"`{person.team}` owns nothing", f"did you mean `{meant}`?"
            table.complain(row, "team", told, hint, rule="csv-unknown-team", level="warning")
