"""A message template's text, taken apart: `Subject: …`, an empty line, and the body.

A team may word a message as it likes, but not lose what the process promises its readers.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from acmeinc.errors import BadData, Problem
from acmeinc.rendering.templates import Templates, path_of

SUBJECT_LIMIT = 200

_REPLY = "Re: "
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Promises(NamedTuple):
    """What a body must say: the link to the `document`, and when the next update comes; "" for neither."""

    document: str = ""
    next_update_in: str = ""


def letter_from(
    templates: Templates, name: str, values: Mapping[str, Any], promises: Promises
) -> tuple[str, str]:
    """Return the subject and the body that template `name` makes.

    Raises BadData naming the template when it has lost its subject, the link, or the promised update.
    """
    text = templates.render(name, values)
    first, _, rest = text.partition("\n")
    blank, _, body = rest.partition("\n")
    subject = first.removeprefix("Subject:").strip()
    body = body.strip("\n")
    faults = list(_faults(path_of(name), body, promises))
    if not first.startswith("Subject: ") or blank.strip() or not subject or _CONTROL.search(subject):
        hint = "start the template with one line such as `Subject: {{ headline }}`, then an empty line"
        faults.insert(0, _lost(path_of(name), 1, "the message has lost its subject line", hint))
    if faults:
        raise BadData(faults)
    return subject_fit(subject), body


def subject_fit(subject: str) -> str:
    """Return `subject` cut to 200 characters, the `Re: ` of a reply included, so that replies match it."""
    limit = SUBJECT_LIMIT if subject.startswith(_REPLY) else SUBJECT_LIMIT - len(_REPLY)
    return subject if len(subject) <= limit else subject[: limit - 1].rstrip() + "…"


def _faults(path: str, body: str, promises: Promises) -> Iterator[Problem]:
    if not body:
        yield _lost(path, 0, "the message is empty", "write its text after the empty line")
    if promises.document not in body:
        hint = "put it back: Please see the [incident document]({{ document }}) for details."
        yield _lost(path, 0, "the message has lost the link to the incident document", hint)
    expect = f"Expect an update on the status of this incident in {promises.next_update_in} or sooner."
    if promises.next_update_in and expect not in body:
        hint = (
            "put it back: Expect an update on the status of this incident in {{ next_update_in }} or sooner."
        )
        yield _lost(path, 0, "the message does not say when the next update comes", hint)


def _lost(path: str, place: int, message: str, hint: str) -> Problem:
    return Problem(path, place, place, message, hint, rule="template-missing-part")
