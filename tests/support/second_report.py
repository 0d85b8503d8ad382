"""The figures of a report, computed a second way: slowly, from what `show --json` prints, by what docs say.

It shares no code with the program. Cadences, clocks and hours are written down here as the process has them.
"""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
QUARTER_OF_AN_HOUR = timedelta(minutes=15)
CHECK_IN = {"SEV1": 20, "SEV2": 50, "SEV3": 170}
STATUS_PAGE = {"SEV1": 60, "SEV2": 180}
TELLING = ("initial", "update", "reopening")
TIMES = {
    "detect": "detected",
    "acknowledge": "acknowledged",
    "declare": "declared",
    "investigate": "investigating",
    "mitigate": "mitigated",
    "resolve": "resolved",
}
AUDIENCES = {"stakeholders": "update", "status page": "status_page", "check-in": "check_in"}

Json = dict[str, Any]


class Word(NamedTuple):
    """A promise and what came of it; `late` is None when it counts for nothing."""

    incident: str
    severity: str
    commander: str
    due: datetime
    late: int | None
    unkept: bool


def second_report(shown: Sequence[Json], teams: Mapping[str, str], now: datetime) -> Json:
    """Return figures as `report --json` has them, of incidents that were declared and perhaps resolved."""
    words = {name: [w for one in shown for w in _words(one, kind, now)] for name, kind in AUDIENCES.items()}
    everyone = [word for told in words.values() for word in told]
    decided = [_clock(one, 10, datetime.fromisoformat(one["milestones"]["declared"]), now) for one in shown]
    told = [_clock(one, 20, next(iter(_messages(one, "initial")), None), now) for one in shown]
    clocks = (("decide", "decide", 10, decided), ("first message", "declare", 20, told))
    return {
        "incidents": len(shown),
        "kept_promises": [_audience(name, kind, words[name]) for name, kind in AUDIENCES.items()],
        "clocks": [
            {"clock": name, "kind": kind, "limit_s": limit * 60, **_kept(found), "unknown": 0}
            for name, kind, limit, found in clocks
        ],
        "retrospectives": _retrospectives(shown, now),
        "statuses": _statuses(shown),
        "severities": _counted("severity", sorted(Counter(one["severity"] for one in shown).items())),
        "functionalities": _counted("functionality", _frequent(one["functionality"] for one in shown)),
        "teams": _counted("team", _frequent(_team(one, teams) for one in shown)),
        "times": [_time(shown, name, milestone) for name, milestone in TIMES.items()],
        "months": _months(shown, everyone),
        "people": _people(shown),
    }


def _went_out(message: Json) -> bool:
    return any(delivery["state"] in ("sent", "printed") for delivery in message["deliveries"])


def _messages(one: Json, *kinds: str) -> list[datetime]:
    """Return when the messages of these kinds were sent, oldest first."""
    found = [m for m in reversed(one["communications"]) if m["kind"] in kinds and _went_out(m)]
    return [datetime.fromisoformat(message["at"]) for message in found]


def _words(one: Json, kind: str, now: datetime) -> list[Word]:
    """Return the promises of a kind; the severity never changed, and nothing was reopened."""
    if kind == "status_page":
        return _posts(one, now)
    told = _messages(one, *TELLING)
    answers = _messages(one, *TELLING, "resolution") if kind == "update" else told
    every = timedelta(minutes=CHECK_IN[one["severity"]])
    dues = [at + every for at in told] if kind == "check_in" else _promised(one)
    return [
        _word(one, made, due, answers[number:], now)
        for number, (made, due) in enumerate(zip(told, dues, strict=True), 1)
    ]


def _promised(one: Json) -> list[datetime]:
    """Return what each message to stakeholders said of the next one."""
    found = [m for m in reversed(one["communications"]) if m["kind"] in TELLING and _went_out(m)]
    return [datetime.fromisoformat(message["next_update"]) for message in found]


def _posts(one: Json, now: datetime) -> list[Word]:
    if one["severity"] not in STATUS_PAGE:
        return []
    declared = datetime.fromisoformat(one["milestones"]["declared"])
    every = timedelta(minutes=STATUS_PAGE[one["severity"]])
    posts = _messages(one, "public")
    first = _word(one, declared, declared, posts, now)
    return [first, *(_word(one, at, at + every, posts[n:], now) for n, at in enumerate(posts, 1))]


def _word(one: Json, made: datetime, due: datetime, answers: Sequence[datetime], now: datetime) -> Word:
    """Return what came of a promise: kept by the first of the later answers, unless the incident was over."""
    resolved = one["milestones"].get("resolved")
    over = max(datetime.fromisoformat(resolved), made) if resolved else None
    kept = answers[0] if answers and (over is None or answers[0] <= over) else None
    late = int(((kept or over or now) - due).total_seconds())
    told = max(late, 0) if kept or late > 0 else None
    return Word(one["id"], one["severity"], one["commander"], due, told, kept is None)


def _clock(one: Json, minutes: int, done: datetime | None, now: datetime) -> Word:
    detected = datetime.fromisoformat(one["milestones"]["detected"])
    answers = [done] if done else []
    return _word(one, detected, detected + timedelta(minutes=minutes), answers, now)


def _audience(name: str, kind: str, words: Sequence[Word]) -> Json:
    by_severity = sorted({word.severity for word in words if word.late is not None})
    by_commander = sorted({word.commander for word in words if word.late is not None})
    return {
        "audience": name,
        "kind": kind,
        **_kept(words),
        "by_severity": [{"severity": s, **_kept(w for w in words if w.severity == s)} for s in by_severity],
        "by_commander": [
            {"commander": c, **_kept(w for w in words if w.commander == c)} for c in by_commander
        ],
    }


