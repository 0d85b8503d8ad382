"""The report as one page for a browser: kept promises first, every chart with its table (docs/reports.md)."""

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any, NamedTuple

from acmeinc.process import report_words as words
from acmeinc.process.figures import Audience, Report
from acmeinc.process.kept import Kept
from acmeinc.process.metrics import TIME_TO_FORMULAS
from acmeinc.process.selection import Selection
from acmeinc.process.time_input import format_local
from acmeinc.site.charts import Bars, Columns, Labelled, Part, Table, bars, columns
from acmeinc.site.sheet import sheet

_MOST = 12
"""So many names a chart shows; its table has all."""


class Occasion(NamedTuple):
    """What a report page is on: which incidents were meant, of which organisation, in whose time."""

    meant: Selection
    organization: str
    zone: tzinfo


def report_page(report: Report, occasion: Occasion) -> str:
    """Return the page, whole."""
    return sheet("report.html", _values(report, occasion))


def _values(report: Report, occasion: Occasion) -> Mapping[str, Any]:
    of = f" – {occasion.organization}" if occasion.organization else ""
    return {
        "title": f"Incident report{of}",
        "subject": words.title(report.incidents, occasion.meant),
        "made": {
            "local": format_local(report.now, occasion.zone),
            "iso": f"{report.now:%Y-%m-%dT%H:%M:%SZ}",
            "utc": f"{report.now:%Y-%m-%d %H:%M:%S} UTC",
        },
        "is_empty": not report.incidents,
        "audiences": [_audience(audience) for audience in report.audiences],
        "by_severity": _divided("severity", report.audiences),
        "by_commander": _divided("commander", report.audiences),
        "clocks": [_card(words.clock_name(clock), clock.kept) for clock in report.clocks],
        "retrospectives": words.retrospectives(report.retrospectives),
        "actions": words.actions(report.actions),
        "statuses": words.statuses(report.statuses),
        "counts": [
            _counts("severity", report.severities),
            _counts("functionality", report.functionalities),
            _counts("owning team", report.teams),
        ],
        "times": _times(report),
        "method": words.METHOD,
        "months": _months(report),
        "kept_by_month": _kept_by_month(report),
        "people": _people(report),
        "by_night": words.BY_NIGHT,
    }


def _audience(audience: Audience) -> Mapping[str, Any]:
    return _card(audience.name, audience.kept)


def _card(name: str, kept: Kept) -> Mapping[str, Any]:
    """Return a share on time, with its bar, and the worst lateness and of which incident."""
    return {
        "name": name,
        "share": words.percent(kept.share),
        "told": f"{kept.on_time} of {kept.counted} on time" if kept.counted else "nothing was promised",
        "on_time": round((kept.share or 0) * 100, 3),
        "is_empty": not kept.counted,
        "unkept": f"{kept.unkept} never kept" if kept.unkept else "",
        "worst": kept.worst and {"late": words.length(kept.worst.late), "incident": kept.worst.incident},
    }


def _divided(by: str, audiences: Iterable[Audience]) -> Table:
    audiences = list(audiences)
    parts = [getattr(audience, f"by_{by}") for audience in audiences]
    kept = [{part.name: part.kept for part in column} for column in parts]
    names = sorted({name for column in kept for name in column})
    head = (by.capitalize(), *(audience.name.capitalize() for audience in audiences))
    return Table(
        head, tuple((name, *(_brief(column.get(name, Kept())) for column in kept)) for name in names)
    )


def _brief(kept: Kept) -> str:
    if not kept.counted:
        return words.UNKNOWN
    late = f"\nworst {words.length(kept.worst.late)}" if kept.worst else ""
    return f"{words.percent(kept.share)} of {kept.counted}{late}"


def _counts(by: str, counts: Iterable[tuple[str, int]]) -> Bars:
    counts = list(counts)
    given = [Labelled(name, str(count), (Part(count, "count", name),)) for name, count in counts[:_MOST]]
    table = Table((by.capitalize(), "Incidents"), tuple((name, str(count)) for name, count in counts))
    more = f"; {len(counts) - _MOST} more in the table" if len(counts) > _MOST else ""
    told = ", ".join(f"{name} {count}" for name, count in counts[:_MOST])
    return bars((f"by-{by.split()[-1]}", f"By {by}"), f"{told}{more}", given, table)


