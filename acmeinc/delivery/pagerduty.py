"""Paging through PagerDuty (Events API v2): trigger, acknowledge, resolve.

Each event may arrive twice: under one key a page is one alert, however often it is sent. That is why it is
asked again after every failure, and why nobody is left asleep by a broken connection.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from acmeinc.delivery.channel import Dispatch, Receipt
from acmeinc.delivery.https import Answer, Unanswered, ask, insist, with_json
from acmeinc.delivery.secrets import Secrets
from acmeinc.errors import AcmeError, Failed
from acmeinc.incident.text import clean_line
from acmeinc.process.paging import Alert, alert_key, alerts, everyone_paged
from acmeinc.process.rules import Rules

Thing = TypeVar("Thing")

HOST = "https://events.pagerduty.com"
KEY = "ACMEINC_PAGERDUTY_KEY"
URL = "ACMEINC_PAGERDUTY_URL"

LONGEST_SUMMARY = 1024
LONGEST_DETAIL = 20_000
"""An event may have 512 kB, of which a character takes up to twelve bytes."""

_AT_ONCE = 8
_LONGEST_REFUSAL = 200
_PROBE = "acmeinc-doctor"


def key_name(team: str) -> str:
    """Return the variable that holds a team's routing key: `ACMEINC_PAGERDUTY_KEY_ON_CALL` for "On-call"."""
    return f"{KEY}_{re.sub('[^A-Z0-9]', '_', team.upper())}"


def routing_key(secrets: Secrets, team: str) -> str:
    """Return the routing key of a team, else the one for all; "" where there is none.

    Raises Failed where a file or a command does not give it.
    """
    return secrets.get(key_name(team)) or secrets.get(KEY)


class PagerDuty(NamedTuple):
    """The paging channel of an organisation with PagerDuty; every team can have a routing key of its own."""

    rules: Rules
    secrets: Secrets
    name: str = "paging"
    prints: bool = False

    def address(self, dispatch: Dispatch) -> str:
        """Return the team or rotation that is paged; of a word to the pager, who runs it."""
        return dispatch.to or "PagerDuty"

    def deliver(self, dispatch: Dispatch) -> Receipt:
        """Trigger an alert for a page; acknowledge or resolve all alerts where that is the message.

        The receipt's `remote` is the key of the alert. Raises Failed where PagerDuty certainly has nothing.
        """
        if dispatch.message.kind == "page":
            return self._page(dispatch)
        action = str(dispatch.fields.get("action", ""))
        ringing = alerts(dispatch.incident, before=dispatch.entry)
        told = _all_at_once(ringing, lambda alert: self._tell(alert, action))
        return _together(zip((alert.to for alert in ringing), told, strict=True))

    def by_hand(self, dispatch: Dispatch) -> tuple[str, ...]:
        """Return nothing: all of it is done."""
        return ()

    def probe(self) -> Receipt:
        """Return whether PagerDuty takes the routing key of everyone who can be paged; nobody is paged.

        It is told that an alert is over which never was.
        """
        teams: dict[str, list[str]] = {}
        without = []
        for team in everyone_paged(self.rules.owners):
            if key := routing_key(self.secrets, team):
                teams.setdefault(key, []).append(team)
            else:
                without.append((team, Receipt("failed", f"{key_name(team)} is not set, nor {KEY}")))
        told = _all_at_once(list(teams), self._probe_key)
        named = zip((", ".join(names) for names in teams.values()), told, strict=True)
        receipt = _together([*without, *named])
        if receipt.state == "sent":
            return receipt._replace(detail=f"it takes the keys of {', '.join(chain(*teams.values()))}")
        return receipt._replace(state="failed")

    def _page(self, dispatch: Dispatch) -> Receipt:
        key = alert_key(dispatch.incident, dispatch.entry)
        severity = self.rules.severity.pager_severity(dispatch.incident.severity)
        return self._send(dispatch.to, {**_trigger(dispatch, severity), "dedup_key": key})

    def _tell(self, alert: Alert, action: str) -> Receipt:
        return self._send(alert.to, {"event_action": action, "dedup_key": alert.key})

    def _probe_key(self, key: str) -> Receipt:
        return self._post({"routing_key": key, "event_action": "resolve", "dedup_key": _PROBE})

    def _send(self, team: str, event: dict[str, Any]) -> Receipt:
        key = routing_key(self.secrets, team)
        if not key:
            raise Failed(f"{key_name(team)} is not set, nor {KEY}", hint=f"export {KEY}=…, or {KEY}_FILE")
        return self._post({"routing_key": key, **event})

    def _post(self, event: dict[str, Any]) -> Receipt:
        url = f"{self.secrets.address(URL, HOST)}/v2/enqueue"
        request = with_json("POST", url, event)._replace(repeatable=True)
        try:
            return _receipt(ask(request), event["dedup_key"])
        except Unanswered as broken:
            return Receipt("unknown", str(broken), event["dedup_key"])


def _trigger(dispatch: Dispatch, severity: str) -> dict[str, Any]:
    """Return the event of a page, without its keys."""
    incident, message = dispatch.incident, dispatch.message
    links = (
        {"href": href, "text": text}
        for href, text in ((dispatch.document, "Incident document"), (incident.links.bridge, "Bridge"))
        if href.startswith(("https://", "http://"))
    )
    details = {
        "incident": incident.id,
        "severity": incident.severity,
        "commander": incident.commander,
        "chat": incident.links.chat,
        "document": dispatch.document,
        "message": message.body,
    }
    return {
        "event_action": "trigger",
        "client": "acmeinc",
        "links": list(links),
        "payload": {
            "summary": _cut(message.subject, LONGEST_SUMMARY),
            "source": _cut(incident.functionality or incident.id, LONGEST_SUMMARY),
            "severity": severity,
            "group": _cut(dispatch.to, LONGEST_SUMMARY),
            "class": incident.severity,
            "custom_details": {name: _cut(text, LONGEST_DETAIL) for name, text in details.items() if text},
        },
    }


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _receipt(answer: Answer, key: str) -> Receipt:
    """Return what PagerDuty's answer means for an alert.

    Raises Failed where it refused, `Unanswered` where its answer was lost.
    """
    said = answer.json if isinstance(answer.json, dict) else {}
    errors = said.get("errors")
    words = [said.get("message"), *(errors if isinstance(errors, list) else [])]
    insist(answer, "PagerDuty", _cut(clean_line(": ".join(str(w) for w in words if w)), _LONGEST_REFUSAL))
    if said.get("status") == "success":
        return Receipt("sent", remote=key)
    return Receipt("unknown", f"PagerDuty answered {answer.status}, and not in its own words", key)


def _all_at_once(things: Sequence[Thing], send: Callable[[Thing], Receipt]) -> list[Receipt]:
    """Return what became of each, in their order; none waits for another."""

    def sent(thing: Thing) -> Receipt:
        try:
            return send(thing)
        except AcmeError as refused:
            return Receipt("failed", str(refused))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(sent, things))


def _together(told: Iterable[tuple[str, Receipt]]) -> Receipt:
    """Return one receipt for several alerts: as good as the worst of them, whose reasons it gives."""
    by_state: dict[str, list[str]] = {}
    for team, receipt in told:
        why = f"{team}: {receipt.detail}" if receipt.detail else team
        by_state.setdefault(receipt.state, []).append(why)
    for state in ("failed", "unknown"):
        if state in by_state:
            return Receipt(state, "; ".join(dict.fromkeys(by_state[state])))
    return Receipt("sent")