def _kept(words: Iterable[Word]) -> Json:
    counted = [word for word in words if word.late is not None]
    late = sorted((word for word in counted if word.late), key=lambda w: (-(w.late or 0), w.due))
    worst = late[0] if late else None
    return {
        "counted": len(counted),
        "on_time": len(counted) - len(late),
        "late": len(late),
        "unkept": sum(word.unkept for word in late),
        "share": round(1 - len(late) / len(counted), 4) if counted else None,
        "worst": worst
        and {"late_s": worst.late, "incident": worst.incident, "due": f"{worst.due:%Y-%m-%dT%H:%M:%SZ}"},
    }


def _retrospectives(shown: Iterable[Json], now: datetime) -> Json:
    """None was held in this story: it still can be, or its window is closed."""
    closes = [_closes(one["milestones"]) for one in shown if one["status"] == "resolved"]
    ahead = sum(now <= at for at in closes)
    return {"inside": 0, "outside": 0, "missed": len(closes) - ahead, "ahead": ahead, "unknown": 0}


def _closes(milestones: Json) -> datetime:
    """Return 48 business hours after mitigation; after resolution, where that came after the first 24."""
    mitigated, resolved = (datetime.fromisoformat(milestones[name]) for name in ("mitigated", "resolved"))
    counted_from = resolved if resolved > _business(mitigated, 24) else mitigated
    return _business(counted_from, 48)


def _business(start: datetime, hours: int) -> datetime:
    """Return when so many hours of Mondays to Fridays have passed, a quarter of an hour at a time."""
    left, now = timedelta(hours=hours), start
    while left:
        step = QUARTER_OF_AN_HOUR - (now - datetime.min.replace(tzinfo=UTC)) % QUARTER_OF_AN_HOUR
        if now.astimezone(ZONE).weekday() < 5:
            step = min(step, left)
            left -= step
        now += step
    return now


def _statuses(shown: Iterable[Json]) -> Json:
    named = Counter(one["status"] if one["status"] == "resolved" else "open" for one in shown)
    nothing = dict.fromkeys(("open", "resolved", "closed", "downgraded", "duplicate", "reopened"), 0)
    return nothing | named


def _counted(key: str, counts: Iterable[tuple[str, int]]) -> list[Json]:
    return [{key: name, "incidents": count} for name, count in counts]


def _frequent(names: Iterable[str]) -> list[tuple[str, int]]:
    return sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0]))


def _team(one: Json, teams: Mapping[str, str]) -> str:
    engaged = (one["teams"] or ["not recorded"])[0]
    return teams.get(" ".join(one["functionality"].split()).casefold()) or engaged


def _time(shown: Iterable[Json], name: str, milestone: str) -> Json:
    lengths, missing, contradictory = [], 0, 0
    for one in shown:
        if milestone not in one["milestones"] or "started" not in one["milestones"]:
            missing += 1
            continue
        later, started = (datetime.fromisoformat(one["milestones"][n]) for n in (milestone, "started"))
        length = (later - started).total_seconds()
        if length < 0:
            contradictory += 1
        else:
            lengths.append(length)
    within = [at for at in sorted(lengths) if sum(x <= at for x in lengths) >= 0.9 * len(lengths)]
    return {
        "to": name,
        "formula": f"{milestone} − started",
        "known": len(lengths),
        "missing": missing,
        "contradictory": contradictory,
        "median_s": int(statistics.median(lengths)) if lengths else None,
        "percentile_90_s": int(within[0]) if within else None,
    }


def _months(shown: Sequence[Json], words: Sequence[Word]) -> list[Json]:
    severities = sorted({one["severity"] for one in shown})
    told = {f"20{one['id'][4:6]}-{one['id'][7:9]}" for one in shown}
    first, last = min(told), max(told)
    months = [
        f"{year}-{month:02d}" for year in range(int(first[:4]), int(last[:4]) + 1) for month in range(1, 13)
    ]
    found = []
    for month in months:
        if first <= month <= last:
            start = f"inc-{month[2:]}-"
            of_month = [one for one in shown if one["id"].startswith(start)]
            counts = Counter(one["severity"] for one in of_month)
            found.append(
                {
                    "month": month,
                    "incidents": len(of_month),
                    "severities": {severity: counts[severity] for severity in severities},
                    "kept_promises": _kept(w for w in words if w.incident.startswith(start)),
                    "mitigate": _time(of_month, "mitigate", "mitigated"),
                }
            )
    return found


def _people(shown: Iterable[Json]) -> list[Json]:
    people: dict[str, Json] = {}
    hours: dict[str, set[str]] = {}
    nights: dict[str, set[str]] = {}
    for one in shown:
        entries = [e for e in one["timeline"] if e["kind"] != "receipt"] + one["communications"]
        for name in {entry["by"] for entry in entries} | {one["commander"]}:
            person = people.setdefault(name, {"name": name, "incidents": 0, "commanded": 0})
            person["incidents"] += 1
            person["commanded"] += name == one["commander"]
        for entry in entries:
            local = datetime.fromisoformat(entry["at"]).astimezone(ZONE)
            if local.hour >= 22 or local.hour < 7:
                hours.setdefault(entry["by"], set()).add(f"{local:%Y-%m-%d %H %z}")
                evening = local - timedelta(hours=12)
                nights.setdefault(entry["by"], set()).add(f"{evening:%Y-%m-%d}")
    for name, person in people.items():
        person |= {"night_hours": len(hours.get(name, ())), "nights": len(nights.get(name, ()))}
    return sorted(
        people.values(), key=lambda p: (-p["night_hours"], -p["incidents"], -p["commanded"], p["name"])
    )
