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
_FEWEST_FOR_A_STEP = 20


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
    """Return the whole story of an incident: when steps were recorded, when they happened, who, signed, what.

    Times are in `zone`; that something happened when it was recorded is not said twice.
    """
    commits = audited.commits
    people = ", ".join(dict.fromkeys(commit.author for commit in commits))
    told = [audited.severity, audited.status, f"{_count(len(commits), 'commit')} by {people}"]
    columns = [
        ("recorded", [f"{commit.when.astimezone(zone):%Y-%m-%d %H:%M}" for commit in commits]),
        ("happened", [_happened(audited.first_happened(commit), commit.when, zone) for commit in commits]),
        ("who", [shorten(visible(clean_line(commit.author)), _NAME) for commit in commits]),
        ("signed", [signature_word(commit, signatures) for commit in commits]),
    ]
    if not any(commit.is_signed for commit in commits):
        told.append("none signed")
        del columns[-1]
    widths = [max(cells(name), *map(cells, column)) for name, column in columns]
    before = sum(widths) + 2 * len(widths)
    room = max(_FEWEST_FOR_A_STEP, width - before)
    lines = [ink.bold(audited.incident), *wrap(visible(" · ".join(told)), width), ""]
    lines.append(ink.dim(_row([name for name, _ in columns], widths) + "what"))
    for commit, *told in zip(commits, *(column for _, column in columns), strict=True):
        first, *more = wrap(visible(clean_line(_what(commit))), room)
        row = _row(told, widths) + first
        lines.append(ink.red(row) if told[-1] == _SIGNED["B"] else row)
        lines += [" " * before + line for line in more]
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
    local, day = at.astimezone(zone), recorded.astimezone(zone).date()
    if local.date() == day:
        return f"{local:%H:%M}"
    return f"{local:%m-%d %H:%M}" if local.year == day.year else f"{local:%Y-%m-%d %H:%M}"


def _row(texts: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(pad(text, room) + "  " for text, room in zip(texts, widths, strict=True))


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
