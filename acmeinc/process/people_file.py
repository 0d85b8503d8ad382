"""Reading `people.csv`: every fault in one run, each with its line."""

from acmeinc.errors import Problem
from acmeinc.process.people import Person
from acmeinc.process.rule_table import read_table


def parse_people(text: str, path: str = "people.csv") -> tuple[tuple[Person, ...], list[Problem]]:
    """Return the people in the order of the file, and every fault; a cell without a value is a warning."""
    rows, problems = read_table(text, path, ("name", "email", "team", "role"), ("chat",))
    lines: dict[str, int] = {}
    people = []
    for line, cells in rows:
        person = Person(**cells)
        first = lines.setdefault(person.name.casefold(), line)
        if person.name and first != line:
            message = f"{person.name} stands twice: lines {first} and {line}"
            problems.append(Problem(path, line, 0, message, "delete one, or tell their names apart"))
        people.append(person)
    return tuple(people), sorted(problems, key=lambda problem: problem.line)
