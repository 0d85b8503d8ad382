"""Every template played with every sample, as the steps of the process play it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from acmeinc.errors import BadData, Problem
from acmeinc.incident.names import title
from acmeinc.process.message import Message
from acmeinc.process.reminding import WHAT
from acmeinc.process.schedule import Due
from acmeinc.process.settings import Settings
from acmeinc.process.severity import Clocks, Level, RetrospectiveRule, SeverityRules
from acmeinc.rendering.documents import Bug, bug_document, incident_document
from acmeinc.rendering.messages import NO_RESOURCES, Messages
from acmeinc.rendering.required import missing_parts
from acmeinc.rendering.rule_notice import Announced, rule_notice
from acmeinc.rendering.samples import DOCUMENT, SENT, Sample, samples
from acmeinc.rendering.template_faults import standing_faults
from acmeinc.rendering.templates import Templates, path_of

Scene = Callable[[], object]


class Stage(NamedTuple):
    """What a template is played with: the rules of the repository, and the writer of messages."""

    templates: Templates
    levels: tuple[Level, ...]
    settings: Settings
    write: Messages


def problems_of(name: str, source: str, levels: tuple[Level, ...], settings: Settings) -> list[Problem]:
    """Return everything that is wrong with template `name`, which says `source`; `levels` is not empty."""
    played = _Played(source)
    rules = SeverityRules(levels, Clocks(), RetrospectiveRule())
    stage = Stage(played, levels, settings, Messages(played, settings, rules.level))
    scenes = ((scene, sample.told) for sample in samples(levels) for scene in SCENES[name](stage, sample))
    return _faults(name, played, scenes)


def page_problems(name: str, source: str, tried: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """Return everything that is wrong with template `name` of a page, filled in with each of `tried`."""
    played = _Played(source)
    return _faults(name, played, ((partial(played.render, name, values), "a page") for values in tried))


def _faults(name: str, played: "_Played", scenes: Iterable[tuple[Scene, str]]) -> list[Problem]:
    """Return what is wrong with a template when scenes are played, each with what is told of its sample."""
    found: dict[tuple[int, int, str], Problem] = {}
    for scene, sample in scenes:
        for problem in played.faults_in(scene):
            told = problem._replace(hint=f"{problem.hint} (tried with {sample})")
            found.setdefault((problem.line, problem.column, problem.message), told)
        if played.broken:
            return [problem._replace(path=path_of(name)) for problem in played.broken]
    return sorted(found.values(), key=lambda problem: problem[1:4])


def shown(name: str, source: str, levels: tuple[Level, ...], settings: Settings) -> str:
    """Return what template `name` makes of the first sample, in the first thing that a step does with it.

    A message with its subject; "" where the template fails.
    """
    templates = Templates(lambda _name: source)
    rules = SeverityRules(levels, Clocks(), RetrospectiveRule())
    stage = Stage(templates, levels, settings, Messages(templates, settings, rules.level))
    try:
        made = next(SCENES[name](stage, samples(levels)[0]))()
    except BadData:
        return ""
    return f"Subject: {made.subject}\n\n{made.body}" if isinstance(made, Message) else str(made)


class _Played(Templates):
    """One template, whose text is looked at each time it is filled in; `broken` is what no value mends."""

    def __init__(self, source: str) -> None:
        super().__init__(lambda _name: source)
        self.broken: list[Problem] | None = None
        self._found: list[Problem] = []

    def faults_in(self, scene: Scene) -> list[Problem]:
        """Return what is wrong with the template when `scene` is played."""
        self._found = []
        try:
            scene()
        except BadData as fault:
            self._found += fault.problems
        return self._found

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """Return the filled-in template, having noted what it does not say; raises BadData."""
        source = self.source(name)
        if self.broken is None:
            self.broken = standing_faults(path_of(name), source, values)
        if self.broken:
            raise BadData(self.broken)
        text = super().render(name, values)
        self._found += missing_parts(name, source, values, text)
        return text


def _pages(stage: Stage, sample: Sample) -> Iterator[Scene]:
    write = partial(stage.write.page_as_worded, sample.incident)
    for owner in (sample.owner, None):
        yield partial(write, owner, sample.by, document=DOCUMENT, because=sample.more("because"))


def _initial(stage: Stage, sample: Sample) -> Iterator[Scene]:
    yield partial(stage.write.initial, sample.incident, sample.by, SENT, document=DOCUMENT)


def _updates(stage: Stage, sample: Sample) -> Iterator[Scene]:
    write = partial(stage.write.update, sample.incident, sample.by, SENT, document=DOCUMENT)
    for phase in ("investigating", "identified", "mitigated"):
        yield partial(
            write,
            message=sample.said,
            phase=phase,
            resources=sample.more("resources") or NO_RESOURCES,
            severity_before=sample.more("severity before"),
            because=sample.more("because"),
        )


def _resolutions(stage: Stage, sample: Sample) -> Iterator[Scene]:
    write = partial(stage.write.resolution, sample.incident, sample.by, document=DOCUMENT)
    for updated in (True, False):
        yield partial(
            write,
            left=sample.said,
            next_steps=sample.more("next steps"),
            kudos=sample.more("kudos"),
            status_page_updated=updated,
            customers_notified=sample.more("customers notified"),
        )


def _reminders(stage: Stage, sample: Sample) -> Iterator[Scene]:
    incident = sample.incident
    write = partial(stage.write.reminder, incident, sample.by, document=DOCUMENT, channels=())
    for kind in WHAT:
        for ahead in (timedelta(minutes=5), timedelta(minutes=-5), timedelta(days=2)):
            due = Due(incident.id, incident.severity, kind, SENT + ahead, sample.more("detail"))
            yield partial(write, due, SENT)


def _reopening(stage: Stage, sample: Sample) -> Iterator[Scene]:
    write = partial(stage.write.reopening, sample.incident, sample.by, SENT)
    yield partial(write, document=DOCUMENT, because=sample.said)


def _downgrades(stage: Stage, sample: Sample) -> Iterator[Scene]:
    for duplicate_of in ("", "inc-26-11-22-sev-2-other-sample"):
        incident = sample.incident._replace(duplicate_of=duplicate_of)
        for owner in (sample.owner, None):
            write = partial(stage.write.downgrade, incident, sample.by, owner)
            yield partial(write, document=DOCUMENT, because=sample.said)


def _closing(stage: Stage, sample: Sample) -> Iterator[Scene]:
    yield partial(stage.write.closing, sample.incident, sample.by, document=DOCUMENT)


def _invitations(stage: Stage, sample: Sample) -> Iterator[Scene]:
    write = partial(stage.write.invitation, sample.incident, sample.by, SENT + timedelta(days=1))
    for cancelled in (False, True):
        yield partial(write, document=DOCUMENT, cancelled=cancelled)


def _first_post(stage: Stage, sample: Sample) -> Iterator[Scene]:
    incident = sample.incident._replace(communications=())
    yield _post(stage, sample._replace(incident=incident), "investigating")


def _posts(stage: Stage, sample: Sample) -> Iterator[Scene]:
    for phase in ("identified", "monitoring"):
        yield _post(stage, sample, phase)


def _resolved_post(stage: Stage, sample: Sample) -> Iterator[Scene]:
    yield _post(stage, sample, "resolved")


def _post(stage: Stage, sample: Sample, phase: str) -> Scene:
    write = partial(stage.write.public, sample.incident, phase)
    return partial(write, sample.more("message"), SENT, eta=sample.more("time"))


def _ticket(stage: Stage, sample: Sample) -> Iterator[Scene]:
    write = partial(stage.write.ticket, sample.incident, sample.by)
    yield partial(write, document=DOCUMENT, because=sample.more("because"))


def _action_ticket(stage: Stage, sample: Sample) -> Iterator[Scene]:
    yield partial(stage.write.action_ticket, sample.incident, sample.by, sample.action, document=DOCUMENT)


def _bug(stage: Stage, sample: Sample) -> Iterator[Scene]:
    said = sample.incident
    bug = Bug(
        id="bug-26-11-23-sample",
        uid=said.uid,
        functionality=said.functionality,
        state=said.state,
        audience=said.audience,
        decided=SENT,
        decided_by=sample.by,
        impact=said.impact,
        conditions=sample.conditions,
        owner=sample.owner,
    )
    yield partial(bug_document, stage.templates, bug)


def _document(stage: Stage, sample: Sample) -> Iterator[Scene]:
    yield partial(incident_document, stage.templates, title(sample.incident), stage.levels, stage.settings)


def _rules_notice(stage: Stage, sample: Sample) -> Iterator[Scene]:
    said = sample.incident
    about = Announced(
        title=sample.more("title") or "SEV2 update: 1h → 45m",
        changes=(sample.said, "SEV2 update: 1h → 45m"),
        unowned=tuple(filter(None, (said.functionality, sample.more("service")))),
        because=sample.more("because"),
        document=DOCUMENT,
        by=sample.by,
    )
    yield partial(rule_notice, stage.templates, stage.settings, about)


SCENES: Mapping[str, Callable[[Stage, Sample], Iterator[Scene]]] = {
    "bug.md": _bug,
    "closing.txt": _closing,
    "downgrade.txt": _downgrades,
    "incident.md": _document,
    "initial.txt": _initial,
    "invitation.txt": _invitations,
    "page.txt": _pages,
    "public_investigating.txt": _first_post,
    "public_resolved.txt": _resolved_post,
    "public_update.txt": _posts,
    "reminder.txt": _reminders,
    "reopening.txt": _reopening,
    "resolution.txt": _resolutions,
    "rules_notice.txt": _rules_notice,
    "ticket.txt": _ticket,
    "ticket_action.txt": _action_ticket,
    "update.txt": _updates,
}
"""By template, everything that a step does with it."""
