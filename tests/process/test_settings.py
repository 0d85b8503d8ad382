"""`acmeinc.yaml`: the organisation's settings, their defaults, and every fault of a file in one run."""

from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from acmeinc.process.settings import BusinessHours, ChannelSettings, Settings
from acmeinc.process.settings_file import parse_settings

ROOT = Path(__file__).parents[2]


def settings_of(text: str) -> Settings:
    """The settings of a sound file."""
    settings, problems = parse_settings(text)
    assert settings is not None and problems == []
    return settings


@pytest.mark.parametrize(
    "text", ["", "channels:\nlinks:\nbusiness_hours:\n"], ids=["empty", "empty-sections"]
)
def test_a_file_that_says_nothing_gives_the_defaults(text: str) -> None:
    assert settings_of(text) == Settings()


def test_the_defaults_need_no_account_and_no_zone() -> None:
    settings = Settings()
    assert (settings.time_zone, settings.zone) == ("UTC", ZoneInfo("UTC"))
    assert settings.business_hours == BusinessHours(
        frozenset({0, 1, 2, 3, 4}), timedelta(0), timedelta(hours=24), frozenset(), ""
    )
    assert [
        c.via
        for c in (settings.email, settings.chat, settings.paging, settings.status_page, settings.tracker)
    ] == [
        "outbox",
        "outbox",
        "outbox",
        "site",
        "link",
    ]


def test_the_repositorys_own_file_is_sound() -> None:
    settings = settings_of((ROOT / "acmeinc.yaml").read_text(encoding="utf-8"))
    assert settings.organization == "Acme Corp"
    assert settings.zone == ZoneInfo("America/New_York")
    assert settings.email == ChannelSettings(
        "outbox", {"from": "incidents@example.com", "to": "incident_updates@example.com"}
    )
    assert settings.chat == ChannelSettings("outbox", {"incidents": "#incidents"})
    assert settings.bridge == "https://meet.example.com/{id}"
    assert settings.links["service_ownership"] == "ownership.csv"


def test_business_hours_are_days_times_holidays_and_a_country() -> None:
    settings = settings_of(
        "business_hours: {days: [sun, mon], from: 09:00, to: 17:30, holidays: [NO, 2026-12-24, 2026-12-31]}"
    )
    assert settings.business_hours == BusinessHours(
        days=frozenset({6, 0}),
        start=timedelta(hours=9),
        end=timedelta(hours=17, minutes=30),
        holidays=frozenset({date(2026, 12, 24), date(2026, 12, 31)}),
        country="NO",
    )


def test_a_status_page_has_an_id_and_components_by_functionality() -> None:
    settings = settings_of(
        "channels:\n  status_page:\n    via: statuspage\n    page: kctbh9vrtdwd\n"
        "    components:\n      Login: 8kbf7d35c070\n      Single sign-on: 1a2b\n"
    )
    assert settings.status_page == ChannelSettings("statuspage", {"page": "kctbh9vrtdwd"})
    assert settings.components == {"Login": "8kbf7d35c070", "Single sign-on": "1a2b"}


def test_a_channels_further_options_and_the_links_are_free_text() -> None:
    settings = settings_of(
        "channels:\n  chat:\n    via: slack\n    retries: 3\n    archive: true\nlinks:\n  wiki: 1.10\n"
    )
    assert settings.chat == ChannelSettings("slack", {"retries": "3", "archive": "true"})
    assert settings.links == {"wiki": "1.10"}


def test_a_webhook_speaks_one_of_the_formats() -> None:
    settings = settings_of("channels: {chat: {via: webhook, format: google-chat, archive: false}}")
    assert settings.chat == ChannelSettings("webhook", {"format": "google-chat"})


def test_mail_goes_to_one_address_or_several() -> None:
    options = {"from": "a@example.com", "to": "b@example.com, c@example.com"}
    settings = settings_of(
        "channels: {email: {via: smtp, from: a@example.com, to: 'b@example.com,  c@example.com'}}"
    )
    assert settings.email == ChannelSettings("smtp", options)


