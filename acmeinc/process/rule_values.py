"""Rules as named texts, as someone writes them in the files: what two sets of rules are compared by.

A name is the place in the file, in two parts: `severities.SEV2` and `update`. What says nothing, or is not
there, has no text.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from acmeinc.process.ownership import Owner, Vendor
from acmeinc.process.people import Person
from acmeinc.process.settings import DAYS, BusinessHours, Settings
from acmeinc.process.severity import Level, SeverityRules

Name = tuple[str, str]
Values = Mapping[Name, str]
Row = Mapping[str, str]

LEVELS, CONDITIONS = "severities.", ".conditions"


def severity_values(rules: SeverityRules) -> Values:
    """Return what `severity.yaml` says, by name."""
    values: dict[Name, str] = {}
    for level in rules.levels:
        values |= _level(level)
    for group, durations in (("clocks", rules.clocks), ("retrospective", rules.retrospective)):
        values |= {(group, name): span(value) for name, value in durations._asdict().items()}
    return values


def level_in_words(level: Level) -> str:
    """Return a whole level in one line: its name, its cadences, whom it pages, its conditions."""
    conditions = ", ".join(condition.id for condition in level.conditions)
    return (
        f"{level.name}: check-in {span(level.check_in)}, update {span(level.update)}, "
        f"status page {span(level.status_page)}, {'pages' if level.page else 'pages nobody'}"
        f"{f'; {conditions}' if conditions else ''}"
    )


def settings_values(settings: Settings) -> Values:
    """Return what `acmeinc.yaml` says, by name, with what counts where it says nothing."""
    plain = ("organization", "time_zone", "document_url", "sync", "branch")
    values: dict[Name, str] = {("", name): getattr(settings, name) for name in plain}
    values |= {("business_hours", name): text for name, text in _hours(settings.business_hours).items()}
    values |= {("links", name): text for name, text in settings.links.items()}
    for name in ("email", "chat", "paging", "status_page", "tracker"):
        channel = getattr(settings, name)
        values[f"channels.{name}", "via"] = channel.via
        values |= {(f"channels.{name}", option): text for option, text in channel.options.items()}
    components = settings.components.items()
    values |= {("channels.status_page.components", name): text for name, text in components}
    values["channels", "bridge"] = settings.bridge
    return {name: text for name, text in values.items() if text}


def owner_rows(owners: Iterable[Owner]) -> list[Row]:
    """Return the rows of `ownership.csv`, their cells by column."""
    return [
        _filled(
            {
                "functionality": owner.functionality,
                "service": owner.service,
                "owning team": owner.team,
                "paging schedule link": owner.paging,
                "backlog link": owner.backlog,
                "chat channel": owner.chat,
                "contact": owner.contact,
                "public": "yes" if owner.public else "no",
            }
        )
        for owner in owners
    ]


def vendor_rows(vendors: Iterable[Vendor]) -> list[Row]:
    """Return the rows of `vendors.csv`, their cells by column."""
    return [
        _filled(
            {
                "vendor": vendor.vendor,
                "product": vendor.product,
                "owning team": vendor.team,
                "support portal": vendor.portal,
                "status page": vendor.status_page,
            }
        )
        for vendor in vendors
    ]


def person_rows(people: Iterable[Person]) -> list[Row]:
    """Return the rows of `people.csv`, their cells by column."""
    return [_filled(person._asdict()) for person in people]


def span(duration: timedelta | None) -> str:
    """Return a duration as the files write it, to the second: `2h50m`; `never` for None.

    A day is written in hours: 24 business hours are three days of eight.
    """
    if duration is None:
        return "never"
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "m"), (seconds, "s"))
    return "".join(f"{count}{unit}" for count, unit in parts if count)


def _level(level: Level) -> Values:
    subject = LEVELS + level.id
    values = {
        "name": level.name,
        "check_in": span(level.check_in),
        "update": span(level.update),
        "status_page": span(level.status_page),
        "page": "true" if level.page else "false",
        "pagerduty": level.pagerduty,
    }
    named = {(subject, name): text for name, text in values.items() if text}
    return named | {(subject + CONDITIONS, c.id): c.text for c in level.conditions}


def _hours(hours: BusinessHours) -> Row:
    country = [hours.country] if hours.country else []
    return {
        "days": ", ".join(DAYS[day] for day in sorted(hours.days)),
        "from": _clock(hours.start),
        "to": _clock(hours.end),
        "holidays": ", ".join([*country, *(day.isoformat() for day in sorted(hours.holidays))]),
    }


def _clock(since_midnight: timedelta) -> str:
    hours, minutes = divmod(int(since_midnight.total_seconds()) // 60, 60)
    return f"{hours:02d}:{minutes:02d}"


def _filled(cells: Row) -> Row:
    return {column: text for column, text in cells.items() if text}
