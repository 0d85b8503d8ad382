"""Who can be named in an incident, and who might command it: `people.csv`."""

from collections.abc import Iterable
from typing import NamedTuple

from acmeinc.incident.model import Incident
from acmeinc.process.address import is_address


class Person(NamedTuple):
    """Someone of the organisation; `role` is free text ("engineering manager"), `chat` a handle."""

    name: str
    email: str = ""
    team: str = ""
    role: str = ""
    chat: str = ""


def find_person(people: Iterable[Person], name: str) -> Person | None:
    """Return the person of this name, chat handle (with or without `@`) or email; None when nobody fits.

    Letters match in any case; a name comes before a handle, a handle before an email.
    """
    people = tuple(people)
    wanted = " ".join(name.split()).casefold()
    handle = wanted.removeprefix("@")
    if not handle:
        return None
    return (
        next((person for person in people if person.name.casefold() == wanted), None)
        or next((person for person in people if person.chat.casefold().removeprefix("@") == handle), None)
        or next((person for person in people if person.email.casefold() == wanted), None)
    )


def suggest_commander(people: Iterable[Person], team: str, declarer: str) -> str:
    """Return the name of who should command an incident of `team` (process: Decide, Responder roles).

    An engineering manager of the owning team, else anyone of it; else any engineering manager; else the
    person declaring.
    """
    named = [person for person in people if person.name]
    managers = [person for person in named if "engineering manager" in person.role.casefold()]
    wanted = team.strip().casefold()
    of_team = [person for person in named if wanted and person.team.casefold() == wanted]
    suited = [person for person in managers if person in of_team] or of_team or managers
    return suited[0].name if suited else declarer


def invited(people: Iterable[Person], incident: Incident) -> tuple[Person, ...]:
    """Return everyone who responded and whom mail can reach ("Blameless retrospective", Who)."""
    people = tuple(people)
    found = (find_person(people, name) for name in _responded(incident))
    return tuple(dict.fromkeys(person for person in found if person and is_address(person.email)))


def not_invited(people: Iterable[Person], incident: Incident) -> list[str]:
    """Return the names of those who responded and whom no mail can reach: to be asked by hand."""
    people = tuple(people)
    reached = invited(people, incident)
    return [name for name in _responded(incident) if find_person(people, name) not in reached]


def _responded(incident: Incident) -> list[str]:
    names = [incident.commander, *(responder.name for responder in incident.responders)]
    return [name for name in dict.fromkeys(names) if name]
