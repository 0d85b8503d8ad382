"""What the process wants said in each message, and what the program needs in each document.

The one list of both, written as a template would say it: what it makes of a message's values has to stand in
the message. A team may say more, and say it around these words (DESIGN §4, "Messages").
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from acmeinc.errors import Problem
from acmeinc.incident.drawing import BLOCKS, BOX
from acmeinc.incident.parts import closing, lines_of, opening, parse
from acmeinc.process.checklist import GATE_ITEMS
from acmeinc.rendering.sandbox import rendered
from acmeinc.rendering.templates import path_of

RULE = "template-missing-part"

_FIELD = re.compile(r"[a-z_]+:.*{{")
_LONG = 500
_NAMED = re.compile(r"{{ (\w+)")

_CUSTOMERS = "{% for customer in customers %}\n{{ customer }}\n{% endfor %}\n"
_KNOWN_WHEN_KNOWN = ("{{ workarounds }}", "{{ remediation }}")

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "page.txt": (
        "Subject: {{ severity }} Incident - {{ headline }}",
        "{{ document }}",
        "{{ impact }}",
        "{{ because }}",
        "{{ by }}",
    ),
    "initial.txt": (
        "Subject: {{ severity }} Incident - {{ headline }}",
        "{{ functionality }} is currently experiencing a {{ severity }} incident.",
        "Identified time: {{ identified_time }}",
        'Description of customer impact: {{ impact or "Unknown" }}',
        "Quantity of customers impacted: {{ quantity }}",
        "Known customers impacted:",
        _CUSTOMERS,
        *_KNOWN_WHEN_KNOWN,
        "For additional questions, respond to this email thread.",
        "{{ by }}",
    ),
    "update.txt": (
        "Subject: Re: {{ initial_subject }}",
        "UPDATE: {{ headline }} is still experiencing a {{ severity }} incident.",
        "{{ severity_before }}",
        "The team {{ team_has }} the issue.",
        "{{ message }}",
        "{{ resources }}",
        *_KNOWN_WHEN_KNOWN,
        "{{ by }}",
    ),
    "resolution.txt": (
        "Subject: Resolution: {{ severity }} {{ headline }} is resolved.",
        "{{ left }}",
        "{{ customers_notified }}",
        _CUSTOMERS,
        "{{ next_steps }}",
        "{{ retrospective }}",
        "{{ kudos }}",
        "{{ by }}",
    ),
    "reminder.txt": ("{{ what }}", "{{ due }}", "{{ headline }}", "{{ command }}", "{{ document }}"),
    "reopening.txt": ("{{ headline }}", "{{ severity }}", "{{ because }}", "{{ impact }}", "{{ by }}"),
    "downgrade.txt": ("{{ headline }}", "{{ duplicate_of or team }}", "{{ because }}", "{{ by }}"),
    "closing.txt": ("{{ headline }}", "{{ by }}"),
    "rules_notice.txt": (
        "Subject: Change of the incident rules: {{ title }}",
        "{% for change in changes %}\n{{ change }}\n{% endfor %}\n",
        "{{ because }}",
        "{{ document }}",
        "{{ contact }}",
        "{{ by }}",
    ),
    "invitation.txt": ("{{ headline }}", "{{ when }}", "{{ by }}"),
    "public_investigating.txt": (
        "Subject: {{ title }}",
        "{{ message or functionality }}",
        "{{ next_update_in }}",
    ),
    "public_update.txt": ("Subject: {{ title }}", "{{ message or functionality }}", "{{ next_update_in }}"),
    "public_resolved.txt": (
        "Subject: {{ title }}",
        "{{ functionality }}",
        "{{ outage_from }}",
        "{{ outage_until }}",
        "{{ message }}",
    ),
    "ticket.txt": ("{{ headline }}", "{{ because }}", "{{ impact }}"),
    "ticket_action.txt": ("{{ action }}", "{{ owner }}", "{{ due }}"),
    "bug.md": (
        *("{{ functionality }}", "{{ state }}", "{{ audience }}", "{{ decided_by }}", "{{ impact }}"),
        "{% for condition in conditions %}\n{{ condition.text }}\n{% endfor %}\n",
    ),
}
"""By template, each a line that has to be in what the template makes; one whose values are empty need not."""

REQUIRED_OF_PAGES: Mapping[str, tuple[str, ...]] = {
    "site/layout.html": (
        '<meta http-equiv="Content-Security-Policy" content="{{ policy }}">',
        "{{ content }}",
    ),
    "site/home.html": (
        "{{ overall.words }}",
        "{% for incident in open %}\n{{ incident.html }}\n{% endfor %}\n",
    ),
    "site/incident.html": (
        "{{ incident.title }}",
        "{{ incident.next_update.local if incident.next_update }}",
        "{% for update in incident.updates %}\n{{ update.html }}\n{% endfor %}\n",
    ),
}
"""The same for the templates of pages."""


def missing_parts(name: str, source: str, values: Mapping[str, Any], text: str) -> Iterator[Problem]:
    """Yield what `text`, which template `name` made of `values`, does not say."""
    path = path_of(name)
    for part in (*REQUIRED.get(name, ()), *REQUIRED_OF_PAGES.get(name, ())):
        lines = rendered(part, path, values).splitlines()
        if any(line.strip() not in text for line in lines):
            shown = " ".join(part.split())
            place, hint = _nearest(source, part), "put it back; a team may say more, in its own words"
            yield Problem(path, *place, f"the message does not say: {shown}", hint, rule=RULE)
    if name == "incident.md":
        yield from _lost_from_document(path, source, text)
    elif name == "bug.md":
        yield from _lost_from_record(path, source, values, text)


def _nearest(source: str, part: str) -> tuple[int, int]:
    """Return the place of the line that was probably meant to say `part`; zeros when there is none."""
    if part.startswith("Subject: "):
        return 1, 1
    lines = source.splitlines()
    names = _NAMED.findall(part)
    naming = [
        line
        for line in lines
        if names and part not in line and all(re.search(rf"\b{name}\b", line) for name in names)
    ]
    if part.startswith("{{") and part.endswith("}}"):
        return _place(lines, naming)
    return _place(lines, get_close_matches(part, naming, n=1, cutoff=0) or _alike(part, lines))


def _alike(part: str, lines: Sequence[str]) -> list[str]:
    return get_close_matches(part, [line for line in lines if len(line) < _LONG], n=1, cutoff=0.6)


def _place(lines: list[str], found: list[str]) -> tuple[int, int]:
    return (lines.index(found[0]) + 1, 1) if found else (0, 0)


def _lost_from_document(path: str, source: str, text: str) -> Iterator[Problem]:
    """Yield the header, the blocks and the steps that a new incident document has lost."""
    document = parse(text)
    if not document.fences:
        hint = "begin the template with two lines `---`"
        yield Problem(path, 1, 1, "the document has no front matter", hint, rule=RULE)
    missing = [block for block in BLOCKS if block not in document.blocks]
    lines, markers = source.splitlines(), [mark(block) for block in BLOCKS for mark in (opening, closing)]
    for block in missing:
        others = {*markers} - {opening(block)}
        hint = f"put it back: {opening(block)} and {closing(block)} on lines of their own"
        place = _place(lines, _alike(opening(block), [line for line in lines if line not in others]))
        yield Problem(path, *place, f"the block `{block}` is missing", hint, rule=RULE)
    for damage in document.damage if not missing else ():
        hint = "keep each block's two markers, once and in their order"
        yield Problem(path, 0, 0, f"the document is damaged: {damage}", hint, rule=RULE)
    steps = {match[4] for line in lines_of(text) if (match := BOX.match(line))}
    for step in GATE_ITEMS:
        if step not in steps:
            hint = f"put it back into the checklist: - [ ] … <!-- step={step} -->"
            yield Problem(path, 0, 0, f"the checklist has lost its step `{step}`", hint, rule=RULE)


def _lost_from_record(path: str, source: str, values: Mapping[str, Any], text: str) -> Iterator[Problem]:
    """Yield the fields that the front matter of a bug's record does not hold as they are."""
    kept = _front_matter(text)
    lines = source.splitlines()
    if kept is None:
        bare = [line for line in lines if _FIELD.match(line) and "| yaml" not in line]
        hint = "write `| yaml` behind every value: impact: {{ impact | yaml }}"
        told = "the front matter cannot be read back, whatever people type"
        yield Problem(path, *_place(lines, bare), told, hint, rule=RULE)
        return
    for field, value in values.items():
        if isinstance(value, str) and (kept.get(field) or "") != value:
            hint = f"put it back, between the lines `---`: {field}: {{{{ {field} | yaml }}}}"
            place = _place(lines, [line for line in lines if line.startswith(f"{field}:")])
            yield Problem(path, *place, f"the front matter does not hold `{field}`", hint, rule=RULE)


def _front_matter(text: str) -> dict[str, Any] | None:
    """Return the fields of a record's front matter; None where it cannot be read."""
    import yaml

    _, _, rest = text.partition("---\n")
    try:
        kept = yaml.safe_load(rest.partition("\n---")[0])
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return kept if isinstance(kept, dict) else None
