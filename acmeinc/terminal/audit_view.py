"""What `audit` prints: a line for each incident or each step, then all that was found."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo

from acmeinc.incident.text import clean_line, visible
from acmeinc.process.audited import Audit, Audited, Trace
from acmeinc.process.recorded import RecordedCommit, Signature
from acmeinc.process.time_input import format_local
from acmeinc.terminal.console import Ink
from acmeinc.terminal.layout import cells, hanging, pad, shorten, wrap

PLAIN = Ink()

_SIGNED = {"G": "good", "B": "BAD"}
_NAME = 14
_FEWEST_FOR_A_STEP = 16


def audit_table(audit: Audit, width: int, ink: Ink = PLAIN) -> list[str]:
    """Return a line for each incident: the verdict, its id, how many commits there are and who made them."""
    if not audit.incidents:
        return ["No incidents."]
    counts = [_count(len(audited.commits), "commit") for audited in audit.incidents]
    count = max(map(cells, counts))
    room = min(width - 10 - 2 - count, max(cells(audited.incident) for audited in audit.incidents))
    return [
        f"{_verdict(audited, ink)}  {pad(shorten(audited.incident, room), room)}  {counted:>{count}}"
        for audited, counted in zip(audit.incidents, counts, strict=True)
    ]


def story_lines(
    audited: Audited, signatures: Mapping[str, Signature], zone: tzinfo, width: int, ink: Ink = PLAIN
) -> list[str]:
    """Return the whole story of an incident: when steps were recorded, when they happened, who, what, signed.

    Times are in `zone`; that something happened when it was recorded is not said twice.
    """
    people = ", ".join(dict.fromkeys(commit.author for commit in audited.commits))
    told = f"{audited.severity} · {audited.status} · {_count(len(audited.commits), 'commit')} by {people}"
    lines = [ink.bold(audited.incident), *wrap(visible(told), width), ""]
    name = min(max((cells(visible(commit.author)) for commit in audited.commits), default=3), _NAME)
    room = max(_FEWEST_FOR_A_STEP, width - 19 - 2 - 11 - 2 - name - 2 - 2 - 6)
    lines.append(ink.dim(_row("recorded", "happened", pad("who", name), pad("what", room), "signed")))
    for commit in audited.commits:
        recorded = f"{commit.when.astimezone(zone):%Y-%m-%d %H:%M:%S}"
        happened = _happened(audited.first_happened(commit), commit.when, zone)
        who = pad(shorten(visible(clean_line(commit.author)), name), name)
        what = pad(shorten(visible(clean_line(_what(commit))), room), room)
        signed = signature_word(commit, signatures)
        lines.append(_row(recorded, happened, who, what, ink.red(signed) if signed == "BAD" else signed))
    return lines


def trace_lines(audit: Audit, zone: tzinfo, width: int, ink: Ink = PLAIN) -> list[str]:
    """Return all that was found: first what concerns the whole repository, then incident by incident."""
    lines = list(_traces("", audit.traces, zone, width, ink))
    for audited in audit.incidents:
        lines += _traces(audited.incident, audited.traces, zone, width, ink)
    return lines


def closing_line(audit: Audit) -> str:
    """Return in one line how much was looked at, and what came of it."""
    looked = f"{_count(len(audit.incidents), 'incident')}, {_count(audit.commits, 'commit')}"
    if audit.tampered:
        return f"{looked}: {_count(len(audit.tampered), 'sign')} of tampering."
    return f"{looked}: nothing was tampered with."


def signature_word(commit: RecordedCommit, signatures: Mapping[str, Signature]) -> str:
    """Return the state of a commit's signature: `no`, `good`, `BAD`, or `?` where it leaves doubts."""
    if not commit.is_signed:
        return "no"
    return _SIGNED.get(signatures[commit.sha].verdict, "?")


def _traces(title: str, traces: Sequence[Trace], zone: tzinfo, width: int, ink: Ink) -> Iterator[str]:
    if traces:
        yield from ["", ink.bold(title or "The repository")]
    for trace in traces:
        mark = ink.red("✗") if trace.is_tampering else "·"
        place = f" (line {trace.line})" if trace.line else ""
        first, *more = wrap(visible(clean_line(trace.text)) + place, width - 4)
        yield f"  {mark} {first}"
        yield from (f"    {line}" for line in more)
        for label, words in zip(("was: ", "is:  "), _apart(trace.before, trace.after), strict=True):
            if words:
                yield from (f"  {line}" for line in hanging(label, visible(words), width - 2))
        if trace.commit:
            yield from (f"    {line}" for line in wrap(visible(_commit(trace.commit, zone)), width - 4))


def _apart(before: str, after: str) -> tuple[str, str]:
    """Return of two texts the first lines in which they differ, with … for more of them."""
    if not before or not after:
        return clean_line(before), clean_line(after)
    was, now = before.split("\n"), after.split("\n")
    while was and now and was[0] == now[0]:
        del was[0], now[0]
    while was and now and was[-1] == now[-1]:
        del was[-1], now[-1]
    return _first_of(was), _first_of(now)


def _first_of(lines: Sequence[str]) -> str:
    return f"{lines[0]} …" if len(lines) > 1 else "".join(lines) or "-"


def _commit(commit: RecordedCommit, zone: tzinfo) -> str:
    return f"{commit.sha[:10]}  {format_local(commit.when, zone)}  {clean_line(commit.author)}"


def _verdict(audited: Audited, ink: Ink) -> str:
    if audited.verdict == "tampered":
        return ink.red("TAMPERED")
    return pad(audited.verdict, 8)


def _what(commit: RecordedCommit) -> str:
    """Return a step by its own words, anything else as what it is."""
    if commit.step:
        return commit.subject.partition(": ")[2] or commit.step
    return f"{'merge' if len(commit.parents) > 1 else 'by hand'}: {commit.subject}"


def _happened(at: datetime | None, recorded: datetime, zone: tzinfo) -> str:
    if at is None or abs(recorded - at) < timedelta(minutes=1):
        return ""
    local = at.astimezone(zone)
    return f"{local:%H:%M:%S}" if local.date() == recorded.astimezone(zone).date() else f"{local:%m-%d %H:%M}"


def _row(recorded: str, happened: str, *rest: str) -> str:
    return "  ".join([pad(recorded, 19), pad(happened, 11), *rest]).rstrip()


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
