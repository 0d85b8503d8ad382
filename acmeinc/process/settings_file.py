"""Reading `acmeinc.yaml`: every fault in one run, each with its line."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from acmeinc.errors import Problem
from acmeinc.process.address import ADDRESS
from acmeinc.process.meant import nearest
from acmeinc.process.rule_file import Form, Section, read_rule_file
from acmeinc.process.rule_tree import Text
from acmeinc.process.secret_shapes import REVOKE
from acmeinc.process.settings import (
    DAYS,
    WEBHOOK_FORMATS,
    BusinessHours,
    ChannelSettings,
    PublicPage,
    Settings,
)

_SECRET = "passw|secret|token|(?:api|routing|integration)[-_]?key|webhook"
_OPTION = Form(
    f"(?!.*(?:{re.sub('[a-z]', lambda letter: f'[{letter[0]}{letter[0].upper()}]', _SECRET)})).*",
    "is a secret, and a file in git is no place for it",
    REVOKE,
    rule="secret",
)
"""What only a secret is called is refused, whatever stands in it."""

_SENDER = Form(ADDRESS, "is no address", "write `from: incidents@example.com`", rule="settings-address")
_RECIPIENT = _SENDER._replace(hint="separate addresses by commas, without names")
_PAGE_ID = Form(
    "[A-Za-z0-9_-]+",
    "is no id of a page or component",
    "copy it from Statuspage: it has letters and digits only",
    rule="settings-page-id",
)
_SUPPORT = Form(
    "(?:https?://|mailto:)[!-~]+",
    "is no address that a customer could follow",
    "write `support: https://support.example.com` or `support: mailto:help@example.com`",
    rule="settings-support",
)
_TIME_OF_DAY = Form(
    "(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00",
    "is no time of day",
    "write 09:00, or 24:00",
    rule="settings-business-day",
)
_HOLIDAY = Form(
    "[A-Z]{2}(?:-[A-Z0-9]{1,3})?|[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "is no holiday",
    "write a country (`US`), a subdivision (`US-CA`) or a date (`2026-12-24`)",
    rule="settings-holiday",
)


def parse_settings(text: str, path: str = "acmeinc.yaml") -> tuple[Settings | None, list[Problem]]:
    """Return the settings and every fault of the file; the settings are None when there is a fault."""
    top, problems = read_rule_file(text, path)
    if top is None:
        return None, problems
    settings = settings_in(top)
    return (None if problems else settings), sorted(problems, key=lambda p: (p.line, p.column))


def settings_in(top: Section) -> Settings:
    """Return the settings that the file says, noting in its sections what is wrong."""
    channels = top.section("channels")
    status_page, public_page, components = _status_page(channels)
    settings = Settings(
        organization=top.text("organization", ""),
        time_zone=_time_zone(top),
        business_hours=_business_hours(top.section("business_hours")),
        document_url=_template(top, "document_url", "path"),
        sync=top.choice("sync", ["manual", "auto"], "manual"),
        branch=top.text("branch", ""),
        links={key.text: value.text for key, value in top.section("links").texts()},
        email=_email(channels.section("email")),
        chat=_chat(channels.section("chat")),
        paging=_channel(channels, "paging", ["outbox", "pagerduty", "apprise"]),
        status_page=status_page,
        public_page=public_page,
        components=components,
        tracker=_channel(channels, "tracker", ["link", "github", "gitlab"]),
        bridge=_template(channels, "bridge", "id", "uid"),
    )
    channels.refuse_unknown()
    top.refuse_unknown()
    return settings


def _channel(channels: Section, name: str, services: list[str]) -> ChannelSettings:
    """Return the settings of one channel; without any it goes through the first of `services`."""
    return _service(channels.section(name), services)


def _service(section: Section, services: list[str]) -> ChannelSettings:
    via = section.choice("via", services, services[0])
    return ChannelSettings(via, _options(section))


def _options(section: Section) -> dict[str, str]:
    """Return the further options of a channel, which are free text and never a secret."""
    return {key.text: value.text for key, value in section.texts(keys=_OPTION)}


def _email(section: Section) -> ChannelSettings:
    """Return the settings of mail; whoever sends it has to say from whom and to whom, in addresses."""
    via = section.choice("via", ["outbox", "smtp"], "outbox")
    sends = via == "smtp"
    sender = section.formed("from", _SENDER, required=sends)
    to = section.listed("to", _RECIPIENT, required=True) if sends else section.single("to")
    if sends:
        section.refuse_unknown()
    named = {name: found.text for name, found in (("from", sender), ("to", to)) if found}
    return ChannelSettings(via, named | {key.text: value.text for key, value in section.texts()})


def _chat(section: Section) -> ChannelSettings:
    """Return the settings of chat: what a webhook speaks has to be said, `archive` is yes or no."""
    via = section.choice("via", ["outbox", "slack", "webhook", "apprise"], "outbox")
    options = {"archive": "true"} if section.flag("archive", False) else {}
    if spoken := section.choice("format", WEBHOOK_FORMATS, "", required=via == "webhook"):
        options["format"] = spoken
    return ChannelSettings(via, options | _options(section))


def _status_page(channels: Section) -> tuple[ChannelSettings, PublicPage, dict[str, str]]:
    """Return the settings of the status page, how it introduces itself, its components by functionality."""
    section = channels.section("status_page")
    ids = list(section.section("components").texts(required=True))
    support = section.formed("support", _SUPPORT)
    public_page = PublicPage(section.text("title", ""), support.text if support else "")
    channel = _service(section, ["site", "statuspage"])
    section.formed("page", _PAGE_ID, required=channel.via == "statuspage")
    for _, found in ids:
        if found.text:
            section.has_form(found, _PAGE_ID)
    return channel, public_page, {key.text: value.text for key, value in ids}


def _template(section: Section, name: str, *placeholders: str) -> str:
    known = " and ".join(f"`{{{placeholder}}}`" for placeholder in placeholders)
    pattern = rf"(?:[^{{}}]|\{{(?:{'|'.join(placeholders)})\}})*"
    form = Form(
        pattern, "is no link template", f"of braces only {known} can be filled in", rule="settings-braces"
    )
    found = section.formed(name, form)
    return found.text if found else ""


def _time_zone(top: Section) -> str:
    found = top.single("time_zone")
    if found is None or found.text == "UTC":
        return "UTC"
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(found.text)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder, such as America
        message = f"`{found.text}` is no known time zone"
        top.complain(found, message, _zone_hint(found.text), rule="settings-time-zone")
    return found.text


_AREAS = (
    *("Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/"),
    *("Europe/", "Indian/", "Pacific/"),
)


def _zone_hint(text: str) -> str:
    from zoneinfo import available_timezones

    # `EST`, `Etc/GMT+5` and the like have no summer time: nobody means them.
    zones = sorted(zone for zone in available_timezones() if zone.startswith(_AREAS) or zone == "UTC")
    cities = {zone.rpartition("/")[2]: zone for zone in reversed(zones)}
    word = text.replace(" ", "_")
    meant = nearest(word, zones) or cities.get(nearest(word, list(cities)), "")
    # Of a whole continent any city would be a guess; `EST5` and `CET` have hundreds.
    if any(zone.startswith(f"{word}/") for zone in zones) or re.fullmatch("[A-Z]{2,5}[0-9]*[A-Z]*", word):
        meant = ""
    return f"did you mean `{meant}`?" if meant else "write a name such as `America/New_York` or `UTC`"


def _business_hours(section: Section) -> BusinessHours:
    usual = BusinessHours()
    holidays, country = _holidays(section)
    hours = BusinessHours(
        days=_days(section),
        start=_time_of_day(section, "from", usual.start),
        end=_time_of_day(section, "to", usual.end),
        holidays=holidays,
        country=country,
    )
    if hours.start >= hours.end:
        message, hint = "the business day ends before it begins", "make `from` earlier than `to`"
        section.complain(section, message, hint, rule="settings-business-day")
    section.refuse_unknown()
    return hours


def _days(section: Section) -> frozenset[int]:
    days = section.chosen("days", DAYS, "day", rule="settings-business-day")
    if days is None:
        return BusinessHours().days
    return frozenset(DAYS.index(day) for day in days if day in DAYS)


def _time_of_day(section: Section, name: str, default: timedelta) -> timedelta:
    found = section.formed(name, _TIME_OF_DAY)
    if found is None:
        return default
    hours, minutes = found.text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def _holidays(section: Section) -> tuple[frozenset[date], str]:
    """Return the dates listed and the country whose holidays count too."""
    dates: set[date] = set()
    country = ""
    for item in section.items("holidays") or ():
        if not section.has_form(item, _HOLIDAY):
            continue
        if item.text[0].isdecimal():
            dates.update(_date(section, item))
        elif country:
            message, hint = f"`{item.text}` is a second country", "keep one; list the others' dates"
            section.complain(item, message, hint, rule="settings-holiday")
        else:
            country = item.text
    return frozenset(dates), country


def _date(section: Section, item: Text) -> Iterator[date]:
    """Yield the date that a holiday is, nothing when no calendar has it."""
    try:
        yield date.fromisoformat(item.text)
    except ValueError:
        section.complain(item, f"`{item.text}` is no date", "see a calendar", rule="settings-holiday")
