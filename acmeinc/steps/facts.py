"""What is known about an incident, as flags give it, and the one entry that records what of it is new."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from acmeinc.errors import Usage
from acmeinc.incident.fields import element_key, time_value
from acmeinc.incident.model import QUANTITIES, ROLES, Draft, Incident, Responder
from acmeinc.incident.text import clean, clean_line
from acmeinc.process.people import Person, find_person

_LABELS = {"remediation": "expected remediation", "links.bridge": "bridge", "links.chat": "chat"}


class Facts(NamedTuple):
    """New values of scalar fields (`sets`) and new elements of list fields (`adds`), by field name."""

    sets: Mapping[str, Any] = MappingProxyType({})
    adds: Mapping[str, list[Any]] = MappingProxyType({})

    def draft(self, incident: Incident, values: Mapping[str, Any], at: datetime | None) -> Draft | None:
        """Return the entry that records what differs from `values`, the fields now; None if nothing does."""
        sets = {name: value for name, value in self.sets.items() if values.get(name) != value}
        adds = {
            name: [e for e in elements if element_key(e) not in map(element_key, values.get(name, []))]
            for name, elements in self.adds.items()
        }
        adds = {name: elements for name, elements in adds.items() if elements}
        if not sets and not adds:
            return None
        return Draft("; ".join(_told(sets, adds)), "facts", at=at, sets=sets, adds=adds)


def facts_from(
    texts: Mapping[str, str | None],
    lists: Mapping[str, list[str] | None],
    times: Mapping[str, datetime | None],
    responders: list[Responder],
) -> Facts:
    """Return the facts that were given; what is None was not.

    Raises Usage for a quantity that is none of `QUANTITIES`.
    """
    sets: dict[str, Any] = {n: clean(text) for n, text in texts.items() if text is not None}
    if "quantity" in sets:
        sets["quantity"] = _quantity(sets["quantity"])
    sets |= {f"milestones.{n}": time_value(moment) for n, moment in times.items() if moment}
    adds: dict[str, list[Any]] = {n: [clean_line(v) for v in values] for n, values in lists.items() if values}
    if responders:
        adds["responders"] = [{"name": r.name, "role": r.role, "team": r.team} for r in responders]
        adds["teams"] = list(dict.fromkeys(r.team for r in responders if r.team))
    return Facts(sets, adds)


def responder_from(text: str, people: tuple[Person, ...]) -> Responder:
    """Return the responder that `NAME[:ROLE[:TEAM]]` names; `people.csv` knows the team when it is not given.

    Raises Usage for a role that is none of `ROLES`.
    """
    name, role, team = (*(part.strip() for part in text.split(":", 2)), "", "")[:3]
    person = find_person(people, name)
    role = role or "responder"
    if role not in ROLES:
        raise Usage(f"{role!r} is no role", hint=f"use one of: {', '.join(ROLES)}")
    if not name:
        raise Usage("a responder needs a name", hint='--responder "Bo Lind:triage-engineer:Identity"')
    return Responder(
        person.name if person else clean_line(name), role, team or (person.team if person else "")
    )


def _quantity(text: str) -> str:
    for quantity in QUANTITIES:
        if quantity.lower() == text.lower():
            return quantity
    raise Usage(f"--quantity {text!r} is not known", hint=f"use one of: {', '.join(QUANTITIES)}")


def _told(sets: Mapping[str, Any], adds: Mapping[str, list[Any]]) -> list[str]:
    told = [f"{_label(name)}: {value or 'none'}" for name, value in sets.items()]
    return told + [
        f"{_label(name)}: + {', '.join(element_key(e) for e in elements)}" for name, elements in adds.items()
    ]


def _label(name: str) -> str:
    label = _LABELS.get(name, name.split(".")[-1].replace("_", " "))
    return label[:1].upper() + label[1:]