def _times(report: Report) -> Bars:
    given, told = [], []
    for time in report.times:
        if time.median is None or time.percentile_90 is None:
            continue
        median, within = time.median.total_seconds(), time.percentile_90.total_seconds()
        value = f"{words.length(time.median)}, 90 % in {words.length(time.percentile_90)}"
        # The mean of two in the middle may be more than what nine of ten did not exceed.
        rest = max(within - median, 0)
        parts = (Part(median, "median", "median"), Part(rest, "rest", "90 % in"))
        given.append(Labelled(f"to {time.name}", value, parts))
        told.append(f"to {time.name} {value}")
    head = ("Time to", "Formula", "Median", "90 % in", "Known", "Lack it", "Reversed")
    rows = tuple(
        (
            time.name,
            TIME_TO_FORMULAS[time.name],
            words.length(time.median),
            words.length(time.percentile_90),
            *map(str, (time.known, time.missing, time.contradictory)),
        )
        for time in report.times
    )
    name = ("times", "From the start of the impact: median, and 90 % in")
    return bars(name, "; ".join(told), given, Table(head, rows))


def _months(report: Report) -> Columns:
    names = [(f"s{min(rank, 5)}", name) for rank, (name, _) in enumerate(report.severities)]
    given = [
        Labelled(
            month.month,
            str(month.incidents),
            tuple(
                Part(count, tone, f"{month.month}, {name}: {count}")
                for (tone, name), count in zip(names, month.by_severity, strict=True)
            ),
        )
        for month in report.months
    ]
    head = ("Month", "Incidents", *(name for _, name in names), "Mitigated in (median)")
    rows = tuple(
        (month.month, str(month.incidents), *map(str, month.by_severity), words.length(month.mitigate.median))
        for month in report.months
    )
    told = f"{_span(report)}: {words.counted(report.incidents, 'incident')}"
    return columns(("months", "Incidents by month"), told, given, names, Table(head, rows))


def _kept_by_month(report: Report) -> Columns:
    given = []
    for month in report.months:
        share = (month.kept.share or 0) * 100
        late = 100 - share if month.kept.counted else 0
        told = f"{month.month}: {words.percent(month.kept.share)} on time"
        parts = (Part(share, "on-time", told), Part(late, "late", told))
        given.append(Labelled(month.month, words.percent(month.kept.share), parts))
    names = (("on-time", "on time"), ("late", "late"))
    rows = tuple(
        (
            month.month,
            words.percent(month.kept.share),
            str(month.kept.counted),
            words.length(month.kept.worst.late) if month.kept.worst else words.UNKNOWN,
        )
        for month in report.months
    )
    table = Table(("Month", "On time", "Of", "Worst"), rows)
    name = ("kept-by-month", "Kept promises by month, to everyone")
    shares = ", ".join(f"{each.label} {each.value}" for each in given[-_MOST:])
    chart = columns(name, f"{_span(report)}: on time {shares}", given, names, table)
    return chart._replace(most="")  # all are as high as the highest


def _span(report: Report) -> str:
    return f"{report.months[0].month} to {report.months[-1].month}" if report.months else "no month"


def _people(report: Report) -> Bars:
    shown = [person for person in report.people if person.night_hours][:_MOST]
    given = [
        Labelled(
            person.name,
            f"{person.night_hours} h in {words.counted(person.nights, 'night')}",
            (Part(person.night_hours, "night", f"{person.night_hours} night hours"),),
        )
        for person in shown
    ]
    told = ", ".join(f"{each.label} {each.value}" for each in given) or "nobody was at work by night"
    head = ("Person", "Incidents", "Commanded", "Nights", "Night hours")
    rows = tuple(
        (one.name, *map(str, (one.incidents, one.commanded, one.nights, one.night_hours)))
        for one in report.people
    )
    return bars(("people", "Hours at work by night"), told, given, Table(head, rows))