@pytest.mark.parametrize(
    ("text", "fault", "hint"),
    [
        pytest.param(
            "time_zone: America/New_Yrok",
            "1:12: `America/New_Yrok` is no known time zone",
            "did you mean `America/New_York`?",
            id="zone-typo",
        ),
        pytest.param(
            "time_zone: Berlin",
            "1:12: `Berlin` is no known time zone",
            "did you mean `Europe/Berlin`?",
            id="zone-city",
        ),
        pytest.param(
            "time_zone: new york",
            "1:12: `new york` is no known time zone",
            "did you mean `America/New_York`?",
            id="zone-words",
        ),
        pytest.param(
            "time_zone: EST5",
            "1:12: `EST5` is no known time zone",
            "write a name such as `America/New_York` or `UTC`",
            id="zone-without-summer",
        ),
        pytest.param(
            "time_zone: America",
            "1:12: `America` is no known time zone",
            "write a name such as `America/New_York` or `UTC`",
            id="zone-folder",
        ),
        pytest.param(
            "time_zone: ../../etc/passwd",
            "1:12: `../../etc/passwd` is no known time zone",
            "write a name such as `America/New_York` or `UTC`",
            id="zone-path",
        ),
        pytest.param("sync: always", "1:7: `sync` cannot be `always`", "use one of: manual, auto", id="sync"),
        pytest.param(
            "channels: {chat: {via: slak}}",
            "1:24: `via` cannot be `slak`",
            "did you mean `slack`?",
            id="service",
        ),
        pytest.param(
            "channels: {chat: {via: slack, archive: yes}}",
            "1:40: `archive` cannot be `yes`",
            "did you mean `true`?",
            id="archive",
        ),
        pytest.param(
            "channels: {chat: {via: webhook}}",
            "1:12: `format` is missing",
            "add a line `format: …`",
            id="no-format",
        ),
        pytest.param(
            "channels: {chat: {via: webhook, format: matermost}}",
            "1:41: `format` cannot be `matermost`",
            "did you mean `mattermost`?",
            id="format",
        ),
        pytest.param(
            "channels: {email: {via: outbox, to: [a, b]}}",
            "1:37: `to` must be one text",
            "write `to: …` in one line",
            id="option",
        ),
        pytest.param(
            "channels: {email: {via: smtp, from: a@example.com, to: 'b@example.com, Bo <bo@example.com>'}}",
            "1:56: `Bo <bo@example.com>` is no address",
            "separate addresses by commas, without names",
            id="mail-to",
        ),
        pytest.param(
            "channels: {email: {via: smtp, from: a@example.com, to: ','}}",
            "1:56: `,` is no address",
            "separate addresses by commas, without names",
            id="mail-to-nobody",
        ),
        pytest.param(
            "channels: {email: {from: Acme <a@example.com>}}",
            "1:26: `Acme <a@example.com>` is no address",
            "write `from: incidents@example.com`",
            id="mail-from",
        ),
        pytest.param(
            "channels:\n  email: {via: smtp, from: a@example.com}",
            "2:3: `to` is missing",
            "add a line `to: …`",
            id="mail-without-to",
        ),
        pytest.param(
            "channels: {email: {via: smtp, from: a@b.example, to: c@b.example, form: x}}",
            "1:67: `form` is not a known field",
            "did you mean `from`?",
            id="mail-option",
        ),
        pytest.param(
            "channels: {pagign: {via: x}}",
            "1:12: `pagign` is not a known field",
            "did you mean `paging`?",
            id="channel",
        ),
        pytest.param(
            "channels: {status_page: {via: statuspage}}",
            "1:12: `page` is missing",
            "add a line `page: …`",
            id="page-missing",
        ),
        pytest.param(
            "channels: {status_page: {via: statuspage, page: 'https://manage.statuspage.io/pages/x'}}",
            "1:49: `https://manage.statuspage.io/pages/x` is no id of a page or component",
            "copy it from Statuspage: it has letters and digits only",
            id="page-is-a-link",
        ),
        pytest.param(
            "channels: {status_page: {components: {Login: ../x}}}",
            "1:46: `../x` is no id of a page or component",
            "copy it from Statuspage: it has letters and digits only",
            id="component",
        ),
        pytest.param(
            "channels: {status_page: {components: {Login: [a]}}}",
            "1:46: `Login` must be one text",
            "write `Login: …` in one line",
            id="component-list",
        ),
        pytest.param(
            "channels: {status_page: {components: {Login: ''}}}",
            "1:46: `Login` is empty",
            "write a text after `Login:`",
            id="component-empty",
        ),
        pytest.param(
            "channels: {bridge: 'https://x/{incident}'}",
            "1:20: `https://x/{incident}` is no link template",
            "of braces only `{id}` and `{uid}` can be filled in",
            id="bridge",
        ),
        pytest.param(
            "document_url: https://x/{path",
            "1:15: `https://x/{path` is no link template",
            "of braces only `{path}` can be filled in",
            id="document-url",
        ),
        pytest.param(
            "business_hours: {days: [mon, tues]}", "1:30: `tues` is no day", "did you mean `tue`?", id="day"
        ),
        pytest.param(
            "business_hours: {days: []}",
            "1:1: there is no day in `days`",
            "write at least one: mon, tue, wed, thu, fri, sat, sun",
            id="no-day",
        ),
        pytest.param(
            "business_hours: {days: mon}",
            "1:24: `days` must be a list",
            "write `days: [one, two]`",
            id="days-no-list",
        ),
        pytest.param(
            "business_hours: {days: [[mon]], to: 12:00}",
            "1:24: `days` must be a list of texts",
            "write `days: [one, two]`",
            id="days-in-days",
        ),
        pytest.param(
            "business_hours: {from: 9:00}",
            "1:24: `9:00` is no time of day",
            "write 09:00, or 24:00",
            id="time",
        ),
        pytest.param(
            "business_hours: {from: 17:00, to: 09:00}",
            "1:1: the business day ends before it begins",
            "make `from` earlier than `to`",
            id="backwards",
        ),
        pytest.param(
            "business_hours: {holidays: [usa]}",
            "1:29: `usa` is no holiday",
            "write a country (`US`), a subdivision (`US-CA`) or a date (`2026-12-24`)",
            id="country",
        ),
        pytest.param(
            "business_hours: {holidays: [2026-02-30]}",
            "1:29: `2026-02-30` is no date",
            "see a calendar",
            id="date",
        ),
        pytest.param(
            "business_hours: {holidays: [US, DE]}",
            "1:33: `DE` is a second country",
            "keep one; list the others' dates",
            id="countries",
        ),
        pytest.param(
            "links: [a]",
            "1:8: `links` must be a mapping",
            "write `key: value` lines below it, indented",
            id="links",
        ),
        pytest.param(
            "organisation: Acme",
            "1:1: `organisation` is not a known field",
            "did you mean `organization`?",
            id="unknown",
        ),
    ],
)
def test_a_fault_is_told_with_its_place_and_what_to_type(text: str, fault: str, hint: str) -> None:
    settings, problems = parse_settings(text)
    assert settings is None
    assert [(str(problem), problem.hint) for problem in problems] == [(f"acmeinc.yaml:{fault}", hint)]


def test_all_faults_of_a_file_are_told_in_one_run_from_top_to_bottom() -> None:
    _, problems = parse_settings("sync: on\ntime_zone: Mars\nchannels:\n  tracker: {via: jira}\n")
    assert [str(problem) for problem in problems] == [
        "acmeinc.yaml:1:7: `sync` cannot be `on`",
        "acmeinc.yaml:2:12: `Mars` is no known time zone",
        "acmeinc.yaml:4:18: `via` cannot be `jira`",
    ]
