"""The figures of a report as `--json` prints them: durations in seconds, null for what is not known."""

from collections.abc import Iterable
from typing import Any

from acmeinc.process.figures import Audience, Clock, Month, Report
from acmeinc.process.kept import Kept, Part
from acmeinc.process.selection import Selection
from acmeinc.process.time_to import TimeTo
from acmeinc.terminal.json_output import Json, rfc3339, seconds


def report_json(report: Report, meant: Selection) -> Json:
    """Return all figures, and the incidents that were meant."""
    return {
        "now": rfc3339(report.now),
        "selection": {
            "since": _day(meant.since),
            "until": _day(meant.until),
            "severity": meant.severity or None,
            "functionality": meant.functionality or None,
            "team": meant.team or None,
        },
        "incidents": report.incidents,
        "kept_promises": [_audience_json(audience) for audience in report.audiences],
        "clocks": [_clock_json(clock) for clock in report.clocks],
        "retrospectives": report.retrospectives._asdict(),
        "action_items": _actions_json(report),
        "statuses": report.statuses._asdict(),
        "severities": _counts_json("severity", report.severities),
        "functionalities": _counts_json("functionality", report.functionalities),
        "teams": _counts_json("team", report.teams),
        "times": [_time_json(time) for time in report.times],
        "months": [_month_json(month, report) for month in report.months],
        "people": [person._asdict() for person in report.people],
    }


def _audience_json(audience: Audience) -> Json:
    return {
        "audience": audience.name,
        "kind": audience.kind,
        **_kept_json(audience.kept),
        "by_severity": _parts_json("severity", audience.by_severity),
        "by_commander": _parts_json("commander", audience.by_commander),
    }


def _parts_json(key: str, parts: Iterable[Part]) -> list[Json]:
    return [{key: part.name, **_kept_json(part.kept)} for part in parts]


def _clock_json(clock: Clock) -> Json:
    told = {"clock": clock.name, "kind": clock.kind, "limit_s": seconds(clock.limit)}
    return {**told, **_kept_json(clock.kept), "unknown": clock.unknown}


def _kept_json(kept: Kept) -> Json:
    worst = kept.worst
    return {
        "counted": kept.counted,
        "on_time": kept.on_time,
        "late": kept.late,
        "unkept": kept.unkept,
        "share": None if kept.share is None else round(kept.share, 4),
        "worst": worst
        and {"late_s": seconds(worst.late), "incident": worst.incident, "due": rfc3339(worst.due)},
    }


def _actions_json(report: Report) -> Json:
    oldest = report.actions.oldest
    told = {"incident": oldest.incident, "due": _day(oldest.due)} if oldest else None
    return {**report.actions._asdict(), "oldest": told}


def _counts_json(key: str, counts: Iterable[tuple[str, int]]) -> list[Json]:
    return [{key: name, "incidents": count} for name, count in counts]


def _time_json(time: TimeTo) -> Json:
    return {
        "to": time.name,
        "formula": time.formula,
        "known": time.known,
        "missing": time.missing,
        "contradictory": time.contradictory,
        "median_s": seconds(time.median),
        "percentile_90_s": seconds(time.percentile_90),
    }


def _month_json(month: Month, report: Report) -> Json:
    names = (name for name, _ in report.severities)
    return {
        "month": month.month,
        "incidents": month.incidents,
        "severities": dict(zip(names, month.by_severity, strict=True)),
        "kept_promises": _kept_json(month.kept),
        "mitigate": _time_json(month.mitigate),
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
