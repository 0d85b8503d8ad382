"""What an editor tells about the fields of the YAML rule files, by file and path; `*` is any name."""

from collections.abc import Mapping

TITLES: Mapping[str, str] = {
    "severity": "Severity levels of acmeinc",
    "acmeinc": "The organisation, for acmeinc",
}

_WHILE_OPEN = "A duration such as 30m or 2h50m, counted while the incident is open, or `never`."
_OPTION = "Another option of that service. Never a secret: those are set as variables."
_CHANNELS = {
    "channels": "How messages leave the house. What is not set up is printed, ready to paste.",
    "channels.email": "Mail to the stakeholders, as one thread for each incident.",
    "channels.email.via": "outbox prints the mail; smtp sends it, with ACMEINC_SMTP_URL.",
    "channels.email.from": "The sender's address, without a name: incidents@example.com.",
    "channels.email.to": "The distribution list; several addresses with commas between them.",
    "channels.email.*": _OPTION,
    "channels.chat": "The chat of all incidents, and each incident's own channel.",
    "channels.chat.via": "outbox prints the messages; slack, webhook and apprise send them.",
    "channels.chat.archive": "Whether an incident's own channel is archived once the incident is final.",
    "channels.chat.format": "What the webhook speaks.",
    "channels.chat.*": 'An option, such as `incidents: "#incidents"`. Never a secret: those are variables.',
    "channels.paging": "How the owning team is paged.",
    "channels.paging.via": "outbox prints the link of the paging schedule; pagerduty and apprise page.",
    "channels.paging.*": _OPTION,
    "channels.status_page": "Where customers read how things are.",
    "channels.status_page.via": "site is acmeinc's own page; statuspage is Atlassian's.",
    "channels.status_page.page": "The id of the page at Statuspage.",
    "channels.status_page.title": "What the page is called; if empty, the organisation's name and Status.",
    "channels.status_page.support": "Where customers get help: https://… or mailto:….",
    "channels.status_page.components": "The components of the page at Statuspage, by functionality.",
    "channels.status_page.components.*": "The id of the component that shows this functionality.",
    "channels.status_page.*": _OPTION,
    "channels.tracker": "Where bugs and action items are filed.",
    "channels.tracker.via": "link prints a link to a filled-in issue; github and gitlab file it.",
    "channels.tracker.*": _OPTION,
    "channels.bridge": "The video bridge; {id} or {uid} is filled in. Only {uid} cannot be guessed.",
}

HELP: Mapping[str, Mapping[str, str]] = {
    "severity": {
        "": "What counts as which severity, and how often everyone hears from the team. Most severe first.",
        "severities": "The levels, SEV0 to SEV9, most severe (the lowest number) first.",
        "severities.*": "A level. An incident has the most severe one of which a condition is true.",
        "severities.*.name": "What people call this level.",
        "severities.*.conditions": "What makes an incident of this level: an id and a sentence each.",
        "severities.*.conditions.*": "A sentence that is true or not. Its id is recorded: do not change it.",
        "severities.*.check_in": f"How often the responders are asked, before the update. {_WHILE_OPEN}",
        "severities.*.update": f"How often the stakeholders hear from the commander. {_WHILE_OPEN}",
        "severities.*.status_page": f"How often customers hear on the status page. {_WHILE_OPEN}",
        "severities.*.page": "Whether the owning team is paged when such an incident is declared.",
        "severities.*.pagerduty": "What the pager calls it; if empty, its place among the levels says.",
        "clocks": "How long the first steps may take, counted from detection.",
        "clocks.decide": "Until it is decided whether it is an incident.",
        "clocks.declare": "Until it is declared: the first message is out.",
        "retrospective": "The retrospective of a resolved incident.",
        "retrospective.length": "How long the meeting is.",
        "retrospective.earliest": "How many business hours after mitigation it may be at the earliest.",
        "retrospective.latest": "How many business hours after mitigation it has to be at the latest.",
    },
    "acmeinc": {
        "": "The organisation: its time, where it keeps and sends things, its links. Never a secret.",
        "organization": "Its name, as templates say it.",
        "time_zone": "The zone of all times that people read, such as America/New_York or UTC.",
        "business_hours": "When the business hours of the retrospective's window are counted.",
        "business_hours.days": "The business days.",
        "business_hours.from": 'When a business day begins, such as "09:00".',
        "business_hours.to": 'When it ends, such as "17:30"; "24:00" is midnight.',
        "business_hours.holidays": "Days that are none: one country (US) or subdivision (US-CA), and dates.",
        "document_url": "Where a document can be read; {path} is filled in. Empty: from git's remote.",
        "sync": "auto shares every step at once; manual waits for `acmeinc sync`.",
        "branch": "The branch that documents are pushed to. Empty: the current one.",
        "links": "The link index: every template and document can use these.",
        "links.*": "An address, or the path of a file of this repository.",
        **_CHANNELS,
    },
}
