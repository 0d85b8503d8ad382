"""Reading `people.csv`: every fault in one run, each with its line and column."""

from acmeinc.errors import Problem
from acmeinc.process.people import Person
from acmeinc.process.rule_table import Table, read_table


def parse_people(text: str, path: str = "people.csv") -> tuple[tuple[Person, ...], list[Problem]]:
    """Return the people in the order of the file, and every fault."""
    table = read_people(text, path)
    return people_in(table), sorted(table.problems, key=lambda p: (p.line, p.column))


def read_people(text: str, path: str = "people.csv") -> Table:
    """Return the table of people."""
    return read_table(text, path, ("name", "email", "team", "role"), ("chat",))


def people_in(table: Table) -> tuple[Person, ...]:
    """Return the people that a table has, noting in it whose name stands twice."""
    lines: dict[str, int] = {}
    people = tuple(Person(*cells) for _, cells in table.rows)
    for row, person in zip(table.rows, people, strict=True):
        first = lines.setdefault(person.name.casefold(), row.line)
        if person.name and first != row.line:
            told = f"{person.name} stands twice: lines {first} and {row.line}"
            hint = "delete one, or tell their names apart"
            table.complain(row, "name", told, hint, rule="csv-person-twice")
    return people
