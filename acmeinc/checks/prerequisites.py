"""What an organisation has to have before its first incident (process: "Prerequisites")."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from acmeinc.errors import AcmeError, BadData, Problem
from acmeinc.process.finding import Finding, State
from acmeinc.process.rules import Rules
from acmeinc.process.settings import Settings

Value = TypeVar("Value")

_MISSING = ("the file is missing", "the template is missing")
_LIST = "acmeinc.yaml: channels: email: to: incident_updates@example.com"
_NAMED = 3


def prerequisite_findings(rules: Rules, faults: Sequence[Problem], templates: int) -> list[Finding]:
    """Return each prerequisite, in the order of the process; `faults` are those of so many `templates`.

    Where acmeinc.yaml cannot be read, that is said, and nothing of what stands in it.
    """
    settings = _read("settings", lambda: rules.settings, lambda read: read.organization or "no name")
    findings = [settings]
    if settings.state == "ok":
        findings += [_list(rules.settings), _link(rules.settings, "feedback address", "concerned_responders")]
    findings.append(
        _read("severity levels", lambda: rules.severity, lambda r: _named([s.id for s in r.levels]))
    )
    findings += _ownership(rules)
    if settings.state == "ok":
        findings += [
            _link(rules.settings, "on-call rotation", "incident_oncall_rotation"),
            _link(rules.settings, "monitoring", "monitoring"),
            _link(rules.settings, "leadership rotation", "leadership_oncall_rotation"),
            _link(rules.settings, "status page", "status_page"),
        ]
    findings.append(_templates(faults, templates))
    findings += _lists(rules)
    return findings


def _read(check: str, value: Callable[[], Value], told: Callable[[Value], str]) -> Finding:
    """Return whether a rules file can be read, and what it says."""
    try:
        return _finding(check, "ok", told(value()))
    except BadData as fault:
        return _at_fault(check, fault.problems)
    except AcmeError as unreadable:
        return _finding(check, "wrong", str(unreadable), unreadable.hint)


def _at_fault(check: str, problems: Sequence[Problem]) -> Finding:
    state: State = "missing" if problems[0].message in _MISSING else "wrong"
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return _finding(check, state, f"{problems[0]}{more}", problems[0].hint)


def _list(settings: Settings) -> Finding:
    to = settings.email.options.get("to", "")
    if not to:
        return _finding("distribution list", "missing", "no list of stakeholders is told by mail", _LIST)
    if "@" not in to:
        return _finding("distribution list", "wrong", f"{to} is no address", _LIST)
    return _finding("distribution list", "ok", to)


def _link(settings: Settings, check: str, name: str) -> Finding:
    if link := settings.links.get(name, ""):
        return _finding(check, "ok", link)
    return _finding(check, "missing", "the link index does not name it", f"acmeinc.yaml: links: {name}: …")


def _ownership(rules: Rules) -> Iterator[Finding]:
    """Yield whether it is known who owns what, and how to page each of them."""
    read = _read("service ownership", lambda: rules.owners, lambda rows: _counted(len(rows), "row"))
    if read.state != "ok":
        yield read
    elif not rules.owners:
        told = "ownership.csv names no functionality, service and team"
        yield _finding("service ownership", "missing", told, "edit ownership.csv")
    else:
        yield read
        yield _schedules(rules)


def _schedules(rules: Rules) -> Finding:
    bare = [owner.functionality or owner.service for owner in rules.owners if not owner.paging]
    if not bare:
        return _finding("on-call schedules", "ok", "every service has one")
    told = f"none for {_named(bare)}: the incident on-call rotation is paged for them"
    return _finding("on-call schedules", "missing", told, "edit ownership.csv", required=False)


def _templates(faults: Sequence[Problem], templates: int) -> Finding:
    if faults:
        return _at_fault("templates", faults)
    return _finding("templates", "ok", f"{templates}: the document and every message")


def _lists(rules: Rules) -> Iterator[Finding]:
    """Yield the lists that the process only recommends; one that cannot be read stops every step."""
    yield _optional("people", "people.csv", lambda: rules.people, "nobody can be invited by address")
    yield _optional("vendors", "vendors.csv", lambda: rules.vendors, "no vendor can be called for help")


def _optional(check: str, path: str, rows: Callable[[], Sequence[Value]], without: str) -> Finding:
    read = _read(check, rows, lambda found: str(len(found)))
    if read.told == "0":
        return _finding(check, "missing", without, f"edit {path}", required=False)
    return read


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _finding(check: str, state: State, told: str, mend: str = "", *, required: bool = True) -> Finding:
    return Finding("process", check, state, told, mend, required)
